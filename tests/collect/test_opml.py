"""Source lists in and out as OPML."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.collect import Outline, read_opml, write_opml
from newsfold.errors import SourceError
from newsfold.page import Source

OPML = b"""<?xml version="1.0"?><opml version="1.1"><head><title>Mine &copy; me & you</title></head><body>
<outline text="Science"><outline text="Space"><outline type="rss" text="Orbit &amp; co" xmlUrl="https://orbit.example/feed?a=1&b=2"/></outline>
<outline text="Rock &eacute;" xmlurl="feed://rock.example/rss" category="/Stones/Old,Other"/></outline>
<outline text="https://bare.example/" xmlUrl="https://bare.example/"/>
<outline text="again" xmlUrl="https://bare.example/"/>
<outline text="bad" xmlUrl="javascript:alert(1)"/><outline text="empty"/></body></opml>"""


def test_headings_become_categories_and_what_cannot_be_asked_is_told() -> None:
    found = read_opml(OPML, where="mine.opml")
    assert found.sources == (
        Source(url="https://orbit.example/feed?a=1&b=2", title="Orbit & co", category="Science/Space"),
        Source(url="http://rock.example/rss", title="Rock é", category="Stones/Old"),
        Source(url="https://bare.example/", title=None, category=None),
    )
    assert [why.code for why in found.left_out] == ["address-invalid"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not xml",
        b"<html></html>",
        b"<opml><body><outline></body></opml>",
        b'<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body><outline text="&x;" xmlUrl="https://n.example/"/></body></opml>',
        b"<opml>" + b"<outline text='x'>" * 100_000,
        b" " * 20_000_001,
    ],
    ids=["empty", "text", "html", "broken", "entities", "deep", "large"],
)
def test_hostile_files_are_one_clear_error(body: bytes) -> None:
    with pytest.raises(SourceError, match=r"mine\.opml"):
        read_opml(body, where="mine.opml")


def test_an_error_of_an_opml_file_does_not_speak_of_a_feed() -> None:
    for head in (b"<!DOCTYPE opml [<!ENTITY x 'y'>]>", b"<!DOCTYPE opml '"):
        with pytest.raises(SourceError) as told:
            read_opml(head + b"<opml/>", where="mine.opml")
        assert "feed" not in str(told.value)


def test_a_list_of_no_sources_is_a_list() -> None:
    assert read_opml(write_opml((), title="Mine").encode(), where="x").sources == ()


words = st.text(st.characters(codec="utf-8"), max_size=30)
sources = st.builds(
    Source,
    url=st.integers(0, 99).map(
        lambda number: f"https://n{number}.example/feed?a=1&b=<2>'\"".replace("<", "%3C").replace(">", "%3E").replace('"', "%22")
    ),
    title=st.none() | words,
    category=st.none() | words,
)


@given(st.lists(sources, max_size=8, unique_by=lambda source: source.url), words)
def test_what_is_written_reads_back_the_same(listed: list[Source], title: str) -> None:
    once = read_opml(write_opml(listed, title=title).encode(), where="x").sources
    assert {source.url for source in once} == {source.url for source in listed}
    assert write_opml(once, title=title) == write_opml(read_opml(write_opml(once, title=title).encode(), where="x").sources, title=title)
    plain = [source for source in listed if (source.title or "a").isalnum() and (source.category or "a").isalnum()]
    assert {source for source in plain if source.title != source.url} <= set(once) | {s for s in plain if s.title == "" or s.category == ""}


@given(st.binary(max_size=200) | st.text(alphabet="<>/opmlbodyutine =\"'&;xU", max_size=200).map(str.encode))
def test_no_bytes_make_another_exception(noise: bytes) -> None:
    for body in (noise, b"<opml><body>" + noise + b"</body></opml>"):
        with suppress(SourceError):
            assert isinstance(read_opml(body, where="x"), Outline)
