"""The site as its readers meet it, looked at through an HTML parser."""

from __future__ import annotations

import itertools
import json
import posixpath
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from newsfold.article import Article, Image, Provider, Related, Topic
from newsfold.publish import FileCopy, HeldPicture, Holdings, held_copies, render
from newsfold.settings import PortalSettings, PublishSettings, Settings

TOPICS = (Topic(id="town", name="The Town"), Topic(id="bridges", name="Bridges", parent="The Town"))
SETTINGS = Settings(
    portal=PortalSettings(title="Town Crier", topic="The Town", description="All of the town.", url="https://news.example", baseurl="/town")
)
NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)


def site(holdings: Holdings) -> dict[str, bytes]:
    return {output.path: output.body for output in render(holdings) if output.path.startswith("site/")}


def page(holdings: Holdings, path: str) -> LexborHTMLParser:
    return LexborHTMLParser(site(holdings)[path].decode())


def reported(name: str, domain: str, hours: int, title: str = "Bridge opens") -> Related:
    return Related(
        title=title,
        published_at=NOON + timedelta(hours=hours),
        web_url=f"https://{domain}/{name}",
        provider=Provider(name=name, domain=domain),
    )


def text(tree: LexborHTMLParser, selector: str) -> str:
    node = tree.css_first(selector)
    assert node is not None, selector
    return " ".join(node.text().split())


def test_yesterdays_great_story_stays_on_top_of_a_quiet_day(make_article: Callable[..., Article]) -> None:
    articles = tuple(
        make_article(title=name, path=f"_news/2024-05-06-{name}.md", published_at=NOON + timedelta(hours=hours), heat=heat)
        for name, hours, heat in [("great", -30, 180), ("quiet", 0, 50), ("ancient", -24 * 30, 200)]
    )
    tree = page(Holdings(articles=articles, settings=SETTINGS), "site/index.html")
    assert [node.text(strip=True) for node in tree.css(".headline")] == ["great", "quiet", "ancient"]


def test_the_front_page_goes_by_day_and_within_a_day_by_heat(make_article: Callable[..., Article]) -> None:
    stories = [("old-hot", -30, 85), ("new-cool", 1, 5), ("new-hot", -3, 80), ("new-warm", 2, 40)]
    articles = tuple(
        make_article(title=name, path=f"_news/2024-05-06-{name}.md", published_at=NOON + timedelta(hours=hours), heat=heat)
        for name, hours, heat in stories
    )
    tree = page(Holdings(articles=articles, settings=SETTINGS), "site/index.html")
    assert [node.text(strip=True) for node in tree.css(".headline")] == ["new-hot", "new-warm", "new-cool", "old-hot"]
    assert [node.attributes["datetime"] for node in tree.css(".rail time")] == ["2024-05-06", "2024-05-05"]


def test_a_story_names_its_other_publishers_once_each_with_a_link_and_counts_them(make_article: Callable[..., Article]) -> None:
    related = (
        reported("Globe", "globe.example", 1),
        reported("Globe", "globe.example", 3),
        reported("The Daily", "daily.example", 4),
        reported("Post", "post.example", 2),
    )
    tree = page(Holdings(articles=(make_article(related=related),), settings=SETTINGS), "site/index.html")
    assert text(tree, ".also") == "Also reported by Globe and Post 3 publishers"
    assert [node.attributes["href"] for node in tree.css(".also a")] == ["https://globe.example/Globe", "https://post.example/Post"]


def test_a_story_of_many_publishers_names_twelve_and_leads_to_the_others(make_article: Callable[..., Article]) -> None:
    related = tuple(reported(f"P{number}", f"p{number}.example", number) for number in range(15))
    tree = page(Holdings(articles=(make_article(related=related),), settings=SETTINGS), "site/index.html")
    assert text(tree, ".also") == f"Also reported by {', '.join(f'P{number}' for number in range(12))} and 3 more 16 publishers"


def test_a_story_page_tells_who_reported_when_and_sends_readers_to_the_publisher(make_article: Callable[..., Article]) -> None:
    related = (reported("Globe", "globe.example", 3), reported("Post", "post.example", -9), Related(title="No time"))
    article = make_article(related=related, published_at=NOON, topics=("The Town", "Bridges", "Unlisted"))
    tree = page(Holdings(articles=(article,), topics=TOPICS, settings=SETTINGS), "site/news/2024-05-06-a-bridge-opens/index.html")
    assert [node.text(strip=True) for node in tree.css(".report strong")] == ["Post", "The Daily", "Globe", "unknown publisher"]
    assert text(tree, ".timeline .here strong") == "The Daily"
    button = tree.css_first("a.button")
    assert button is not None
    assert button.attributes["href"] == "https://daily.example/bridge"
    assert text(tree, "a.button").startswith("Read the full story at The Daily")
    assert [node.attributes.get("href") for node in tree.css(".topics a")] == ["../../topics/bridges/"]
    assert [node.text(strip=True) for node in tree.css(".topics li")] == ["Bridges", "Unlisted"]


def test_a_paywalled_article_says_so_on_its_card_and_on_its_page(make_article: Callable[..., Article]) -> None:
    holdings = Holdings(articles=(make_article(paywall=True),), settings=SETTINGS)
    assert text(page(holdings, "site/index.html"), ".badge") == "Paywall"
    story = page(holdings, "site/news/2024-05-06-a-bridge-opens/index.html")
    assert "pay or sign in" in text(story, ".paywall")
    data = story.css_first('script[type="application/ld+json"]')
    assert data is not None
    assert json.loads(data.text())["mainEntity"]["isAccessibleForFree"] is False


def test_machines_are_told_whose_report_it_is(make_article: Callable[..., Article]) -> None:
    tree = page(Holdings(articles=(make_article(),), settings=SETTINGS), "site/news/2024-05-06-a-bridge-opens/index.html")
    data = tree.css_first('script[type="application/ld+json"]')
    assert data is not None
    value = json.loads(data.text())
    assert value["mainEntity"] == {
        "@type": "NewsArticle",
        "headline": "A bridge opens",
        "datePublished": "2024-05-06T07:08:09Z",
        "publisher": {"@type": "Organization", "name": "The Daily"},
        "url": "https://daily.example/bridge",
    }
    canonical = tree.css_first('link[rel="canonical"]')
    assert canonical is not None
    assert canonical.attributes["href"] == "https://news.example/town/news/2024-05-06-a-bridge-opens/"


def test_a_held_picture_comes_from_the_site_and_another_from_where_it_is(make_article: Callable[..., Article]) -> None:
    mine, theirs = Image(url="https://daily.example/a.jpg", width=900, height=600), Image(url="https://daily.example/b.jpg")
    holdings = Holdings(
        articles=(
            make_article(images=(mine,), heat=90),
            make_article(images=(theirs,), path="_news/2024-05-06-b.md"),
            make_article(path="_news/2024-05-06-c.md", heat=1),
        ),
        settings=SETTINGS,
        held_pictures={mine.url: HeldPicture(path="assets/pictures/ab/a.jpg", width=800, height=450)},
    )
    first, second = page(holdings, "site/index.html").css("img:not(.plate)")
    assert first.attributes["src"] == "assets/pictures/ab/a.jpg"
    assert (first.attributes["width"], first.attributes["height"], "loading" in first.attributes) == ("800", "450", False)
    assert (second.attributes["src"], second.attributes["loading"]) == (theirs.url, "lazy")
    assert second.attributes["referrerpolicy"] == "no-referrer"
    assert len(page(holdings, "site/index.html").css(".plate")) == 1
    story = page(holdings, "site/news/2024-05-06-a-bridge-opens/index.html").css_first("figure img")
    assert story is not None
    assert (story.attributes["src"], story.attributes["alt"]) == ("../../assets/pictures/ab/a.jpg", "A bridge opens")
    assert held_copies(holdings) == (FileCopy(source="assets/pictures/ab/a.jpg", path="site/assets/pictures/ab/a.jpg"),)


def test_older_stories_of_a_topic_stand_on_further_pages_in_both_directions(make_article: Callable[..., Article]) -> None:
    settings = SETTINGS.evolve(publish=PublishSettings(front_page_size=2))
    articles = tuple(make_article(path=f"_news/2024-05-06-{number}.md", topics=("Bridges",)) for number in range(7))
    holdings = Holdings(articles=articles, topics=TOPICS, settings=settings)
    links = {
        name: [node.attributes["href"] for node in page(holdings, f"site/topics/bridges/{name}index.html").css(".pager a")]
        for name in ("", "page/1/", "page/2/")
    }
    way = "../../../../topics/bridges/"
    assert links == {"": ["../../topics/bridges/page/2/"], "page/1/": [f"{way}page/2/"], "page/2/": [way, f"{way}page/1/"]}


def test_the_front_page_leads_to_the_month_in_the_archive_that_goes_on_where_it_ends(make_article: Callable[..., Article]) -> None:
    settings = SETTINGS.evolve(publish=PublishSettings(front_page_size=2))
    articles = tuple(
        make_article(path=f"_news/2024-0{month}-06-{month}.md", published_at=datetime(2024, month, 6, tzinfo=UTC)) for month in (3, 4, 5)
    )
    holdings = Holdings(articles=articles, settings=settings)
    assert [node.attributes["href"] for node in page(holdings, "site/index.html").css(".pager a")] == ["archive/2024/04/"]
    assert [text(page(holdings, "site/archive/2024/04/index.html"), selector) for selector in ("h1", ".group h2")] == [
        "April 2024",
        "Saturday, 6",
    ]
    months = page(holdings, "site/archive/index.html").css(".index a")
    assert [node.attributes["href"] for node in months] == ["2024/05/", "2024/04/", "2024/03/"]


@pytest.mark.parametrize("name", ["powerapps", "azure"])
def test_no_link_of_a_real_portals_site_leads_to_nothing(
    name: str, request: pytest.FixtureRequest, read_portal: Callable[[Mapping[str, str]], Holdings]
) -> None:
    files = site(read_portal(request.getfixturevalue(name)))
    checked = 0
    for path, body in files.items():
        if not path.endswith(".html") or path == "site/404.html":
            continue
        here = posixpath.dirname(path)
        for node in LexborHTMLParser(body.decode()).css("a[href], link[href], img[src]"):
            parts = urlsplit(node.attributes.get("href") or node.attributes.get("src") or "")
            if parts.scheme or not parts.path:
                continue
            target = posixpath.normpath(posixpath.join(here, parts.path))
            target = f"{target}/index.html" if parts.path.endswith("/") else target
            assert target in files, (path, parts.path)
            checked += 1
    assert checked > 1_000


def test_the_front_page_is_light_and_asks_nobody_else_for_anything_but_pictures(
    powerapps: Mapping[str, str], read_portal: Callable[[Mapping[str, str]], Holdings]
) -> None:
    files = site(read_portal(powerapps))
    front = files["site/index.html"]
    sheet = next(body for path, body in files.items() if path.endswith(".css"))
    assert len(front) + len(sheet) < 150_000
    assert b"url(" not in sheet
    assert b"@import" not in sheet
    tree = LexborHTMLParser(front.decode())
    assert not tree.css("iframe, object, embed")
    assert all((node.attributes["src"] or "").startswith("assets/") for node in tree.css("script[src]"))
    links = [node for node in tree.css("link[href]") if (node.attributes["rel"] or "") in ("stylesheet", "icon")]
    assert len(links) == 2
    assert not any("//" in (node.attributes["href"] or "") for node in links)


def test_every_page_has_one_main_heading_a_skip_link_and_landmarks(
    powerapps: Mapping[str, str], read_portal: Callable[[Mapping[str, str]], Holdings]
) -> None:
    files = site(read_portal(powerapps))
    names = ["index.html", "404.html", "topics/canvas-apps/index.html", "archive/index.html", "providers/index.html", "about/index.html"]
    names.append(next(path for path in files if path.startswith("site/news/")).removeprefix("site/"))
    for name in names:
        tree = LexborHTMLParser(files[f"site/{name}"].decode())
        assert len(tree.css("h1")) == 1, name
        assert len(tree.css("main#main")) == len(tree.css("body > header")) == len(tree.css("body > footer")) == 1, name
        skip = tree.css_first("body > a")
        assert skip is not None
        assert skip.attributes["href"] == "#main", name
        levels = [int(node.tag[1]) for node in tree.css("h1, h2, h3")]
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), name


def test_the_page_for_lost_readers_works_at_any_depth() -> None:
    tree = page(Holdings(articles=(), settings=SETTINGS), "site/404.html")
    assert tree.css_first("style") is not None
    assert {node.attributes["href"] for node in tree.css("main a, .masthead a")} == {"/town/"}


def test_the_same_holdings_give_the_same_bytes(make_article: Callable[..., Article]) -> None:
    holdings = Holdings(articles=tuple(make_article(path=f"_news/2024-05-06-{n}.md") for n in range(9)), topics=TOPICS, settings=SETTINGS)
    assert list(render(holdings)) == list(render(holdings.evolve(articles=tuple(reversed(holdings.articles)))))


def test_articles_and_assets_come_before_the_lists_that_lead_to_them(make_article: Callable[..., Article]) -> None:
    holdings = Holdings(articles=(make_article(topics=("Bridges",)),), topics=TOPICS, settings=SETTINGS)
    order = [output.path for output in render(holdings)]
    assert order.index("site/news/2024-05-06-a-bridge-opens/index.html") < order.index("site/topics/bridges/index.html")
    assert order.index("site/topics/bridges/index.html") < order.index("site/index.html")
    assert order.index("api/news/2024-05-06-a-bridge-opens/index.json") < order.index("api/news/index.json")
    assert len(order) == len(set(order))
