"""Feeds and sitemaps, as a feed reader and a search engine read them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import fastfeedparser

from newsfold.article import Article, Topic
from newsfold.publish import Holdings, catalogue_of, render
from newsfold.publish.sitemap import sitemaps
from newsfold.settings import PortalSettings, PublishSettings, Settings

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SETTINGS = Settings(portal=PortalSettings(title="Town & Crier", topic="The Town", url="https://news.example", baseurl="/town"))
TOPICS = (Topic(id="town", name="The Town"), Topic(id="bridges", name="Bridges", parent="The Town"))
NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)


def tree(holdings: Holdings, path: str) -> ET.Element:
    return ET.fromstring(next(output.body for output in render(holdings) if output.path == path))


def words(element: ET.Element, path: str) -> str:
    return element.findtext(path) or ""


def town(make_article: Callable[..., Article]) -> Holdings:
    articles = (
        make_article(title="Older <b>", path="_news/2024-05-05-older.md", published_at=NOON - timedelta(days=1), topics=("Bridges",)),
        make_article(title="Newer", path="_news/2024-05-06-newer.md", published_at=NOON, updated_at=NOON + timedelta(hours=2)),
    )
    return Holdings(articles=articles, topics=TOPICS, settings=SETTINGS)


def test_a_feed_entry_links_to_the_publisher_and_keeps_its_page_as_id(make_article: Callable[..., Article]) -> None:
    feed = tree(town(make_article), "site/feed.xml")
    newer, older = feed.findall(f"{ATOM}entry")
    assert words(newer, f"{ATOM}id") == "https://news.example/town/news/2024-05-06-newer/"
    links = {link.get("rel"): link.get("href") for link in newer.findall(f"{ATOM}link")}
    assert links == {"alternate": "https://daily.example/bridge", "related": "https://news.example/town/news/2024-05-06-newer/"}
    assert words(older, f"{ATOM}title") == "Older <b>"
    assert words(older, f"{ATOM}author/{ATOM}name") == "The Daily"


def test_a_feed_is_as_new_as_its_newest_change(make_article: Callable[..., Article]) -> None:
    assert words(tree(town(make_article), "site/feed.xml"), f"{ATOM}updated") == "2024-05-06T14:00:00Z"
    assert words(tree(town(make_article), "site/topics/bridges/feed.xml"), f"{ATOM}updated") == "2024-05-05T12:00:00Z"


def test_a_topics_feed_holds_its_articles_and_knows_its_own_address(make_article: Callable[..., Article]) -> None:
    feed = tree(town(make_article), "site/topics/bridges/feed.xml")
    assert [words(entry, f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")] == ["Older <b>"]
    own = feed.find(f"{ATOM}link[@rel='self']")
    assert own is not None
    assert own.get("href") == "https://news.example/town/topics/bridges/feed.xml"
    assert words(feed, f"{ATOM}title") == "Bridges · Town & Crier"


def test_a_feed_has_what_rfc_4287_asks_for_even_when_it_is_empty() -> None:
    feed = tree(Holdings(articles=(), settings=SETTINGS), "site/feed.xml")
    assert all(words(feed, f"{ATOM}{name}") for name in ("id", "title", "updated"))


def test_a_feed_reader_reads_the_feed(make_article: Callable[..., Article]) -> None:
    body = next(output.body for output in render(town(make_article)) if output.path == "site/feed.xml")
    feed = fastfeedparser.parse(body.decode())
    assert [entry.link for entry in feed.entries] == ["https://daily.example/bridge"] * 2


def test_a_feed_holds_at_most_feed_size_entries(make_article: Callable[..., Article]) -> None:
    holdings = town(make_article).evolve(settings=Settings(publish=PublishSettings(feed_size=1)))
    assert [words(entry, f"{ATOM}title") for entry in tree(holdings, "site/feed.xml").findall(f"{ATOM}entry")] == ["Newer"]


def test_the_sitemap_lists_front_topics_and_stories_with_their_last_change(make_article: Callable[..., Article]) -> None:
    pages = tree(town(make_article), "site/sitemap.xml").findall(f"{MAP}url")
    assert [(words(page, f"{MAP}loc"), words(page, f"{MAP}lastmod")) for page in pages] == [
        ("https://news.example/town/", "2024-05-06T14:00:00Z"),
        ("https://news.example/town/about/", ""),
        ("https://news.example/town/privacy/", ""),
        ("https://news.example/town/topics/bridges/", "2024-05-05T12:00:00Z"),
        ("https://news.example/town/archive/2024/05/", "2024-05-06T14:00:00Z"),
        ("https://news.example/town/news/2024-05-05-older/", "2024-05-05T12:00:00Z"),
        ("https://news.example/town/news/2024-05-06-newer/", "2024-05-06T14:00:00Z"),
    ]


def test_more_addresses_than_a_sitemap_may_hold_go_into_several_under_an_index(make_article: Callable[..., Article]) -> None:
    files = {plan.paths[0]: ET.fromstring(plan.draw()) for plan in sitemaps(catalogue_of(town(make_article)), most=3)}
    assert [len(files[f"site/sitemap-{number}.xml"]) for number in (1, 2)] == [3, 2]
    assert [words(item, f"{MAP}loc") for item in files["site/sitemap.xml"]] == [
        "https://news.example/town/sitemap-1.xml",
        "https://news.example/town/sitemap-2.xml",
    ]


def test_robots_txt_names_the_sitemap() -> None:
    outputs = {output.path: output.body for output in render(Holdings(articles=(), settings=SETTINGS))}
    assert b"Sitemap: https://news.example/town/sitemap.xml" in outputs["site/robots.txt"]
