"""What the farm's feeds and pages say, by host and path alone: the same address gives the same bytes in every process."""

from __future__ import annotations

import gzip
from datetime import datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256

FAILINGS = (
    "fifty-megabytes",
    "hundred-thousand",
    "endless",
    "slow-loris",
    "web-page",
    "truncated",
    "redirect-loop",
    "429-storm",
    "503-storm",
    "500",
    "404",
    "410",
    "wrong-type",
    "odd-encoding",
    "breaks-off",
    "bomb",
    "entities",
    "to-metadata",
    "empty",
    "robots",
    "odd-dates",
    "no-http",
)
STILL_READABLE = frozenset({"hundred-thousand", "truncated", "wrong-type", "odd-encoding", "odd-dates"})
"""Failings that a good reader gets entries from all the same."""

ENTRIES = 5
_WORDS = [
    "harbour",
    "council",
    "bridge",
    "orchard",
    "tram",
    "museum",
    "lantern",
    "ferry",
    "quarry",
    "meadow",
    "signal",
    "archive",
    "garden",
    "bakery",
    "river",
    "tower",
    "market",
    "school",
]


def number(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:6])


def addresses(hosts: int = 200, feeds: int = 5) -> list[str]:
    """The farm's own feeds, host by host."""
    return [f"http://h{host:03}.farm.example/feed/{feed}" for host in range(hosts) for feed in range(feeds)]


def failing(host: str, path: str) -> str | None:
    """How the feed at an address fails, or None. Of the farm's own feeds every fifth does, of any other address every fifth by chance."""
    if path == "/robots.txt" or path.startswith("/article/"):
        return None
    if host.endswith(".farm.example"):
        return FAILINGS[int(host[1:4]) % len(FAILINGS)] if path == "/feed/0" else None
    chance = number(host + path)
    return FAILINGS[chance // 5 % len(FAILINGS)] if chance % 5 == 0 else None


def title(host: str, path: str, item: int) -> str:
    seed = number(f"{host}{path}{item}")
    picked = [_WORDS[seed // 18**place % 18] for place in range(6)]
    return f"{' '.join(picked[:3]).capitalize()} near the {' '.join(picked[3:])} of {host.split('.', maxsplit=1)[0]}, report {item}"


def feed(host: str, path: str, now: datetime, *, head: str = '<?xml version="1.0" encoding="UTF-8"?>', dates: bool = False) -> str:
    times = [now - timedelta(hours=2 * item + number(host + path) % 7) for item in range(ENTRIES)]
    stamps = odd_dates(times) if dates else [format_datetime(time) for time in times]
    items = "".join(
        f"<item><title>{title(host, path, item)}</title><link>http://{host}/article{path}/{item}</link>"
        f'<guid isPermaLink="false">{host}{path}{item}</guid><pubDate>{stamps[item]}</pubDate>'
        f"<description>{' '.join(_WORDS)} {item}</description></item>"
        for item in range(ENTRIES)
    )
    return f'{head}<rss version="2.0"><channel><title>Herald of {host}</title><link>http://{host}/</link>{items}</channel></rss>'


def odd_dates(times: list[datetime]) -> list[str]:
    forms = ("%d %b %y %H:%M EST", "%Y-%m-%dT%H:%M:%S+02:00", "%A, %d-%b-%y %H:%M:%S GMT", "%Y/%m/%d %H:%M", "%Y年%m月%d日 %H:%M")
    return [time.strftime(form) for time, form in zip(times, forms, strict=True)]


def page(host: str, path: str, now: datetime) -> bytes:
    """An article of about 20 kilobytes with all a reader needs."""
    source, _, item = path.removeprefix("/article").rpartition("/")
    name = title(host, source, int(item) if item.isdigit() else 0)
    seed = number(host + path)
    sentences = [
        f"The {_WORDS[(seed + index) % 18]} by the {_WORDS[(seed // 7 + index * 5) % 18]} was the talk of the town for {index + 2} days, "
        f"and nobody who walked past the {_WORDS[(seed // 11 + index * 3) % 18]} could say what would become of it."
        for index in range(60)
    ]
    text = "".join(f"<p>{' '.join(sentences[start : start + 4])}</p>" for start in range(0, 60, 4))
    when = (now - timedelta(hours=3)).isoformat()
    head = (
        f'<meta charset="utf-8"><title>{name}</title><meta property="og:title" content="{name}"><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="{when}"><link rel="canonical" href="http://{host}{path}">'
    )
    return f"<!doctype html><html lang=en><head>{head}</head><body><article><h1>{name}</h1>{text}</article></body></html>".encode()


def hundred_thousand() -> bytes:
    items = "".join(f"<item><link>/n/{item}</link></item>" for item in range(100_000))
    return f"<rss version='2.0'><channel><title>All there is</title>{items}</channel></rss>".encode()


def laughs() -> bytes:
    lines = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
    return f'<!DOCTYPE rss [<!ENTITY l0 "ha">{lines}]><rss><channel><title>&l9;</title></channel></rss>'.encode()


def bomb() -> bytes:
    return gzip.compress(b" " * 20_000_000)
