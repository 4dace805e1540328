"""The JSON API against the pages the reference portals published, and its own rules."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec
import pytest

from newsfold.article import Article, Image, Provider, Topic
from newsfold.publish import Holdings, article_json, render
from newsfold.settings import PortalSettings, PublishSettings, Settings

OURS = {"kind", "language", "paywall", "quality", "related"}
"""Fields newsfold adds behind the reference's."""


def published(holdings: Holdings) -> dict[str, Any]:
    outputs = {output.path: output.body for output in render(holdings)}
    return {path: json.loads(body) for path, body in outputs.items() if path.startswith("api/")}


def without_ours(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_ours(item) for key, item in value.items() if key not in OURS}
    if isinstance(value, list):
        return [without_ours(item) for item in value]
    return value


def test_every_list_page_of_powerapps_equals_the_reference_value_by_value(
    powerapps: Mapping[str, str], read_portal: Callable[[Mapping[str, str]], Holdings]
) -> None:
    reference = {path: json.loads(text) for path, text in powerapps.items() if re.fullmatch(r"api/news/(page/\d+/)?index\.json", path)}
    ours = published(read_portal(powerapps))
    assert len(reference) == 19
    for path, page in reference.items():
        assert without_ours(ours[path]) == page, path
    assert sum(len(page["value"]) for path, page in reference.items() if "/page/" in path) == 428
    assert "api/news/page/19/index.json" not in ours


def test_every_topic_page_of_powerapps_equals_the_reference(
    powerapps: Mapping[str, str], read_portal: Callable[[Mapping[str, str]], Holdings]
) -> None:
    reference = {
        path: json.loads(text) for path, text in powerapps.items() if re.fullmatch(r"api/news/[^/]+/(page/\d+/)?index\.json", path)
    }
    reference = {path: page for path, page in reference.items() if not re.match(r"api/news/page\d*/", path) and "/page/" in path}
    ours = published(read_portal(powerapps))
    topics = {path: page for path, page in reference.items() if not path.startswith("api/news/page/")}
    assert len(topics) == 4
    for path, page in topics.items():
        assert without_ours(ours[path]) == page, path
        assert ours[path.replace("page/1/", "")] == ours[path]


def test_list_pages_have_the_references_keys_in_the_references_order(
    powerapps: Mapping[str, str], read_portal: Callable[[Mapping[str, str]], Holdings]
) -> None:
    reference = json.loads(powerapps["api/news/page/1/index.json"])
    page = published(read_portal(powerapps))["api/news/page/1/index.json"]
    keys = list(reference["value"][0])
    assert list(page) == list(reference)
    assert list(page["value"][0]) == [*keys, "kind", "language", "paywall", "quality"]
    assert list(page["value"][0]["provider"]) == list(reference["value"][0]["provider"])
    assert list(page["value"][0]["images"][0]) == list(reference["value"][0]["images"][0])


def test_article_pages_of_azure_have_the_references_form(
    azure: Mapping[str, str], read_portal: Callable[[Mapping[str, str]], Holdings]
) -> None:
    reference = {path: json.loads(text) for path, text in azure.items() if re.fullmatch(r"api/news/\d{4}-[^/]+/index\.json", path)}
    holdings = read_portal(azure)
    # The reference kept pages of articles that were folded or taken out later; ours are drawn here for all that still have a record.
    paths = {page["path"] for page in reference.values()}
    kept = tuple(article.evolve(published=True) for article in holdings.articles if article.path in paths)
    ours = published(holdings.evolve(articles=kept))
    still = {path: page for path, page in reference.items() if path in ours}
    assert (len(reference), len(still)) == (60, 55)
    for path, page in still.items():
        mine = ours[path]
        assert [key for key in mine if key in page] == list(page), path
        assert list(mine)[-5:] == ["kind", "language", "paywall", "quality", "related"]
        # The records' heat grew later, and four got their originalUrl later. The reference prints local time.
        for key in set(page) - {"heat", "originalUrl", "publishedDateTime"}:
            assert mine[key] == page[key], (path, key)
        assert mine["publishedDateTime"].endswith("Z")
        assert datetime.fromisoformat(mine["publishedDateTime"]) == datetime.fromisoformat(page["publishedDateTime"])


def test_two_articles_of_one_time_stand_in_the_order_of_their_paths(make_article: Callable[..., Article]) -> None:
    articles = tuple(make_article(path=f"_news/2024-05-06-{name}.md") for name in ("b", "c", "a"))
    page = published(Holdings(articles=articles))["api/news/index.json"]
    assert [value["path"] for value in page["value"]] == [f"_news/2024-05-06-{name}.md" for name in "abc"]


@pytest.mark.parametrize("fields", [{"published": False}, {"published": None}, {"removed": True}])
def test_what_readers_must_not_see_is_nowhere_in_the_output(make_article: Callable[..., Article], fields: dict[str, bool]) -> None:
    hidden = make_article(title="Secret plan", path="_news/2024-05-06-secret-plan.md", **fields)
    for output in render(Holdings(articles=(hidden, make_article()))):
        assert b"ecret plan" not in output.body
        assert "secret" not in output.path


def test_pages_hold_page_size_articles_and_lead_to_the_next(make_article: Callable[..., Article]) -> None:
    articles = tuple(make_article(path=f"_news/2024-05-06-{number:03}.md") for number in range(7))
    pages = published(Holdings(articles=articles, settings=Settings(publish=PublishSettings(page_size=3))))
    lists = [pages[f"api/news/page/{number}/index.json"] for number in (1, 2, 3)]
    assert [(page["page"], len(page["value"]), page["nextPage"]) for page in lists] == [(1, 3, 2), (2, 3, 3), (3, 1, None)]
    assert "api/news/page/4/index.json" not in pages


def test_a_portal_without_articles_still_has_a_first_page() -> None:
    pages = published(Holdings(articles=(), topics=(Topic(id="ai", name="AI"),)))
    assert pages["api/news/index.json"] == {"page": 1, "value": [], "nextPage": None}
    assert pages["api/news/ai/index.json"] == {"page": 1, "value": [], "nextPage": None}


def test_addresses_below_the_root_become_absolute_and_article_pages_know_their_own(make_article: Callable[..., Article]) -> None:
    logo = Image(url="/assets/logo.png", width=50, height=50)
    article = make_article(provider=Provider(name="The Daily", domain="daily.example", images=(logo,)), web_url="/about")
    settings = Settings(portal=PortalSettings(url="https://news.example", baseurl="/ai"))
    pages = published(Holdings(articles=(article,), settings=settings))
    page = pages["api/news/2024-05-06-a-bridge-opens/index.json"]
    assert page["provider"]["images"][0]["url"] == "https://news.example/ai/assets/logo.png"
    assert page["webUrl"] == "https://news.example/ai/about"
    assert page["sourceUrl"] == "https://news.example/ai/api/news/2024-05-06-a-bridge-opens/index.json"
    assert pages["api/news/index.json"]["value"][0]["sourceUrl"] is None


def test_the_site_carries_the_same_api(make_article: Callable[..., Article]) -> None:
    outputs = {output.path: output.body for output in render(Holdings(articles=(make_article(),)))}
    api = {path: body for path, body in outputs.items() if path.startswith("api/")}
    assert api
    assert all(outputs[f"site/{path}"] == body for path, body in api.items())


def test_article_json_gives_one_line_in_the_apis_field_names(make_article: Callable[..., Article]) -> None:
    line = msgspec.json.encode(article_json(make_article(kind="news", language="en", paywall=True)))
    value = json.loads(line)
    assert b"\n" not in line
    assert (value["publishedDateTime"], value["updatedDateTime"], value["kind"], value["paywall"]) == (
        "2024-05-06T07:08:09Z",
        None,
        "news",
        True,
    )
    assert "related" not in value
