"""Rules of single fields: times against the feed and the publisher's zone, marks in the page, pictures, tables, captions, hidden text."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from newsfold.article import Organization
from newsfold.page import Entry, Page
from newsfold.read import Reading, read

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
STORY = "".join(f"<p>Paragraph {number} tells at length what the council decided about the ferry and why.</p>" for number in range(6))
TITLE = "<title>The ferry returns to town</title>"
DATED = '<meta property="article:published_time" content="2026-03-04T08:00:00Z">'


def reading(
    head: str,
    body: str = STORY,
    *,
    fed: datetime | None = None,
    zone: str | None = None,
    url: str = "https://www.post.example/a/story",
) -> Reading:
    html = f"<html lang=en><head>{TITLE}{head}</head><body>{body}</body></html>"
    entry = Entry(source="https://f.example/", id="1", url=url, published_at=fed) if fed is not None else None
    page = Page(url=url, final_url=url, fetched_at=NOON, body=html.encode(), entry=entry)
    return read(page, organizations={"post.example": Organization(domain="post.example", name="The Post", zone=zone)})


def witness(found: Reading, field: str) -> str:
    return next((one.name for one in found.witnesses if one.field == field), "")


def published(head: str) -> str:
    return f'<meta property="article:published_time" content="{head}">'


# times


def test_local_time_stamped_utc_is_set_right_by_the_feed_and_says_so() -> None:
    found = reading(published("2026-03-04T09:12:31Z"), fed=datetime(2026, 3, 4, 17, 12, 31, tzinfo=UTC))
    assert found.article.published_at == datetime(2026, 3, 4, 17, 12, 31, tzinfo=UTC)
    assert witness(found, "published_at") == "feed (article:published_time is local time stamped UTC)"


@pytest.mark.parametrize(
    "fed",
    [
        datetime(2026, 3, 4, 17, 19, 31, tzinfo=UTC),
        datetime(2026, 3, 4, 9, 13, 0, tzinfo=UTC),
        datetime(2026, 3, 4, 9, 27, 31, tzinfo=UTC),
        datetime(2026, 3, 4, 23, 42, 31, tzinfo=UTC),
        datetime(2026, 3, 4, 0, 0, tzinfo=UTC),
    ],
    ids=["no quarter hour", "seconds", "no zone so near", "too far", "a bare date"],
)
def test_a_feed_that_is_no_zone_away_changes_nothing(fed: datetime) -> None:
    assert reading(published("2026-03-04T09:12:31Z"), fed=fed).article.published_at == datetime(2026, 3, 4, 9, 12, 31, tzinfo=UTC)


def test_a_witness_with_a_zone_is_believed_before_the_feed() -> None:
    fed = datetime(2026, 3, 4, 17, 12, 31, tzinfo=UTC)
    zoned = '<meta name=pubdate content="2026-03-04T04:12:31-05:00">'
    assert reading(published("2026-03-04T09:12:31Z") + zoned, fed=fed).article.published_at.hour == 9
    same_clock = '<meta name=pubdate content="2026-03-04T09:12:31-05:00">'
    found = reading(published("2026-03-04T09:12:31Z") + same_clock, fed=fed)
    assert found.article.published_at.hour == 14
    assert witness(found, "published_at") == "pubdate (article:published_time is local time stamped UTC)"


def test_a_time_without_a_zone_takes_the_pages_then_the_publishers_then_utc() -> None:
    bare = published("2026-03-04T09:00:10")
    assert reading(bare).article.published_at.hour == 9
    assert reading(bare, zone="Asia/Tokyo").article.published_at.hour == 0
    zoned = '<meta property="article:modified_time" content="2026-03-04T11:00:00+02:00">'
    assert reading(bare + zoned, zone="Asia/Tokyo").article.published_at.hour == 7


def test_the_publishers_zone_knows_summer_time() -> None:
    winter, summer = published("2026-02-04T09:00:10"), published("2025-07-04T09:00:10")
    assert reading(winter, zone="Europe/Berlin").article.published_at.hour == 8
    assert reading(summer, zone="Europe/Berlin").article.published_at.hour == 7


@pytest.mark.parametrize("name", ["Nowhere/At_All", "", "../../etc/passwd", "Europe", "\x00"])
def test_a_zone_that_is_none_counts_as_unknown(name: str) -> None:
    assert reading(published("2026-03-04T09:00:10"), zone=name).article.published_at.hour == 9


def test_local_time_stamped_utc_that_lies_ahead_is_set_right_by_the_publishers_zone() -> None:
    ahead = published("2026-03-05T20:30:00Z")
    found = reading(ahead, zone="Asia/Tokyo")
    assert found.article.published_at == datetime(2026, 3, 5, 11, 30, tzinfo=UTC)
    assert witness(found, "published_at") == "article:published_time (local time stamped UTC)"
    assert reading(ahead).article.published_at.hour == 20


def test_a_date_alone_is_midnight_whatever_the_zone() -> None:
    found = reading(published("2026-03-04"), zone="Asia/Tokyo")
    assert found.article.published_at == datetime(2026, 3, 4, tzinfo=UTC)


def test_a_page_dated_after_its_fetch_takes_no_date_from_elsewhere_on_it() -> None:
    body = f"<h1>The ferry returns to town</h1><p>1 March 2026, 10:00</p>{STORY}"
    assert reading(published("2026-04-04T09:00:00Z"), body).rejected is not None
    fed = datetime(2026, 3, 4, 9, 0, 1, tzinfo=UTC)
    assert reading(published("2026-04-04T09:00:00Z"), body, fed=fed).article.published_at == fed


def test_the_date_below_a_smaller_headline_is_found() -> None:
    weather = "<h2>The weather in many places today</h2>" + "<p>10 °C</p>" * 60
    found = reading("", f"{weather}<h3>The ferry returns to town</h3><div>Do 03.03.26 | 14:07 Uhr</div>{STORY}")
    assert found.article.published_at == datetime(2026, 3, 3, 14, 7, tzinfo=UTC)


def test_a_date_in_a_script_is_a_witness() -> None:
    found = reading('<script>window.page = {"section":"harbour","publishedAt":"2026-03-03T10:11:12+01:00"}</script>')
    assert found.article.published_at == datetime(2026, 3, 3, 9, 11, 12, tzinfo=UTC)
    assert witness(found, "published_at") == "script"


# marks in the page


@pytest.mark.parametrize(("mark", "kind"), [("itemprop=", "itemprop"), ("property=schema:", "rdfa"), ("property=", "rdfa")])
def test_microdata_and_rdfa_are_read(mark: str, kind: str) -> None:
    body = f"""<article vocab="https://schema.org/" typeof="NewsArticle"><h2 {mark}headline>The ferry is back</h2>
    <span {mark}author><span {mark}name>Ada Holm</span></span><time {mark}datePublished datetime="2026-03-03T10:11:12Z">3 March</time>
    <time {mark}dateModified datetime="2026-03-03T11:00:00Z">later</time>
    <div {mark}publisher><meta {mark}name content="The Post"></div>{STORY}</article>"""
    html = f"<html lang=en><body>{body}</body></html>"
    url = "https://www.post.example/a/story"
    found = read(Page(url=url, final_url=url, fetched_at=NOON, body=html.encode()))
    assert found.article.title == "The ferry is back"
    assert found.article.published_at == datetime(2026, 3, 3, 10, 11, 12, tzinfo=UTC)
    assert found.article.updated_at == datetime(2026, 3, 3, 11, tzinfo=UTC)
    assert [author.name for author in found.article.provider.authors] == ["Ada Holm"]
    assert found.article.provider.name == "The Post"
    assert {witness(found, field).partition(" ")[0] for field in ("title", "published_at", "authors", "provider")} == {kind}


# pictures


@pytest.mark.parametrize(
    "name",
    [
        "a-transparent-government-at-last.jpg",
        "2026/03/google-pixel-phone-in-the-harbour.png",
        "default-risk-of-the-ferry-company.jpg",
        "tracking-the-storm-over-town.webp",
        "photos/IMG_1234.jpg",
    ],
)
def test_a_slug_that_holds_a_placeholders_word_is_a_picture(name: str) -> None:
    assert len(reading(f'{DATED}<meta property="og:image" content="/media/{name}">').article.images) == 1


@pytest.mark.parametrize(
    "name",
    [
        "transparent.png",
        "img/pixel.gif",
        "spacer-1x1.gif",
        "og-image-default.jpg",
        "logos/post.png",
        "post-logo-600x315.png",
        "default.jpg",
    ],
)
def test_a_file_that_says_nothing_else_is_no_picture(name: str) -> None:
    assert reading(f'{DATED}<meta property="og:image" content="/media/{name}">').article.images == ()


def test_the_alternative_text_of_the_picture_is_its_title() -> None:
    picture = '<meta property="og:image" content="https://cdn.post.example/1200/ferry-in-the-harbour.jpg?w=1200">'
    shown = "<img src='/small/ferry-in-the-harbour.jpg' alt='The ferry &amp; the old harbour'><img src='/other.jpg' alt='Something else'>"
    assert reading(DATED + picture, shown + STORY).article.images[0].title == "The ferry & the old harbour"
    declared = '<meta property="og:image:alt" content="The ferry, said the page">'
    assert reading(DATED + picture + declared, shown + STORY).article.images[0].title == "The ferry, said the page"
    assert reading(DATED + picture, STORY).article.images[0].title is None


# text


def text_of(body: str) -> list[str]:
    return reading(DATED, f"<h1>The ferry returns to town</h1><div class=story>{body}</div>").article.text.split("\n")


def test_a_table_of_figures_belongs_to_the_text_a_table_that_lays_out_the_page_does_not() -> None:
    table = "<table><tr><th>Line</th><th>Passengers a day</th></tr><tr><td>Harbour</td><td>1,200 in summer</td></tr></table>"
    assert "Harbour 1,200 in summer" in text_of(STORY + table)
    layout = "<table><tr><td><p>Another story that stands beside this one and is not of it.</p></td></tr></table>"
    assert not any("Another story" in line for line in text_of(STORY + layout))


@pytest.mark.parametrize(
    "line",
    [
        "<p>The old harbour in winter (Image: AGENCY)</p>",
        "<p><span class='photo-caption'>The old harbour in winter, seen from the northern mole.</span></p>",
        "<div class=post-card><a href='/b'><p>Another story that stands in the middle of this one, told in a few words.</p></a></div>",
    ],
)
def test_captions_and_cards_in_the_middle_are_left_out(line: str) -> None:
    assert len(text_of(STORY + line + STORY.replace("Paragraph", "Section"))) == 12


def test_what_is_printed_below_every_article_is_left_out() -> None:
    below = "<p>Follow us on Social and sign up to our newsletter.</p><p>© The Post. All rights reserved.</p>"
    assert text_of(STORY + below)[-1].startswith("Paragraph 5")


def test_a_live_report_keeps_its_times() -> None:
    live = "<h2>12:31 The ferry has left the harbour with two hundred passengers</h2>" + STORY
    assert text_of(live)[0].startswith("12:31 The ferry")


def test_text_that_stands_only_in_a_script_is_found() -> None:
    body = json.dumps(STORY).replace("<", "\\u003c")
    found = reading(f"{DATED}<script>self.push([1,{body}])</script>", "<div id=root></div>")
    assert found.article.text.count("\n") == 5
