"""Entries known again: by id, by address, by title and time. What is new, what was edited, what is the same under another name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from hashlib import sha256

from newsfold.article import Frozen
from newsfold.page import Entry, EntryPrint

_DIGITS = re.compile(r"\d+")
_SHORTEST_TITLE = 12
"""Letters and digits a title needs to tell an entry from others together with its time; "Untitled" does not."""
_HABIT = 3
"""So many entries stamped anew at once are no edits."""


class Sorted(Frozen, frozen=True, kw_only=True):
    """What a visit's entries are to the store.

    ``fresh`` were never met. ``changed`` are known and were edited since: each with the print of what is kept, so that the store finds
    it. ``renamed`` are known under another id or address and otherwise the same: only the new name is to be kept. Each pair stands
    with the print that is to be kept from now on.
    """

    fresh: tuple[tuple[Entry, EntryPrint], ...] = ()
    changed: tuple[tuple[Entry, EntryPrint, EntryPrint], ...] = ()
    renamed: tuple[tuple[Entry, EntryPrint, EntryPrint], ...] = ()
    same: int = 0


def entry_print(entry: Entry, address: str) -> EntryPrint:
    """What is to be remembered of an entry. ``address`` is its cleaned address."""
    title = _plain(entry.title)
    time = entry.published_at
    telling = time is not None and len(title.replace(" ", "")) >= _SHORTEST_TITLE
    return EntryPrint(
        id=entry.id,
        address=address,
        likeness=_digest(title, time.isoformat()) if telling and time else "",
        words=_digest(title, _DIGITS.sub("", _plain(entry.excerpt))),
        published_at=time,
        updated_at=entry.updated_at,
    )


def sort_entries(entries: Sequence[Entry], addresses: Sequence[str], known: Iterable[EntryPrint]) -> Sorted:
    """Sort a visit's entries by what the store knows of their source.

    ``addresses`` are the entries' cleaned addresses in the same order. ``known`` are the prints kept of the source whose id, address or
    likeness is among theirs (all prints of the source do as well). An entry is known by its id, else its address, else by title and
    time together; so ids that change at every visit bring nothing in twice. An id that now leads to another address with another
    title is a new entry: some sources use ids again. Entries that stand twice in one visit count once.

    It was edited where its title or excerpt changed (digits in the excerpt aside: counters are no news) or its updated time moved on;
    where that time moved for every known entry at once, three or more, the source stamps itself and the time says nothing.
    """
    prints = [entry_print(entry, address) for entry, address in zip(entries, addresses, strict=True)]
    met = _matched(prints, tuple(known))
    moved_on = sum(old is not None and _moved_on(old, new) for old, new in zip(met, prints, strict=True))
    stamped = moved_on >= _HABIT and moved_on == sum(old is not None for old in met)
    fresh: list[tuple[Entry, EntryPrint]] = []
    changed: list[tuple[Entry, EntryPrint, EntryPrint]] = []
    renamed: list[tuple[Entry, EntryPrint, EntryPrint]] = []
    ids: set[str] = set()
    places: set[str] = set()
    same = 0
    for entry, new, old in zip(entries, prints, met, strict=True):
        twice = new.id in ids or new.address in places
        ids.add(new.id)
        places.add(new.address)
        if twice:
            same += 1
        elif old is None:
            fresh.append((entry, new))
        elif (old.words and old.words != new.words) or (_moved_on(old, new) and not stamped):
            changed.append((entry, old, new))
        elif (old.id, old.address) != (new.id, new.address):
            renamed.append((entry, old, new))
        else:
            same += 1
    return Sorted(fresh=tuple(fresh), changed=tuple(changed), renamed=tuple(renamed), same=same)


def _matched(prints: Sequence[EntryPrint], known: Sequence[EntryPrint]) -> list[EntryPrint | None]:
    """The known print of each, or ``None``. Title and time count only for what no id or address knows, and each known print once:
    two entries of one title and time that stand side by side are two.
    """
    by_id = {one.id: one for one in reversed(known)}
    by_address = {one.address: one for one in reversed(known)}
    found: list[EntryPrint | None] = []
    for one in prints:
        named = by_id.get(one.id)
        found.append(named if named is not None and _still_means(named, one) else by_address.get(one.address))
    taken = {(old.id, old.address) for old in found if old is not None}
    by_likeness = {one.likeness: one for one in reversed(known) if one.likeness and (one.id, one.address) not in taken}
    return [old if old is not None else by_likeness.pop(one.likeness, None) for old, one in zip(found, prints, strict=True)]


def _still_means(old: EntryPrint, new: EntryPrint) -> bool:
    """Whether an id still means the same entry: it leads to the same place, says the same, or nothing tells its times apart."""
    if old.address == new.address or old.words == new.words:
        return True
    return old.published_at is None or new.published_at is None or old.published_at == new.published_at


def _moved_on(old: EntryPrint, new: EntryPrint) -> bool:
    return old.updated_at is not None and new.updated_at is not None and new.updated_at > old.updated_at


def _plain(words: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:16]
