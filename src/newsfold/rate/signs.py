"""What a sign of a kind is: words in title, beginning or address, and tests of who publishes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from newsfold.article import Frozen
from newsfold.rate.publishers import house_of


class Subject(Frozen, frozen=True):
    """What is looked at: title, the beginning of what follows, the address, and whether the publisher is the subject itself."""

    title: str
    lower_title: str
    beginning: str
    lower: str
    excerpt: str
    host: str
    path: str
    domain: str
    is_own_site: bool


class Lowered(Frozen, frozen=True):
    """A pattern for texts in small letters: several times faster than one that ignores case."""

    pattern: re.Pattern[str]


class Sign(Frozen, frozen=True):
    """One sign of a kind. ``words`` end the sentence "the article …".

    ``needs``: small-letter texts of which one must stand in the beginning for its pattern to be tried; plain search is many times faster.
    """

    kind: str
    words: str
    title: re.Pattern[str] | Lowered | None = None
    beginning: re.Pattern[str] | Lowered | None = None
    address: re.Pattern[str] | None = None
    test: Callable[[Subject], bool] | None = None
    needs: tuple[str, ...] = ()

    def found(self, subject: Subject) -> str | None:
        """What shows the sign, "" where it is nothing that could be quoted; None where it does not show."""
        if self.test and not self.test(subject):
            return None
        places = (
            (self.title, subject.title, subject.lower_title),
            (self.beginning if self._is_needed(subject) else None, subject.beginning, subject.lower),
            (self.address, subject.host + subject.path, ""),
        )
        for pattern, text, lower in places:
            if pattern is None:
                continue
            match = pattern.pattern.search(lower) if isinstance(pattern, Lowered) else pattern.search(text)
            if match:
                # Small letters of a few scripts are longer than the capitals; then the small ones are quoted.
                return (text if len(text) == len(lower) or not lower else lower)[match.start() : match.end()].strip()
        return None if self.title or self.beginning or self.address else ""

    def _is_needed(self, subject: Subject) -> bool:
        return not self.needs or any(need in subject.lower for need in self.needs)


def lowered(expression: str) -> Lowered:
    """An expression in small letters that is searched in small letters."""
    return Lowered(re.compile(expression))


def any_of(*phrases: str) -> Lowered:
    """What finds any of the phrases, written in small letters, as whole words in any case."""
    return lowered(r"(?<!\w)(?:" + "|".join(phrases) + r")(?!\w)")


def is_house(*houses: str) -> Callable[[Subject], bool]:
    """A test of whether the publisher is known to be one of these houses."""
    return lambda subject: house_of(subject.domain) in houses


_STEM: Final = re.compile(r"[^a-z0-9]+")


def is_makers(subject: Subject) -> bool:
    """Whether a company's own site speaks of that company: its name, as its domain has it, stands in the title or is the site's voice."""
    if house_of(subject.domain) is not None:
        return False
    stem = subject.domain.partition(".")[0]
    if len(stem) < 4:
        return False
    if re.match(
        r"(?:blogs?|news|newsroom|press|about|investors?|updates?|developer|devblogs|techcommunity|cloudblogs|corporate)\.", subject.host
    ):
        return True
    flat = _STEM.sub("", subject.title.lower())
    return stem.replace("-", "") in flat and "/blog" in subject.path


_AGENCIES: Final = frozenset(("apnews.com", "afp.com", "reuters.com", "upi.com"))
_SELF_PRAISE: Final = re.compile(
    r"^(?:today,? )?(?:the )?[A-Z][\w.™®&'’-]*[^.]{0,160}?\b(?:(?:has |have )?(?:today )?announced|announces|is pleased to|is proud to|"
    r"has (?:launched|released|unveiled))\b"
)


def is_self_praise(subject: Subject) -> bool:
    """Whether a title in capitals and small letters, as companies set it, stands over "So-and-so today announced".

    Agencies and newsrooms set their own headlines as sentences; what stands among them set otherwise was paid for.
    """
    if house_of(subject.domain) in ("newsroom", "trade") and subject.domain not in _AGENCIES:
        return False
    long_words = [word for word in re.findall(r"[A-Za-z][\w'’-]*", subject.title) if len(word) >= 4]
    capitals = sum(word[0].isupper() for word in long_words)
    return len(long_words) >= 4 and capitals >= 0.9 * len(long_words) and bool(_SELF_PRAISE.match(subject.excerpt))
