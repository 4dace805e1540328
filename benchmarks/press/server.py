"""The publishers and a mail server in a process of their own: ``python -m press.server PORTAL FIRST END [WINDOW]`` tells its ports.

A line in is the time it is there, in ISO 8601; a line out is JSON with the requests, feeds and pages given, and mails taken so far.
"""

from __future__ import annotations

import asyncio
import io
import json
import socket
import sys
from collections import Counter, defaultdict
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from PIL import Image as Picture

from newsfold.article import Article
from press.articles import feed, feed_place, page, place, published_between


class Office:
    """Takes every mail and counts it."""

    def __init__(self, counts: Counter[str]) -> None:
        self.counts = counts

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.counts["mails"] += len(envelope.rcpt_tos)
        return "250 taken"


class Press:
    """What stands at every address at the time it is."""

    def __init__(self, articles: tuple[Article, ...], now: datetime) -> None:
        self.now = now
        self.counts: Counter[str] = Counter()
        self.pages = {place(one.address): one for one in articles}
        self.pictures = {place(image.url) for one in articles for image in one.images}
        self.feeds: dict[tuple[str, str], list[Article]] = defaultdict(list)
        for one in articles:
            self.feeds[feed_place(one.provider.domain)].append(one)
        self._picture = _picture()

    def answer(self, host: str, path: str, etag: str) -> tuple[int, str, bytes, str]:
        """Status, content type, body and ETag."""
        self.counts["requests"] += 1
        at = (host, path)
        if at in self.feeds:
            self.counts["feeds"] += 1
            body = feed(host, self.feeds[at], self.now)
            tag = f'"{sha256(body).hexdigest()[:16]}"'
            return (304, "", b"", tag) if tag == etag else (200, "application/rss+xml", body, tag)
        if at in self.pages and self.pages[at].published_at <= self.now:
            self.counts["pages"] += 1
            return 200, "text/html; charset=utf-8", page(self.pages[at]), ""
        if at in self.pictures:
            self.counts["pictures"] += 1
            return 200, "image/jpeg", self._picture, ""
        self.counts["nothing"] += path != "/robots.txt"
        return 404, "text/plain", b"Nothing here.", ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode("latin-1").split("\r\n")
                headers = {name.lower(): text.strip() for name, _, text in (line.partition(":") for line in lines)}
                host = headers.get("host", "").partition(":")[0]
                status, kind, body, etag = self.answer(host, first.split(" ")[1], headers.get("if-none-match", ""))
                more = f"ETag: {etag}\r\n" if etag else ""
                writer.write(f"HTTP/1.1 {status} So\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()


def _picture() -> bytes:
    file = io.BytesIO()
    Picture.effect_noise((1200, 675), 40).convert("RGB").save(file, "JPEG", quality=60)
    return file.getvalue()


async def serve(articles: tuple[Article, ...], first: datetime) -> None:
    press = Press(articles, first)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    office = Controller(Office(press.counts), hostname="127.0.0.1", port=port)
    office.start()
    http = await asyncio.start_server(press.serve, "127.0.0.1", 0)
    print(json.dumps({"http": http.sockets[0].getsockname()[1], "smtp": port}), flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        press.now = datetime.fromisoformat(line.strip())
        print(json.dumps(press.counts), flush=True)
    office.stop()
    http.close()


def main() -> None:
    folder, first, end, *window = sys.argv[1:5]
    begin = datetime.fromisoformat(first)
    articles = published_between(Path(folder), begin, datetime.fromisoformat(end), Path(window[0]) if window else None)
    asyncio.run(serve(articles, begin))


if __name__ == "__main__":
    main()
