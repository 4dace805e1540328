"""How a window forgets: the stories that are closed leave it, and with them the terms that nobody else says."""

from __future__ import annotations

from array import array
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from newsfold.fold.window import Places, Window


def forgotten(window: Window, *, before: datetime, least_share: float) -> Places | None:
    """Drop the stories of which every article is older. Places move up; terms nobody holds any more are dropped with them.

    It costs O(window), so nothing is done until this share of the window's articles is old: the window stays within a bound, and
    each article pays a constant for its leaving. The answer is the old places that stay, in order, or None where nothing was dropped.
    """
    young = (window.hours.values >= before.timestamp() / 3600).tolist()
    keep = np.array([stays or any(young[each] for each in window.story_of[place]) for place, stays in enumerate(young)], dtype=np.bool_)
    if keep.all() or len(keep) - keep.sum() < least_share * len(keep):
        return None
    kept: Places = np.flatnonzero(keep)
    entries, number = window.spread(kept)
    term = window.term.values[entries]
    held = np.bincount(term, minlength=len(window.words)) > 0
    alive, term = np.flatnonzero(held), (np.cumsum(held) - 1)[term]
    window.words = [window.words[old] for old in alive.tolist()]
    window.terms = {word: new for new, word in enumerate(window.words)}
    for column in (window.held_by, window.seen, window.capital, window.is_number, window.everyday, window.key):
        column.replace(column.values[alive])
    for column in (window.title, window.body, window.phrase):
        column.replace(column.values[entries])
    window.term.replace(term)
    for column in (window.hours, window.publisher, window.kinds):
        column.replace(column.values[kept])
    ends = np.cumsum(np.bincount(number, minlength=len(kept)))
    window.begins.replace(np.append(0, ends[:-1]))
    window.ends.replace(ends)
    window.marks.replace(np.zeros(len(window.terms)))
    window.vectors.keep(kept)
    window.order = [window.order[place] for place in kept.tolist()]
    _move(window, kept, number)
    return kept


def _move(window: Window, kept: Places, number: NDArray[np.int64]) -> None:
    """Bring stories, holders and counts in line with the places that were kept."""
    to = {old: new for new, old in enumerate(kept.tolist())}
    window.rename(to)
    stories = [window.story_of[place] for place in to]
    renamed = {story: frozenset(to[place] for place in story) for story in set(stories)}
    window.story_of = [renamed[story] for story in stories]
    window.stories = len(renamed)
    rank = np.empty(len(kept), dtype=np.int64)
    rank[sorted(range(len(kept)), key=window.order.__getitem__)] = np.arange(len(kept))
    order = np.lexsort((rank[number], window.term.values))
    cuts = np.searchsorted(window.term.values[order], np.arange(len(window.terms) + 1)).tolist()
    held = array("q", number[order].tobytes())
    window.holders = [held[begin:end] for begin, end in pairwise(cuts)]
    head = np.array([min(story) for story in window.story_of], dtype=np.int64)[number]
    told = np.unique(head * len(window.terms) + window.term.values) % max(1, len(window.terms))
    window.held_by.replace(np.bincount(told, minlength=len(window.terms)))
