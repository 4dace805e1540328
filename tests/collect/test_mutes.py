"""What a portal's owner does not want to see."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.article import Article, Provider
from newsfold.collect import Mutes
from newsfold.page import Entry

MUTES = Mutes(providers=["WWW.Press.example", "Grand Gazette"], phrases=["market research", "C++", "市场"], languages=["en", "de-AT"])


def code(title: str = "", excerpt: str = "", url: str = "https://n.example/a") -> str | None:
    why = MUTES.of_entry(Entry(source="https://s.example/", id="1", url=url, title=title, excerpt=excerpt))
    assert why is None or (why.url, why.source, why.stage) == (url, "https://s.example/", "collect")
    return why.code if why else None


def test_a_muted_publisher_is_left_out_with_all_below_it() -> None:
    assert code(url="https://press.example/a") == "muted-provider"
    assert code(url="https://wire.press.example/a") == "muted-provider"
    assert code(url="https://WIRE.press.example./a") == "muted-provider"
    assert code(url="https://impress.example/a") is None


@pytest.mark.parametrize(
    ("title", "muted"),
    [
        ("Global MARKET  Research report", True),
        ("Market researchers meet", False),
        ("Why C++ lives", True),
        ("Why C+ lives", False),
        ("今日市场行情", True),
        ("The market, research says", False),
    ],
)
def test_a_muted_phrase_counts_as_whole_words_in_any_case(title: str, muted: bool) -> None:
    assert (code(title) == "muted-phrase") is muted
    assert (code("", title) == "muted-phrase") is muted


def article(**fields: object) -> Article:
    plain = Article(title="Bridge", published_at=datetime(2026, 11, 22, tzinfo=UTC), provider=Provider(name="N", domain="n.example"))
    return plain.evolve(web_url="https://n.example/a", **fields)


def test_an_article_is_left_out_by_its_publishers_name_and_language() -> None:
    assert MUTES.of_article(article()) is None
    assert MUTES.of_article(article(language="EN-us")) is None
    assert MUTES.of_article(article(language="de")) is None
    french = MUTES.of_article(article(language="fr"))
    assert french is not None
    assert (french.code, french.reason) == ("language", "It is in fr; articles in de, en come in (portal.languages).")
    gazette = MUTES.of_article(article(provider=Provider(name="The Grand Gazette", domain="gg.example")))
    assert gazette is None
    named = MUTES.of_article(article(provider=Provider(name="Grand  gazette", domain="gg.example")))
    assert named is not None
    assert named.code == "muted-provider"


def test_nothing_muted_lets_all_in() -> None:
    assert Mutes().of_article(article(language="xx")) is None
    assert Mutes(phrases=["", "  "], providers=[""]).of_entry(Entry(source="s", id="1", url="http://[", title="x")) is None


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_phrase_is_taken_as_it_is_written(phrase: str, text: str) -> None:
    mutes = Mutes(phrases=[phrase])
    assert mutes.of_entry(Entry(source="s", id="1", url="https://n.example/", title=text)) is None or phrase.strip()
    if re.fullmatch(r"[a-z]+", phrase):
        assert mutes.of_entry(Entry(source="s", id="1", url="https://n.example/", title=f"so {phrase} then")) is not None
