"""The excerpt: the publisher's own description when it is one, else the first sentences of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsfold.read.choosing import Candidate, first
from newsfold.read.document import Document
from newsfold.read.json_ld import texts
from newsfold.read.plain_text import UNSHOWN, normalised, plain, shortened

MAX_EXCERPT = 300
"""Characters of an excerpt (RECORD.md has 0 to 435; ours are at most 300)."""
METAS = ("description", "twitter:description", "dc.description", "dcterms.description", "dcterms.abstract", "sailthru.description")
"""Descriptions of other vocabularies than JSON-LD and Open Graph, in their order of trust."""
_SHORTEST = 25

_NO_DESCRIPTION = re.compile(
    r"\bcookies?\b.{0,60}\b(?:use|accept|site|consent)|"
    r"\b(?:use|accept) (?:of )?cookies|enable javascript|"
    r"javascript (?:is|must be)|"
    r"latest (?:news|stories) (?:and|from)\b.{0,40}$|"
    r"breaking news,? (?:latest|analysis)|subscribe (?:now|to read)|^(?:home|menu|skip to)\b",
    re.IGNORECASE,
)


def excerpt_of(document: Document, *, title: str, text: str) -> Candidate[str] | None:
    """A short description of the article and its witness, None where the page has neither description nor text."""
    site = {normalised(plain(document.site_name)), normalised(title)}
    found = first(candidate for candidate in _candidates(document) if _is_description(candidate.value, site))
    found = found or first([Candidate(_beginning(text), "text")])
    return Candidate(shortened(found.value, MAX_EXCERPT), found.witness) if found else None


def _candidates(document: Document) -> Iterator[Candidate[str]]:
    yield Candidate(plain(document.meta("og:description")[:5_000]), "og:description")
    for name in ("description", "alternativeHeadline"):
        for text in texts(document.article.get(name))[:1]:
            yield Candidate(plain(text[:5_000]), f"json-ld {name}")
    for name in METAS:
        yield Candidate(plain(document.meta(name)[:5_000]), name)
    if document.entry is not None:
        yield Candidate(plain(document.entry.excerpt[:5_000]), "feed")


def _is_description(text: str, site: set[str]) -> bool:
    """Whether a text tells of the article: long enough, not its title or the site's name again, not about cookies."""
    own = normalised(text)
    dense = len(own) >= _SHORTEST or (len(own) >= 12 and not text.isascii())
    return dense and own not in site and not _NO_DESCRIPTION.search(text)


def _beginning(text: str) -> str:
    lines = (line for line in text.split("\n", 20)[:20] if len(line) >= 40 or (len(line) >= 15 and not line.isascii()))
    return " ".join(UNSHOWN.sub("", next(lines, "")).split())
