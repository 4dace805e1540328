"""A village of invented publishers on loopback whose pages and feeds a test changes as it goes. Not a test."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple, Self

TEXT = (
    "The laboratory said its AI model reads the water gauges of the whole valley and warns of floods two hours earlier than before. "
    "Engineers tested the artificial intelligence for a year beside the old tables, and the mayor praised the work at the weir. "
)
SETTINGS = """
[portal]
title = "Valley AI"
topic = "AI"
[collect]
delay = 0.0
hold_pictures = false
allow_addresses = ["127.0.0.0/8"]
resolve = ["*.example=127.0.0.1:{port}"]
{more}
[watch]
port = 0
every = 0.2
"""


class Item(NamedTuple):
    """An item of a feed: its address, title and id."""

    url: str
    title: str
    id: str = ""


class Reply(NamedTuple):
    """What the server says at an address."""

    body: bytes
    kind: str = "text/html; charset=utf-8"
    status: int = 200


class Village:
    """The server. ``pages`` says what stands at ``https?://host/path`` without the scheme; ``asked`` is what was asked, in order."""

    def __init__(self) -> None:
        self.pages: dict[str, Reply] = {}
        self.asked: list[str] = []
        self.posted: list[tuple[str, bytes]] = []
        self.before_reply: Callable[[str], None] = lambda address: None
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    @property
    def port(self) -> int:
        return self._http.server_port

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def article(self, address: str, title: str, *, text: str = TEXT, hour: int = 8) -> Item:
        """Put an article at an address, and return its item for a feed."""
        page = (
            f"<html lang=en><head><title>{title}</title><meta property='og:title' content='{title}'>"
            f"<meta property='article:published_time' content='2026-11-15T{hour:02}:00:00Z'>"
            f"<link rel=canonical href='http://{address}'><meta property='og:type' content='article'></head>"
            f"<body><article><h1>{title}</h1><p>{text}</p><p>{title}. {text}</p></article></body></html>"
        )
        self.pages[address] = Reply(page.encode())
        return Item(f"http://{address}", title)

    def feed(self, address: str, *items: Item, head: str = "", hour: int = 8) -> str:
        """Put a feed at an address, and return its own."""
        listed = "".join(
            f"<item><title>{item.title}</title><link>{item.url.replace('&', '&amp;')}</link><guid>{item.id or item.url}</guid>"
            f"<pubDate>Sun, 15 Nov 2026 {hour:02}:{number:02}:00 GMT</pubDate></item>"
            for number, item in enumerate(items)
        )
        body = f"<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>Feed</title>{head}{listed}</channel></rss>"
        self.pages[address] = Reply(body.encode(), "application/rss+xml")
        return f"http://{address}"

    def count(self, address: str) -> int:
        """How often an address was asked for."""
        return self.asked.count(address)


def _handler(village: Village) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5
        wbufsize = -1

        def do_GET(self) -> None:
            address = f"{(self.headers.get('Host') or '').partition(':')[0]}{self.path}"
            village.asked.append(address)
            village.before_reply(address)
            self._say(village.pages.get(address, Reply(b"Nothing here.", "text/plain", 404)))

        def do_POST(self) -> None:
            address = f"{(self.headers.get('Host') or '').partition(':')[0]}{self.path}"
            village.posted.append((address, self.rfile.read(int(self.headers["Content-Length"]))))
            self._say(Reply(b"", "text/plain", 202))

        def _say(self, reply: Reply) -> None:
            self.send_response_only(reply.status)
            self.send_header("Content-Type", reply.kind)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler


def make_portal(folder: Path, port: int, *sources: str, more: str = "") -> Path:
    """A portal about AI that asks these sources of the village."""
    (folder / "_data" / "topics").mkdir(parents=True)
    (folder / "_news").mkdir()
    (folder / "newsfold.toml").write_text(SETTINGS.format(port=port, more=more))
    (folder / "_data" / "topics" / "00-ai.yaml").write_text("name: AI\nkeywords: [AI, artificial intelligence]\n")
    (folder / "_data" / "sources.yaml").write_text("".join(f"- url: {source}\n" for source in sources))
    return folder
