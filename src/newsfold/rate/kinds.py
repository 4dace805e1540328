"""What kind of article it is, by the words such articles use, where they stand and who publishes them."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from newsfold.article import Article
from newsfold.outcome import Reason
from newsfold.rate.kind_signs import SIGNS
from newsfold.rate.signs import Subject

KINDS: Final = (
    "news",
    "analysis",
    "announcement",
    "press-release",
    "market-research",
    "deal",
    "how-to",
    "roundup",
    "stock",
    "event",
    "other",
)
"""Every kind there is."""

_LOOKED_AT: Final = 1500
"""Characters of the text that are looked at; press releases and market reports say what they are at once."""


def _subject(article: Article, *, is_own_site: bool) -> Subject:
    try:
        parts = urlsplit(article.address)
    except ValueError:
        parts = urlsplit("")
    beginning = f"{article.excerpt}\n{article.text[:_LOOKED_AT]}"
    return Subject(
        article.title,
        article.title.lower(),
        beginning,
        beginning.lower(),
        article.excerpt,
        (parts.hostname or "").removeprefix("www."),
        parts.path.lower(),
        article.provider.domain,
        is_own_site,
    )


def kind_of(article: Article, *, is_own_site: bool = False) -> tuple[str, Reason]:
    """The kind and why. An article already given a kind keeps it. ``is_own_site``: it stands on a site of the portal's subject itself."""
    if article.kind:
        return article.kind, Reason(name=f"kind {article.kind}", words="was given")
    subject = _subject(article, is_own_site=is_own_site)
    for sign in SIGNS:
        found = sign.found(subject)
        if found is not None:
            return sign.kind, Reason(name=f"kind {sign.kind}", words=f"{sign.words}: “{found}”" if found else sign.words)
    return "news", Reason(name="kind news", words="shows no sign of another kind")
