"""The filters keep their contract: one line out for each line in, in order, unknown fields passed through."""

from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from newsfold.cli.json_lines import articles_of, moment

Run = Callable[..., subprocess.CompletedProcess[str]]

PAGE = """<!doctype html><html lang="en"><head><title>Lumen opens a laboratory | The Lumen</title>
<meta property="og:title" content="Lumen opens a laboratory">
<meta property="article:published_time" content="2026-11-10T08:00:00+01:00"></head>
<body><article><h1>Lumen opens a laboratory</h1><p>By Ada Quill</p>
<p>The Lumen company opened a laboratory in Port Maren on Tuesday, its second this year, and will hire forty people for it.</p>
<p>The mayor cut a ribbon and said that the harbour had waited ten years for news like this; the band played on.</p>
</article></body></html>"""


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def as_lines(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_read_gives_a_line_for_each_page_also_for_those_it_refuses(newsfold: Run, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "page.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    (tmp_path / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (tmp_path / "cut.html.gz").write_bytes(gzip.compress(PAGE.encode())[:60])
    (tmp_path / "large.html").write_bytes(b"<html><p>" + b"x" * 11_000_000)
    names = [
        "page.html",
        "page.html.gz",
        "picture.html",
        "cut.html.gz",
        "large.html",
        "absent.html",
        "page.html",
        str(tmp_path / "page.html"),
    ]
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text(
        as_lines(*({"file": name, "url": "https://lumen.example/a", "crawled": "2026-11-10 12:00:00", "mine": 7} for name in names))
    )
    done = newsfold("read", "--manifest", manifest, "--output", tmp_path / "out.jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    rows = lines((tmp_path / "out.jsonl").read_text())
    assert [row["file"] for row in rows] == names
    assert all(row["mine"] == 7 for row in rows)
    assert [row["rejected"] is None for row in rows] == [True, True, False, False, False, False, True, True]
    assert all(set(rows[0]) == set(row) for row in rows)
    read = rows[0]
    assert (read["title"], read["publishedDateTime"]) == ("Lumen opens a laboratory", "2026-11-10T07:00:00Z")
    assert read["authors"] == ["Ada Quill"]
    assert "forty people" in str(read["text"])
    assert "more than 10 MB are not read" in str(rows[4]["rejected"])


def test_a_page_with_a_relative_address_is_read_and_refused_with_a_sentence(newsfold: Run, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<html><head><title>The ferry returns</title></head><body><p>It is back.</p></body></html>")
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text('{"file": "page.html", "url": "/news/ferry", "crawled": "2026-03-04T08:00:00Z"}\n')
    done = newsfold("read", "--manifest", manifest, "--output", "-")
    assert done.returncode == 0
    (record,) = lines(done.stdout)
    assert record["title"] == "The ferry returns"
    assert record["rejected"]["reason"] == (
        "The address '/news/ferry' is not absolute; write it with its scheme and host, as in https://publisher.example/story."
    )


def test_fold_needs_only_url_and_title_and_keeps_duplicates_and_unknown_fields(newsfold: Run) -> None:
    rows = [
        {"url": "https://a.example/1", "title": "Tornbeck bridge closes after crack in pylon", "quality": 40, "mood": ["calm"]},
        {"url": "https://b.example/2", "title": "Crack in pylon closes Tornbeck bridge", "quality": 60, "provider": "b.example"},
        {"url": "https://c.example/3", "title": "Herring quota rises", "provider": {"name": "C", "domain": "c.example"}},
        {"url": "https://a.example/1", "title": "Tornbeck bridge closes after crack in pylon", "quality": 40},
    ]
    done = newsfold("fold", "--input", "-", "--output", "-", input=as_lines(*rows))
    assert (done.returncode, done.stderr) == (0, "")
    out = lines(done.stdout)
    assert [row["url"] for row in out] == [row["url"] for row in rows]
    assert out[0]["mood"] == ["calm"]
    assert out[2]["provider"] == rows[2]["provider"]
    assert out[0]["story"] == out[1]["story"] == out[3]["story"] != out[2]["story"]
    assert [row["lead"] for row in out] == [False, True, True, False]
    assert [row["heat"] for row in out] == [-1, 80, 0, -1]
    assert [row["published"] for row in out] == [False, True, True, False]
    assert [row["related"] for row in out] == [["https://b.example/2"], ["https://a.example/1"], [], ["https://b.example/2"]]


def test_rate_gives_every_article_a_quality_on_topic_or_not(newsfold: Run, tmp_path: Path) -> None:
    (tmp_path / "_data" / "topics").mkdir(parents=True)
    (tmp_path / "_data" / "topics" / "00-ai.yaml").write_text("name: AI\nkeywords: [AI]\n")
    rows = [
        {"url": "https://a.example/1", "title": "AI at sea", "publishedDateTime": "2026-11-10 08:00:00"},
        {"url": "https://a.example/2", "title": "Herring"},
    ]
    done = newsfold("rate", "--portal", tmp_path, "--input", "-", "--output", "-", input=as_lines(*rows))
    assert (done.returncode, done.stderr) == (0, "")
    out = lines(done.stdout)
    assert [row["topics"] for row in out] == [["AI"], []]
    assert all(isinstance(row["quality"], int) and row["kind"] == "news" and row["reasons"] for row in out)
    assert not (tmp_path / ".newsfold").exists()


@pytest.mark.parametrize("command", ["fold", "rate"])
@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"title": "no address"}', "line 2: lacks url"),
        ('{"url": "https://a.example/"}', "line 2: lacks title"),
        ("not json", "line 2 is no JSON object"),
        ("[1]", "line 2 is no JSON object"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_and_nothing_is_written(
    newsfold: Run, tmp_path: Path, command: str, line: str, told: str
) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(as_lines({"url": "https://a.example/0", "title": "fine"}) + line + "\n")
    done = newsfold(command, "--portal", tmp_path, "--input", source, "--output", target)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not target.exists()


@pytest.mark.parametrize("command", ["fold", "rate"])
def test_what_may_be_missing_and_makes_no_sense_is_told_and_taken_as_missing(newsfold: Run, tmp_path: Path, command: str) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    odd = [
        '{"url": "https://a.example/1", "title": "half \\ud800 a pair", "publishedDateTime": "soon"}',
        '{"url": "https://a.example/2", "title": "", "type": "podcast", "publishedDateTime": "0001-01-01T00:00:00+14:00"}',
    ]
    source.write_bytes(b"\xef\xbb\xbf" + "\n".join(odd).encode())
    done = newsfold(command, "--portal", tmp_path, "--input", source, "--output", target)
    assert done.returncode == 0
    assert "'soon' is no ISO 8601 time" in done.stderr
    lines = [json.loads(line) for line in target.read_text().splitlines()]
    assert [line["url"] for line in lines] == ["https://a.example/1", "https://a.example/2"]
    assert lines[1]["type"] == "podcast"


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("quality", 1.5, "wrong quality"),
        ("quality", True, "wrong quality"),
        ("quality", 2**70, "wrong quality"),
        ("excerpt", 5, "wrong excerpt"),
        ("text", {"a": 1}, "wrong text"),
        ("paywall", "yes", "wrong paywall"),
        ("images", [{"url": "https://a.example/x.jpg", "width": True}], "wrong width"),
        ("images", ["x.jpg"], "images that are no list"),
        ("images", 7, "images that are no list"),
    ],
)
def test_one_odd_value_is_told_and_taken_as_missing(field: str, value: object, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    plain = {"url": "https://a.example/1", "title": "Herring", "provider": "a.example"}
    (article,) = articles_of([{**plain, field: value, "kind": "news"}], where="in.jsonl")
    (without,) = articles_of([{**plain, "kind": "news"}], where="in.jsonl")
    assert article.evolve(images=()) == without
    assert [image.width for image in article.images] == ([None] if "width" in told else [])
    error = capsys.readouterr().err
    assert "in.jsonl, line 1: has" in error
    assert told in error


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("2020-05-15T24:00:00Z", "2020-05-16T00:00:00"),
        ("2020-136", "2020-05-15T00:00:00"),
        ("2020-05", "2020-05-01T00:00:00"),
        ("2020-05-15T10:00:60Z", "2020-05-15T10:00:59"),
        (" 2020-05-15t10:10:10z ", "2020-05-15T10:10:10"),
        ("2020-05-15T10:00:00+0200", "2020-05-15T08:00:00"),
    ],
)
def test_any_iso_time_is_read(given: str, meant: str) -> None:
    assert moment(given, where="x") == datetime.fromisoformat(f"{meant}+00:00")


def test_one_publisher_spelled_in_many_ways_counts_once_and_a_poor_lead_still_leads(newsfold: Run, tmp_path: Path) -> None:
    names: list[object] = ["Verge.example", "www.verge.example", {"domain": "verge.example", "authors": 5}]
    words = {"title": "Orrin bridge closes after crack", "excerpt": "Engineers found a crack in the northern pylon of the Orrin bridge."}
    rows = [{"url": f"https://v.example/{n}", "provider": name, **words} for n, name in enumerate(names)]
    source = tmp_path / "in.jsonl"
    source.write_text(as_lines(*[{**row, "quality": -1} for row in rows]))
    done = newsfold("fold", "--input", source, "--output", "-")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len({line["story"] for line in lines}) == 1
    assert [line["heat"] for line in lines if line["lead"]] == [0]


def test_a_file_that_was_cut_off_is_told(newsfold: Run, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl.gz"
    source.write_bytes(gzip.compress(b'{"url": "https://a.example/1", "title": "fine"}\n' * 50)[:-20])
    done = newsfold("fold", "--input", source, "--output", "-")
    assert done.returncode == 2
    assert "in.jsonl.gz: cannot be read" in done.stderr


def test_a_manifest_that_is_not_there_is_told(newsfold: Run, tmp_path: Path) -> None:
    done = newsfold("read", "--manifest", tmp_path / "none.jsonl", "--output", "-")
    assert done.returncode == 2
    assert "none.jsonl: cannot be read: No such file" in done.stderr


@pytest.mark.parametrize("command", ["fold", "rate"])
def test_no_lines_in_are_no_lines_out(newsfold: Run, tmp_path: Path, command: str) -> None:
    done = newsfold(command, "--portal", tmp_path, "--input", "-", input="")
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("name", ["metadata", "bodies"])
def test_all_real_pages_are_read_without_an_error(newsfold: Run, shared: Path, tmp_path: Path, name: str) -> None:
    manifest = shared / "data" / "pages" / name / "expected.jsonl.gz"
    done = newsfold("read", "--manifest", manifest, "--output", tmp_path / "out.jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    wanted = [row["file"] for row in lines(gzip.decompress(manifest.read_bytes()).decode())]
    assert [row["file"] for row in lines((tmp_path / "out.jsonl").read_text())] == wanted
