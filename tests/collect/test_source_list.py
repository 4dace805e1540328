"""The source list, read and written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.collect import read_source_list, write_source_list
from newsfold.errors import SourceError
from newsfold.page import Source

WORDS = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
SOURCES = st.builds(
    Source,
    url=st.text("abcdefghij0123456789-._~/?=&%:#'é", max_size=30).map("https://news.example/".__add__),
    title=WORDS,
    category=WORDS,
)


def test_a_list_gives_its_sources_in_order() -> None:
    text = "# ours\n- url: https://b.example/feed\n  title: The B\n  category: local\n- url: https://a.example/feed\n"
    assert read_source_list(text, where="sources.yaml") == (
        Source(url="https://b.example/feed", title="The B", category="local"),
        Source(url="https://a.example/feed"),
    )


def test_an_address_that_stands_twice_is_taken_once() -> None:
    text = "- {url: 'https://a.example/', title: first}\n- {url: 'https://b.example/'}\n- {url: 'https://a.example/', title: second}\n"
    assert [source.title for source in read_source_list(text, where="x")] == ["first", None]


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[]\n"])
def test_an_empty_list_has_no_sources(text: str) -> None:
    assert read_source_list(text, where="sources.yaml") == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("url: https://a.example/", "must be a list"),
        ("- https://a.example/", "source 1"),
        ("- title: x", "source 1"),
        ("- url: https://a.example/\n- url: ftp://b.example/", "source 2"),
        ("- url: https://a.example/\n  colour: red", "colour"),
        ("- url: 'https://a.example/ b'", "no web address"),
        ("- url: 'http://['", "no web address"),
        ("- url: [1", "line 2"),
        ("- url: !!python/object/apply:os.system ['true']", "not valid YAML"),
    ],
)
def test_a_list_that_cannot_be_read_names_file_and_remedy(text: str, words: str) -> None:
    with pytest.raises(SourceError) as error:
        read_source_list(text, where="_data/sources.yaml")
    assert words in str(error.value)
    assert str(error.value).startswith("_data/sources.yaml: ")
    assert error.value.remedy


@given(st.lists(SOURCES, max_size=5, unique_by=lambda source: source.url))
def test_a_list_that_is_written_reads_back_the_same(sources: list[Source]) -> None:
    written = write_source_list(sources)
    assert read_source_list(written, where="x") == tuple(
        source.evolve(title=" ".join((source.title or "").split()) or None, category=" ".join((source.category or "").split()) or None)
        for source in sources
    )
    assert write_source_list(read_source_list(written, where="x")) == written
