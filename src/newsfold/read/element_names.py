"""What the class and id names of an element say about it: noise, the article's lead, a teaser. The words know no publisher's names.

A name is taken apart at its hyphens, underscores and humps, and its parts are looked up. A page has 250 names, most of which nobody has
seen before: to search each for patterns took a third of the time of reading a page.
"""

from __future__ import annotations

import re
from functools import lru_cache

NOISE, LEAD, TEASER = 1, 2, 4
"""Marks of an element by its names; they add up. A teaser may be the article's lead or a link to another article."""

_NOISE = frozenset((
    "comment", "comments", "commenting", "disqus", "respond", "replies", "related", "relateds", "recommend", "recommended",
    "recommendation", "recommendations", "sidebar", "aside", "share", "shares", "sharing", "sharebar", "shared", "social", "socials",
    "newsletter", "newsletters", "signup", "promo", "promos", "promotion", "ad", "ads", "adslot", "banner", "cookie", "cookies",
    "consent", "gdpr", "popup", "modal", "overlay", "footer", "nav", "navi", "navigation", "navbar", "menu", "breadcrumb",
    "breadcrumbs", "caption", "captions", "figcaption", "credit", "credits", "byline", "bylines", "author", "authors", "bio", "tag",
    "tags", "taglist", "outbrain", "taboola", "subscribe", "subscription", "login", "copyright", "toolbar", "trending", "popular",
    "mostread", "mostviewed", "mostpopular", "readmore", "readnext", "readalso", "moreon", "morefrom", "morestories", "morenews",
    "seealso", "visuallyhidden", "hidden", "skip", "timestamp", "dateline", "gallery", "slideshow", "carousel", "slider", "poll",
    "quiz", "rating", "pagination", "nextprev", "prevnext", "infobox", "imageinfo", "imagetext", "imagedescription", "mediainfo",
    "mediasubtitle", "meta", "metadata", "articleinfo", "kicker", "topic", "topics", "feedback", "vcard", "ticker",
))  # fmt: skip
_LEAD = frozenset((
    "lead", "lede", "standfirst", "intro", "introduction", "dek", "summary", "abstract", "subtitle", "subheadline", "subhead",
    "subheading", "excerpt", "teasertext", "vorspann", "chapeau", "description", "deck", "sapo", "entradilla", "ingress", "perex",
    "preamble", "bajada", "synopsis",
))  # fmt: skip
_TEASER = frozenset(("teaser", "teasers"))
_PICTURE = frozenset(f"{word}{end}" for word in ("image", "photo", "picture", "foto", "img") for end in ("", "s"))
"""The last part of the name of a box that holds a picture and its caption."""
_OPEN = re.compile(
    r"(?:^|[\s_-])(?:recirc\w*|advert\w*|sponsor\w*|most-(?:read|viewed|popular)|read-(?:more|next|also)|more-(?:on|from|stories|news)|"
    r"see-also|sr-only|screen-reader\w*|visually-hidden|donat\w+|print-only|next-prev|prev-next|"
    r"(?:post|article|news|story|promo|link)-cards?|info-box|image-(?:info|text|description)|media-(?:info|subtitle)|article-info)"
    r"(?:$|[\s_-])"
)
"""Noise that is named in more than one part, or by the beginning of one; looked for only where :data:`_FIRST` or such a beginning is."""
_FIRST = frozenset((
    "most", "read", "more", "see", "sr", "screen", "visually", "print", "next", "prev", "post", "article", "news", "story", "promo",
    "link", "info", "image", "media",
))  # fmt: skip
_LEAD_TEXT = re.compile(r"(?:^|[\s_-])teaser-text(?:$|[\s_-])")
_KNOWN = _NOISE | _LEAD | _TEASER | _PICTURE | _FIRST
_NEGATIONS = frozenset(("with", "has", "no", "without"))
_NEGATED = re.compile(r"(?:^|(?<=[\s_-]))(?:with|has|no|without)[_-][\w-]+")
_NEVER = re.compile(r"(?:^|[\s_-])(?:comments?|commentlist|disqus|cookies?|consent)(?:$|[\s_-])")
_NEVER_STEMS = ("comment", "disqus", "cookie", "consent")
_INLINE_NOISE = re.compile(
    r"(?:^|[_-])(?:captions?|credits?|subtitle-text|sr-only|screen-reader(?:-text)?|visually-?hidden|hidden)(?:$|[_-]text$)"
)
_INLINE_FIRST = frozenset((
    "caption", "captions", "credit", "credits", "subtitle", "sr", "screen", "visually", "visuallyhidden", "hidden",
))  # fmt: skip
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_MAX_NAMES = 400
"""Characters of an element's names that are looked at."""


def _parts(words: str) -> list[str]:
    return words.replace("_", "-").split("-")


def _words(name: str) -> str:
    """A name in lower case with hyphens where it has humps."""
    return name if name.islower() else _CAMEL.sub("-", name).lower()


@lru_cache(maxsize=65536)
def _marks_of_one(name: str) -> int:
    words = _words(name)
    parts = _parts(words)
    if not _NEGATIONS.isdisjoint(parts):
        words = _NEGATED.sub(" ", words)
        parts = _parts(words.replace(" ", "-"))
    is_open = "recirc" in words or "advert" in words or "sponsor" in words or "donat" in words
    if not is_open and _KNOWN.isdisjoint(parts):
        return 0
    marks = NOISE if not _NOISE.isdisjoint(parts) or ((is_open or not _FIRST.isdisjoint(parts)) and _OPEN.search(words)) else 0
    if not _LEAD.isdisjoint(parts):
        marks |= LEAD
    if not _TEASER.isdisjoint(parts):
        marks |= TEASER | (LEAD if _LEAD_TEXT.search(words) else 0)
    return marks or (NOISE if parts[-1] in _PICTURE else 0)


@lru_cache(maxsize=16384)
def marks_of(names: str) -> int:
    """What class and id names, space between them, call an element: a sum of :data:`NOISE`, :data:`LEAD` and :data:`TEASER`."""
    marks = 0
    for name in names[:_MAX_NAMES].split():
        marks |= _marks_of_one(name)
    return marks


@lru_cache(maxsize=16384)
def are_inline_noise(names: str) -> bool:
    """Whether the class names of a ``<span>`` say that it holds a caption or words for screen readers."""
    return any(map(_is_inline_noise, names[:_MAX_NAMES].split()))


def _is_inline_noise(name: str) -> bool:
    words = _words(name)
    return not _INLINE_FIRST.isdisjoint(_parts(words)) and _INLINE_NOISE.search(words) is not None


@lru_cache(maxsize=16384)
def are_never_text(names: str) -> bool:
    """Whether class names say comments or consent: noise whatever stands in it."""
    lower = names[:_MAX_NAMES].lower()
    return any(stem in lower for stem in _NEVER_STEMS) and _NEVER.search(_CAMEL.sub("-", names[:_MAX_NAMES]).lower()) is not None
