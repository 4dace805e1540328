"""What in a topic file makes a keyword count, and what keeps it from counting."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsfold.article import Article, Topic
from newsfold.rate import Company, TopicIndex, learn_company
from newsfold.rate.words import plain

Make = Callable[..., Article]

MAKER = Topic(
    id="kite",
    name="Kite",
    keywords=("kite cloud",),
    case_keywords=("Kite",),
    together=("maker + cloud",),
    rivals=("Heron", "Egret Cloud"),
    context=("maker",),
    excluded=("kite flying",),
    addresses=("kite.example/blog",),
)
PART = Topic(id="store", name="Storage", parent="Kite", keywords=("object storage",))
INDEX = TopicIndex((MAKER, PART))


def topics_of(article: Article) -> tuple[str, ...]:
    return tuple(match.topic for match in INDEX.match(article))


@pytest.mark.parametrize(
    ("title", "excerpt", "expected"),
    [
        ("The maker opens its third cloud region", "", True),
        ("The maker opens a bakery", "", False),
        ("Prices fall", "The maker and its cloud grow.", True),
        ("Prices fall", "The maker of bread says it may rain: no cloud today, though.", False),
        ("Prices fall", "Servers of Heron, Egret Cloud and Kite cloud were slow.", False),
        ("Prices fall at Kite cloud", "Servers of Heron were slow.", True),
        ("A day of kite flying", "The maker came.", False),
    ],
)
def test_words_that_meet_mean_the_topic_and_lists_of_rivals_do_not(make_article: Make, title: str, excerpt: str, expected: bool) -> None:
    assert ("Kite" in topics_of(make_article(title, excerpt=excerpt))) is expected


def test_an_article_on_the_subjects_own_site_is_about_it(make_article: Make) -> None:
    article = make_article("Faster disks").evolve(web_url="https://www.kite.example/blog/faster-disks")
    match = INDEX.match(article)[0]
    assert match.topic == "Kite"
    assert "stands on kite.example/blog" in match.reason().words
    assert topics_of(article.evolve(web_url="https://kite.example/jobs")) == ()


def test_a_host_named_after_the_portals_topic_is_its_own_site(make_article: Make) -> None:
    index = TopicIndex((Topic(id="kite", name="Kite", keywords=("kite cloud",)),))
    article = make_article("Faster disks").evolve(web_url="https://kite.maker.example/faster")
    assert [match.topic for match in index.match(article)] == ["Kite"]
    assert index.match(article.evolve(web_url="https://red-kite.example/faster")) == ()


def test_weight_decides_the_order(make_article: Make) -> None:
    light, heavy = Topic(id="a", name="A", keywords=("wheat prices",)), Topic(id="b", name="B", keywords=("barley prices",), weight=2)
    assert [match.topic for match in TopicIndex((light, heavy)).match(make_article("Wheat prices and barley prices"))] == ["B", "A"]


def test_a_records_company_makes_an_ambiguous_word_believed(make_article: Make) -> None:
    topics = (Topic(id="code", name="Code", keywords=("software",)), Topic(id="rust", name="Rust", parent="Code", keywords=("rust",)))
    told = [make_article(f"Rust number {n} gets a quicker borrowchecker and traits", topics=("Rust",)) for n in range(10)]
    others = [make_article(f"Ferry number {n} is late", topics=("Code",)) for n in range(20)]
    company = learn_company((*told, *others), topics)
    assert {"borrowchecker", "traits"} <= company.words["rust"]
    new = make_article("Traits and the borrowchecker in rust, again")
    assert [match.topic for match in TopicIndex(topics, company).match(new)] == ["Rust"]
    assert TopicIndex(topics).match(new) == ()
    assert TopicIndex(topics, company).match(make_article("Rust on the bridge")) == ()


def test_a_keyword_that_is_everywhere_is_worth_less() -> None:
    assert Company(shares={"cloud": 1.0}).rarity("cloud") < Company(shares={"cloud": 0.1}).rarity("cloud") < 1


@given(st.text())
def test_text_and_key_always_run_side_by_side(text: str) -> None:
    shown = plain(text)
    assert len(shown.text) == len(shown.key)
    assert shown.key.startswith(" ")
    assert shown.key.endswith(" ")


@settings(max_examples=60)
@given(st.text(max_size=60), st.text(max_size=120), st.text(max_size=200))
def test_whatever_an_article_says_it_is_rated(title: str, excerpt: str, text: str) -> None:
    topics = (MAKER, PART, Topic(id="odd", name="+ #", keywords=("", "+", title, "a*"), excluded=(excerpt,), together=("+", " + ")))
    from datetime import UTC, datetime

    from newsfold.article import Provider
    from newsfold.rate import rate

    provider = Provider(name="Lumen", domain="lumen.example")
    at = datetime(2026, 11, 10, tzinfo=UTC)
    article = Article(title=title, excerpt=excerpt, text=text, provider=provider, published_at=at, web_url=text)
    assert (rate(article, TopicIndex(topics)).article.quality or 0) >= 0
