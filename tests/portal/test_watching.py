"""What a watch does when something stands in its way."""

from __future__ import annotations

from pathlib import Path

from newsfold.collect import FixedClock
from newsfold.content.lock import locked
from newsfold.demo.day import NOW
from newsfold.portal import Portal
from newsfold.service.metrics import Metrics
from newsfold.service.watching import Watch


def test_a_list_that_was_changed_while_another_run_held_the_portal_is_obeyed_once_it_is_free(tmp_path: Path) -> None:
    Portal.create(tmp_path, topic="AI")
    told: list[str] = []
    watch = Watch(tmp_path, told.append, Metrics(), clock=FixedClock(NOW))
    watch.turn()
    watch.turn()
    assert [line.endswith("shown") for line in told] == [True], "a day for the new portal, and none where nothing changed"

    (tmp_path / "_data/sources.yaml").write_text("- url: https://northwire.example/feed\n  paused: true\n")
    with locked(tmp_path, "run"):
        watch.turn()
    assert "is held by another run" in told[1]
    watch.turn()
    watch.turn()
    assert [line.endswith("shown") for line in told[2:]] == [True]
