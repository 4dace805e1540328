"""The bundle keeps its promises."""

import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from newsfold.collect.rhythm import is_silent
from newsfold.demo import bundle
from newsfold.demo.bundle import Piece, Publisher, Trait
from newsfold.demo.views import FALSE_YEAR, page_view
from newsfold.errors import InputError
from newsfold.page import SourceState

PRINTED = [(publisher, piece) for publisher in bundle.load() for piece in publisher.articles if "dead" not in piece.traits]
ENGLISH = [(publisher, piece) for publisher, piece in PRINTED if publisher.language == "en" and "robots" not in piece.traits]
NAMES = [f"{publisher.domain}/{piece.slug}" for publisher, piece in PRINTED]

# Companies, products and persons that texts about AI name; none may be named here.
REAL = [
    "Adobe",
    "Alibaba",
    "Altman",
    "AMD",
    "Amazon",
    "Anthropic",
    "Apple",
    "ARM",
    "Arm",
    "Azure",
    "Baidu",
    "Bengio",
    "Bing",
    "Bloomberg",
    "BBC",
    "ByteDance",
    "ChatGPT",
    "Cisco",
    "Claude",
    "CNN",
    "Cohere",
    "Copilot",
    "Databricks",
    "DeepMind",
    "DeepSeek",
    "Dell",
    "DALL-E",
    "Facebook",
    "Forbes",
    "Gemini",
    "GitHub",
    "Google",
    "GPT",
    "Grok",
    "Guardian",
    "Hinton",
    "Huawei",
    "IBM",
    "Instagram",
    "Intel",
    "iPhone",
    "LeCun",
    "LinkedIn",
    "Llama",
    "Meta",
    "Microsoft",
    "Midjourney",
    "Mistral",
    "Musk",
    "Nadella",
    "Netflix",
    "Nvidia",
    "NVIDIA",
    "OpenAI",
    "Oracle",
    "Perplexity",
    "Pichai",
    "Qualcomm",
    "Reddit",
    "Reuters",
    "Salesforce",
    "Samsung",
    "SAP",
    "Siemens",
    "SoftBank",
    "Sora",
    "Tesla",
    "TikTok",
    "Tencent",
    "TSMC",
    "Twitter",
    "Waymo",
    "WhatsApp",
    "Wikipedia",
    "Xiaomi",
    "YouTube",
    "Zuckerberg",
]


def having(trait: Trait) -> list[tuple[Publisher, Piece]]:
    return [(publisher, piece) for publisher in bundle.load() for piece in publisher.articles if trait in piece.traits]


def test_there_are_at_least_ten_publishers_with_a_feed_each() -> None:
    publishers = bundle.load()
    assert len(publishers) >= 10
    assert len({publisher.feed_url for publisher in publishers}) == len(publishers)
    assert {publisher.feed.format for publisher in publishers} == {"rss", "atom", "rdf", "json", "broken"}
    assert len({publisher.page_style for publisher in publishers if publisher.articles}) >= 5


def test_every_domain_is_reserved_for_examples() -> None:
    assert all(publisher.domain.endswith(".example") and publisher.domain.count(".") == 1 for publisher in bundle.load())


def test_at_least_seventy_two_english_articles_on_topic_can_be_collected() -> None:
    on_topic = [piece for _, piece in ENGLISH if "off-topic" not in piece.traits]
    assert len(on_topic) >= 72


@pytest.mark.parametrize(("publisher", "piece"), PRINTED, ids=NAMES)
def test_a_text_is_long_enough_for_a_newspaper_and_has_paragraphs(publisher: Publisher, piece: Piece) -> None:
    assert 130 <= len(piece.text.split()) <= 300
    assert len(piece.paragraphs) >= 3
    assert 40 <= len(piece.excerpt) <= 300


@pytest.mark.parametrize(("publisher", "piece"), PRINTED, ids=NAMES)
def test_nothing_real_is_named(publisher: Publisher, piece: Piece) -> None:
    said = " ".join((piece.title, piece.excerpt, piece.author, piece.text, publisher.name))
    found = [name for name in REAL if re.search(rf"\b{re.escape(name)}\b", said)]
    assert found == []


def test_an_article_on_topic_names_the_subject_early() -> None:
    subject = re.compile(r"\bAI\b|\bartificial intelligence\b", re.IGNORECASE)
    silent = [
        piece.slug
        for _, piece in ENGLISH
        if "off-topic" not in piece.traits and not subject.search(" ".join((piece.title, piece.excerpt, *piece.paragraphs[:2])))
    ]
    assert silent == []


def test_off_topic_articles_never_name_the_subject() -> None:
    off_topic = having("off-topic")
    assert len(off_topic) >= 2
    for _, piece in off_topic:
        said = f"{piece.title} {piece.excerpt} {piece.text}"
        assert not re.search(r"\bAI\b|artificial intelligence|algorithm|\brobot", said)
    [(_, artist)] = having("artist-named-ai")
    assert re.search(r"\bAi\b", artist.title)


def test_everything_happens_in_the_one_week() -> None:
    first, last = datetime(2026, 11, 9, tzinfo=UTC), datetime(2026, 11, 16, tzinfo=UTC)
    for _, piece in PRINTED:
        assert piece.published.utcoffset() is not None
        assert first <= piece.published <= piece.modified < last


def test_no_two_articles_of_a_publisher_share_a_slug_or_a_path() -> None:
    for publisher in bundle.load():
        slugs = [piece.slug for piece in publisher.articles]
        paths = [publisher.path_of(piece) for piece in publisher.articles]
        assert len(set(slugs)) == len(slugs)
        assert len(set(paths)) == len(paths)


def test_at_least_nine_stories_are_told_by_three_publishers_or_more() -> None:
    stories: dict[str, set[str]] = defaultdict(set)
    times: dict[str, list[datetime]] = defaultdict(list)
    for publisher, piece in PRINTED:
        if piece.story:
            stories[piece.story].add(publisher.domain)
            times[piece.story].append(piece.published)
    assert len(stories) >= 9
    assert all(len(domains) >= 3 for domains in stories.values())
    assert sum(len(domains) >= 5 for domains in stories.values()) >= 2
    assert all((max(when) - min(when)).total_seconds() <= 2.5 * 86_400 for when in times.values())


def test_about_thirty_articles_stand_alone() -> None:
    assert len([piece for _, piece in ENGLISH if piece.story is None]) >= 30


@pytest.mark.parametrize("trait", get_args(Trait))
def test_every_trait_occurs(trait: Trait) -> None:
    assert having(trait)


def test_a_reprint_has_the_wires_text_word_for_word_and_another_publisher() -> None:
    [(publisher, piece)] = having("reprint")
    origin, original = bundle.index(bundle.load())[piece.reprint_of or ""]
    assert piece.text == original.text
    assert publisher.domain != origin.domain
    assert piece.story == original.story


def test_otherwise_no_two_articles_share_a_paragraph() -> None:
    seen: dict[str, str] = {}
    for publisher, piece in PRINTED:
        if "reprint" in piece.traits:
            continue
        for paragraph in piece.paragraphs:
            if len(paragraph.split()) > 6:
                assert seen.setdefault(paragraph, piece.slug) == piece.slug, publisher.domain


def test_an_update_follows_the_same_publishers_article_on_the_story() -> None:
    [(publisher, update)] = having("update")
    earlier = [piece for piece in publisher.articles if piece.story == update.story and piece.published < update.published]
    assert len(earlier) == 1


@pytest.mark.parametrize("trait", ["lookalike-funding", "lookalike-hospital"])
def test_lookalikes_come_in_pairs_of_two_publishers_and_no_story(trait: Trait) -> None:
    (one, first), (other, second) = having(trait)
    assert one.domain != other.domain
    assert first.story is None
    assert second.story is None


def test_the_odd_title_has_dashes_both_quote_kinds_and_an_emoji() -> None:
    [(_, piece)] = having("odd-title")
    assert "---" in piece.title
    assert '"' in piece.title
    assert "'" in piece.title
    assert any(ord(sign) > 0xFFFF for sign in piece.title)


def test_another_publishers_feed_lists_articles_with_tracking_parameters() -> None:
    pieces = bundle.index(bundle.load())
    links = [link for publisher in bundle.load() for link in publisher.links]
    assert links
    assert all(link.to in pieces and "utm_source=" in link.query for link in links)


def test_a_source_has_its_publishers_name_and_category() -> None:
    sources = bundle.sources()
    assert {source.url for source in sources} == {publisher.feed_url for publisher in bundle.load()}
    assert all(source.title and source.category for source in sources)


def test_a_misspelt_field_is_an_error_that_names_the_file() -> None:
    with pytest.raises(InputError, match=r"north\.yaml: is not a publisher.*colur"):
        bundle.parse("{name: N, domain: n.example, colur: red}", where="north.yaml")


def test_at_every_hour_the_news_is_as_fresh_and_no_source_has_gone_silent() -> None:
    at = datetime(2026, 11, 23, 0, 17, tzinfo=UTC)
    first = bundle.moved_to(bundle.load(), at)
    for hours in range(1, 24):
        then = at + timedelta(hours=hours)
        for before, after in zip(first, bundle.moved_to(bundle.load(), then), strict=True):
            ages = [then - piece.published for piece in after.articles]
            assert ages == [at - piece.published for piece in before.articles]
            times = tuple(sorted((piece.published for piece in after.articles), reverse=True))
            assert not is_silent(SourceState(url=after.feed_url, succeeded_at=then, recent=times), now=then)


def test_a_page_with_a_false_date_can_be_printed_on_a_leap_day() -> None:
    for days in range(8):
        publishers = bundle.moved_to(bundle.load(), datetime(2028, 2, 29, 23, tzinfo=UTC) + timedelta(days=days))
        false = [page_view(publisher, piece) for publisher in publishers for piece in publisher.articles if "false-date" in piece.traits]
        assert false
        assert {view.page_date.year for view in false} == {FALSE_YEAR}
