"""``newsfold backfill`` on the command line."""

from __future__ import annotations

import importlib.util
import json
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from newsfold.cli import app
from newsfold.errors import InputError, NewsfoldError, RecordError

_SPEC = importlib.util.spec_from_file_location("web_archives", Path(__file__).with_name("web_archives.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
web_archives = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(web_archives)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return web_archives.make_portal(tmp_path_factory.mktemp("command") / "portal")


def run(*words: object) -> str:
    result = CliRunner().invoke(app, ["backfill", *map(str, words)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_it_tells_what_came_in_and_why_the_rest_did_not(portal: Path, tmp_path: Path) -> None:
    archive = web_archives.packed(tmp_path / "a.warc.gz", web_archives.mixed(range(24)))
    told = run(archive, "--portal", portal, "--workers", "0")
    assert "24 answers read" in told
    assert "18 on topic" in told
    assert "6: off-topic 6" in told
    again = json.loads(run(archive, "--portal", portal, "--workers", "0", "--json"))
    assert again["records"] == 0
    assert again["skipped"] == [str(archive)]
    assert again["archives"][0]["articles"] == 18


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("gone.warc.gz", (), "cannot be read: No such file"),
        ("page.html", (), "is no web archive by its name"),
        ("damaged.wacz", (), "is damaged or encrypted"),
        ("empty.wacz", (), "holds no WARC file in archive/"),
        ("nowhere://a.warc.gz", (), "cannot be"),
        ("memory://gone/a.warc.gz", (), "cannot be read"),
        ("gone.warc.gz", ("--address", "10.0.0.1:6379"), "goes with --engine ray only"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(portal: Path, tmp_path: Path, name: str, options: tuple[str, ...], words: str) -> None:
    (tmp_path / "page.html").write_text("<p>")
    (tmp_path / "damaged.wacz").write_bytes(b"PK\x03\x04 no more")
    with zipfile.ZipFile(tmp_path / "empty.wacz", "w") as packed:
        packed.writestr("pages/pages.jsonl", "{}")
    archive = name if "://" in name else tmp_path / name
    with pytest.raises(NewsfoldError, match=words) as told:
        run(archive, "--portal", portal, *options)
    assert isinstance(told.value, InputError)
    assert "\n" not in str(told.value)


def test_an_archive_of_nothing_is_told(portal: Path, tmp_path: Path) -> None:
    (tmp_path / "nothing.warc").write_bytes(b"no archive\n" * 99)
    assert "archive 1" in run(tmp_path / "nothing.warc", "--portal", portal, "--workers", "0")


def test_where_a_topic_file_cannot_be_read_nothing_is_taken_in_and_so_nothing_is_rejected(tmp_path: Path) -> None:
    portal = web_archives.make_portal(tmp_path / "portal")
    archive = web_archives.packed(tmp_path / "a.warc.gz", web_archives.mixed(range(8)))
    file = next(iter(sorted((portal / "_data" / "topics").iterdir())))
    whole = file.read_text()
    file.write_text(whole + "\t- x\n")
    with pytest.raises(RecordError, match=file.name):
        run(archive, "--portal", portal, "--workers", "0")
    file.write_text(whole)
    assert "8 answers read" in run(archive, "--portal", portal, "--workers", "0")
