"""OPML (opml.org, 1.0 to 2.0) in and out: a source list as other readers write and read it, with categories."""

from __future__ import annotations

import html
from collections.abc import Iterable
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import quoteattr

from newsfold.article import Frozen
from newsfold.collect.ampersands import mended_ampersands
from newsfold.collect.entry_fields import absolute
from newsfold.collect.plain_text import title_text
from newsfold.collect.refusal import RefusalError
from newsfold.collect.xml_text import plain_xml
from newsfold.errors import SourceError
from newsfold.outcome import Rejected
from newsfold.page import Source

LARGEST = 20_000_000
"""Bytes of an OPML file that is read."""

MOST_SOURCES = 100_000
"""Sources taken from one file."""

_DEEPEST = 50
_REMEDY = "Export it again as OPML from the reader it comes from."


class Outline(Frozen, frozen=True, kw_only=True):
    """What an OPML file lists: its sources, and what was left out with the reason."""

    sources: tuple[Source, ...]
    left_out: tuple[Rejected, ...] = ()


def read_opml(body: bytes, *, where: str) -> Outline:
    """The sources of an OPML file, in its order, each address once.

    The category is the ``category`` a source names, else the headings it stands under, joined by ``/``. ``where`` is the file's name for
    the error. Raises :class:`SourceError` for what is no OPML, names entities, or is larger than :data:`LARGEST`.
    """
    if len(body) > LARGEST:
        raise SourceError(f"is larger than {LARGEST:,} bytes", where=where, remedy="Split it.")
    found = _Found()
    parser = ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = found.start, found.end
    try:
        parser.Parse(mended_ampersands(plain_xml(body, None)), True)
    except RefusalError as refusal:
        raise SourceError(f"cannot be read: {refusal.reason}", where=where, remedy=_REMEDY) from None
    except ExpatError as error:
        raise SourceError(f"is no XML that can be read (line {error.lineno})", where=where, remedy=_REMEDY) from None
    if found.root != "opml":
        raise SourceError("is no OPML", where=where, remedy=_REMEDY)
    return Outline(sources=tuple(found.sources.values()), left_out=tuple(found.left_out))


class _Found:
    """Takes outlines as expat meets them. An outline with an address is a source, one without is a heading."""

    def __init__(self) -> None:
        self.root = ""
        self.sources: dict[str, Source] = {}
        self.left_out: list[Rejected] = []
        self._headings: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.lower()
        self.root = self.root or name
        if name != "outline":
            return
        said = {key.lower(): value.strip() for key, value in attributes.items()}
        title = title_text(said.get("title") or said.get("text") or "") or None
        url = said.get("xmlurl")
        if url:
            self._take(url, None if title == url else title, said.get("category", ""))
        if len(self._headings) >= _DEEPEST:
            raise RefusalError(f"Its outlines stand more than {_DEEPEST} deep.", code="too-deep")
        self._headings.append("" if url else title or "")

    def end(self, name: str) -> None:
        if name.lower() == "outline":
            self._headings.pop()

    def _take(self, url: str, title: str | None, category: str) -> None:
        address = absolute(url.replace("feed://", "http://", 1) if url.startswith("feed://") else url, "")
        if address is None:
            self.left_out.append(
                Rejected(stage="collect", reason=f"This is no web address: {url[:200]!r}.", code="address-invalid", url=url[:1_000])
            )
        elif len(self.sources) >= MOST_SOURCES:
            raise RefusalError(f"It lists more than {MOST_SOURCES:,} sources.", code="too-large")
        else:
            named = title_text(category.partition(",")[0]).strip("/")
            heading = named or "/".join(filter(None, self._headings))
            self.sources.setdefault(address, Source(url=address, title=title, category=heading or None))


def write_opml(sources: Iterable[Source], *, title: str) -> str:
    """The sources as OPML 2.0, under a heading for each category; :func:`read_opml` gives the same sources back.

    Categories come in the order of their first source. Archives and folders stay out: no other reader knows them. No date is written, so
    the same list gives the same bytes.
    """
    groups: dict[str, list[Source]] = {}
    for source in sources:
        if source.kind in ("feed", "sitemap"):
            groups.setdefault(source.category or "", []).append(source)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"  <head><title>{_escaped(title)}</title></head>",
        "  <body>",
    ]
    for category, members in groups.items():
        margin = "      " if category else "    "
        if category:
            lines.append(f"    <outline text={_attribute(category)}>")
        lines.extend(f"{margin}{_outline(source)}" for source in members)
        if category:
            lines.append("    </outline>")
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _outline(source: Source) -> str:
    name = _attribute(source.title or source.url)
    title = f" title={_attribute(source.title)}" if source.title else ""
    return f'<outline type="rss" text={name}{title} xmlUrl={_attribute(source.url)}/>'


def _attribute(words: str) -> str:
    return quoteattr(_allowed(words))


def _escaped(words: str) -> str:
    return html.escape(_allowed(words), quote=False)


def _allowed(words: str) -> str:
    """Words without the signs XML forbids, on one line."""
    return " ".join(
        "".join(
            sign for sign in words if sign in "\t\n\r" or "\x20" <= sign <= "\ud7ff" or "\ue000" <= sign <= "\ufffd" or sign > "\uffff"
        ).split()
    )
