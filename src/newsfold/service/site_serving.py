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
    """Compresses files of a site, each once; keeps the result in a folder by the file's place, size and time."""

    site: Path
    folder: Path

    def squeezed(self, file: Path, encoding: str) -> bytes | None:
        """A file's bytes in ``br`` or ``gzip``; None for one that is not text or too small."""
        facts = file.stat()
        if file.suffix not in _TEXTS or facts.st_size < _SMALLEST:
            return None
        place = f"{file.relative_to(self.site).as_posix()} {facts.st_size} {facts.st_mtime_ns}"
        kept = self.folder / f"{hashlib.sha256(place.encode()).hexdigest()[:32]}.{encoding}"
        with suppress(OSError):
            return kept.read_bytes()
        body = file.read_bytes()
        small: bytes = brotli.compress(body, quality=_BROTLI_QUALITY) if encoding == "br" else gzip.compress(body, 9, mtime=0)
        with suppress(OSError):
            write_atomically(kept, small)
        return small

    def all(self) -> Iterator[int]:
        """Compress every file of the site; yields the bytes each has then."""
        for file in sorted(self.site.rglob("*")):
            if file.is_file():
                for encoding in ("br", "gzip"):
                    small = self.squeezed(file, encoding)
                    if small is not None:
                        yield len(small)


def site_app(folder: Path, settings: Settings) -> Starlette:
    """The published site of a portal at the path where it stands. Raises :class:`PortalError` where nothing is published yet."""
    site = folder / SITE
    if not site.is_dir():
        raise PortalError("has no published site", where=str(folder), remedy="Run `newsfold publish` first.")
    pages = Pages(Squeezer(site.resolve(), folder / STATE / SQUEEZED))
    routes = [Route("/{path:path}", pages.answer, methods=["GET"])]
    base = settings.portal.baseurl.rstrip("/")
    return Starlette(routes=[Mount(base, routes=routes)] if base else routes)


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
        return self._sent(file, request)

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
        for encoding in ("br", "gzip"):
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
