"""`newsfold run --all FOLDER`: portals that run at once over real HTTP, each page fetched once for all, each with its own state."""

from __future__ import annotations

import importlib.util
import shutil
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner

from newsfold.cli import app
from newsfold.collect import FixedClock
from newsfold.errors import InputError
from newsfold.many_portals import ManyDays, ManyPortals, portals_under
from newsfold.portal import Portal


def _loaded(name: str, file: Path) -> Any:
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


TESTS = Path(__file__).parents[1]
village_module = _loaded("village_of_many", TESTS / "portal" / "village.py")

NOON = datetime(2026, 11, 15, 12, tzinfo=UTC)
NAMES = ("bay", "cove", "fjord")


@pytest.fixture
def village() -> Iterator[Any]:
    with village_module.Village() as served:
        yield served


@pytest.fixture
def shore(village: Any, tmp_path: Path) -> Path:
    """A folder with three portals that share a source and two of its three pages; each has a source of its own too."""
    folder = tmp_path / "shore"
    both = [village.article(f"gull.example/{name}", f"An AI model counts the {name}s") for name in ("boat", "gull", "crab")]
    common = village.feed("gull.example/feed", *both)
    for name in NAMES:
        own = village.feed(f"{name}.example/feed", village.article(f"{name}.example/own", f"AI maps the {name}"), both[0])
        village_module.make_portal(folder / name, village.port, common, own)
    return folder


def run(folder: Path, *, hours: float = 0, environment: dict[str, str] | None = None, every: bool = False) -> ManyDays:
    clock = FixedClock(NOON + timedelta(hours=hours))
    return ManyPortals(folder, clock=clock, environment=environment or {}).run(every=every)


def records(portal: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in sorted((portal / "_news").glob("*.md"))}


def test_a_page_that_three_portals_want_is_fetched_once(shore: Path, village: Any) -> None:
    days = run(shore)
    assert [(one.error, one.exit_status) for one in days.portals] == [("", 0)] * 3
    assert set(Counter(village.asked).values()) == {1}
    assert {"gull.example/feed", "gull.example/boat", "gull.example/robots.txt", "cove.example/own"} <= set(village.asked)
    assert days.fetched == len(village.asked)
    assert days.spared > 0


def test_the_records_are_those_of_portals_that_run_alone(shore: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    shutil.copytree(shore, alone)
    run(shore)
    for name in NAMES:
        with Portal.open(alone / name, environment={}, clock=FixedClock(NOON)) as portal:
            portal.run()
        assert len(records(shore / name)) == 4
        assert records(shore / name) == records(alone / name)


def test_a_source_that_did_not_change_is_asked_once_and_conditionally_for_all(shore: Path, village: Any) -> None:
    run(shore)
    village.asked.clear()
    village.feed("gull.example/feed", village.article("gull.example/seal", "AI hears the seal"))
    days = run(shore, hours=30)
    assert Counter(village.asked)["gull.example/feed"] == 1
    assert Counter(village.asked)["gull.example/seal"] == 1
    assert [one.report.folded.new_records for one in days.portals if one.report] == [1, 1, 1]


def test_a_host_is_asked_by_one_portal_at_a_time(shore: Path, village: Any) -> None:
    under_way: Counter[str] = Counter()
    most: Counter[str] = Counter()
    lock = threading.Lock()
    pages = village.pages

    class Watching(dict[str, Any]):
        def get(self, address: str, default: Any = None) -> Any:
            host = address.partition("/")[0]
            with lock:
                under_way[host] -= 1
            return pages.get(address, default)

    def before(address: str) -> None:
        host = address.partition("/")[0]
        with lock:
            under_way[host] += 1
            most[host] = max(most[host], under_way[host])
        threading.Event().wait(0.02)

    village.before_reply = before
    village.pages = Watching(pages)
    run(shore)
    assert set(most) == {"gull.example", *(f"{name}.example" for name in NAMES)}
    assert set(most.values()) == {1}


def test_a_failure_is_shared_so_a_host_that_is_down_is_not_asked_by_all(shore: Path, village: Any) -> None:
    del village.pages["gull.example/feed"]
    days = run(shore)
    assert village.count("gull.example/feed") == 1
    assert [len(one.report.collected.failed_sources) for one in days.portals if one.report] == [1, 1, 1]


def test_a_portal_that_may_not_reach_an_address_is_given_nothing_another_one_fetched(shore: Path, village: Any) -> None:
    settings = shore / "cove" / "newsfold.toml"
    settings.write_text(settings.read_text().replace('allow_addresses = ["127.0.0.0/8"]', "allow_addresses = []"))
    bay, cove, _ = run(shore).portals
    assert bay.report is not None
    assert bay.report.folded.new_records == 4
    assert cove.report is not None
    assert cove.report.folded.new_records == 0
    assert {why.code for why in cove.report.collected.failed_sources} == {"address-loopback"}


def test_what_is_wrong_with_one_portal_stops_no_other(shore: Path) -> None:
    (shore / "bay" / "newsfold.toml").write_text("[portal\n")
    (shore / "cove" / "_news" / "2026-01-01-torn.md").write_text("---\ntitle: [\n---\n\n")
    bay, cove, fjord = run(shore).portals
    assert bay.exit_status == 2
    assert "newsfold.toml" in bay.error
    assert cove.report is not None
    assert fjord.report is not None
    assert (cove.report.folded.new_records, fjord.report.folded.new_records) == (4, 4)
    assert (cove.exit_status, fjord.exit_status) == (1, 0)


def test_a_portal_that_another_run_holds_is_told_and_passed_over(shore: Path) -> None:
    with Portal.open(shore / "cove", environment={}) as held, held.rewriting("a test"):
        bay, cove, _ = run(shore).portals
    assert bay.report is not None
    assert "is held by another run" in cove.error


def test_the_command_tells_a_line_a_portal_and_ends_with_the_worst_status(shore: Path) -> None:
    (shore / "fjord" / "newsfold.toml").write_text("[portals]\n")
    told = CliRunner().invoke(app, ["run", "--all", str(shore)])
    assert told.exit_code == 2
    assert "bay" in told.output
    assert "3 portals, 1 wrong" in told.output
    json = CliRunner().invoke(app, ["run", "--all", str(shore), "--json"])
    assert json.exit_code == 2
    days = msgspec.json.decode(json.stdout, type=ManyDays)
    assert [Path(one.folder).name for one in days.portals] == list(NAMES)


@pytest.mark.parametrize(
    ("words", "problem"),
    [(["{shore}"], "without --all"), (["--all", "{shore}/bay"], "is a portal itself"), (["--all", "{none}"], "is no folder")],
)
def test_a_folder_that_cannot_be_meant_is_one_clear_sentence(shore: Path, words: list[str], problem: str) -> None:
    told = CliRunner().invoke(app, ["run", *(word.format(shore=shore, none=shore / "none") for word in words)])
    assert isinstance(told.exception, InputError)
    assert problem in str(told.exception)


def test_portals_are_found_below_but_not_in_portals_or_behind_links(shore: Path, tmp_path: Path) -> None:
    shutil.copytree(shore / "bay", shore / "north" / "lagoon")
    shutil.copytree(shore / "bay", shore / "bay" / "drafts")
    shutil.copytree(shore / "bay", shore / ".old")
    (shore / "link").symlink_to(tmp_path / "shore" / "cove")
    assert [path.relative_to(shore).as_posix() for path in portals_under(shore)] == ["bay", "cove", "fjord", "north/lagoon"]


def test_portals_share_a_postgresql_server_each_with_its_own_rows(shore: Path, village: Any, postgresql: str) -> None:
    environment = {"NEWSFOLD_STORE_URL": postgresql}
    days = run(shore, environment=environment)
    assert [(one.error, one.report and one.report.folded.new_records) for one in days.portals] == [("", 4)] * 3
    assert set(Counter(village.asked).values()) == {1}
    for name in NAMES:
        with Portal.open(shore / name, environment=environment) as portal:
            assert len(portal.store.source_states()) == 2
            assert portal.store.draft_at(f"http://{name}.example/own") is not None
            assert all(portal.store.draft_at(f"http://{other}.example/own") is None for other in NAMES if other != name)
    assert all(one.report and one.report.folded.new_records == 0 for one in run(shore, environment=environment, every=True).portals)


def test_two_portals_with_one_schema_are_refused_and_the_third_runs(shore: Path, postgresql: str) -> None:
    for name, schema in (("bay", "one_for_two"), ("cove", "one_for_two"), ("fjord", "one_for_one")):
        with (shore / name / "newsfold.toml").open("a") as settings:
            settings.write(f'[store]\nschema = "{schema}"\n')
    bay, cove, fjord = run(shore, environment={"NEWSFOLD_STORE_URL": postgresql}).portals
    assert "schema one_for_two) is that of" in bay.error
    assert str(shore / "cove") in bay.error
    assert "set store.schema" in cove.error
    assert fjord.report is not None
