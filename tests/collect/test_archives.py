"""Pages from disk: web archives and folders."""

from __future__ import annotations

import gzip
import io
import json
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsfold.collect import check_local, kind_of, read_archive, read_folder, read_local
from newsfold.outcome import Rejected
from newsfold.page import Page, Source, SourceState

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HTML = b"<!doctype html><title>Bridge</title><p>opened"


def record(url: str, body: bytes, *, status: str = "200 OK", kind: str = "text/html", more: str = "", type: str = "response") -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + body if type == "response" else body
    head = (
        f"WARC/1.0\r\nWARC-Type: {type}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-11-20T10:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789012>\r\n"
        f"Content-Type: {'application/http; msgtype=response' if type == 'response' else kind}\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


WARC = [
    record("https://n.example/a", HTML),
    record("https://n.example/p.png", b"\x89PNG", kind="image/png"),
    record("https://n.example/gone", HTML, status="404 Not Found"),
    record("https://n.example/packed", gzip.compress(HTML), more="Content-Encoding: gzip\r\n"),
    record("https://n.example/chunks", b"4\r\n<htm\r\n6\r\nl>yes!\r\n0\r\n\r\n", more="Transfer-Encoding: chunked\r\n"),
    record("dns:n.example", b"x", type="resource", kind="text/dns"),
    record("https://n.example/saved", HTML, type="resource"),
]


def pages(found: object) -> list[str]:
    return [page.url for page in found if isinstance(page, Page)]  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.wacz"])
def test_every_page_of_an_archive_comes_with_its_address_and_time(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    if name.endswith("wacz"):
        with zipfile.ZipFile(file, "w") as packed:
            packed.writestr("archive/data.warc.gz", b"".join(map(gzip.compress, WARC)))
            packed.writestr("pages/pages.jsonl", "{}")
            packed.writestr("../../evil.warc", b"".join(WARC))
    else:
        file.write_bytes(b"".join(map(gzip.compress, WARC)) if name.endswith("gz") else b"".join(WARC))
    found = list(read_archive(file, source=name, max_bytes=10_000))
    assert pages(found) == [f"https://n.example/{path}" for path in ("a", "packed", "chunks", "saved")]
    first = found[0]
    assert isinstance(first, Page)
    assert first.fetched_at == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert (first.body, first.content_type) == (HTML, "text/html")
    assert first.entry is not None
    assert (first.entry.source, first.entry.url) == (name, "https://n.example/a")
    assert [page.body for page in found if isinstance(page, Page)][1:3] == [HTML, b"<html>yes!"]


def test_a_page_too_large_and_a_bomb_are_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    bomb = record("https://n.example/bomb", gzip.compress(b"<html>" + b" " * 5_000_000), more="Content-Encoding: gzip\r\n")
    (tmp_path / "a.warc").write_bytes(record("https://n.example/big", HTML * 100) + bomb + WARC[0])
    found = list(read_archive(tmp_path / "a.warc", source="a", max_bytes=1_000))
    assert [why.code for why in found if isinstance(why, Rejected)] == ["too-large", "too-large"]
    assert pages(found) == ["https://n.example/a"]


def test_an_archive_that_breaks_off_gives_what_stood_before_and_the_reason(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(WARC[0]) + gzip.compress(WARC[6])[:40])
    found = list(read_archive(tmp_path / "a.warc.gz", source="a", max_bytes=1_000))
    assert "https://n.example/a" in pages(found)


@pytest.mark.parametrize(
    ("name", "body"),
    [("a.warc", b""), ("a.warc", b"no archive\n" * 99), ("a.wacz", b"PK no zip"), ("a.warc.gz", b"\x1f\x8b broken"), ("gone.warc", None)],
)
def test_what_is_no_archive_is_one_reason(tmp_path: Path, name: str, body: bytes | None) -> None:
    if body is not None:
        (tmp_path / name).write_bytes(body)
    (why,) = read_archive(tmp_path / name, source=name, max_bytes=1_000)
    assert isinstance(why, Rejected)
    assert (why.code, why.source) == ("archive", name)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data())
def test_an_archive_damaged_anywhere_raises_nothing(tmp_path: Path, data: st.DataObject) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("archive/a.warc", b"".join(WARC))
    name, whole = data.draw(
        st.sampled_from([("a.warc", b"".join(WARC)), ("a.wacz", packed.getvalue()), ("a.warc.gz", gzip.compress(WARC[0]))])
    )
    at = data.draw(st.integers(0, len(whole)))
    (tmp_path / name).write_bytes(whole[:at] + data.draw(st.binary(max_size=20)) + whole[at + data.draw(st.integers(0, 200)) :])
    assert all(isinstance(one, Page | Rejected) for one in read_archive(tmp_path / name, source="a", max_bytes=1_000))


def test_a_folder_is_read_by_its_manifest(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.html.gz").write_bytes(gzip.compress(HTML))
    (tmp_path / "secret.html").write_bytes(HTML)
    rows = [
        {"file": "a.html.gz", "url": "https://n.example/a", "crawled": "2026-11-20T10:00:00"},
        {"file": "../secret.html", "url": "https://n.example/b"},
        {"file": "gone.html", "url": "https://n.example/c"},
        {"file": "a.html.gz", "url": "file:///etc/passwd"},
    ]
    (tmp_path / "in" / "manifest.jsonl").write_text("\n".join([*map(json.dumps, rows), "no json", "[]"]))
    found = list(read_folder(tmp_path / "in", source="in", max_bytes=1_000))
    assert isinstance(found[0], Page)
    assert (found[0].url, found[0].body, found[0].fetched_at) == ("https://n.example/a", HTML, datetime(2026, 11, 20, 10, tzinfo=UTC))
    assert [why.code for why in found if isinstance(why, Rejected)] == ["folder", "folder", "no-addresses", "manifest", "manifest"]


def test_a_folder_without_manifest_takes_each_pages_own_word_for_its_address(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.htm").write_bytes(b"<html><meta property='og:url' content='https://n.example/two'>")
    (tmp_path / "one.html").write_bytes(b"<html><link rel='canonical' href='https://n.example/one'>")
    (tmp_path / "nameless.html").write_bytes(HTML)
    (tmp_path / ".hidden.html").write_bytes(HTML)
    (tmp_path / "notes.txt").write_bytes(HTML)
    (tmp_path / "link.html").symlink_to("/etc/passwd")
    os.utime(tmp_path / "one.html", (1_000_000_000, 1_000_000_000))
    found = list(read_folder(tmp_path, source="in", max_bytes=1_000))
    assert pages(found) == ["https://n.example/one", "https://n.example/two"]
    assert [why.reason for why in found if isinstance(why, Rejected)] == [
        "nameless.html: It does not say its address; name it in a manifest."
    ]
    one = next(page for page in found if isinstance(page, Page) and page.url.endswith("one"))
    assert one.fetched_at == datetime.fromtimestamp(1_000_000_000, UTC)


def test_an_archive_is_read_again_only_when_it_changed(tmp_path: Path) -> None:
    source = Source(url="in/a.warc", kind="archive")
    (tmp_path / "in").mkdir()
    missing = check_local(source, SourceState(url=source.url), portal=tmp_path, now=NOW)
    assert missing.rejected is not None
    assert (missing.rejected.code, missing.state.failures) == ("no-such-file", 1)
    (tmp_path / "in" / "a.warc").write_bytes(WARC[0])
    first = check_local(source, missing.state, portal=tmp_path, now=NOW)
    assert (first.unchanged, first.rejected, first.state.failures) == (False, None, 0)
    assert pages(read_local(source, portal=tmp_path, max_bytes=1_000)) == ["https://n.example/a"]
    assert check_local(source, first.state, portal=tmp_path, now=NOW).unchanged
    (tmp_path / "in" / "a.warc").write_bytes(WARC[0] + WARC[6])
    assert not check_local(source, first.state, portal=tmp_path, now=NOW).unchanged
    folder = Source(url="in", kind="folder")
    (tmp_path / "in" / "x.html").write_bytes(b"<html><link rel=canonical href=https://n.example/x>")
    seen = check_local(folder, SourceState(url="in"), portal=tmp_path, now=NOW)
    assert (seen.unchanged, seen.state.entry_count) == (False, 1)
    assert pages(read_local(folder, portal=tmp_path, max_bytes=1_000)) == ["https://n.example/x"]


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://n.example/a.warc", "feed"),
        ("old/a.WARC.gz", "archive"),
        ("a.wacz", "archive"),
        ("saved", "folder"),
        ("/data/saved", "folder"),
    ],
)
def test_an_addresses_kind_is_seen_from_its_look(tmp_path: Path, address: str, kind: str) -> None:
    assert kind_of(address, portal=tmp_path) == kind
