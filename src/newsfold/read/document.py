"""One parse of a page and what it declares: meta tags, links, JSON-LD. Every field is chosen from this."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsfold.page import Entry, Page
from newsfold.read.decoding import in_utf8, unwrapped
from newsfold.read.json_ld import Thing, is_article, is_page, is_video, objects, texts, things_in
from newsfold.read.slimming import slimmed
from newsfold.read.taming import tamed

_MAX_DECLARED = 2_000
_MAX_SEARCHED = 10_000
_MAX_LINES = 3_000
_MAX_LEFT = 20
"""JSON-LD scripts that could not be cut out and are read from the tree; there may be tens of thousands, one in another, in a drawing."""
_EMPTY: Thing = {}
_CDATA = re.compile(r"\A\s*(?://\s*)?<!\[CDATA\[|(?://\s*)?\]\]>\s*\Z")
_SCHEMA_PREFIXES = frozenset(("", "schema", "s", "http://schema.org/", "rnews"))
"""Prefixes under which RDFa uses the names of https://schema.org."""


@dataclass(frozen=True)
class Document:
    """A parsed page. ``address`` is the one that answered; ``metas`` maps a lower-case name to the contents in page order.

    ``elements`` holds by their tags the elements that every field asks for, and under ``marked`` those with microdata or RDFa.
    ``scripts`` are the JSON-LD scripts as they stand there, ``whole`` the page with all its scripts, both in ``charset``.
    """

    address: str
    entry: Entry | None
    tree: LexborHTMLParser
    elements: Mapping[str, tuple[LexborNode, ...]]
    metas: Mapping[str, tuple[str, ...]]
    links: tuple[tuple[str, str], ...]
    scripts: tuple[bytes, ...]
    whole: bytes
    charset: str

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
    def things(self) -> tuple[Thing, ...]:
        """Every typed object of the page's JSON-LD."""
        return things_in(self.scripts, self.charset)

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

    def marked(self, name: str) -> tuple[tuple[LexborNode, str], ...]:
        """The elements that microdata or RDFa mark with a schema.org name, in page order, each with its witness."""
        return self._marked.get(name.lower(), ())

    @cached_property
    def _marked(self) -> Mapping[str, tuple[tuple[LexborNode, str], ...]]:
        found: dict[str, list[tuple[LexborNode, str]]] = {}
        for node in self.elements["marked"]:
            attributes = node.attributes
            for kind, names in (("itemprop", attributes.get("itemprop")), ("rdfa", attributes.get("property"))):
                for name in names.split() if names and not (kind == "rdfa" and node.tag == "meta") else ():
                    prefix, _, local = name.rpartition(":")
                    if kind == "itemprop" or prefix in _SCHEMA_PREFIXES:
                        found.setdefault(local.lower(), []).append((node, f"{kind} {local}"))
        return {name: tuple(nodes) for name, nodes in found.items()}

    @cached_property
    def is_amp(self) -> bool:
        """Whether the page is itself an AMP page (https://amp.dev/documentation/guides-and-tutorials/learn/spec/amphtml)."""
        return any(mark in self.root for mark in ("amp", "⚡"))

    @cached_property
    def root(self) -> Mapping[str, str | None]:
        """The attributes of ``<html>``."""
        root = self.tree.css_first("html")
        return root.attributes if root is not None else {}

    @cached_property
    def title(self) -> str:
        """The text of the first ``<title>``, without the CDATA that XHTML may write around it."""
        return _CDATA.sub("", next((node.text() for node in self.elements["title"]), ""))

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The texts of the first ten ``<h1>``."""
        return tuple(text for node in self.elements["h1"][:10] if (text := visible_text(node)))

    @cached_property
    def around_headline(self) -> tuple[str, ...]:
        """Short runs of visible text after the headline and a few before it, where bylines and dates stand."""
        lines: list[str] = []
        headline = -1
        body = self.tree.body
        tags = {"h1"} if self.headings else {"h2", "h3"}
        for item in body.traverse(include_text=True, skip_empty=True) if body is not None else ():
            is_text = item.tag_id == TEXT
            if not is_text and headline < 0 and item.tag in tags and (self.headings or self._is_headline(item)):
                headline = len(lines)
            elif is_text and (text := " ".join((item.text_content or "").split())):
                parent = item.parent
                if parent is not None and parent.tag not in _NOT_SHOWN:
                    lines.append(text[:300])
                    if (headline >= 0 and len(lines) > headline + 40) or len(lines) > _MAX_LINES:
                        break
        return tuple(lines[max(0, headline - 8) :][:50])

    def _is_headline(self, node: LexborNode) -> bool:
        """Whether a smaller heading is the headline, on a page that has no ``<h1>``: the title says the same."""
        own = visible_text(node)
        return len(own) >= 15 and any(own in title or title in own for title in self._titles)

    @cached_property
    def _titles(self) -> tuple[str, ...]:
        found = (self.meta("og:title"), self.title)
        return tuple(" ".join(title.split()) for title in found if len(title) >= 15)

    @cached_property
    def site_name(self) -> str:
        """What the page calls its site, or nothing."""
        for thing in (self.article, self.web_page, self.video):
            for publisher in self.followed(thing.get("publisher")):
                if names := texts(publisher.get("name")):
                    return names[0]
        return self.meta("og:site_name", "application-name", "apple-mobile-web-app-title", "twitter:app:name:iphone")


TEXT = next(node.tag_id for one in LexborHTMLParser("<p>text").css("p") for node in one.traverse(include_text=True) if node.tag == "-text")
"""The parser's number of a text node; numbers are read in a third of a name's time."""
_NOT_SHOWN = {"script", "style", "noscript", "svg", "template", "button"}


def visible_text(node: LexborNode) -> str:
    """The text a reader sees in a small element, words of different blocks kept apart."""
    parts: list[str] = []
    for item in node.traverse(include_text=True):
        if item.tag_id == TEXT:
            parent = item.parent
            if parent is None or parent.tag not in _NOT_SHOWN:
                parts.append(item.text_content or "")
        elif item.tag in {"br", "div", "p", "li"}:
            parts.append(" ")
    return " ".join("".join(parts).split())


_SEARCH = "meta, link[rel][href], title, h1, img[alt][src], time[datetime], time[pubdate], [itemprop], [property]"
_KEPT = ("title", "h1", "img", "time")


class _Declared:
    """What a page declares, found in one search: each goes over all nodes, and six of them cost as much as the parse."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self.metas: dict[str, list[str]] = {}
        self.links: list[tuple[str, str]] = []
        self.elements: dict[str, list[LexborNode]] = {name: [] for name in (*_KEPT, "marked")}
        for node in tree.css(_SEARCH)[:_MAX_SEARCHED]:
            tag, attributes = node.tag or "", node.attributes
            if tag == "meta":
                self._take_meta(attributes)
            elif tag == "link" and attributes.get("rel") and "href" in attributes:
                target = (attributes["href"] or "").strip()
                self.links.extend((relation, target) for relation in (attributes["rel"] or "").lower().split())
            elif tag in _KEPT:
                self.elements[tag].append(node)
            if "itemprop" in attributes or (tag != "meta" and "property" in attributes):
                self.elements["marked"].append(node)

    def _take_meta(self, attributes: Mapping[str, str | None]) -> None:
        if content := attributes.get("content") or attributes.get("value"):
            for key in ("property", "name", "itemprop"):
                if name := attributes.get(key):
                    self.metas.setdefault(name.strip().lower(), []).append(content)


def document_of(page: Page) -> Document:
    """Parse a page once and gather what it declares."""
    slim = slimmed(unwrapped(page.body))
    charset, markup = in_utf8(slim.markup, page.content_type)
    markup = tamed(markup)
    tree = LexborHTMLParser(markup)
    declared = _Declared(tree)
    # A script that could not be cut out stands in the tree still.
    left = tree.css('script[type*="ld+json" i]')[:_MAX_LEFT] if b"ld+json" in markup else ()
    return Document(
        address=page.final_url or page.url,
        entry=page.entry,
        tree=tree,
        elements={name: tuple(nodes[:_MAX_DECLARED]) for name, nodes in declared.elements.items()},
        metas={name: tuple(contents) for name, contents in declared.metas.items()},
        links=tuple(declared.links),
        scripts=slim.linked + tuple(_own_text(node).encode(charset, "replace") for node in left),
        whole=slim.whole,
        charset=charset,
    )


def _own_text(node: LexborNode) -> str:
    only = node.first_child
    return (only.text_content or "") if only is not None else ""


def _addresses(thing: Thing) -> tuple[str, ...]:
    own = thing.get("mainEntityOfPage")
    nested = tuple(url for one in objects(own) for url in texts(one.get("@id")) + texts(one.get("url")))
    return texts(thing.get("url")) + texts(own) + texts(thing.get("@id")) + nested


_PATH = re.compile(r"^[a-z]+://[^/?#]*([^?#]*)", re.IGNORECASE)


def path_of(address: str) -> str:
    """The path of an address without a final slash or ``.amp``-like endings; empty for the root and for what is no address."""
    match = _PATH.match(address)
    return re.sub(r"(?:/amp)?/*$", "", match[1]) if match else ""
