"""Which story is which, after articles came and editors or drift changed who is in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence

from newsfold.fold.recorded import story_id
from newsfold.fold.window import Group

Order = tuple[float, str]


def kept_ids(
    groups: Sequence[Group], stood_in: Mapping[int, str], order: Sequence[Order], is_known: Callable[[str], bool]
) -> dict[Group, str]:
    """The id of each group. ``stood_in`` is the id of the story in which each place stood before.

    A story keeps its id whatever joins it, also where a late article came first. Of the parts of a split story the one with most of its
    articles keeps the id; of several stories that became one, the id of the one with most articles there is kept. Ties go to the older
    article, then to the smaller id. What is left has an id of its first article's address that no other story has.
    """
    firsts = {group: min(order[place] for place in group) for group in groups}
    claims: list[tuple[int, Order, str, Group]] = []
    for group in groups:
        counted = Counter(stood_in[place] for place in group if place in stood_in)
        oldest = {id: min(order[place] for place in group if stood_in.get(place) == id) for id in counted}
        claims.extend((-count, oldest[id], id, group) for id, count in counted.items())
    ids: dict[Group, str] = {}
    taken: set[str] = set()
    for *_, id, group in sorted(claims, key=lambda claim: claim[:3]):
        if group not in ids and id not in taken:
            ids[group] = id
            taken.add(id)
    for group in sorted(groups, key=firsts.__getitem__):
        if group not in ids:
            ids[group] = _new_id(firsts[group][1], taken, is_known)
            taken.add(ids[group])
    return ids


def _new_id(address: str, taken: Collection[str], is_known: Callable[[str], bool]) -> str:
    id = story_id(address)
    while id in taken or is_known(id):
        id = story_id(f"{address} {id}")
    return id
