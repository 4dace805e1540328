"""The farm's server, one process of its own: `python -m farm.server LOG` prints its port, serves until its input ends, logs every request.

A line of the log is JSON: host, path, status, bytes sent (headers within), when the request was there and when the last part of its
answer was given to the network: on a busy machine a client may have read that, and waited, before the server gets the processor again.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import TextIO

from farm import feeds

NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
_REASONS = {200: "OK", 301: "Moved Permanently", 302: "Found", 304: "Not Modified", 404: "Not Found", 410: "Gone", 429: "Too Many Requests"}


class Exchange:
    """One request and what is sent back."""

    def __init__(self, host: str, path: str, headers: dict[str, str], writer: asyncio.StreamWriter) -> None:
        self.host = host
        self.path = path
        self.headers = headers
        self.writer = writer
        self.status = 0
        self.sent = 0
        self.keep = True
        self.ended = time.monotonic()

    async def write(self, data: bytes) -> None:
        if data:
            self.ended = time.monotonic()
        self.writer.write(data)
        self.sent += len(data)
        await self.writer.drain()

    async def head(self, status: int, **headers: str) -> None:
        self.status = status
        lines = [
            f"HTTP/1.1 {status} {_REASONS.get(status, 'So')}",
            *(f"{name.replace('_', '-')}: {text}" for name, text in headers.items()),
        ]
        await self.write("\r\n".join([*lines, "", ""]).encode())

    async def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        await self.head(status, Content_Length=str(len(body)), **headers)
        await self.write(body)

    async def tagged(self, body: bytes, kind: str) -> None:
        """A body with an ETag, or 304 where the client has it."""
        tag = f'"{sha256(body).hexdigest()[:16]}"'
        if self.headers.get("if-none-match") == tag:
            await self.reply(304, ETag=tag)
        else:
            await self.reply(200, body, ETag=tag, Content_Type=kind)


_HUNDRED_THOUSAND, _LAUGHS, _BOMB = feeds.hundred_thousand(), feeds.laughs(), feeds.bomb()


async def answer(exchange: Exchange) -> None:
    host, path = exchange.host, exchange.path
    if path == "/robots.txt":
        if feeds.failing(host, "/feed/0") == "robots":
            await exchange.reply(200, b"User-agent: *\nDisallow: /feed/0\n", Content_Type="text/plain")
        else:
            await exchange.reply(404)
    elif path.startswith("/article/"):
        await exchange.reply(200, feeds.page(host, path, NOW), Content_Type="text/html; charset=utf-8")
    else:
        way = feeds.failing(host, path)
        if way is None:
            await exchange.tagged(feeds.feed(host, path, NOW).encode(), "application/rss+xml")
        else:
            await _FAIL[way](exchange)


async def _pour(exchange: Exchange) -> None:
    exchange.keep = False
    while True:
        await exchange.write(b"<item><title>more</title></item>" * 2_000)


async def _fifty(exchange: Exchange) -> None:
    await exchange.head(200, Content_Length="50000000")
    await _pour(exchange)


async def _endless(exchange: Exchange) -> None:
    await exchange.head(200, Connection="close", Content_Type="application/rss+xml")
    await exchange.write(b"<rss version='2.0'><channel><title>Never</title>")
    await _pour(exchange)


async def _loris(exchange: Exchange) -> None:
    exchange.keep = False
    await exchange.head(200, Content_Length="100000")
    while True:
        await exchange.write(b"<")
        await asyncio.sleep(0.2)


async def _breaks_off(exchange: Exchange) -> None:
    exchange.keep = False
    await exchange.head(200, Content_Length="100000")
    await exchange.write(b"<rss version='2.0'><channel>")


async def _no_http(exchange: Exchange) -> None:
    exchange.keep = False
    await exchange.write(b"* OK IMAP4rev1 ready\r\n")


def _text(exchange: Exchange) -> str:
    return feeds.feed(exchange.host, exchange.path, NOW)


async def _odd_encoding(exchange: Exchange) -> None:
    text = feeds.feed(exchange.host, exchange.path, NOW, head='<?xml version="1.0" encoding="UTF-16"?>')
    await exchange.tagged(text.encode("utf-16"), "text/xml; charset=iso-8859-1")


async def _odd_dates(exchange: Exchange) -> None:
    await exchange.tagged(feeds.feed(exchange.host, exchange.path, NOW, dates=True).encode(), "application/rss+xml")


_FAIL: dict[str, Callable[[Exchange], Awaitable[None]]] = {
    "fifty-megabytes": _fifty,
    "hundred-thousand": lambda exchange: exchange.tagged(_HUNDRED_THOUSAND, "application/rss+xml"),
    "endless": _endless,
    "slow-loris": _loris,
    "web-page": lambda exchange: exchange.reply(200, feeds.page(exchange.host, "/article/x/0", NOW), Content_Type="text/html"),
    "truncated": lambda exchange: exchange.tagged(_text(exchange)[:-200].encode(), "application/rss+xml"),
    "redirect-loop": lambda exchange: exchange.reply(302, Location=exchange.path),
    "429-storm": lambda exchange: exchange.reply(429, Retry_After="1"),
    "503-storm": lambda exchange: exchange.reply(503),
    "500": lambda exchange: exchange.reply(500),
    "404": lambda exchange: exchange.reply(404),
    "410": lambda exchange: exchange.reply(410),
    "wrong-type": lambda exchange: exchange.tagged(_text(exchange).encode(), "image/png"),
    "odd-encoding": _odd_encoding,
    "breaks-off": _breaks_off,
    "bomb": lambda exchange: exchange.reply(200, _BOMB, Content_Encoding="gzip"),
    "entities": lambda exchange: exchange.reply(200, _LAUGHS, Content_Type="application/rss+xml"),
    "to-metadata": lambda exchange: exchange.reply(302, Location="http://169.254.169.254/latest/meta-data/"),
    "empty": lambda exchange: exchange.reply(200),
    "robots": lambda exchange: exchange.tagged(_text(exchange).encode(), "application/rss+xml"),
    "odd-dates": _odd_dates,
    "no-http": _no_http,
}


class Farm:
    """Serves connections and writes the log."""

    def __init__(self, log: TextIO) -> None:
        self._log = log

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._exchange(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        raw = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        began = time.monotonic()
        first, *lines = raw.split("\r\n")
        headers = {name.strip().lower(): text.strip() for name, _, text in (line.partition(":") for line in lines) if name}
        exchange = Exchange(headers.get("host", ""), first.split(" ")[1], headers, writer)
        gone = asyncio.ensure_future(reader.read(1)) if feeds.failing(exchange.host, exchange.path) == "slow-loris" else None
        work = asyncio.ensure_future(answer(exchange))
        try:
            await asyncio.wait({work, gone} if gone else {work}, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                work.result()
        except ConnectionError:
            exchange.keep = False
        finally:
            for task in (work, gone):
                if task and not task.done():
                    task.cancel()
                elif task:
                    task.exception()  # A client that hangs up is what some of the failings are about.
            line = {"host": exchange.host, "path": exchange.path, "status": exchange.status, "bytes": exchange.sent, "began": began}
            self._log.write(json.dumps({**line, "ended": exchange.ended}) + "\n")
            self._log.flush()
        return exchange.keep


async def main(log: str) -> None:
    with open(log, "a", encoding="utf-8") as file:
        server = await asyncio.start_server(Farm(file).serve, "127.0.0.1", 0, backlog=1_000)
        print(server.sockets[0].getsockname()[1], flush=True)
        # The parent's end of the pipe closes with it, however it dies.
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
