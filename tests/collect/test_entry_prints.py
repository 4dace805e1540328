"""Never twice, never lost: entries known again whatever their source does to them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from newsfold.collect import Sorted, entry_print, sort_entries
from newsfold.page import Entry, EntryPrint

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def entry(number: int, **changes: object) -> Entry:
    plain = Entry(
        source="https://n.example/feed",
        id=f"id-{number}",
        url=f"https://n.example/{number}",
        title=f"The council decides on bridge number {number}",
        excerpt=f"Seven words about the bridge, {number} comments",
        published_at=NOW - timedelta(hours=number),
    )
    return plain.evolve(**changes)


def prints(*entries: Entry) -> list[EntryPrint]:
    return [entry_print(one, one.url) for one in entries]


def compare(old: list[Entry], new: list[Entry]) -> Sorted:
    return sort_entries(new, [one.url for one in new], prints(*old))


def test_what_was_never_met_is_fresh_and_what_was_is_not() -> None:
    found = compare([entry(1)], [entry(1), entry(2)])
    assert [one.id for one, _ in found.fresh] == ["id-2"]
    assert (found.same, found.changed, found.renamed) == (1, (), ())


def test_ids_that_change_at_every_visit_bring_nothing_in_twice() -> None:
    old = [entry(number) for number in range(30)]
    found = compare(old, [one.evolve(id=f"new-{one.id}") for one in old])
    assert found.fresh == ()
    assert len(found.renamed) == 30


def test_a_site_that_changes_all_its_addresses_does_not_flood_the_portal() -> None:
    old = [entry(number) for number in range(30)]
    found = compare(old, [one.evolve(id=f"https://new.example/{one.id}", url=f"https://new.example/a/{one.id}") for one in old])
    assert found.fresh == ()
    assert {print.address for _, _, print in found.renamed} == {f"https://new.example/a/id-{number}" for number in range(30)}


def test_an_edited_title_or_excerpt_is_a_change_and_a_counter_is_none() -> None:
    old = [entry(1), entry(2), entry(3)]
    found = compare(
        old,
        [
            old[0].evolve(title="The council decides otherwise"),
            old[1].evolve(excerpt="Something else entirely"),
            old[2].evolve(excerpt="Seven words about the bridge, 99 comments"),
        ],
    )
    assert [now.id for now, _, _ in found.changed] == ["id-1", "id-2"]
    assert found.same == 1
    assert found.changed[0][1] == prints(old[0])[0]


def test_a_later_updated_time_is_a_change() -> None:
    old = [entry(1, updated_at=NOW), entry(2, updated_at=NOW)]
    found = compare(old, [old[0].evolve(updated_at=NOW + timedelta(hours=1)), old[1]])
    assert [now.id for now, _, _ in found.changed] == ["id-1"]


def test_a_source_that_stamps_every_entry_anew_edits_nothing() -> None:
    old = [entry(number, updated_at=NOW) for number in range(5)]
    found = compare(old, [one.evolve(updated_at=NOW + timedelta(hours=1)) for one in old])
    assert (found.changed, found.same) == ((), 5)


def test_an_id_used_again_for_something_else_is_a_new_entry() -> None:
    found = compare([entry(1)], [entry(2, id="id-1")])
    assert [one.url for one, _ in found.fresh] == ["https://n.example/2"]


def test_an_entry_that_keeps_its_id_and_time_is_the_same_under_a_new_title_and_address() -> None:
    found = compare([entry(1)], [entry(1, url="https://n.example/other-slug", title="Council turns the bridge down after all")])
    assert len(found.changed) == 1
    assert found.fresh == ()


def test_two_entries_of_one_title_and_time_that_stand_side_by_side_are_two() -> None:
    twins = [entry(1), entry(1, id="id-b", url="https://n.example/b")]
    assert len(compare([], twins).fresh) == 2
    assert compare(twins, twins).same == 2
    assert len(compare(twins[:1], twins).fresh) == 1


def test_short_titles_and_missing_times_tell_nothing_apart() -> None:
    old = [entry(1, title="Weather"), entry(2, published_at=None)]
    found = compare(old, [one.evolve(id=f"b{one.id}", url=f"{one.url}/b") for one in old])
    assert len(found.fresh) == 2


def test_an_entry_that_stands_twice_counts_once() -> None:
    found = compare([], [entry(1), entry(1), entry(1, id="other")])
    assert (len(found.fresh), found.same) == (1, 2)


entries = st.builds(
    entry,
    st.integers(0, 5),
    id=st.sampled_from(["a", "b", "c"]),
    url=st.sampled_from(["https://n.example/x", "https://n.example/y", "https://n.example/z"]),
    title=st.text(max_size=30),
    published_at=st.sampled_from([None, NOW]),
    updated_at=st.sampled_from([None, NOW, NOW + timedelta(1)]),
)


@given(st.lists(entries, max_size=8), st.lists(entries, max_size=8))
def test_every_entry_is_sorted_once_and_what_was_seen_is_never_fresh_again(old: list[Entry], new: list[Entry]) -> None:
    found = compare(old, new)
    assert len(found.fresh) + len(found.changed) + len(found.renamed) + found.same == len(new)
    again = sort_entries(new, [one.url for one in new], [*prints(*old), *(kept for _, kept in found.fresh)])
    assert {id(one) for one, _ in again.fresh} <= {id(one) for one, _ in found.fresh}
    known = {one.address for one in prints(*old)}
    assert not known & {kept.address for _, kept in found.fresh}
