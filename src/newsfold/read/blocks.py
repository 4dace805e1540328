"""The blocks of running text a page is made of, in page order, by one walk over its tree."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsfold.read.document import visible_text

MAX_BLOCKS = 20_000
_MAX_ROWS = 300

_SKIPPED = frozenset((
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "video", "audio", "canvas", "select",
    "button", "input", "textarea", "dialog", "map", "link", "meta", "source", "track", "head", "-comment",
))  # fmt: skip
_APART = frozenset(("nav", "footer", "aside", "figure", "figcaption", "address", "menu", "table"))
_BLOCKS = frozenset((
    "p", "div", "section", "article", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd",
    "blockquote", "pre", "table", "tr", "td", "th", "tbody", "thead", "figure", "figcaption", "nav", "footer", "aside", "address",
    "body", "form", "hr", "center", "fieldset", "details", "summary", "hgroup", "amp-story", "menu", "search",
))  # fmt: skip
_NO_CONTAINERS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "li"))
_FLAT = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6"))

_NOISE = re.compile(
    r"(?:^|[\s_-])(?:comments?|commenting|disqus|respond|replies|related|relateds|recommend(?:ed|ation|ations)?|recirc\w*|sidebar|aside|"
    r"shar(?:e|es|ing|ebar|ed)|social|socials|newsletters?|signup|promos?|promotion|advert\w*|ads?|adslot|sponsor\w*|banner|cookies?|"
    r"consent|gdpr|popup|modal|overlay|footer|navi?|navigation|navbar|menu|breadcrumbs?|captions?|figcaption|credits?|bylines?|authors?|"
    r"bio|tags?|taglist|outbrain|taboola|subscribe|subscription|login|copyright|toolbar|trending|popular|"
    r"most-?(?:read|viewed|popular)|read-?(?:more|next|also)|more-?(?:on|from|stories|news)|see-?also|sr-only|screen-reader\w*|"
    r"visually-?hidden|hidden|skip|timestamp|dateline|donat\w+|gallery|slideshow|carousel|slider|poll|quiz|rating|pagination|"
    r"print-only|next-?prev|prev-?next|(?:post|article|news|story|promo|link)-cards?|info-?box|image-?(?:info|text|description)|media-?(?:info|subtitle)|meta|metadata|article-?info|kicker|topics?|feedback|vcard|ticker)(?:$|[\s_-])"
)
_NEVER = re.compile(r"(?:^|[\s_-])(?:comments?|commentlist|disqus|cookies?|consent)(?:$|[\s_-])")
_PICTURE_BOX = re.compile(r"(?:^|[_-])(?:image|photo|picture|foto|img)s?$")
_INLINE_NOISE = re.compile(
    r"(?:^|[_-])(?:captions?|credits?|subtitle-text|sr-only|screen-reader(?:-text)?|visually-?hidden|hidden)(?:$|[_-]text$)"
)
_TEASER = re.compile(r"(?:^|[\s_-])teasers?(?:$|[\s_-])")
_NEGATED = re.compile(r"(?:^|(?<=[\s_-]))(?:with|has|no|without)[_-][\w-]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LEAD = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|standfirst|intro|introduction|dek|summary|abstract|subtitle|subheadline|subhead|subheading|excerpt|"
    r"teaser-?text|vorspann|chapeau|description|deck|sapo|entradilla|ingress|perex|preamble|bajada|synopsis)(?:$|[\s_-])"
)


class Block(NamedTuple):
    """A run of text. ``container`` is the index of the element it stands in, ``linked`` the characters of it inside links.

    ``is_running_text``: it reads like a paragraph, long enough and with few links.
    """

    text: str
    tag: str
    container: int
    linked: int
    is_noise: bool
    is_lead: bool
    is_running_text: bool


class _Level(NamedTuple):
    """Where the walk is: the block element around, and what its ancestors say."""

    node: LexborNode
    container: int
    tag: str
    is_noise: bool
    is_lead: bool


@dataclass
class _Walk:
    whole: bool
    parents: list[int] = field(default_factory=lambda: [-1])
    kinds: list[str] = field(default_factory=lambda: ["body"])
    blocks: list[Block] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    linked: int = 0
    links: int = 0


@dataclass(frozen=True)
class Blocks:
    """A page's blocks in order, and for each container its parent's index (-1 for the outermost) and its kind."""

    blocks: Sequence[Block]
    parents: Sequence[int]
    kinds: Sequence[str]


_NOISE_NAME, _LEAD_NAME, _TEASER_NAME = 1, 2, 4
_TRUSTED = frozenset(("article", "main", "body"))
_BODY_NAMES = frozenset(("articleBody", "reviewBody"))
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def is_dense(text: str) -> bool:
    """Whether a text is written in a script that says much in few characters."""
    return _DENSE.search(text[:40]) is not None


@lru_cache(maxsize=65536)
def _named_by_one(name: str) -> int:
    words = name if name.islower() else _CAMEL.sub("-", name).lower()
    words = _NEGATED.sub(" ", words)
    marks = ((_NOISE, _NOISE_NAME), (_LEAD, _LEAD_NAME), (_TEASER, _TEASER_NAME))
    return sum(mark for pattern, mark in marks if pattern.search(words)) or (_NOISE_NAME if _PICTURE_BOX.search(words) else 0)


@lru_cache(maxsize=16384)
def _named(names: str) -> int:
    """What class and id names call an element: noise, the article's lead, a teaser, which may be either; a sum of their marks."""
    marks = 0
    for name in names[:400].split():
        marks |= _named_by_one(name)
    return marks


def blocks_of(tree: LexborHTMLParser, *, whole: bool = False) -> Blocks:
    """Walk a page once. Iterative, so depth costs no stack; at most :data:`MAX_BLOCKS` blocks.

    Elements that call themselves something else than the article are passed over unless ``whole``.
    """
    walk = _Walk(whole=whole)
    body = tree.body
    if body is None:
        return Blocks((), (), ())
    parts = walk.parts
    levels = [_Level(body, 0, "body", False, False)]
    node: LexborNode | None = body.first_child
    while levels and len(walk.blocks) < MAX_BLOCKS:
        if node is None:
            level = levels.pop()
            if level.tag == "a":
                walk.links -= 1
            elif level.tag in _BLOCKS:
                _flush(walk, level)
            node = level.node.next if levels else None
            continue
        tag = node.tag or ""
        if tag == "-text":
            _take_text(walk, node.text_content or "")
        elif tag in _BLOCKS:
            node = _block(walk, levels, node, tag)
            continue
        elif tag == "br":
            parts.append("\n")
        elif tag not in _SKIPPED and not (tag == "span" and _is_caption(node)):
            if tag == "a":
                walk.links += 1
            around = levels[-1]
            levels.append(_Level(node, around.container, tag, around.is_noise, around.is_lead))
            node = node.first_child
            continue
        node = node.next
    return Blocks(tuple(walk.blocks), tuple(walk.parents), tuple(walk.kinds))


def _take_text(walk: _Walk, text: str) -> None:
    # Space before a block's first word is dropped in the end; most text nodes are that.
    if walk.parts or not text.isspace():
        walk.parts.append(text)
        if walk.links:
            walk.linked += len(text.strip())


def _block(walk: _Walk, levels: list[_Level], node: LexborNode, tag: str) -> LexborNode | None:
    """Take a block element in; the node to look at next, None at the end of the level."""
    around = levels[-1]
    if walk.parts:
        _flush(walk, around)
    level = _block_level(walk, around, node, tag)
    if tag == "table" and not around.is_noise and not walk.whole:
        _rows(walk, level, node)
        return node.next
    if level.is_noise and not (walk.whole and not _is_never_text(node, tag)):
        return node.next
    if tag in _FLAT:
        _flat(walk, node)
        _flush(walk, level)
        return node.next
    levels.append(level)
    return node.first_child


def _rows(walk: _Walk, level: _Level, table: LexborNode) -> None:
    """A table of figures, a row a block. One that lays out the page holds other blocks; that is passed over until ``whole`` is asked."""
    if table.css_first("p, div, h2, h3, ul, table table, form") is not None:
        return
    for row in table.css("tr")[:_MAX_ROWS]:
        walk.parts.append(row.text(separator=" "))
        walk.linked = sum(len(link.text()) for link in row.css("a"))
        _flush(walk, level._replace(tag="tr", container=level.container))


def _is_caption(node: LexborNode) -> bool:
    """Whether a ``<span>`` holds a caption or words for screen readers."""
    names = node.attributes.get("class") or ""
    return any(_is_inline_noise(name) for name in names[:400].split())


@lru_cache(maxsize=65536)
def _is_inline_noise(name: str) -> bool:
    return _INLINE_NOISE.search(_CAMEL.sub("-", name).lower()) is not None


def _is_never_text(node: LexborNode, tag: str) -> bool:
    """Whether an element is noise whatever stands in it: comments, navigation, consent."""
    return (
        tag in {"nav", "footer", "menu"} or _NEVER.search(_CAMEL.sub("-", (node.attributes.get("class") or "")[:400]).lower()) is not None
    )


def _flat(walk: _Walk, node: LexborNode) -> None:
    """The text of an element that can hold no other block; cheaper than walking it."""
    child = node.first_child
    while child is not None:
        tag = child.tag or ""
        if tag == "br":
            walk.parts.append("\n")
        elif tag not in _SKIPPED and not (tag == "span" and _is_caption(child)):
            text = child.text_content or "" if tag == "-text" else _inline_text(child)
            walk.parts.append(text)
            if tag == "a" or walk.links:
                walk.linked += len(text.strip())
            elif tag != "-text" and child.first_child is not None and not _is_plain(child):
                walk.linked += sum(len(link.text().strip()) for link in child.css("a"))
        child = child.next


def _is_plain(node: LexborNode) -> bool:
    """Whether an element holds one text and nothing else."""
    only = node.first_child
    return only is not None and only.next is None and only.tag == "-text"


def _inline_text(node: LexborNode) -> str:
    if _is_plain(node):
        return node.text()
    if node.css_first("br, script, style, noscript, svg") is None:
        return node.text()
    return visible_text(node)


def _block_level(walk: _Walk, around: _Level, node: LexborNode, tag: str) -> _Level:
    attributes = node.attributes
    noise, lead, kind = around.is_noise or tag in _APART, around.is_lead, tag
    if attributes:
        names = attributes.get("class") or ""
        kind = f"{tag} {names}" if attributes.get("itemprop") not in _BODY_NAMES else "articleBody"
        if "id" in attributes:
            names = f"{names} {attributes['id']}"
        marks = 0 if tag in _TRUSTED or not names else _named(names)
        if marks:
            named_noise, named_lead = bool(marks & _NOISE_NAME), bool(marks & _LEAD_NAME)
            if marks & _TEASER_NAME:
                is_other = node.css_first("a[href]") is not None
                named_noise, named_lead = named_noise or is_other, not is_other
            noise, lead = noise or named_noise, lead or named_lead
        noise = noise or _is_hidden(attributes)
    index = around.container
    if tag not in _NO_CONTAINERS:
        index = len(walk.parents)
        walk.parents.append(around.container)
        walk.kinds.append(kind)
    return _Level(node, index, tag, noise, lead)


def _is_hidden(attributes: Mapping[str, str | None]) -> bool:
    style = attributes.get("style")
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or (style is not None and "none" in style and "display:none" in style.replace(" ", ""))
    )


def _flush(walk: _Walk, level: _Level) -> None:
    if walk.parts:
        text = " ".join("".join(walk.parts).split())
        if text:
            length = len(text)
            runs = length >= (40 if length > 40 or not is_dense(text) else 20) and walk.linked * 2 < length and level.tag != "tr"
            walk.blocks.append(Block(text, level.tag, level.container, walk.linked, level.is_noise, level.is_lead, runs))
        walk.parts.clear()
        walk.linked = 0
