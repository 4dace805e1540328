"""The published site over HTTP, for trying and small use: entity tags, times for caches, and bytes compressed once."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final

import brotli  # type: ignore[import-untyped]
from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route

from newsfold.content.atomic import write_atomically
from newsfold.content.state_folder import STATE
from newsfold.errors import PortalError
from newsfold.settings import Settings

SITE: Final = "site"
SQUEEZED: Final = "compressed"
"""Below ``.newsfold/``: files of the site as they are sent, compressed once."""

_TYPES: Final = {
    "feed.xml": "application/atom+xml; charset=utf-8",
    "rss.xml": "application/rss+xml; charset=utf-8",
    "feed.json": "application/feed+json",
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".wasm": "application/wasm",
}
_PLAIN: Final = "application/octet-stream"
_TEXTS: Final = frozenset({".html", ".css", ".js", ".json", ".xml", ".opml", ".txt", ".svg"})
_ENCODINGS: Final = ("br", "gzip")
_SMALLEST: Final = 512
"""Bytes below which compressing saves less than its header costs."""

_LASTING: Final = re.compile(r"assets/[\w.-]+-[0-9a-f]{8}\.\w+|assets/pictures/[0-9a-f]{32}\.\w+")
"""Files whose name changes with their content, or whose content never does."""

_FOR_EVER: Final = "public, max-age=31536000, immutable"
_FOR_NOW: Final = "public, max-age=60, stale-while-revalidate=600"
_HEADERS: Final = {"x-content-type-options": "nosniff", "referrer-policy": "strict-origin-when-cross-origin", "vary": "accept-encoding"}
_BROTLI_QUALITY = 5
"""Of 11: azure's 516 texts (4.1 MB) become 0.93 MB in 0.19 s of CPU time; at 11, 0.81 MB in 7.5 s (`benchmarks/publish.py`)."""


@dataclass(frozen=True)
class Squeezer:
    """Compresses files of a site, each once; keeps the result in a folder, one file for each place and coding, headed by the size and time
    of what was compressed.
    """

    site: Path
    folder: Path

    def squeezed(self, file: Path, encoding: str) -> bytes | None:
        """A file's bytes in ``br`` or ``gzip``; None for one that is not text or too small."""
        facts = file.stat()
        if file.suffix not in _TEXTS or facts.st_size < _SMALLEST:
            return None
        kept = self.folder / self._name(file, encoding)
        head = b"%x-%x\n" % (facts.st_size, facts.st_mtime_ns)
        with suppress(OSError):
            known = kept.read_bytes()
            if known.startswith(head):
                return known[len(head) :]
        body = file.read_bytes()
        small: bytes = brotli.compress(body, quality=_BROTLI_QUALITY) if encoding == "br" else gzip.compress(body, 9, mtime=0)
        with suppress(OSError):
            write_atomically(kept, head + small)
        return small

    def tidy(self) -> int:
        """Remove what was kept of files that are gone; gives how many files were removed."""
        if not self.folder.is_dir():
            return 0
        here = {self._name(file, encoding) for file in self.site.rglob("*") if file.suffix in _TEXTS for encoding in _ENCODINGS}
        gone = [kept for kept in self.folder.iterdir() if kept.name not in here]
        for kept in gone:
            kept.unlink(missing_ok=True)
        return len(gone)

    def _name(self, file: Path, encoding: str) -> str:
        return f"{hashlib.sha256(file.relative_to(self.site).as_posix().encode('utf-8', 'replace')).hexdigest()[:32]}.{encoding}"

    def all(self) -> Iterator[int]:
        """Compress every file of the site; yields the bytes each has then."""
        for file in sorted(self.site.rglob("*")):
            if file.is_file():
                for encoding in _ENCODINGS:
                    small = self.squeezed(file, encoding)
                    if small is not None:
                        yield len(small)


def site_app(folder: Path, settings: Settings) -> Starlette:
    """The published site of a portal at the path where it stands; ``/`` leads there. What was compressed of files that are gone is tidied.

    Raises :class:`PortalError` where nothing is published yet.
    """
    site = folder / SITE
    if not site.is_dir():
        raise PortalError("has no published site", where=str(folder), remedy="Run `newsfold publish` first.")
    squeezer = Squeezer(site.resolve(), folder / STATE / SQUEEZED)
    squeezer.tidy()
    routes = [Route("/{path:path}", Pages(squeezer).answer, methods=["GET"])]
    base = settings.portal.baseurl.rstrip("/")
    if not base:
        return Starlette(routes=routes)

    async def home(request: Request) -> Response:
        # Relative and without leading slashes, so that it leads to no other host whatever the setting says.
        return RedirectResponse(f"./{base.lstrip('/')}/", HTTPStatus.TEMPORARY_REDIRECT)

    return Starlette(routes=[Route("/", home, methods=["GET"]), Mount(base, routes=routes)])


@dataclass(frozen=True)
class Pages:
    """Answers requests for the files of a site."""

    squeezer: Squeezer

    async def answer(self, request: Request) -> Response:
        """The file at a path, its folder's ``index.html``, or the page for addresses that lead nowhere."""
        return await run_sync(self._answer, request)

    def _answer(self, request: Request) -> Response:
        path = request.path_params["path"]
        file = self._file(path)
        if file is None:
            if path and not path.endswith("/") and self._file(f"{path}/"):
                # Relative, so that a path beginning with two slashes leads to no other host.
                return RedirectResponse(f"{path.rpartition('/')[2]}/", HTTPStatus.MOVED_PERMANENTLY)
            return self._lost()
        try:
            return self._sent(file, request)
        except FileNotFoundError:  # A publish took it away just now.
            return self._lost()

    def _file(self, path: str) -> Path | None:
        site = self.squeezer.site
        try:
            file = (site / f"{path}index.html" if not path or path.endswith("/") else site / path).resolve()
            return file if site in file.parents and file.is_file() else None
        except (OSError, ValueError):
            return None

    def _lost(self) -> Response:
        page = self.squeezer.site / "404.html"
        body = page.read_bytes() if page.is_file() else b"There is nothing here.\n"
        return Response(body, HTTPStatus.NOT_FOUND, {**_HEADERS, "cache-control": "no-cache"}, _TYPES[".html"])

    def _sent(self, file: Path, request: Request) -> Response:
        facts = file.stat()
        place = file.relative_to(self.squeezer.site).as_posix()
        encoding, body = self._encoded(file, request.headers.get("accept-encoding", ""))
        tag = f'"{facts.st_mtime_ns:x}-{facts.st_size:x}{f"-{encoding}" if encoding else ""}"'
        headers = {**_HEADERS, "etag": tag, "cache-control": _FOR_EVER if _LASTING.fullmatch(place) else _FOR_NOW}
        if place.startswith("api/") or file.name in ("feed.xml", "rss.xml", "feed.json"):
            headers["access-control-allow-origin"] = "*"
        if _is_known(tag, request.headers.get("if-none-match", "")):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        if encoding:
            headers["content-encoding"] = encoding
        kind = _TYPES.get(file.name) or _TYPES.get(file.suffix.lower(), _PLAIN)
        return Response(file.read_bytes() if body is None else body, headers=headers, media_type=kind)

    def _encoded(self, file: Path, accepted: str) -> tuple[str, bytes | None]:
        for encoding in _ENCODINGS:
            if _accepts(accepted, encoding):
                body = self.squeezer.squeezed(file, encoding)
                return (encoding, body) if body is not None else ("", None)
        return "", None


def _accepts(accepted: str, encoding: str) -> bool:
    """Whether ``Accept-Encoding`` names a coding without refusing it by ``q=0`` (RFC 9110, section 12.5.3)."""
    for part in accepted.lower().split(","):
        name, _, quality = part.partition(";")
        if name.strip() == encoding:
            return not re.fullmatch(r"\s*q=0(\.0*)?\s*", quality)
    return False


def _is_known(tag: str, known: str) -> bool:
    """Whether ``If-None-Match`` names a tag; compared weakly (RFC 9110, section 13.1.2)."""
    return known.strip() == "*" or tag in (part.strip().removeprefix("W/") for part in known.split(","))
