"""The command line: what it says, its exit statuses, and one clear sentence for every bad input."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from newsfold.day.pipeline import DayReport

Run = Callable[..., subprocess.CompletedProcess[str]]
Demo = tuple[Path, DayReport]


@pytest.fixture
def portal(newsfold: Run, tmp_path: Path) -> Path:
    folder = tmp_path / "portal"
    done = newsfold("init", folder, "--topic", "Herring")
    assert done.returncode == 0, done.stderr
    return folder


def sentence(done: subprocess.CompletedProcess[str], status: int) -> str:
    """The one line on standard error, which is no traceback."""
    assert done.returncode == status, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr


def test_a_new_portal_is_clean_and_can_be_run_without_sources(newsfold: Run, portal: Path) -> None:
    assert {path.relative_to(portal).as_posix() for path in portal.rglob("*") if path.is_file()} == {
        ".gitignore",
        "_data/organizations/.gitkeep",
        "_data/sources.yaml",
        "_data/topics/00-herring.yaml",
        "_news/.gitkeep",
        "newsfold.toml",
    }
    assert newsfold("check", "--portal", portal).stdout == "0 errors, 0 notes\n"
    assert newsfold("run", "--portal", portal).returncode == 0
    assert (portal / "site" / "index.html").exists()


def test_a_portal_is_not_made_over_another(newsfold: Run, portal: Path) -> None:
    assert "is a portal already" in sentence(newsfold("init", portal, "--topic", "Cod"), 2)


@pytest.mark.parametrize(
    "words", ["init PLACE --topic Cod", "demo PLACE", "store dump PLACE", "publish --to PLACE", "report --output PLACE"]
)
def test_a_place_where_nothing_can_be_made_is_told_in_a_sentence(newsfold: Run, portal: Path, tmp_path: Path, words: str) -> None:
    (tmp_path / "file").write_text("words of somebody else")
    here = () if words.startswith(("init", "demo")) else ("--portal", portal)
    for place in (f"{tmp_path}/file/below.html", "/proc/below.html", "/sys/below.html"):
        told = sentence(newsfold(*words.replace("PLACE", place).split(), *here), 1 if words.startswith("publish") else 2)
        assert place in told
    if words.startswith(("init", "demo")):
        assert "file: cannot be made: File exists" in sentence(newsfold(*words.replace("PLACE", f"{tmp_path}/file").split()), 2)


def test_a_folder_where_newsfold_keeps_a_file_is_told_in_a_sentence(newsfold: Run, portal: Path) -> None:
    (portal / ".newsfold" / "store.db").mkdir(parents=True)
    for command in ("run", "rebuild"):
        assert "store.db: " in sentence(newsfold(command, "--portal", portal), 1)


def test_sources_are_added_once_and_listed_with_their_health(newsfold: Run, portal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Nothing listens there just now, which is no reason to refuse a source.
    monkeypatch.setenv("NEWSFOLD_COLLECT_RESOLVE", "lumen.example=127.0.0.1:64999")
    monkeypatch.setenv("NEWSFOLD_COLLECT_ALLOW_ADDRESSES", "127.0.0.0/8")
    for _ in range(2):
        done = newsfold("sources", "add", "https://lumen.example/feed.xml", "--title", "Lumen", "--portal", portal)
        assert done.returncode == 0
    assert "in the list already" in done.stdout
    listed = json.loads(newsfold("sources", "list", "--json", "--portal", portal).stdout)
    assert [(row["source"]["url"], row["source"]["title"], row["state"]) for row in listed] == [
        ("https://lumen.example/feed.xml", "Lumen", None)
    ]
    assert "not asked yet" in newsfold("sources", "list", "--portal", portal).stdout
    assert "no web address" in sentence(newsfold("sources", "add", "file:///etc/passwd", "--portal", portal), 2)


def test_a_folder_that_is_no_portal_is_told_with_the_remedy(newsfold: Run, tmp_path: Path) -> None:
    for command in ("run", "collect", "rate", "fold", "publish", "check"):
        assert "is no portal. Make one with `newsfold init" in sentence(newsfold(command, "--portal", tmp_path), 2)
    assert "is no folder" in sentence(newsfold("run", "--portal", tmp_path / "nowhere"), 2)


def test_an_unknown_setting_is_told_with_the_near_one(newsfold: Run, portal: Path) -> None:
    (portal / "newsfold.toml").write_text("[collect]\ntimout = 3\n")
    assert "Did you mean timeout?" in sentence(newsfold("run", "--portal", portal), 2)
    done = newsfold("check", "--portal", portal)
    assert (done.returncode, done.stderr) == (1, "")
    assert "error  newsfold.toml: has an unknown setting collect.timout" in done.stdout


def test_the_accounts_of_the_desk_are_where_the_environment_says_that_people_are(
    newsfold: Run, portal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSFOLD_STORE_URL", "postgresql://ada@127.0.0.1:1/news")
    assert "127.0.0.1:1" in sentence(newsfold("desk", "user", "list", "--portal", portal), 1)


def test_a_topic_without_a_name_is_told_and_the_run_goes_on(newsfold: Run, portal: Path) -> None:
    (portal / "_data" / "topics" / "01-nameless.yaml").write_text("_id: nameless\n")
    done = newsfold("publish", "--portal", portal)
    assert "_data/topics/01-nameless.yaml: is a topic without a name. Write `name: …`." in sentence(done, 1)
    assert (portal / "site" / "index.html").exists()
    assert newsfold("check", "--portal", portal).returncode == 1


def test_a_broken_record_is_told_and_the_others_are_published(newsfold: Run, demo: Demo, tmp_path: Path) -> None:
    portal = tmp_path / "demo-portal"
    shutil.copytree(demo[0], portal)
    broken = portal / "_news" / "2026-11-14-broken.md"
    broken.write_text('---\ntitle: "never closed\n---\n')
    done = newsfold("publish", "--portal", portal)
    assert "_news/2026-11-14-broken.md: is not valid YAML in line" in sentence(done, 1)
    assert f"{demo[1].published.shown} articles shown" in done.stdout
    assert newsfold("check", "--portal", portal).returncode == 1
    assert broken.read_text() == '---\ntitle: "never closed\n---\n'


def test_a_broken_source_list_is_told(newsfold: Run, portal: Path) -> None:
    (portal / "_data" / "sources.yaml").write_text("- url: [\n")
    assert "_data/sources.yaml" in sentence(newsfold("run", "--portal", portal), 1)


def test_explain_tells_points_topics_witnesses_and_the_story(newsfold: Run, demo: Demo) -> None:
    lead = next(
        path for path in sorted((demo[0] / "_news").glob("*.md")) if "related:" in path.read_text() and "heat: -1" not in path.read_text()
    )
    done = newsfold("explain", f"_news/{lead.name}", "--portal", demo[0])
    assert done.returncode == 0
    for word in (
        "quality",
        "Why",
        "topic AI",
        "every article begins with",
        "Where its fields come from",
        "title:",
        "Story of",
        "folded",
        "+20",
        "likeness",
    ):
        assert word in done.stdout
    told = json.loads(newsfold("explain", lead.name, "--json", "--portal", demo[0]).stdout)
    assert sum(reason["points"] for reason in told["reasons"]) == told["article"]["quality"]


def test_explain_tells_why_an_article_was_rejected(newsfold: Run, demo: Demo) -> None:
    why = next(why for why in demo[1].rejected if why.stage == "rate")
    other = why.url.replace("https://", "http://") if why.url.startswith("https://") else why.url.replace("http://", "https://")
    for spelling in (why.url, other):
        assert "off topic" in newsfold("explain", spelling, "--portal", demo[0]).stdout
    assert "is no record or address this portal knows" in sentence(newsfold("explain", "https://nowhere.example/", "--portal", demo[0]), 2)


def test_explain_works_on_a_portal_of_an_older_program(newsfold: Run, portals: Path, tmp_path: Path) -> None:
    portal = tmp_path / "azure"
    shutil.copytree(portals / "azure", portal)
    path = next(file for file in sorted((portal / "_news").glob("*.md")) if "related:" in file.read_text())
    done = newsfold("explain", f"_news/{path.name}", "--portal", portal)
    assert done.returncode == 0
    assert "today's rules on the record alone" in done.stdout
    assert "Story of" in done.stdout


@pytest.mark.parametrize(("name", "errors", "status"), [("azure", 0, 0), ("diablo4", 7, 1), ("powerapps", 0, 0)])
def test_check_opens_the_real_portals(newsfold: Run, portals: Path, name: str, errors: int, status: int) -> None:
    done = newsfold("check", "--json", "--portal", portals / name)
    assert done.returncode == status
    findings = json.loads(done.stdout)
    assert sum(finding["severity"] == "error" for finding in findings) == errors


def test_a_portal_of_an_older_program_is_published_as_it_is(newsfold: Run, portals: Path, tmp_path: Path) -> None:
    portal = tmp_path / "powerapps"
    shutil.copytree(portals / "powerapps", portal)
    own = ("api", "site", ".newsfold")
    before = {path: path.read_bytes() for path in portal.rglob("*") if path.is_file() and path.relative_to(portal).parts[0] not in own}
    assert newsfold("publish", "--portal", portal).returncode == 0
    after = {path: path.read_bytes() for path in portal.rglob("*") if path.is_file() and path.relative_to(portal).parts[0] not in own}
    assert after == before
    assert "*" in (portal / ".newsfold" / ".gitignore").read_text().splitlines()
    assert "Power Apps Every Day" in (portal / "site" / "index.html").read_text()
    for page in sorted((portals / "powerapps" / "api" / "news" / "page").glob("*/index.json")):
        ours = json.loads((portal / page.relative_to(portals / "powerapps")).read_text())
        theirs = json.loads(page.read_text())
        assert [item["path"] for item in ours["value"]] == [item["path"] for item in theirs["value"]]
        assert (ours["page"], ours["nextPage"]) == (theirs["page"], theirs["nextPage"])


def test_the_demo_ends_with_the_command_that_serves_its_site(newsfold: Run, demo: Demo, tmp_path: Path) -> None:
    portal = tmp_path / "a demo"
    shutil.copytree(demo[0], portal)
    done = newsfold("demo", portal)
    (told,) = [line.split("the site", 1)[1] for line in done.stdout.splitlines() if "the site " in line]
    program, *words = shlex.split(told)
    assert (Path(program).name, words) == ("newsfold", ["serve", "--portal", str(portal)])


def test_help_names_every_command_and_the_version_is_told(newsfold: Run) -> None:
    shown = newsfold("--help").stdout
    for command in ("init", "run", "collect", "read", "rate", "fold", "publish", "explain", "sources", "check", "demo"):
        assert f"\n  {command} " in shown
    assert newsfold("--version").stdout.startswith("newsfold ")
    assert newsfold("nonsense").returncode == 2
