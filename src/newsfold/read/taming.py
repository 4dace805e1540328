"""What would cost a parser more than a page may cost, taken out before it is parsed."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

MAX_DEPTH = 400
"""Open elements a tree may have; browsers stop at 512. Deeper tags are left out of what is parsed."""
_FEW_TAGS = 1_500
"""Below this number even formatting tags that are all left open cannot multiply into more than half a million nodes."""
_MANY_TAGS = 12_000
"""Below this number of tags no nesting costs the parser more than a second (10,000 nested ``<div>``: 0.3 s; 100,000: 40 s)."""
MAX_TAGS = 200_000
"""Tags of a page; what comes after is not read."""
_MANY_ATTRIBUTES = 12_000
_LONG_TAG = 20_000
_MAX_ATTRIBUTES = 500

_MARKUP = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(script|style)\b[^<>]*+>.*?(?:</\1\s*>|\Z)|"
    rb"<(/?)([a-zA-Z][^\s/<>\"']*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)(>|(?=<)|\Z)?",
    re.DOTALL | re.IGNORECASE,
)
_VOID = frozenset(b"area base br col embed hr img input link meta param source track wbr path circle rect line polygon use stop".split())
_FORMATTING = frozenset(b"a b big code em font i nobr s small strike strong tt u".split())
_MAX_FORMATTING = 60
_ATTRIBUTE = re.compile(rb"[^\s/=\"']+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?")
_MAYBE_FORMAT = re.compile(rb"<[biuscefntBIUSCEFNT](?:[\s/>]|(?i:ig|ode|m|ont|obr|mall|trike|trong|t)[\s/>])")
"""A formatting tag that opens, or something that looks like one; three times as quick as to name them."""
_FORMAT_TAG = re.compile(rb"<(/?)([bius]|big|code|em|font|nobr|small|strike|strong|tt)(?=[\s/>])", re.IGNORECASE)
_MAX_OPEN = 200


def tamed(source: bytes) -> bytes:
    """The page without what would cost the parser more than a page may.

    The parser's time is quadratic in depth and in the attributes of one tag (40,000: 9 s), and unclosed formatting tags are opened again in
    every paragraph (HTML standard, 13.2.4.3), so that a small file can ask for gigabytes. Pages of usual size pass untouched.
    """
    tags = _count(source, b"<")
    if tags >= MAX_TAGS or _has_long_piece(source):
        pieces = source.split(b"<", MAX_TAGS)
        flooded = [at for at, piece in enumerate(pieces) if len(piece) > _LONG_TAG and _is_flooded_from_its_start(piece)]
        if tags >= MAX_TAGS or flooded:
            for at in flooded:
                pieces[at] = b"br>"
            source = b"<".join(pieces[:MAX_TAGS])
    if tags > _MANY_TAGS or _has_flooded_tag(source):
        return _flattened(source)
    if tags > _FEW_TAGS and _has_open_formatting(source):
        return _flattened(source)
    return source


def _count(source: bytes, sign: bytes) -> int:
    """How often a byte occurs; ``bytes.count`` looks at one byte at a time and takes five times as long."""
    return int(np.count_nonzero(np.frombuffer(source, np.uint8) == sign[0]))


def _has_long_piece(source: bytes) -> bool:
    """Whether more than :data:`_LONG_TAG` characters may stand between two brackets: then one half of that length holds none."""
    half = _LONG_TAG // 2
    return any(source.find(b"<", start, start + half) < 0 for start in range(0, len(source) - half, half))


def _is_flooded_from_its_start(piece: bytes) -> bool:
    """Whether what follows a bracket is a tag with too many attributes. A script that looks like one loses nothing that is read."""
    return piece[:1].isalpha() and b">" not in piece[:_LONG_TAG] and _is_flooded(piece)


def _has_flooded_tag(source: bytes) -> bool:
    """Whether one tag has more attributes than any page needs, brackets in their values or not."""
    if len(source) < _MANY_ATTRIBUTES or _count(source, b"=") < _MANY_ATTRIBUTES:
        return False
    return any(match.end() - match.start() > _LONG_TAG and _is_flooded(match[0]) for match in _WHOLE_TAG.finditer(source))


def _is_flooded(tag: bytes) -> bool:
    return sum(1 for _ in _ATTRIBUTE.finditer(tag)) > _MAX_ATTRIBUTES


_WHOLE_TAG = re.compile(rb"<[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*+")


def _has_open_formatting(source: bytes) -> bool:
    """Whether more formatting tags than a page needs stand open at once."""
    if len(_MAYBE_FORMAT.findall(source)) <= _MAX_OPEN:
        return False
    opened: Counter[bytes] = Counter()
    for closing, name in _FORMAT_TAG.findall(source):
        if closing:
            opened[name] = max(0, opened[name] - 1)
        else:
            opened[name] += 1
            if opened[name] > _MAX_OPEN:
                return True
    return False


def _flattened(source: bytes) -> bytes:
    """The page with a bounded tree: nesting, open formatting and attributes are counted tag by tag."""
    nest = _Nest()
    return _MARKUP.sub(nest.kept, source)


@dataclass
class _Nest:
    """The elements that are open where a scan over the tags stands."""

    opened: list[bytes] = field(default_factory=list)
    formatting: int = 0

    def kept(self, match: re.Match[bytes]) -> bytes:
        """What of one tag, comment or script is given to the parser."""
        closing, name, attributes = match[2], (match[3] or b"").lower(), match[4]
        if not name:
            return match[0]
        if not match[5]:
            return b""
        tag = b"<" + closing + name + b">" if len(attributes) > 1_000 and _is_flooded(attributes) else match[0]
        if name in _VOID or attributes.endswith(b"/"):
            return tag
        allowed = self._closes(name) if closing else self._opens(name)
        return tag if allowed else b""

    def _opens(self, name: bytes) -> bool:
        is_formatting = name in _FORMATTING
        if len(self.opened) >= MAX_DEPTH or (is_formatting and self.formatting >= _MAX_FORMATTING):
            return False
        self.formatting += is_formatting
        self.opened.append(name)
        return True

    def _closes(self, name: bytes) -> bool:
        for back in range(1, min(len(self.opened), 12) + 1):
            if self.opened[-back] == name:
                self.formatting -= sum(1 for gone in self.opened[-back:] if gone in _FORMATTING)
                del self.opened[-back:]
                return True
        return False
