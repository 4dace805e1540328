"""Search over every article ever seen, by SQLite's full-text index (FTS5) on the shelf."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from newsfold.article import Frozen
from newsfold.desk.cards import Card, mark
from newsfold.desk.shelf import Shelf

PAGE: Final = 30

RANKED: Final = 1_000
"""Of the articles with the words the latest so many are ranked: ranking all that say "AI" would take long and tell nothing."""

COUNTED: Final = 10_000
"""Results beyond this are not counted."""

FILTERS: Final = ("state", "topic", "domain", "kind", "code", "month", "shown")
"""What results can be narrowed by; each is exact."""

NEARBY: Final = 200
MOST_TELLING: Final = 5

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_PHRASE = re.compile(r'"([^"]*)"|(\S+)')
_DULL: Final = frozenset(
    "a an and are as at be by for from has in is it its of on or that the this to was will with what how why".split()  # noqa: SIM905
)


class Found(Frozen, frozen=True, kw_only=True):
    """Results of a page; ``total`` stops at :data:`COUNTED`."""

    cards: tuple[Card, ...] = ()
    total: int = 0
    more: bool = False


def search(shelf: Shelf, words: str, *, filters: dict[str, str], order: str = "new", page: int = 1) -> Found:
    """Articles that have all the words: "quoted" ones beside each other, ``word*`` as a beginning, ``-word`` not.

    ``order``: ``new`` for the latest first, ``best`` for those where the words weigh most (BM25 over the latest :data:`RANKED`).
    Without words and filters there are no results.
    """
    asked = match_of(words, filters)
    if not asked:
        return Found()
    place = (PAGE + 1, (page - 1) * PAGE)
    if order == "best" and words.strip():
        query = """SELECT card FROM cards JOIN (
            SELECT rowid AS found, bm25(words, 8.0, 3.0, 4.0, 0.0) AS rank FROM words WHERE words MATCH ? ORDER BY words.rowid DESC LIMIT ?
        ) ON id = found ORDER BY rank, at DESC LIMIT ? OFFSET ?"""
        cards = shelf.cards(query, (asked, RANKED, *place))
    else:
        query = """SELECT card FROM (SELECT rowid AS found FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ? OFFSET ?)
            JOIN cards ON id = found ORDER BY at DESC, id DESC"""
        cards = shelf.cards(query, (asked, *place))
    total = shelf.number("SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ?)", (asked, COUNTED))
    return Found(cards=cards[:PAGE], total=total, more=len(cards) > PAGE)


def match_of(words: str, filters: dict[str, str]) -> str:
    """What FTS5 is asked; made of quoted words only, so that nothing in it is read as syntax."""
    wanted, unwanted = [], []
    for phrase, word in _PHRASE.findall(words[:500]):
        found = _WORD.findall(phrase or word)
        if not found:
            continue
        quoted = '"' + " ".join(found).replace('"', "") + '"'
        if word.startswith("-") and len(word) > 1:
            unwanted.append(quoted)
        else:
            wanted.append(f"{quoted} *" if word.endswith("*") else quoted)
    parts = [f"{{title excerpt names}} : {each}" for each in wanted]
    parts += [f'marks : "{mark(name, value)}"' for name, value in filters.items() if name in FILTERS and value]
    if not parts:
        return ""
    return " AND ".join(parts) + "".join(f" NOT {{title excerpt names}} : {each}" for each in unwanted)


def near(shelf: Shelf, words: str, *, after: datetime, before: datetime, most: int) -> tuple[Card, ...]:
    """Leads of a span of time that share telling words with these, those that share most first; of as many, the latest.

    Names, numbers and long words tell; only the latest :data:`NEARBY` articles that say one of them in the headline are looked at.
    """
    telling = _telling(words)
    if not telling:
        return ()
    months = {f"{time:%Y-%m}" for time in (after, before, after + (before - after) / 2)}
    marks = " OR ".join(f'"{mark("month", month)}"' for month in sorted(months))
    said = " OR ".join(f'"{word}"' for word in telling)
    query = """SELECT card FROM (SELECT rowid AS found FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?)
        JOIN cards ON id = found WHERE lead = 1 AND at BETWEEN ? AND ?"""
    values = (f"title : ({said}) AND marks : ({marks})", NEARBY, int(after.timestamp()), int(before.timestamp()))
    wanted = set(telling)
    cards = shelf.cards(query, values)
    shared = {card.address: len(wanted & {word.lower() for word in _WORD.findall(card.title)}) for card in cards}
    return tuple(sorted(cards, key=lambda card: (-shared[card.address], -card.published_at.timestamp(), card.address)))[:most]


def _telling(words: str) -> list[str]:
    """The words by which an event is known again, at most :data:`MOST_TELLING`: names and numbers before long words."""
    found = {word.lower(): word for word in reversed(_WORD.findall(words)) if word.lower() not in _DULL and len(word) > 1}
    ranked = sorted(found, key=lambda word: (found[word].islower(), not word.isdigit(), -len(word), word))
    return ranked[:MOST_TELLING]
