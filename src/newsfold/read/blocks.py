"""The blocks of running text a page is made of, in page order, by one walk over its tree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsfold.read.document import visible_text

MAX_BLOCKS = 20_000

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
_FLAT = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6"))

_NOISE = re.compile(
    r"(?:^|[\s_-])(?:comments?|commenting|disqus|respond|replies|related|relateds|recommend(?:ed|ation|ations)?|recirc\w*|sidebar|aside|"
    r"shar(?:e|es|ing|ebar|ed)|social|socials|newsletters?|signup|promos?|promotion|advert\w*|ads?|adslot|sponsor\w*|banner|cookies?|"
    r"consent|gdpr|popup|modal|overlay|footer|navi?|navigation|navbar|menu|breadcrumbs?|captions?|figcaption|credits?|bylines?|authors?|"
    r"bio|tags?|taglist|outbrain|taboola|subscribe|subscription|login|copyright|toolbar|trending|popular|"
    r"most-?(?:read|viewed|popular)|read-?(?:more|next|also)|more-?(?:on|from|stories|news)|see-?also|sr-only|screen-reader\w*|"
    r"visually-?hidden|hidden|skip|timestamp|dateline|infobox|donat\w+|gallery|slideshow|carousel|slider|poll|quiz|rating|pagination|"
    r"print-only|meta|metadata|article-?info|kicker|topics?|feedback|vcard|ticker)(?:$|[\s_-])"
)
_NEVER = re.compile(r"(?:^|[\s_-])(?:comments?|commentlist|disqus|cookies?|consent)(?:$|[\s_-])")
_TEASER = re.compile(r"(?:^|[\s_-])teasers?(?:$|[\s_-])")
_NEGATED = re.compile(r"(?:^|(?<=[\s_-]))(?:with|has|no|without)[_-][\w-]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LEAD = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|standfirst|intro|introduction|dek|summary|abstract|subtitle|subheadline|subhead|subheading|excerpt|"
    r"teaser-?text|vorspann|chapeau|description|deck|sapo|entradilla|ingress|perex|preamble|bajada|synopsis)(?:$|[\s_-])"
)


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text. ``container`` is the index of the element it stands in, ``linked`` the characters of it inside links."""

    text: str
    tag: str
    container: int
    linked: int
    is_noise: bool
    is_lead: bool

    @property
    def is_running_text(self) -> bool:
        """Whether it reads like a paragraph: long enough, few links."""
        return len(self.text) >= 40 * (0.5 if is_dense(self.text) else 1) and self.linked * 2 < len(self.text)


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
    parents: list[int] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
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


_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def is_dense(text: str) -> bool:
    """Whether a text is written in a script that says much in few characters."""
    return _DENSE.search(text[:40]) is not None


@lru_cache(maxsize=16384)
def _named(names: str) -> tuple[bool, bool, bool]:
    """Whether class and id names call an element noise, the article's lead, or a teaser, which may be either."""
    words = _NEGATED.sub(" ", _CAMEL.sub("-", names[:400]).lower())
    return _NOISE.search(words) is not None, _LEAD.search(words) is not None, _TEASER.search(words) is not None


def blocks_of(tree: LexborHTMLParser, *, whole: bool = False) -> Blocks:
    """Walk a page once. Iterative, so depth costs no stack; at most :data:`MAX_BLOCKS` blocks.

    Elements that call themselves something else than the article are passed over unless ``whole``.
    """
    walk = _Walk(whole=whole)
    body = tree.body
    if body is None:
        return Blocks((), (), ())
    walk.parents.append(-1)
    walk.kinds.append("body")
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
        node = _entered(walk, levels, node)
    return Blocks(tuple(walk.blocks), tuple(walk.parents), tuple(walk.kinds))


def _entered(walk: _Walk, levels: list[_Level], node: LexborNode) -> LexborNode | None:
    """Take one node in; the node to look at next, None at the end of the level."""
    tag = node.tag or ""
    if tag == "-text":
        text = node.text_content or ""
        walk.parts.append(text)
        if walk.links:
            walk.linked += len(text.strip())
    elif tag == "br":
        walk.parts.append("\n")
    elif tag not in _SKIPPED:
        return _element(walk, levels, node, tag)
    return node.next


def _element(walk: _Walk, levels: list[_Level], node: LexborNode, tag: str) -> LexborNode | None:
    around = levels[-1]
    if tag not in _BLOCKS:
        if tag == "a":
            walk.links += 1
        levels.append(_Level(node, around.container, tag, around.is_noise, around.is_lead))
        return node.first_child
    _flush(walk, around)
    level = _block_level(walk, around, node, tag)
    if level.is_noise and not (walk.whole and not _is_never_text(node, tag)):
        return node.next
    if tag in _FLAT:
        _flat(walk, node)
        _flush(walk, level)
        return node.next
    levels.append(level)
    return node.first_child


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
        elif tag not in _SKIPPED:
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
    noise, lead = around.is_noise or tag in _APART, around.is_lead
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    if len(names) > 1 and tag not in {"article", "main", "body"}:
        named_noise, named_lead, named_teaser = _named(names)
        if named_teaser:
            is_other = tag == "a" or node.css_first("a[href]") is not None
            named_noise, named_lead = named_noise or is_other, not is_other
        noise, lead = noise or named_noise, lead or named_lead
    if (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or "display:none" in (attributes.get("style") or "").replace(" ", "")
    ):
        noise = True
    index = around.container
    if tag not in {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li"}:
        index = len(walk.parents)
        walk.parents.append(around.container)
        is_body = attributes.get("itemprop") in {"articleBody", "reviewBody"}
        walk.kinds.append("articleBody" if is_body else f"{tag} {attributes.get('class') or ''}")
    return _Level(node, index, tag, noise, lead)


def _flush(walk: _Walk, level: _Level) -> None:
    if walk.parts:
        text = " ".join("".join(walk.parts).split())
        if text:
            walk.blocks.append(Block(text, level.tag, level.container, walk.linked, level.is_noise, level.is_lead))
        walk.parts.clear()
        walk.linked = 0
