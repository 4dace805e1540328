"""Web archives of invented publishers, and portals to take them into. Not a test."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from newsfold.portal import Portal

TOPICS = {"Herring": ("herring", "fishing quota", "AI"), "Ferries": ("ferry", "e-mail")}
ADJECTIVES = ("Northern", "Quiet", "Sudden", "Broken", "Golden", "Narrow", "Hidden", "Steady")
NOUNS = ("harbour", "council", "trawler", "reactor", "orchard", "glacier", "festival", "railway")


def answer(url: str, body: bytes, *, taken: str = "2026-11-20T10:00:00Z", kind: str = "text/html; charset=utf-8") -> bytes:
    """A WARC record of a server's answer (ISO 28500)."""
    http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {taken}\r\n"
        f"WARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789012>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def story(number: int, *, subject: str = "herring") -> tuple[str, bytes]:
    """An article: address and page. Every third tells what the one before it told, at another publisher."""
    event = number - (number % 3 == 2)
    adjective, noun = ADJECTIVES[event % 8], NOUNS[event // 8 % 8]
    title = f"{adjective} {noun} changes the {subject} season in port {event}"
    day = 1 + event % 27
    text = f"The {noun} said on day {day} that the {subject} of port {event} would be counted anew. " * 8
    page = (
        f"<!doctype html><html lang=en><head><title>{title}</title><meta property='og:type' content='article'>"
        f"<meta property='article:published_time' content='2026-{1 + event % 9:02}-{day:02}T0{number % 9}:00:00Z'></head>"
        f"<body><article><h1>{title}</h1><p>{text}</p><p>{text[::1].upper().capitalize()}</p></article></body></html>"
    )
    return f"https://publisher-{number % 5}.example/story/{number}", page.encode()


def mixed(numbers: Sequence[int]) -> list[bytes]:
    """Records of articles, of which every fourth is about something else."""
    pages = [story(number, subject="tennis" if number % 4 == 3 else "herring") for number in numbers]
    return [answer(url, body) for url, body in pages]


def packed(path: Path, records: Sequence[bytes]) -> Path:
    """A packed WARC file."""
    path.write_bytes(b"".join(gzip.compress(record, 1, mtime=0) for record in records))
    return path


def make_portal(folder: Path, topics: Mapping[str, Sequence[str]] = TOPICS) -> Path:
    """A portal on some topics, the first of which is its own."""
    Portal.create(folder, topic="Herring")
    for file in (folder / "_data" / "topics").iterdir():
        file.unlink()
    for number, (name, keywords) in enumerate(topics.items()):
        parent = f"parent: {next(iter(topics))}\n" if number else ""
        (folder / "_data" / "topics" / f"{number}.yaml").write_text(f"name: {name}\n{parent}keywords: {json.dumps(list(keywords))}\n")
    return folder


def records_of(portal: Path) -> dict[str, str]:
    """A digest of each record, by its file's name. There is no key, so nothing is sealed."""
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in sorted((portal / "_news").glob("*.md"))}
