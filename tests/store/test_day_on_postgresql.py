"""A portal's day with its state in PostgreSQL: the records are those of a portal with a file."""

from __future__ import annotations

import importlib.util
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsfold.collect import FixedClock
from newsfold.portal import Portal

_SPEC = importlib.util.spec_from_file_location("village", Path(__file__).parents[1] / "portal" / "village.py")
assert _SPEC is not None
assert _SPEC.loader is not None
village_module = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(village_module)

NOON = datetime(2026, 11, 15, 12, tzinfo=UTC)


def days(folder: Path, environment: dict[str, str]) -> dict[str, str]:
    """Two days, an edit between them and the store made again after; the records at the end."""
    with village_module.Village() as village:
        address = "valley.example/weir"
        items = [
            village.article(address, "An AI model watches the weir"),
            village.article("valley.example/b", "AI bakes bread", text="The bakery lets artificial intelligence mix its dough. " * 20),
        ]
        feed = village.feed("valley.example/feed", *items)
        village_module.make_portal(folder, village.port, feed)
        for hours, title in ((0, "An AI model watches the weir"), (5, "An AI model watches two weirs")):
            village.feed("valley.example/feed", village.article(address, title), items[1])
            with Portal.open(folder, environment=environment, clock=FixedClock(NOON + timedelta(hours=hours))) as portal:
                assert portal.run().errors == ()
        with Portal.open(folder, environment=environment, clock=FixedClock(NOON)) as portal:
            assert portal.rebuild() == 2
            assert portal.run(every=True).folded.new_records == 0
    return {file.name: file.read_text() for file in sorted((folder / "_news").glob("*.md"))}


def test_a_day_is_the_same_in_postgresql_and_in_a_file(postgresql: str, tmp_path: Path) -> None:
    in_a_file = days(tmp_path / "file", {})
    on_a_server = days(tmp_path / "server", {"NEWSFOLD_STORE_URL": postgresql})
    assert in_a_file == on_a_server
    assert not (tmp_path / "server" / ".newsfold" / "store.db").exists()
