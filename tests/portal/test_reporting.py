"""The report, learning and what-if: what an editor sees before and after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from newsfold.article import Article, Topic
from newsfold.content.repository import Repository
from newsfold.day.rater import Rater
from newsfold.editors.reporting import html_page, png, report_of
from newsfold.editors.supposing import learn_for, suppose
from newsfold.errors import InputError, SettingsError
from newsfold.rate import TopicIndex, read_learned, write_learned
from newsfold.rate.learning import learn_topics
from newsfold.settings import Settings
from newsfold.store import Store

Make = Callable[..., Article]
NOW = datetime(2026, 11, 20, tzinfo=UTC)
TOPICS = (Topic(id="tides", name="Tides", keywords=("tidal power",)), Topic(id="wind", name="Wind", parent="Tides", keywords=("wind",)))


def shown(make: Make, title: str, **fields: object) -> Article:
    return make(title, **{"published": True, "heat": 40, "quality": 40, "topics": ("Tides",), "kind": "news", **fields})


def test_the_report_counts_what_readers_see_and_names_gaps(make_article: Make) -> None:
    articles = [shown(make_article, f"a {n}") for n in range(3)]
    articles += [shown(make_article, "folded", heat=-1, published=False), shown(make_article, "gone", removed=True)]
    report = report_of(articles, TOPICS, title="Tides <Every> Day")
    assert (report.articles, report.published, report.folded) == (4, 3, 1)
    assert report.by_topic == (("Tides", 3), ("Wind", 0))
    assert report.gaps == ("Wind",)
    assert report.by_quality == (("40 to 49", 3),)
    assert report.by_kind == (("news", 3),)


def test_the_page_is_whole_loads_nothing_and_escapes_what_it_is_told(make_article: Make) -> None:
    page = html_page(report_of([shown(make_article, "a")], TOPICS, title="Tides <Every> & Day"))
    ElementTree.fromstring(
        page.split("\n", 1)[1].replace('<meta charset="utf-8">', "").replace('content="width=device-width">', 'content="x"/>')
    )
    assert "<Every>" not in page
    assert "http" not in page
    assert "<desc>Tides: 1, Wind: 0</desc>" in page


def test_a_report_of_nothing_is_a_page_and_a_picture_all_the_same() -> None:
    report = report_of((), TOPICS, title="Tides")
    assert "Nothing to show" in html_page(report)
    assert png(report).startswith(b"\x89PNG")


@pytest.fixture
def portal(tmp_path: Path, make_article: Make) -> Path:
    (tmp_path / "_data/topics").mkdir(parents=True)
    (tmp_path / "_data/topics/0.yaml").write_text("_id: tides\nname: Tides\nkeywords: [tidal power]\n")
    (tmp_path / "newsfold.toml").write_text("[rate]\nminimum_quality = 10\n")
    repository = Repository(tmp_path)
    for number in range(3):
        repository.add(shown(make_article, f"Tidal power opens hall number {number} in Port Maren"))
    repository.add(shown(make_article, "Tidal power, long ago", published_at=NOW - timedelta(days=300)))
    return tmp_path


def test_what_if_tells_what_a_setting_would_do_and_writes_nothing(portal: Path) -> None:
    before = {path: path.read_bytes() for path in portal.rglob("*") if path.is_file()}
    with Store.in_folder(portal) as store:
        supposed = suppose(Repository(portal), store, "rate.minimum_quality=200", {}, NOW)
        weighed = suppose(Repository(portal), store, "authority_weight=0", {}, NOW)
    assert (supposed.articles, supposed.hidden, supposed.shown) == (3, 3, 0)
    assert all(one.after < one.before for one in weighed.changed)
    assert len(weighed.changed) == 3
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize("change", ["minimum_quality", "nonsense=1", "fold.likeness=1", "minimum_quality=high"])
def test_a_change_that_is_none_is_told(portal: Path, change: str) -> None:
    with Store.in_folder(portal) as store, pytest.raises(SettingsError):
        suppose(Repository(portal), store, change, {}, NOW)


def labelled(make: Make) -> list[Article]:
    wind = [make(f"Turbine blades number {n} turn over Maren", topics=("Wind",), path=f"_news/w{n}.md") for n in range(30)]
    tides = [make(f"Tidal power number {n} flows by Velden", topics=("Tides",), path=f"_news/t{n}.md") for n in range(30)]
    return [article.evolve(web_url=f"https://lumen.example/{n}") for n, article in enumerate((*wind, *tides))]


def test_editors_corrections_teach_what_keywords_miss(make_article: Make) -> None:
    articles, index = labelled(make_article), TopicIndex(TOPICS)
    learned = learn_topics(articles, index, corrected=[article.path for article in articles])
    assert learned.is_better
    assert learned.after > 0.95 > learned.before
    new = make_article("More blades turn", excerpt="A turbine over the sea.")
    assert index.match(new) == ()
    matches = learned.corrected(new, index.weigh(new), ())
    assert [match.topic for match in matches] == ["Wind"]
    assert "taught" in matches[0].reason().words
    assert read_learned(write_learned(learned), where="x") == learned


def test_without_corrections_learning_stays_off(make_article: Make) -> None:
    assert not learn_topics(labelled(make_article), TopicIndex(TOPICS)).is_better


def test_learning_from_too_few_records_is_told(portal: Path) -> None:
    with Store.in_folder(portal) as store, pytest.raises(InputError, match="Learning needs"):
        learn_for(Repository(portal), store)


def test_what_was_learned_is_used_only_where_it_is_better(portal: Path, make_article: Make) -> None:
    articles = labelled(make_article)
    learned = learn_topics(articles, TopicIndex(TOPICS), corrected=[article.path for article in articles])
    file = portal / "_data/learned-topics.json"
    new = make_article("More blades turn", excerpt="A turbine over the sea.")
    for better, expected in ((learned, ("Wind",)), (learned.evolve(after=0.0), ())):
        file.write_text(write_learned(better))
        assert Rater.of(Repository(portal), Settings()).rate(new).article.topics == expected
