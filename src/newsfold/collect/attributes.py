"""Tags with so many attributes that reading them is an attack.

libxml2, under the quick parser, compares each attribute with those before it: 100,000 in one tag took 15 s. expat does not.
"""

from __future__ import annotations

import re

from newsfold.collect.refusal import RefusalError

MOST_ATTRIBUTES = 1_000
"""Attributes of one tag."""

# Possessive, so that each sign is looked at once; a value may hold ">". What is no tag (CDATA, comments) is passed over whole.
_TAG = re.compile(rb"<[A-Za-z_:](?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+")
_VALUE = re.compile(rb"\"[^\"]*+\"|'[^']*+'")
_HIDDEN = ((b"<![CDATA[", b"]]>"), (b"<!--", b"-->"))


def refuse_crowded_tags(xml: bytes) -> None:
    """Raise :class:`RefusalError` where a tag of ``xml`` has more than :data:`MOST_ATTRIBUTES` attributes."""
    if xml.count(b"=") <= MOST_ATTRIBUTES:
        return
    at = 0
    while (at := xml.find(b"<", at)) >= 0:
        hidden = next(((opening, closing) for opening, closing in _HIDDEN if xml.startswith(opening, at)), None)
        if hidden:
            end = xml.find(hidden[1], at + len(hidden[0]))
            if end < 0:
                return
            at = end
            continue
        tag = _TAG.match(xml, at)
        if tag is None:
            at += 1
            continue
        at = tag.end()
        if xml.count(b"=", tag.start(), at) > MOST_ATTRIBUTES and _VALUE.sub(b"", tag.group()).count(b"=") > MOST_ATTRIBUTES:
            raise RefusalError(f"A tag has more than {MOST_ATTRIBUTES:,} attributes.", code="attributes")
