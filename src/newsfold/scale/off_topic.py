"""What is dropped before it is read: muted publishers, front pages, and pages that hold no word of any of the portal's topics.

The sieve never drops a page that reading and rating would keep: a page passes where any part of any keyword may stand on it
(``zones.py``), and where that cannot be told. How little of a keyword is looked for makes it quick, not sure: what passes is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from typing import Final
from urllib.parse import urlsplit

from ahocorasick_rs import BytesAhoCorasick

from newsfold.article import Topic
from newsfold.collect import Mutes
from newsfold.page import Entry, Page
from newsfold.rate import NO_LEARNED, Learned
from newsfold.rate.keywords import Pattern, keywords_of, patterns_of
from newsfold.rate.words import phrase_key
from newsfold.read import article_address, unwrapped_address
from newsfold.scale.zones import TABLE, zones_of

OFF_TOPIC: Final = "off-topic"
FRONT_PAGE: Final = "front-page"

_LONG: Final = 4
"""Letters from which a word is looked for within others too; a shorter one would be found on every page."""

_PERCENT: Final = re.compile(rb"%(?:3[0-9]|4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])", re.IGNORECASE)
"""A letter or digit that an address spells with a percent sign."""

_BOUNDS: Final = (b" ", b"\x01")


class Sieve:
    """Drops pages unread. Made once a worker."""

    def __init__(self, topics: Iterable[Topic], *, learned: Learned = NO_LEARNED, mutes: Mutes | None = None) -> None:
        self._mutes = mutes or Mutes()
        words = None if learned.topics else _Words.of(tuple(topics))  # What was learned weighs any word.
        self._words = words

    def drops(self, page: Page) -> str:
        """Why a page is dropped, by the code of the rejection it would have met; empty where it is to be read."""
        entry = page.entry or Entry(source="", id=page.url, url=page.url)
        if muted := self._mutes.of_entry(entry.evolve(url=article_address(page.url))):
            return muted.code
        if _is_front_page(page):
            return FRONT_PAGE
        if self._words is None or entry.title or entry.excerpt or self._words.may_stand_in(page):
            return ""
        return OFF_TOPIC


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

    def __init__(self, phrases: Iterable[frozenset[str]], within: dict[bytes, str], apart: dict[bytes, str], *, hosts: set[str]) -> None:
        self._phrases = tuple(sorted(set(phrases), key=sorted))
        self._within, self._names_within = BytesAhoCorasick(list(within)) if within else None, tuple(within.values())
        self._apart, self._names_apart = BytesAhoCorasick(list(apart)) if apart else None, tuple(apart.values())
        self._hosts = sorted(hosts)

    @classmethod
    def of(cls, topics: tuple[Topic, ...]) -> _Words | None:
        """The words of some topics; ``None`` where a keyword or a site has none that could be looked for."""
        hosts = {_longest(re.findall("[a-z0-9]+", site)) for site in _sites(topics)}
        phrases = [frozenset([host]) for host in hosts]
        within = {host.encode(): host for host in hosts}
        apart: dict[bytes, str] = {}
        for pattern in patterns_of(keyword for keyword in keywords_of(topics) if keyword.role in ("keyword", "part")):
            if pattern.dotted:
                apart |= _dotted(pattern)
                phrases.extend(frozenset([name]) for name in _dotted(pattern).values())
            else:
                spaced = re.sub(r"[+#]", " ", pattern.text)  # As in a zone, signs bound a word.
                words = frozenset(spaced.split())
                phrases.append(words)
                for word in words:
                    is_short = f" {word} " in spaced and word.isascii() and len(word) < _LONG
                    (apart if is_short else within).update(_spelled(word) if is_short else {word.replace("ς", "σ").encode(): word})
        if frozenset() in phrases or "" in hosts:
            return None
        return cls(phrases, within, apart, hosts=hosts)

    def may_stand_in(self, page: Page) -> bool:
        """Whether a keyword may stand on a page, or its address be one of the subject's own sites."""
        if self._hosts and (self._is_own_site(page) or _PERCENT.search(page.body)):
            return True
        # Whatever stands whole in the raw bytes is for reading to judge; to look closer would cost half of what reading does.
        if self._are_met(self._met_in(b" " + page.body.translate(TABLE) + b" ")):
            return True
        zones = zones_of(page.body)
        if zones is None:
            return True
        met: set[str] = set()
        for zone in zones:
            met |= self._met_in(zone)
            if self._are_met(met):
                return True
        return False

    def _are_met(self, met: set[str]) -> bool:
        return bool(met) and any(phrase <= met for phrase in self._phrases)

    def _met_in(self, zone: bytes) -> set[str]:
        met = set()
        if self._within is not None:
            found = self._within.find_matches_as_indexes(zone.replace(b"\x01", b""), overlapping=True)
            met = {self._names_within[number] for number, _, _ in found}
        if self._apart is not None:
            met |= {self._names_apart[number] for number, _, _ in self._apart.find_matches_as_indexes(zone, overlapping=True)}
        return met

    def _is_own_site(self, page: Page) -> bool:
        for url in (page.url, page.final_url):
            if not url.isascii() or "%" in url or "xn--" in url.lower() or unwrapped_address(url) != url:
                return True  # It may be any site's.
            if any(host in url.lower() for host in self._hosts):
                return True
        return False


def _dotted(pattern: Pattern) -> dict[bytes, str]:
    """What stands in a zone for initials with dots, of which one at least is between two letters: "A.I." has "a i" in it."""
    words = pattern.text.split()
    pairs = [f"{first} {second}" for first, second in pairwise(words)]
    return {left + pair.encode() + right: pair for pair in pairs for left in _BOUNDS for right in _BOUNDS}


def _spelled(word: str) -> dict[bytes, str]:
    """What stands in a zone for a short word."""
    return {left + spelled + right: word for spelled in _parted(word.encode()) for left in _BOUNDS for right in _BOUNDS}


def _parted(word: bytes) -> Iterator[bytes]:
    """A short word as it stands in a zone: whole, and with seams between some of its letters."""
    places = range(1, len(word))
    for count in range(len(word)):
        for cuts in combinations(places, count):
            edges = (0, *cuts, len(word))
            yield b"\x01".join(word[start:end] for start, end in pairwise(edges))


def _sites(topics: tuple[Topic, ...]) -> Iterator[str]:
    """The hosts of the subject's own sites, as :class:`newsfold.rate.TopicIndex` knows them; a name that no host can have is left out."""
    for topic in topics:
        yield from (address.lower().partition("/")[0] for address in topic.addresses)
    main = next((topic.name for topic in topics if not topic.parent and not topic.addresses), None)
    label = "-".join(phrase_key(main).split()) if main is not None else ""
    if label.isascii() and label:
        yield label


def _longest(words: Iterable[str]) -> str:
    return max((word for word in words if word.isalnum()), key=lambda word: len(word.encode()), default="")
