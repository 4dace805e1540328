"""What feeds write in ways the quick parser misreads is read as they mean it."""

from __future__ import annotations

import pytest

from newsfold.collect import Feed, parse_feed
from newsfold.collect.date_dialects import any_date
from newsfold.collect.feeds import _patiently
from newsfold.outcome import Rejected
from newsfold.page import Entry

URL = "https://n.example/feed.xml"
NAMES = 'xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"'
SELF = '<atom:link rel="self" href="http://n.example/self"/>'
LINK = "<link>http://n.example/1</link>"


def read(body: str | bytes) -> Feed:
    found = parse_feed(body.encode() if isinstance(body, str) else body, url=URL)
    assert isinstance(found, Feed), found
    return found


def rss(items: str) -> str:
    return f'<rss version="2.0" {NAMES}><channel><title>C</title>{items}</channel></rss>'


def item(inside: str) -> Entry:
    (entry,) = read(rss(f"<item>{inside}</item>")).entries
    return entry


def atom(inside: str) -> Entry:
    (entry,) = read(f'<feed xmlns="http://www.w3.org/2005/Atom" {NAMES}><entry><link href="/1"/>{inside}</entry></feed>').entries
    return entry


def json_feed(item: str) -> str:
    return f'{{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{item}]}}'


@pytest.mark.parametrize("links", [SELF + LINK, LINK + SELF, f'<link rel="self" href="/self"/>{LINK}', SELF.replace("atom:", "") + LINK])
def test_an_items_own_link_wins_over_the_feeds_self_link(links: str) -> None:
    assert item(f"{links}<title>T</title>").url == "http://n.example/1"
    assert _patiently(rss(f"<item>{links}</item>").encode()).items[0].links[0] == "http://n.example/1"


def test_one_item_without_its_link_does_not_cost_the_others_theirs() -> None:
    feed = read(rss(f"<item>{SELF}{LINK}</item><item><title>None</title></item><item><link>/2</link></item>"))
    assert [entry.url for entry in feed.entries] == ["http://n.example/1", "https://n.example/2"]


def test_a_link_is_found_where_a_comment_or_cdata_speaks_of_items() -> None:
    assert item(f"<!-- <item> --><description><![CDATA[<item>]]></description>{SELF}{LINK}").url == "http://n.example/1"


def test_a_tag_with_a_hundred_thousand_attributes_is_refused() -> None:
    crowd = " ".join(f'a{number}=">"' for number in range(100_000))
    found = parse_feed(rss(f"<item {crowd}>{LINK}</item>").encode(), url=URL)
    assert isinstance(found, Rejected)
    assert found.code == "attributes"


def test_many_equals_signs_in_one_address_or_in_cdata_are_no_crowd() -> None:
    crowd = " ".join(f'a{number}="1"' for number in range(2_000))
    entry = item(
        f'{LINK}<description><![CDATA[Text <p {crowd}></p>]]></description><enclosure url="/1.jpg?{"=" * 2_000}" type="image/jpeg"/>'
    )
    assert entry.excerpt == "Text"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2020-05", "2020-05-01 00:00"),
        ("May 2020 10:00", "2020-05-01 10:00"),
        ("2020 10:00", None),
        ("10:00:00", None),
        ("Fri, 15 May 10:00:00 GMT", None),
        ("<![CDATA[Fri, 15 May 10:00:00 GMT]]>", None),
        ("Fri, 15 May 2020 10:00:00 GMT", "2020-05-15 10:00"),
        ("Fri, 15 May 2020 10:00:00 GMT+2", "2020-05-15 08:00"),
        ("2020-05-15 10:00 GMT+2", "2020-05-15 08:00"),
        ("2020-05-15T10:00:00+02:00", "2020-05-15 08:00"),
        ("Fri May 15 10:00:00 2020", "2020-05-15 10:00"),
        ("May 15, 2020 10:00 AM", "2020-05-15 10:00"),
        ("Fri, 15 May 20 10:00:00 GMT", "2020-05-15 10:00"),
        ("15.05.2020 10:00", "2020-05-15 10:00"),
        ("2020-W20-5", "2020-05-15 00:00"),
        ("1589536800", "2020-05-15 10:00"),
    ],
)
def test_nothing_of_a_half_written_date_is_taken_from_today(written: str, meant: str | None) -> None:
    for xml in (rss(f"<item>{LINK}<pubDate>{written}</pubDate></item>"), rss(f"<item>{LINK}<pubDate>{written}</pubDate><a></item>")):
        (entry,) = read(xml).entries
        assert (f"{entry.published_at:%Y-%m-%d %H:%M}" if entry.published_at else None) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Wed, 08 Jul 2026 2:30 PM EST", "19:30"),
        ("July 8, 2026 2:30 PM", "14:30"),
        ("8 Jul 2026 02:30 pm +0200", "12:30"),
        ("Wed, 08 Jul 2026 12:30 AM GMT", "00:30"),
        ("8 juillet 2026 12.30 p.m.", "12:30"),
        ("Wed, 08 Jul 2026 14:30 PM EST", "19:30"),
        ("7/8/2026 2:30:00 PM", "14:30"),
        ("Wed, 08 Jul 2026 02:30:00 ET", "06:30"),
        ("Wed Jul  8 02:30:00 PT 2026", "09:30"),
        ("8 Jan 2026 02:30 MT", "09:30"),
        ("Wed, 08 Jul 2026 02:30:00 +2", "00:30"),
        ("8 juillet 2026 02:30 -130", "04:00"),
    ],
)
def test_twelve_hour_clocks_and_short_zones_mean_what_they_say(written: str, meant: str) -> None:
    published = item(f"{LINK}<pubDate>{written}</pubDate>").published_at
    assert published is not None
    assert f"{published:%d %H:%M}" == f"08 {meant}"


def test_feedparser_does_not_fill_dates_from_today_either() -> None:
    read_by = [_patiently(rss(f"<item>{LINK}<pubDate>{words}</pubDate></item>").encode()).items[0] for words in ("2020-05", "10:00:00")]
    assert [one.published for one in read_by] == ["2020-05-01T00:00:00+00:00", ""]


def test_any_date_refuses_a_year_without_a_month() -> None:
    assert any_date("2020 10:00") is None


def test_atom_words_in_xhtml_lose_none() -> None:
    inner = '<div xmlns="http://www.w3.org/1999/xhtml">A <i>it</i> B &lt;c&gt;</div>'
    entry = atom(f'<source><title>Other</title></source><title type="xhtml">{inner}</title><summary type="xhtml">{inner}</summary>')
    assert (entry.title, entry.excerpt) == ("A it B <c>", "A it B <c>")


def test_tags_and_comments_in_rss_words_lose_none() -> None:
    entry = item(f"{LINK}<title>A <b>bold</b> move<!-- x -->!</title><description><p>One.</p><p>Two.</p></description>")
    assert (entry.title, entry.excerpt) == ("A bold move!", "One. Two.")


def test_signs_that_turn_the_reading_direction_stay_out_of_a_feeds_words() -> None:
    entry = item(f"{LINK}<title>A \u202eturned\u2066 line\u200f</title><description>\u202aOne&#x202B; more.</description>")
    assert (entry.title, entry.excerpt) == ("A turned line\u200f", "One more.")


def test_an_items_own_words_win_over_those_of_other_namespaces() -> None:
    own = "<title>T</title><description>D</description>"
    for foreign in ("<media:title>M</media:title><media:description>MD</media:description>", "<dc:title>M</dc:title>"):
        assert [(entry.title, entry.excerpt) for entry in (item(LINK + foreign + own), item(LINK + own + foreign))] == [("T", "D")] * 2
    assert item(f"{LINK}<media:title>M</media:title>").title == "M"


@pytest.mark.parametrize(
    "odd",
    [
        '"author":"Bob"',
        '"authors":["Bob"]',
        '"authors":[null,{"name":"Bob"},{"name":5}]',
        '"author":{"name":"Bob"},"summary":[1]',
        '"author":"Bob","attachments":[{"url":null},{"url":"/x","mime_type":7},3]',
        '"author":"Bob","id":1e999',
        '"author":"Bob","date_published":17,"image":{}',
    ],
)
def test_an_odd_field_of_a_json_item_costs_that_field_only(odd: str) -> None:
    feed = read(json_feed(f'{{"url":"/a","title":"T",{odd}}}'))
    (entry,) = feed.entries
    assert (entry.url, entry.title, entry.authors, feed.note) == ("https://n.example/a", "T", ("Bob",), None)


@pytest.mark.parametrize("code", ["latin-1", "utf-8-sig", "utf-16", "utf-16-le"])
def test_json_feeds_are_read_in_any_encoding(code: str) -> None:
    (entry,) = read(json_feed('{"url":"/a","title":"Café"}').encode(code)).entries
    assert entry.title == "Café"


def test_json_titles_that_are_no_text_and_half_signs_and_other_dates_are_read() -> None:
    (entry,) = read(json_feed('{"url":"/a","title":5,"date_published":"Fri, 15 May 2020 10:00:00 GMT"}')).entries
    assert (entry.title, f"{entry.published_at:%Y-%m-%d %H:%M}") == ("", "2020-05-15 10:00")
    assert read(json_feed('{"url":"/a","title":"x\\ud800y"}')).entries[0].title.startswith("x")


@pytest.mark.parametrize("body", ['<feed xmlns="http://www.w3.org/2005/Atom"/>', '<?xml version="1.0"?>\n<rss version="2.0"/>\n'])
def test_a_feed_closed_at_once_lists_nothing(body: str) -> None:
    assert read(body).entries == ()
