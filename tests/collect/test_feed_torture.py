"""Feeds as they come: every dialect of the last thirty years, and everything that goes wrong with them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.collect import Feed, parse_feed
from newsfold.collect.ampersands import mended_ampersands
from newsfold.collect.date_dialects import any_date
from newsfold.collect.feeds import MOST_ITEMS
from newsfold.outcome import Rejected

URL = "https://n.example/dir/feed.xml"
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
ITEM = "<item><title>T</title><link>/a</link></item>"
ABOUT = ITEM.replace("<item>", '<item rdf:about="/a">')
RSS = f'<rss version="2.0"><channel>{ITEM}</channel></rss>'


def read(body: str | bytes) -> Feed:
    found = parse_feed(body.encode() if isinstance(body, str) else body, url=URL)
    assert isinstance(found, Feed), found
    return found


@pytest.mark.parametrize(
    "body",
    [
        f'<rdf:RDF {RDF} xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>C</title></channel>{ITEM}</rdf:RDF>',
        f'<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">{RSS.replace("2.0", "0.91")}',
        RSS.replace("2.0", "0.92"),
        f'<rdf:RDF {RDF} xmlns="http://purl.org/rss/1.0/"><channel/>{ABOUT}</rdf:RDF>',
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>T</title><link rel="alternate" href="/a"/></entry></feed>',
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">T</title><link href="/a"/><id>1</id></entry></feed>',
        '<CHANNEL HREF="http://n.example/"><ITEM HREF="/a"><TITLE>T</TITLE></ITEM></CHANNEL>',
        RSS.replace("<rss ", '<rss xmlns="http://backend.userland.com/rss2" '),
        RSS.replace("rss", "RSS").replace("channel", "CHANNEL").replace("item", "ITEM").replace("link", "LINK").replace("title", "TITLE"),
        f'<rss version="2.0"><channel><title>C</title></channel>{ITEM}</rss>',
        RSS.replace("<title>", "<dc:creator>W</dc:creator><itunes:explicit>no</itunes:explicit><title>"),
        f'  \n<br />Warning: mysql_connect()\n<?xml version="1.0"?>{RSS}',
        f'<?xml version="1.0" encoding="utf-16"?>{RSS}',
        f'<?xml version="1.0" encoding="x-nobody-knows"?>{RSS}',
        f'<?xml version="1.0" encoding="utf-32"?>{RSS}'.encode("utf-32"),
        f'<?xml version="1.0"?>{RSS}'.encode("utf-16"),
        f"\ufeff\n<?xml version='1.1'?>{RSS}".encode(),
        '{"version":"https://jsonfeed.org/version/1","items":[{"id":7,"url":"/a","title":"T"},{},3]}',
    ],
)
def test_every_dialect_gives_its_entry(body: str | bytes) -> None:
    (entry,) = read(body).entries
    assert (entry.url, entry.title) == ("https://n.example/a", "T")


def test_addresses_are_seen_from_xml_base() -> None:
    feed = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://b.example/x/">
    <entry xml:base="y/"><link href="a"/><id>1</id></entry>
    <entry><link href="b"/><id>2</id></entry><entry xml:base='javascript:z'><link href="c"/><id>3</id></entry></feed>"""
    assert [entry.url for entry in read(feed).entries] == ["http://b.example/x/y/a", "http://b.example/x/b", "https://n.example/dir/c"]


def test_bare_ampersands_and_html_names_cost_nothing() -> None:
    (entry,) = read(RSS.replace("/a", "/a?x=1&y=2").replace(">T<", ">Caf&eacute;&nbsp;&amp; R&D &#8217;&bogus;<")).entries
    assert (entry.url, entry.title) == ("https://n.example/a?x=1&y=2", "Café & R&D ’&bogus;")


def test_cdata_keeps_its_ampersands() -> None:
    xml = b"<a>R&D<![CDATA[R&D &eacute;]]>&amp;&#38;<![CDATA[R&D"
    assert mended_ampersands(xml) == b"<a>R&amp;D<![CDATA[R&D &eacute;]]>&amp;&#38;<![CDATA[R&amp;D"
    assert mended_ampersands(b"<![CDATA[" * 100_000 + b"&").endswith(b"&amp;")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Thu, 01 Jan 2004 19:48:21 GMT", "2004-01-01 19:48"),
        ("01 Jan 2004 19:48:21 +0100", "2004-01-01 18:48"),
        ("Thu, 01 Jan 04 19:48 EDT", "2004-01-01 23:48"),
        ("Thursday, 01 January 2004 19:48:21 Z", "2004-01-01 19:48"),
        ("2004-01-01T10:14:55-08:00", "2004-01-01 18:14"),
        ("2004-01-01", "2004-01-01 00:00"),
        ("20040101", "2004-01-01 00:00"),
        ("2004/09/15 08:19", "2004-09-15 08:19"),
        ("Jan 1 2004 7:48PM", "2004-01-01 19:48"),
        ("2004년 05월 28일  오후 11:31:25", "2004-05-28 23:31"),
        ("2004-05-28 오후 11:31:25", "2004-05-28 23:31"),
        ("2026年11月22日 20:08", "2026-11-22 20:08"),
        ("2026年11月22日 下午8时08分", "2026-11-22 20:08"),
        ("Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11 17:00"),
        ("22 novembre 2026 14:30 +0100", "2026-11-22 13:30"),
        ("22. März 2026, 14.30", "2026-03-22 14:30"),
        ("22 de noviembre de 2026", "2026-11-22 00:00"),
        ("22 ноября 2026 10:00 MSK", "2026-11-22 07:00"),
        ("Fri, 2006/09/15 08:19:53 EDT", "2006-09-15 12:19"),
        ("2004", None),
        ("10:30", None),
        ("Mon", None),
        ("Mon, 31 Feb 2004 00:00:00 GMT", None),
        ("Wed, 31 Dec 9999 23:59:59 -1200", None),
        ("x" * 5_000, None),
    ],
)
def test_dates_are_read_in_their_dialect(written: str, meant: str | None) -> None:
    (entry,) = read(RSS.replace("<link>", f"<pubDate>{written}</pubDate><link>")).entries
    assert (f"{entry.published_at:%Y-%m-%d %H:%M}" if entry.published_at else None) == meant


@given(st.text(max_size=120) | st.text(alphabet="0123456789-/:.,年月日월 TZ+JanuaryEST", max_size=40))
def test_no_words_make_an_exception_of_a_date(words: str) -> None:
    moment = any_date(words)
    assert moment is None or moment.tzinfo is UTC or moment.utcoffset() == datetime.now(UTC).utcoffset()


def test_of_a_feed_of_a_hundred_thousand_items_both_ends_are_read() -> None:
    body = "".join(f"<item><link>/{number}</link></item>" for number in range(100_000))
    feed = read(f"<rss version='2.0'><channel>{body}</channel></rss>")
    assert len(feed.entries) == MOST_ITEMS
    assert (feed.entries[0].url, feed.entries[-1].url) == ("https://n.example/0", "https://n.example/99999")
    assert "100,000" in (feed.note or "")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b"\x00" * 100, "not-a-feed"),
        (b"<html><p>no</p></html>", "web-page"),
        (b"[]", "not-a-feed"),
        (b'{"items":' + b"[" * 100_000, "not-a-feed"),
        (b"<opml><body/></opml>", "not-a-feed"),
        (b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&x;</title></channel></rss>', "entities"),
        (b"<rss><channel><item><title>T</title></item></channel></rss>", "no-addresses"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not-a-feed"),
    ],
)
def test_what_is_no_feed_is_refused_by_name(body: bytes, code: str) -> None:
    found = parse_feed(body, url=URL)
    assert isinstance(found, Rejected)
    assert found.code == code


PIECES = (
    *("<rss>", "<channel>", "<item>", "</item>", "<link>/a</link>", "<title>", "<![CDATA[", "]]>", "&nbsp;", "&", "<!--", "<entry>"),
    *("<feed>", "<pubDate>2004</pubDate>", ' xml:base="', "<dc:date>", "\x0b", "é", "<?xml encoding='utf-16'?>", "<!DOCTYPE rss [", "]>"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_no_order_of_pieces_makes_an_exception(pieces: list[str]) -> None:
    assert isinstance(parse_feed("".join(pieces).encode(), url=URL), Feed | Rejected)


def test_every_feed_at_hand_gives_entries_with_dates() -> None:
    folder = Path(__file__).parents[2].parent / "shared" / "data" / "feeds"
    if not folder.is_dir():
        pytest.skip("../shared/data/feeds is not here")
    for file in sorted(folder.glob("*.xml")):
        feed = read(file.read_bytes())
        assert feed.entries, file.name
        again = read(file.read_bytes().replace(b"<pubDate>", b"<pubDate> \n"))
        assert [entry.published_at for entry in again.entries] == [entry.published_at for entry in feed.entries], file.name
