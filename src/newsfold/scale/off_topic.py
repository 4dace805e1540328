"""What is dropped before it is read: muted publishers, front pages, and pages that hold no word of any of the portal's topics.

The sieve never drops a page that reading and rating would keep: a page passes where a keyword may stand on it (``zones.py``,
``sought.py``), and where that cannot be told. How little of a keyword is looked for makes it quick, not sure: what passes is read.

The cheapest looks come first: the address, then the page's head as it stands, which is enough where topics' words are common. The whole
page is looked into only in archives where that pays (:meth:`Sieve.pays`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit

from newsfold.article import Topic
from newsfold.collect import Mutes
from newsfold.page import Entry, Page
from newsfold.rate import NO_LEARNED, Learned
from newsfold.rate.keywords import Pattern, keywords_of, patterns_of
from newsfold.rate.words import phrase_key
from newsfold.read import article_address, unwrapped_address
from newsfold.scale.sought import Sought, Word
from newsfold.scale.zones import beyond_ascii, plainly, told_in, zone

OFF_TOPIC: Final = "off-topic"
FRONT_PAGE: Final = "front-page"

_LONG: Final = 4
"""Letters from which a word is looked for at the beginning of others too; a shorter one would be found on every page."""

_HEAD: Final = 32_768
"""Bytes of a page that are searched as they stand."""

_PERCENT: Final = re.compile(rb"%(?:3[0-9]|4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])", re.IGNORECASE)
"""A letter or digit that an address spells with a percent sign."""


class Sieve:
    """Drops pages unread. Made once a worker."""

    def __init__(self, topics: Iterable[Topic], *, learned: Learned = NO_LEARNED, mutes: Mutes | None = None) -> None:
        self._mutes = mutes or Mutes()
        words = _Words(tuple(topics))
        self._words = words if words.are_sure and not learned.topics else None  # What was learned weighs any word.

    def drops(self, page: Page, *, closely: bool = True) -> str:
        """Why a page is dropped, by the code of the rejection it would have met; empty where it is to be read.

        Without ``closely`` it is dropped by its address and its front page alone.
        """
        entry = page.entry or Entry(source="", id=page.url, url=page.url)
        if muted := self._mutes.of_entry(entry.evolve(url=article_address(page.url))):
            return muted.code
        if _is_front_page(page):
            return FRONT_PAGE
        if self._words is None or not closely or entry.title or entry.excerpt:
            return ""
        return "" if self._words.stand_in_head(page) or self._words.may_stand_in(page) else OFF_TOPIC

    def pays(self, pages: Iterable[Page]) -> bool:
        """Whether to look into the pages of an archive, by its first ones.

        To look into a page costs half of what reading does, so half of those that are looked into must be dropped.
        """
        words = self._words
        if words is None:
            return False
        dropped = [not words.may_stand_in(page) for page in pages if not words.stand_in_head(page)]
        return 2 * sum(dropped) >= len(dropped)


def _is_front_page(page: Page) -> bool:
    """Whether it stands at the root of its site and nothing on it may call it an article (:mod:`newsfold.read.non_articles`)."""
    try:
        parts = urlsplit(page.final_url)
    except ValueError:
        return False
    if parts.path not in ("", "/") or parts.query:
        return False
    low = page.body.lower()
    # What may be written with entities, or in a charset whose letters are not ASCII's, is not looked into.
    return low.isascii() and not any(mark in low for mark in (b"ld+json", b"og:type", b"&#", b"&colon", b"\x1b", b"\x00"))


class _Words:
    """What must stand on a page that any topic is found on: all words of one of its keywords, or the name of one of the subject's sites."""

    def __init__(self, topics: tuple[Topic, ...]) -> None:
        patterns = list(patterns_of(keyword for keyword in keywords_of(topics) if keyword.role in ("keyword", "part")))
        self._hosts = sorted({_longest(site.split(".")) for site in _sites(topics)})
        phrases = [frozenset([Word(zone(host.encode())[1:-1])]) for host in self._hosts]
        phrases.extend(phrase for pattern in patterns if pattern.text.isascii() for phrase in _phrases(pattern))
        self._sought = Sought(phrases)
        # Of a keyword that is not in the letters of ASCII only those letters are looked for, anywhere.
        self._letters = sorted({_letters(pattern.text) for pattern in patterns if not pattern.text.isascii()}, key=sorted)
        self.are_sure = all(host and host.isascii() for host in self._hosts) and frozenset() not in phrases

    def stand_in_head(self, page: Page) -> bool:
        """Whether a keyword stands at the beginning of a page as it came, or its address is one of the subject's own sites."""
        is_own = bool(self._hosts) and self._is_own_site(page)
        return is_own or self._sought.make_up(self._sought.whole_in(zone(page.body[:_HEAD])))

    def may_stand_in(self, page: Page) -> bool:
        """Whether a keyword may stand anywhere on a page."""
        told = told_in(page.body)
        if told is None or (self._hosts and _PERCENT.search(told)):
            return True
        plain = plainly(told)
        if plain is None or (self._letters and any(map(_letters("".join(beyond_ascii(plain))).issuperset, self._letters))):
            return True
        return self._sought.make_up(self._sought.parted_in(zone(plain)))

    def _is_own_site(self, page: Page) -> bool:
        for url in (page.url, page.final_url):
            if not url.isascii() or "%" in url or "xn--" in url.lower() or unwrapped_address(url) != url:
                return True  # It may be any site's.
            if any(host in url.lower() for host in self._hosts):
                return True
        return False


def _phrases(pattern: Pattern) -> Iterator[frozenset[Word]]:
    """What stands in a zone for a pattern: any one of these phrases."""
    if pattern.dotted:
        # One dot at least stands between two letters.
        yield from (
            frozenset([Word(f"{first} {second}".encode(), begins=True, ends=True)]) for first, second in pairwise(pattern.text.split())
        )
        return
    spaced = re.sub(r"[+#]", " ", pattern.text)  # As in a zone, signs bound a word.
    # Texts are cut at their longest, so that a word of theirs may have no end.
    yield frozenset(Word(word.encode(), begins=True, ends=len(word) < _LONG and f" {word} " in spaced) for word in spaced.split())


def _letters(text: str) -> frozenset[str]:
    """The letters beyond ASCII of a text, small and without what Unicode sets together of several."""
    small = unicodedata.normalize("NFKD", text).lower().replace("ς", "σ")
    return frozenset(sign for sign in unicodedata.normalize("NFKD", small) if not sign.isascii())


def _sites(topics: tuple[Topic, ...]) -> Iterator[str]:
    """The hosts of the subject's own sites, as :class:`newsfold.rate.TopicIndex` knows them; a name that no host can have is left out."""
    for topic in topics:
        yield from (address.lower().partition("/")[0] for address in topic.addresses)
    main = next((topic.name for topic in topics if not topic.parent and not topic.addresses), None)
    label = "-".join(phrase_key(main).split()) if main is not None else ""
    if label.isascii() and label:
        yield label


def _longest(words: Iterable[str]) -> str:
    return max(words, key=len, default="")
