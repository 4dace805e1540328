"""The topic files' keywords made ready for one search: every variant of every keyword, and what to look at where it is found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal

from newsfold.article import Frozen, Topic
from newsfold.rate.everyday import EVERYDAY, SHORT
from newsfold.rate.words import is_wide, phrase_key, plain, variants

Role = Literal["keyword", "context", "not", "part", "rival"]

PART_SIGN: Final = " + "
"""What stands between the parts of a ``together`` keyword."""

_INITIALS_SHORTEST: Final = 2


class Keyword(Frozen, frozen=True):
    """One keyword of one topic.

    ``spelled``: counts only as it is spelled. ``initials``: written in capitals by the owner, so that only capitals count.
    ``doubtful``: too short or too common a word to be believed without company. ``number`` tells it from all others.
    """

    number: int
    topic: str
    phrase: str
    role: Role = "keyword"
    spelled: bool = False
    initials: bool = False
    doubtful: bool = False
    parts: tuple[int, ...] = ()


class Pattern(Frozen, frozen=True):
    """A text to search and the keyword it stands for. ``is_joined``: found in the words whose hyphens were dropped; ``dotted``: A.I."""

    text: str
    keyword: int
    is_joined: bool = False
    dotted: bool = False


def keywords_of(topics: Iterable[Topic]) -> Iterator[Keyword]:
    """Every keyword of the topics, numbered from 0. A topic without keywords is found by its name."""
    number = 0
    for topic in topics:
        for keyword in _of(topic):
            yield keyword.evolve(number=number)
            number += 1
        for combined in topic.together:
            parts = [part.strip() for part in combined.split(PART_SIGN.strip())]
            if len(parts) > 1 and all(phrase_key(part) for part in parts):
                for offset, part in enumerate(parts):
                    yield Keyword(number + offset, topic.name, part, "part", initials=_are_initials(part))
                yield Keyword(number + len(parts), topic.name, combined, parts=tuple(range(number, number + len(parts))))
                number += len(parts) + 1


def _of(topic: Topic) -> Iterator[Keyword]:
    usual = topic.keywords or (() if topic.case_keywords or topic.together else (topic.name,))
    spelled = frozenset(topic.case_keywords)
    for phrase in _phrases(phrase for phrase in usual if phrase not in spelled):
        yield Keyword(0, topic.name, phrase, initials=_are_initials(phrase), doubtful=_is_doubtful(phrase))
    for hashtag in _phrases(hashtag for hashtag in topic.hashtags if hashtag.startswith("#")):
        yield Keyword(0, topic.name, hashtag, spelled=True)
    for phrase in _phrases(topic.case_keywords):
        yield Keyword(0, topic.name, phrase, spelled=True, doubtful=_is_doubtful(phrase) and not phrase.isupper())
    others: tuple[tuple[Role, tuple[str, ...]], ...] = (("context", topic.context), ("rival", topic.rivals), ("not", topic.excluded))
    for role, phrases in others:
        for phrase in _phrases(phrases):
            yield Keyword(0, topic.name, phrase, role, initials=role != "not" and _are_initials(phrase))


def _phrases(phrases: Iterable[str]) -> Iterator[str]:
    """Each phrase once; those of signs only cannot be searched."""
    return (phrase for phrase in dict.fromkeys(phrases) if phrase_key(phrase))


def _are_initials(phrase: str) -> bool:
    letters = phrase.replace(".", "")
    return letters.isupper() and len(letters) >= _INITIALS_SHORTEST and letters.isascii() and " " not in letters


def _is_doubtful(phrase: str) -> bool:
    key = phrase_key(phrase)
    if not key.isalnum() or is_wide(phrase) or phrase.endswith("*"):
        return False
    return len(key) <= SHORT or any(form in EVERYDAY for form in variants(key))


def patterns_of(keywords: Iterable[Keyword]) -> Iterator[Pattern]:
    """The texts to search for each keyword."""
    for keyword in keywords:
        if keyword.parts:
            continue
        # A "not" phrase may hold a comma ("AWS, Azure"); a keyword never spans one.
        key = plain(keyword.phrase).key.strip() if keyword.role == "not" else phrase_key(keyword.phrase.removesuffix("*"))
        if is_wide(keyword.phrase):
            yield Pattern(key, keyword.number)
        elif keyword.phrase.endswith("*"):
            yield Pattern(f" {key}", keyword.number)
        else:
            yield from _with_bounds(keyword, key)


def _with_bounds(keyword: Keyword, key: str) -> Iterator[Pattern]:
    forms = (key,) if keyword.spelled and not keyword.phrase.isupper() else variants(key)
    for form in forms:
        yield Pattern(f" {form} ", keyword.number)
    if "-" in keyword.phrase:
        for form in variants(phrase_key(keyword.phrase.replace("-", ""))):
            yield Pattern(f" {form} ", keyword.number)
    elif " " not in key:
        for form in forms:
            yield Pattern(f" {form} ", keyword.number, is_joined=True)
    if keyword.phrase.isupper() and keyword.phrase.isalpha() and len(key) <= SHORT and " " not in key:
        yield Pattern(f" {' '.join(key)} ", keyword.number, dotted=True)
