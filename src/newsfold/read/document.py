"""One parse of a page and what it declares: meta tags, links, JSON-LD. Every field is chosen from this."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsfold.page import Entry, Page
from newsfold.read.json_ld import Thing, is_article, is_page, is_video, objects, texts, things_in

_MAX_METAS = 1_000
_MAX_LINES = 3_000
_EMPTY: Thing = {}


@dataclass(frozen=True)
class Document:
    """A parsed page. ``address`` is the one that answered; ``metas`` maps a lower-case name to the contents in page order."""

    address: str
    entry: Entry | None
    tree: LexborHTMLParser
    metas: Mapping[str, tuple[str, ...]]
    links: tuple[tuple[str, str], ...]
    things: tuple[Thing, ...]

    def meta(self, *names: str) -> str:
        """The first content that is not blank among the names, in their order."""
        for name in names:
            for content in self.metas.get(name, ()):
                if content.strip():
                    return content
        return ""

    def link(self, relation: str) -> str:
        """The target of the first ``<link rel=relation>`` as written."""
        return next((target for name, target in self.links if name == relation), "")

    @cached_property
    def article(self) -> Thing:
        """The JSON-LD article this page is about: the one that names the page's address, else the first; empty where there is none."""
        articles = [
            thing for thing in self.things if is_article(thing) and ("headline" in thing or "datePublished" in thing or "name" in thing)
        ]
        own = path_of(self.address)
        for thing in articles:
            if own and any(path_of(url) == own for url in _addresses(thing)):
                return thing
        return articles[0] if articles else _EMPTY

    @cached_property
    def video(self) -> Thing:
        """The first JSON-LD video; empty where there is none."""
        return next((thing for thing in self.things if is_video(thing)), _EMPTY)

    @cached_property
    def web_page(self) -> Thing:
        """The JSON-LD page; empty where there is none."""
        return next((thing for thing in self.things if is_page(thing)), _EMPTY)

    @cached_property
    def by_id(self) -> Mapping[str, Thing]:
        """JSON-LD things by their ``@id``, so that a bare reference can be followed."""
        named: dict[str, Thing] = {}
        for thing in self.things:
            name = thing.get("@id")
            if isinstance(name, str) and len(thing) > 2:
                named.setdefault(name, thing)
        return named

    def followed(self, value: object) -> tuple[Thing, ...]:
        """The objects of a value, references replaced by the thing they name."""
        out = []
        for thing in objects(value):
            name = thing.get("@id")
            out.append(self.by_id.get(name, thing) if isinstance(name, str) and "name" not in thing and "url" not in thing else thing)
        return tuple(out)

    @cached_property
    def is_amp(self) -> bool:
        """Whether the page is itself an AMP page (https://amp.dev/documentation/guides-and-tutorials/learn/spec/amphtml)."""
        root = self.tree.css_first("html")
        return root is not None and any(mark in root.attributes for mark in ("amp", "⚡"))

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The texts of the first ten ``<h1>``."""
        return tuple(text for node in self.tree.css("h1")[:10] if (text := visible_text(node)))

    @cached_property
    def around_headline(self) -> tuple[str, ...]:
        """Short runs of visible text after the headline and a few before it, where bylines and dates stand."""
        lines: list[str] = []
        headline = -1
        body = self.tree.body
        for item in body.traverse(include_text=True) if body is not None else ():
            tag = item.tag
            if tag == "h1" and headline < 0:
                headline = len(lines)
            elif tag == "-text" and (text := " ".join((item.text_content or "").split())):
                parent = item.parent
                if parent is not None and parent.tag not in _NOT_SHOWN:
                    lines.append(text[:300])
                    if (headline >= 0 and len(lines) > headline + 40) or len(lines) > _MAX_LINES:
                        break
        return tuple(lines[max(0, headline - 8) :][:50])

    @cached_property
    def site_name(self) -> str:
        """What the page calls its site, or nothing."""
        for thing in (self.article, self.web_page, self.video):
            for publisher in self.followed(thing.get("publisher")):
                if names := texts(publisher.get("name")):
                    return names[0]
        return self.meta("og:site_name", "application-name", "apple-mobile-web-app-title", "twitter:app:name:iphone")


_NOT_SHOWN = {"script", "style", "noscript", "svg", "template", "button"}


def visible_text(node: LexborNode) -> str:
    """The text a reader sees in a small element, words of different blocks kept apart."""
    parts: list[str] = []
    for item in node.traverse(include_text=True):
        if item.tag == "-text":
            parent = item.parent
            if parent is None or parent.tag not in _NOT_SHOWN:
                parts.append(item.text_content or "")
        elif item.tag in {"br", "div", "p", "li"}:
            parts.append(" ")
    return " ".join("".join(parts).split())


def document_of(page: Page, text: str) -> Document:
    """Parse a page once and gather what it declares."""
    tree = LexborHTMLParser(text)
    metas: dict[str, list[str]] = {}
    for node in tree.css("meta")[:_MAX_METAS]:
        attributes = node.attributes
        content = attributes.get("content") or attributes.get("value")
        if not content:
            continue
        for key in ("property", "name", "itemprop"):
            if name := attributes.get(key):
                metas.setdefault(name.strip().lower(), []).append(content)
    links = tuple(
        (relation, (attributes.get("href") or "").strip())
        for node in tree.css("link[rel][href]")[:_MAX_METAS]
        for attributes in (node.attributes,)
        for relation in (attributes.get("rel") or "").lower().split()
    )
    return Document(
        address=page.final_url or page.url,
        entry=page.entry,
        tree=tree,
        metas={name: tuple(contents) for name, contents in metas.items()},
        links=links,
        things=things_in(_scripts(tree)),
    )


def _scripts(tree: LexborHTMLParser) -> Iterator[str]:
    for node in tree.css('script[type*="ld+json" i]'):
        yield node.text() or ""


def _addresses(thing: Thing) -> tuple[str, ...]:
    own = thing.get("mainEntityOfPage")
    nested = tuple(url for one in objects(own) for url in texts(one.get("@id")) + texts(one.get("url")))
    return texts(thing.get("url")) + texts(own) + texts(thing.get("@id")) + nested


_PATH = re.compile(r"^[a-z]+://[^/?#]*([^?#]*)", re.IGNORECASE)


def path_of(address: str) -> str:
    """The path of an address without a final slash or ``.amp``-like endings; empty for the root and for what is no address."""
    match = _PATH.match(address)
    return re.sub(r"(?:/amp)?/*$", "", match[1]) if match else ""
