"""Every kind of file that is published, as its own standard has it."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import feedparser
import html5lib
import jsonschema
import pytest

from newsfold.article import Article, Image, Organization, Provider, Related, Topic
from newsfold.held_sizes import held_sizes
from newsfold.page import Source
from newsfold.publish import HeldPicture, Holdings, Letter, OwnPage, render
from newsfold.settings import PortalSettings, PublishSettings, Settings

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
LETTER = '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Town</title></head><body><h1>Town</h1></body></html>\n'
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string"},
        "home_page_url": {"type": "string", "format": "uri"},
        "feed_url": {"type": "string", "format": "uri"},
        "description": {"type": "string"},
        "language": {"type": "string"},
        "authors": {"$ref": "#/$defs/authors"},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "content_text"],
                "additionalProperties": False,
                "properties": {
                    **{name: {"type": "string", "format": "uri"} for name in ("id", "url", "external_url", "image")},
                    **{name: {"type": "string", "minLength": 1} for name in ("title", "content_text", "language")},
                    **{name: {"type": "string", "format": "date-time"} for name in ("date_published", "date_modified")},
                    "authors": {"$ref": "#/$defs/authors"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
    "$defs": {"authors": {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["name"]}}},
}
"""JSON Feed 1.1 (jsonfeed.org/version/1.1), as far as newsfold writes it."""


def rich(make_article: Callable[..., Article], **publishing: object) -> Holdings:
    """A portal that has something of everything a page can show."""
    related = tuple(
        Related(
            title=f"Report {number} <&> “quoted”",
            published_at=NOON + timedelta(hours=number),
            web_url=f"https://p{number}.example/a?b=1&c=2",
            provider=Provider(name=f"Paper {number} & Co", domain=f"p{number}.example"),
        )
        for number in range(14)
    )
    picture = Image(url="https://daily.example/a.jpg", width=900, height=600)
    player = '<iframe src="https://video.example/embed/x"></iframe>'
    articles = (
        make_article(
            "Lead <b>& co</b>", topics=("Bridges",), related=related, paywall=True, images=(picture,), published_at=NOON, heat=290
        ),
        make_article("Video", path="_news/2024-05-05-v.md", type="video", web_url=None, featured_content=player, topics=("Bridges",)),
        make_article(
            "Français ⚙", path="_news/2024-03-01-f.md", language="fr", published_at=NOON - timedelta(days=60), excerpt="Été & après"
        ),
        *(make_article(f"More {n}", path=f"_news/2024-05-04-{n}.md", topics=("Bridges",)) for n in range(6)),
    )
    return Holdings(
        articles=articles,
        topics=(Topic(id="town", name="The Town"), Topic(id="bridges", name="Bridges & roads".removesuffix(" & roads"), parent="The Town")),
        organizations={"daily.example": Organization(domain="daily.example", name="The Daily", description="A paper.", images=(picture,))},
        settings=Settings(
            portal=PortalSettings(
                title="Town & Crier", topic="The Town", url="https://news.example", baseurl="/town", contact="a@b.example"
            ),
            publish=PublishSettings(front_page_size=2, **publishing),  # type: ignore[arg-type]
        ),
        held_pictures={
            picture.url: HeldPicture(
                path="assets/pictures/a.jpg", width=900, height=600, sizes=held_sizes("assets/pictures/a.jpg", 900, 600)
            )
        },
        letters=(Letter(name="town-2024-05-05", title="Town & news", day="2024-05-05", html=LETTER),),
        subscribe_url="https://mail.example/newsletter/?a=1&b=2",
        own_pages=(
            OwnPage(
                name="imprint", title="Imprint & law", body="Me & you\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<b>raw</b> <script>x</script>"
            ),
            OwnPage(name="we-moved", title="We moved", body="# Big\n\nTo <https://news.example>.", day="2024-05-01"),
        ),
        source_list="x",
        read_sources=lambda _: (Source(url="https://daily.example/feed?a=1&b=2", title="The <Daily>", category="Papers & more"),),
    )


@pytest.fixture
def published(make_article: Callable[..., Article]) -> dict[str, bytes]:
    return {output.path: output.body for output in render(rich(make_article, search=True))}


def test_every_html_page_is_parsed_without_a_single_error(published: dict[str, bytes]) -> None:
    pages = [path for path in published if path.endswith(".html")]
    kinds = {re.sub(r"[\d-]+[^/]*", "N", path) for path in pages}
    assert len(kinds) >= 14, kinds
    for path in pages:
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(published[path].decode())
        assert [(place, code) for place, code, _ in parser.errors] == [], path


def test_ids_on_a_page_are_unique_and_labels_lead_to_them(published: dict[str, bytes]) -> None:
    for path, body in published.items():
        if path.endswith(".html"):
            ids = re.findall(rb' id="([^"]*)"', body)
            assert len(ids) == len(set(ids)), path
            assert all(name in ids for name in re.findall(rb'aria-labelledby="([^"]*)"', body)), path


def test_feeds_of_all_three_forms_tell_the_same_entries(published: dict[str, bytes]) -> None:
    for folder in ("", "top/", "topics/bridges/"):
        atom, rss = (feedparser.parse(published[f"site/{folder}{name}"]) for name in ("feed.xml", "rss.xml"))
        feed = json.loads(published[f"site/{folder}feed.json"])
        assert not atom.bozo
        assert not rss.bozo
        assert (atom.version, rss.version) == ("atom10", "rss20")
        jsonschema.validate(feed, JSON_FEED, format_checker=jsonschema.FormatChecker())
        told = [[(entry.title, entry.link, entry.id, entry.published_parsed) for entry in each.entries] for each in (atom, rss)]
        assert told[0] == told[1]
        assert [(title, link, name) for title, link, name, _ in told[0]] == [
            (item["title"], item["url"], item["id"]) for item in feed["items"]
        ]


def test_an_rss_title_and_excerpt_are_text_even_where_they_look_like_markup(published: dict[str, bytes]) -> None:
    item = ET.fromstring(published["site/rss.xml"]).find("channel/item")
    assert item is not None
    assert item.findtext("title") == "Lead <b>& co</b>"
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", item.findtext("pubDate") or "")


def test_the_top_feed_has_the_hottest_of_each_day(make_article: Callable[..., Article]) -> None:
    related = (Related(title="x", provider=Provider(name="Globe", domain="globe.example")),)
    days = [("a", 0, 90, related), ("b", 1, 10, ()), ("c", -24, 30, ()), ("d", -25, 20, ()), ("e", -2, 70, related)]
    articles = tuple(
        make_article(name, path=f"_news/2024-05-06-{name}.md", published_at=NOON + timedelta(hours=hours), heat=heat, related=others)
        for name, hours, heat, others in days
    )
    feed = next(json.loads(output.body) for output in render(Holdings(articles=articles)) if output.path == "site/top/feed.json")
    assert [item["title"] for item in feed["items"]] == ["a", "e", "c"]


def test_every_api_page_is_as_the_openapi_description_says(published: dict[str, bytes]) -> None:
    described = json.loads(published["api/openapi.json"])
    assert described["openapi"].startswith("3.1")
    assert published["site/api/openapi.json"] == published["api/openapi.json"]
    pages = {path: json.loads(body) for path, body in published.items() if path.startswith("api/news/")}
    checked = set()
    for path, page in pages.items():
        name = "WireListPage" if "value" in page else "WireArticlePage"
        schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
        jsonschema.validate(page, schema, cls=jsonschema.Draft202012Validator)
        checked.add(name)
        templates = [re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template)) for template in described["paths"]]
        assert any(re.fullmatch(template, f"/{path}") for template in templates), path
    assert checked == {"WireListPage", "WireArticlePage"}
    for template, operation in described["paths"].items():
        named = {parameter["name"] for parameter in operation["get"].get("parameters", [])}
        assert named == set(re.findall(r"\{(\w+)\}", template))


def test_the_news_sitemap_holds_the_stories_of_the_last_two_days(published: dict[str, bytes]) -> None:
    tree = ET.fromstring(published["site/news-sitemap.xml"])
    spaces = {"m": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}
    assert tree.findtext("m:url/n:news/n:title", namespaces=spaces) == "Lead <b>& co</b>"
    assert "Français ⚙" not in [node.text for node in tree.findall(".//n:title", spaces)]
    assert {node.text for node in tree.findall(".//n:language", spaces)} == {"en"}


def test_the_sources_are_told_as_opml_and_robots_and_programs_find_their_way(published: dict[str, bytes]) -> None:
    opml = ET.fromstring(published["site/sources.opml"])
    (group,) = opml.findall("body/outline")
    assert group.get("text") == "Papers & more"
    assert [outline.attrib for outline in group] == [
        {"type": "rss", "text": "The <Daily>", "title": "The <Daily>", "xmlUrl": "https://daily.example/feed?a=1&b=2"}
    ]
    told = published["site/llms.txt"].decode()
    links = re.findall(r"\]\((https://news\.example/town/[^)]*)\)", told)
    for link in links:
        path = link.removeprefix("https://news.example/town/")
        assert f"site/{path}" in published or f"site/{path}index.html" in published, link
    assert told.startswith("# Town & Crier\n")


def test_structured_data_of_every_page_is_json_with_a_type_and_a_context(published: dict[str, bytes]) -> None:
    kinds = set()
    for body in published.values():
        for data in re.findall(rb'<script type="application/ld\+json">(.*?)</script>', body, re.S):
            value = json.loads(data)
            assert value["@context"] == "https://schema.org"
            kinds.add(value["@type"])
    assert kinds == {"CollectionPage", "WebPage"}
