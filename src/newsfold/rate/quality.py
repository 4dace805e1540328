"""Quality: a sum of named, bounded points for the article on its own. Every rule is one function that tells its reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final

from newsfold.article import Article, Frozen
from newsfold.outcome import Reason
from newsfold.rate.matching import is_all_capitals
from newsfold.rate.points import BY_NAME, KIND_POINTS
from newsfold.rate.publishers import house_of
from newsfold.rate.standing import NO_STANDING, Standing
from newsfold.rate.topics import Match
from newsfold.settings import RateSettings

LARGE_PICTURE: Final = 1200
"""Pixels of width from which a picture fills a front page."""

LONG_TEXT: Final = 800
"""Words from which a longer text is no better."""

OWN_WORK: Final = ("news", "analysis", "how-to", "roundup")
"""Kinds that a newsroom makes itself."""

_LOOKED_AT: Final = 1_500
"""Characters of the text in which quotes, numbers and names are looked for."""

_SENTENCE_ENDS: Final = frozenset((".", "!", "?", ":", "\n", ""))
_GOOD_EXCERPT: Final = 80
_QUOTE: Final = re.compile(r"[“\"«„][^”\"»“]{25,400}[”\"»“]")
_NUMBER: Final = re.compile(r"\d[\d.,]*")
_NAME: Final = re.compile(r" [A-Z][a-z]+(?: [A-Z][a-z]+)+")
_CLICKBAIT: Final = re.compile(
    r"\byou(?:'ll|’ll| will| won['’]t)? (?:never|won['’]t|need to|have to|should|must|can['’]t)\b|\bwhat happen(?:s|ed) next\b|"
    r"\bthis (?:one|simple) |"
    r"\b(?:shocking|insane|mind-?blowing|jaw-?dropping|unbelievable|game[- ]changer|must[- ]see|secret(?:s)? (?:to|of))\b|"
    r"\bhere(?:'|’)s (?:why|what|how|everything|when|where)\b|\bthe reason why\b|\b(?:could|might) (?:surprise|shock)\b|!{1,}|\?!|"
    r"^\W*(?:wow|omg)\b|"
    r"\b(?:is|are|will) (?:already )?\w+ing\?$|\bin one (?:chart|picture)\b"
)
_AFFILIATE: Final = re.compile(
    r"\b(?:best|top) \d* ?.{0,40}\b(?:to buy|you can buy|for (?:\w+ )?20\d\d|gifts?)\b|\bgift guide\b|\bbuying guide\b"
)
_COMMISSION: Final = re.compile(r"\b(?:affiliate|earn (?:a |an |some )?(?:small |affiliate )?)commission\b")


class Given(Frozen, frozen=True, kw_only=True):
    """What the rules look at: the article with its kind, its topics, what is known of publishers, and the portal's languages."""

    article: Article
    matches: tuple[Match, ...] = ()
    standing: Standing = NO_STANDING
    languages: tuple[str, ...] = ()


Rule = Callable[[Given], Iterator[Reason]]


def _reason(name: str, words: str, points: float) -> Reason:
    point = BY_NAME[name]
    return Reason(name=name, words=words, points=max(point.least, min(point.most, round(points))))


def _base(given: Given) -> Iterator[Reason]:
    yield _reason("base", "every article begins with this", BY_NAME["base"].most)


def _authority(given: Given) -> Iterator[Reason]:
    provider = given.article.provider
    points, why = given.standing.authority(provider.domain)
    yield _reason("authority", f"{provider.name or 'its publisher'} {why}", points)


def _originality(given: Given) -> Iterator[Reason]:
    article = given.article
    name = KIND_POINTS.get(article.kind or "")
    house = house_of(article.provider.domain)
    copied = bool(article.syndicated_from)
    if name:
        yield _reason(name, f"{BY_NAME[name].meaning.lower().rstrip('.')}", BY_NAME[name].least)
    if copied:
        yield _reason("wire copy", f"is a copy of what {article.syndicated_from} wrote", -12)
    if house == "aggregator":
        yield _reason("aggregator", f"{article.provider.name} shows what others wrote", -8)
    if article.type == "video":
        yield _reason("video", "is a video", -6)
    ending = article.text[-2000:].lower()
    if _AFFILIATE.search(article.title.lower()) or ("commission" in ending and _COMMISSION.search(ending)):
        yield _reason("affiliate list", "lists things to buy from which the publisher may earn", -10)
    if article.kind == "announcement" and not copied:
        yield _reason("first hand", "comes from the one it is about", 4)
    elif article.kind in OWN_WORK and not copied and house not in ("aggregator", "press wire", "open platform"):
        yield _reason("own work", "is the publisher's own work, as far as can be seen", 8)


def _substance(given: Given) -> Iterator[Reason]:
    text = given.article.text.strip()
    count = text.count(" ") + text.count("\n") + 1
    if text:
        yield _reason("length", f"has {count} words of text", 12 * min(count, LONG_TEXT) / LONG_TEXT)
    said = given.article.text[:_LOOKED_AT]
    quotes = len(_QUOTE.findall(said))
    if quotes:
        yield _reason("quotes", f"quotes {quotes} time{'s' * (quotes != 1)}", min(4, 2 * quotes))
    numbers = len(_NUMBER.findall(said))
    if numbers:
        yield _reason("numbers", f"gives {numbers} number{'s' * (numbers != 1)}", min(4, 1 + numbers / 2))
    names = {match[0].strip() for match in _NAME.finditer(said) if said[match.start() - 1 : match.start()] not in _SENTENCE_ENDS}
    if names:
        yield _reason("names", f"names {', '.join(sorted(names)[:3])}", min(4, 1 + len(names) / 2))


def _completeness(given: Given) -> Iterator[Reason]:
    article = given.article
    if article.images:
        width = article.images[0].width or 0
        is_large = width >= LARGE_PICTURE
        yield _reason("picture", f"has a picture {width} pixels wide" if width else "has a picture", 10 if is_large else 6)
    if article.provider.authors:
        yield _reason("author", f"is signed by {', '.join(author.name for author in article.provider.authors)}", 4)
    if len(article.excerpt) >= _GOOD_EXCERPT:
        yield _reason("excerpt", "says in a sentence or two what it is about", 4)
    if article.amp_web_url:
        yield _reason("AMP", "has a fast version for telephones", 1)
    if article.paywall:
        yield _reason("paywall", "can be read by subscribers only", -5)


def _focus(given: Given) -> Iterator[Reason]:
    named = [match.topic for match in given.matches if match.title]
    if named:
        yield _reason("in the title", f"names {named[0]} in its title", 10)
    if len(given.matches) > 1:
        yield _reason("topics", f"is about {len(given.matches)} topics of the portal", 2 * (len(given.matches) - 1))


def _language(given: Given) -> Iterator[Reason]:
    language = (given.article.language or "").partition("-")[0]
    if language and given.languages and language not in given.languages:
        yield _reason("language", f"is in the language {language}, which the portal does not show", -20)


def _style(given: Given) -> Iterator[Reason]:
    title = given.article.title
    words = title.split()
    if is_all_capitals(title):
        yield _reason("capitals", "shouts in capitals", -8)
    bait = _CLICKBAIT.search(title.lower())
    if bait:
        yield _reason("clickbait", f"draws readers with “{bait[0].strip()}” rather than with what it says", -8)
    elif 6 <= len(words) <= 20 and not title.rstrip().endswith(("?", "…", "...")):
        yield _reason("headline", "has a headline that says what happened", 5 if len(words) >= 8 else 3)


RULES: Final[Sequence[Rule]] = (_base, _authority, _originality, _substance, _completeness, _focus, _language, _style)


def quality_of(given: Given, weights: RateSettings | None = None) -> tuple[int, tuple[Reason, ...]]:
    """The quality, never below 0, and the points it is made of.

    ``weights`` multiply the points of a family (settings ``rate.*_weight``).
    """
    reasons = [reason for rule in RULES for reason in rule(given)]
    if weights is not None:
        reasons = [_weighed(reason, weights) for reason in reasons]
    told = tuple(reason for reason in reasons if reason.points)
    return max(0, sum(reason.points for reason in told)), told


def _weighed(reason: Reason, weights: RateSettings) -> Reason:
    family = BY_NAME[reason.name].family
    weight = 1.0 if family == "base" else float(getattr(weights, f"{family}_weight"))
    return reason if weight == 1.0 else reason.evolve(points=round(weight * reason.points))


def hides(kinds: Collection[str], article: Article) -> bool:
    """Whether a portal that hides these kinds (``rate.hide_kinds``) does not publish the article."""
    return article.kind in kinds
