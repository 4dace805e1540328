"""Feeds of every kind and in every state give entries or a reason."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsfold.collect import Feed, parse_feed
from newsfold.outcome import Rejected

zipped = partial(gzip.compress, mtime=0)
"""Without the time of day, which would make a test's name another in each process."""

URL = "https://news.example/section/feed.xml"
FEEDS = Path(__file__).parents[2].parent / "shared" / "data" / "feeds"


def read(text: str | bytes, **options: Any) -> Feed:
    feed = parse_feed(text.encode() if isinstance(text, str) else text, url=URL, **options)
    assert isinstance(feed, Feed), feed
    return feed


def refused(text: str | bytes) -> str:
    feed = parse_feed(text.encode() if isinstance(text, str) else text, url=URL)
    assert isinstance(feed, Rejected), feed
    assert (feed.stage, feed.url) == ("collect", URL)
    return feed.reason


def rss(item: str, head: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{head}<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Daily</title><item>{item}</item></channel></rss>'
    )


def test_an_rss_item_becomes_an_entry() -> None:
    feed = read(
        rss(
            "<title>Mayor &amp;amp; &lt;b&gt;council&lt;/b&gt; agree</title><link>https://news.example/1</link><guid>n-1</guid>"
            "<description>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two &amp;amp; three.&lt;/p&gt;&lt;script&gt;bad()&lt;/script&gt;</description>"
            "<pubDate>Sun, 22 Nov 2026 12:30:15 +0200</pubDate><author>ann@news.example (Ann Writer)</author>"
            '<enclosure url="/1.jpg" type="image/jpeg" length="1"/>'
        )
    )
    assert feed.title == "The Daily"
    assert feed.note is None
    (entry,) = feed.entries
    assert (entry.source, entry.id, entry.url) == (URL, "n-1", "https://news.example/1")
    assert entry.title == "Mayor & council agree"
    assert entry.excerpt == "One. Two & three."
    assert entry.published_at == datetime(2026, 11, 22, 10, 30, 15, tzinfo=UTC)
    assert entry.authors == ("Ann Writer",)
    assert entry.picture == "https://news.example/1.jpg"


def test_an_atom_entry_becomes_an_entry() -> None:
    feed = read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Planet</title><entry><id>urn:1</id>'
        '<title type="html">A &lt;i&gt;b&lt;/i&gt;</title>'
        '<link rel="alternate" href="../1#top"/><published>2026-11-22T10:00:00.750Z</published><updated>2026-11-22T11:00:00+01:00</updated>'
        "<author><name>Ann</name></author><summary>Short.</summary></entry></feed>"
    )
    (entry,) = feed.entries
    assert (entry.id, entry.url, entry.title, entry.excerpt) == ("urn:1", "https://news.example/1", "A b", "Short.")
    assert entry.published_at == datetime(2026, 11, 22, 10, tzinfo=UTC)
    assert entry.updated_at == datetime(2026, 11, 22, 10, tzinfo=UTC)


def test_an_rdf_item_becomes_an_entry() -> None:
    feed = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Old</title></channel>'
        '<item rdf:about="https://news.example/1"><title>One</title><link>https://news.example/1</link>'
        "<dc:date>2026-11-22T10:00:00Z</dc:date><dc:creator>Ann</dc:creator></item></rdf:RDF>"
    )
    (entry,) = feed.entries
    assert (entry.title, entry.authors, entry.published_at) == ("One", ("Ann",), datetime(2026, 11, 22, 10, tzinfo=UTC))


def test_an_old_rss_with_its_document_type_is_read() -> None:
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.example/rss-0.91.dtd">'
    (entry,) = read(rss("<title>One</title><link>https://news.example/1</link>", doctype)).entries
    assert entry.title == "One"


def test_a_json_feed_becomes_entries_and_a_broken_item_is_told() -> None:
    items = [
        {"id": 7, "url": "/1", "title": "One", "content_html": "<p>Text</p>", "date_published": "2026-11-22T10:00:00+01:00"},
        {"id": "b", "url": ["no address"]},
        {"id": "c", "external_url": "https://other.example/c", "authors": [{"name": "Ann"}], "image": "/c.png"},
    ]
    feed = read(msgspec.json.encode({"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": items}))
    assert [(entry.id, entry.url) for entry in feed.entries] == [("7", "https://news.example/1"), ("c", "https://other.example/c")]
    assert feed.entries[0].excerpt == "Text"
    assert feed.entries[0].published_at == datetime(2026, 11, 22, 9, tzinfo=UTC)
    assert (feed.entries[1].authors, feed.entries[1].picture) == (("Ann",), "https://news.example/c.png")
    assert feed.note == "1 items of the feed cannot be read."


@pytest.mark.parametrize(
    "markup",
    [
        '<media:content url="https://news.example/p.jpg" medium="image"/>',
        '<media:content url="https://news.example/p.jpg" type="image/jpeg"/>',
        '<media:thumbnail url="https://news.example/p.jpg"/>',
        '<enclosure url="https://news.example/a.mp3" type="audio/mpeg"/><enclosure url="https://news.example/p.jpg" type="image/jpeg"/>',
        '<enclosure url="https://news.example/p.jpg"/>',
    ],
)
def test_the_picture_of_an_item_is_found(markup: str) -> None:
    (entry,) = read(rss(f"<title>One</title><link>https://news.example/1</link>{markup}")).entries
    assert entry.picture == "https://news.example/p.jpg"


def test_a_film_is_no_picture() -> None:
    markup = '<media:content url="https://news.example/f.mp4" type="video/mp4"/>'
    (entry,) = read(rss(f"<title>One</title><link>https://news.example/1</link>{markup}")).entries
    assert entry.picture is None


@pytest.mark.parametrize("link", ["", "javascript:alert(1)", "mailto:a@news.example", "file:///etc/passwd", "http://["])
def test_an_item_without_a_web_address_is_left_out(link: str) -> None:
    good = "<title>Two</title><link>https://news.example/2</link></item><item>"
    feed = read(rss(f"{good}<title>One</title><link>{link}</link><guid>x</guid>"))
    assert [entry.title for entry in feed.entries] == ["Two"]


def test_a_guid_that_is_an_address_serves_where_there_is_no_link() -> None:
    (entry,) = read(rss("<title>One</title><guid>https://news.example/1</guid>")).entries
    assert entry.url == entry.id == "https://news.example/1"


def test_words_in_angle_brackets_stay_in_a_title() -> None:
    (entry,) = read(rss("<title>Using &lt;canvas&gt; where a &lt; b</title><link>https://news.example/1</link>")).entries
    assert entry.title == "Using <canvas> where a < b"


def test_a_long_description_is_cut_at_a_word() -> None:
    (entry,) = read(rss(f"<link>https://news.example/1</link><description>{'word ' * 1_000}</description>")).entries
    assert len(entry.excerpt) <= 1_000
    assert entry.excerpt.endswith("word")


def test_a_feed_that_lists_nothing_just_now_is_a_feed() -> None:
    assert read('<rss version="2.0"><channel><title>Quiet</title></channel></rss>').entries == ()


def test_a_feed_that_breaks_off_gives_its_entries_and_a_note() -> None:
    feed = read(rss("<title>One</title><link>https://news.example/1</link></item><item><title>Tw")[:-60])
    assert feed.entries[0].title == "One"
    assert feed.note == "The feed breaks off before its end."


BOMB = (
    '<!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-32"])
def test_a_billion_laughs_are_not_laughed(encoding: str) -> None:
    text = rss("<title>&i;</title><link>https://news.example/1</link>", BOMB).replace('<?xml version="1.0"?>', "")
    assert "entities" in refused(text.encode(encoding))


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        "<!-- <rss> --><!doctype rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
        '<!DOC\x00TYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY x "]>',
        '<!DOCTYPE rss [ <!-- ] --> <!ENTITY x "y">',
    ],
)
def test_a_document_type_that_declares_entities_is_refused(head: str) -> None:
    assert "entities" in refused(rss("<title>&x;</title><link>https://news.example/1</link>", head))


def test_an_article_about_entities_is_no_attack() -> None:
    quoted = "<description><![CDATA[<!DOCTYPE r [<!ENTITY x 'y'>]>]]></description>"
    (entry,) = read(rss(f"<title>XXE</title><link>https://news.example/1</link>{quoted}")).entries
    assert entry.title == "XXE"


@pytest.mark.parametrize("name", ["utf-8", "utf-16", "iso-8859-2", "windows-1250", "gb18030"])
def test_a_feed_is_read_in_the_encoding_it_declares(name: str) -> None:
    sign = "Łódź" if name != "gb18030" else "新闻"
    text = rss(f"<title>{sign}</title><link>https://news.example/1</link>").replace('version="1.0"', f'version="1.0" encoding="{name}"')
    assert read(text.encode(name)).entries[0].title == sign


@pytest.mark.parametrize("name", ["punycode", "unicode_escape", "zip", "no-such", "utf-16"])
def test_an_encoding_that_is_no_mapping_of_signs_is_passed_over(name: str) -> None:
    text = rss("<title>Plain</title><link>https://news.example/1</link>").replace('version="1.0"', f'version="1.0" encoding="{name}"')
    assert read(text).entries[0].title == "Plain"


def test_a_charset_of_the_content_type_serves_where_the_feed_says_none() -> None:
    body = rss("<title>Łódź</title><link>https://news.example/1</link>").encode("iso-8859-2")
    assert read(body, content_type="application/rss+xml; charset=ISO-8859-2").entries[0].title == "Łódź"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"just words", "no XML"),
        (b"<!DOCTYPE html><html><head><title>x</title></head><body>hi</body></html>", "web page"),
        (b"<html><p>hi", "web page"),
        (b'{"a": 1}', "not a JSON Feed"),
        (b"{", "not a JSON Feed"),
        (b"[" * 100_000, "not a JSON Feed"),
        (b"<sitemap/>", "no feed"),
        (zipped(b"<rss/>"), "no feed"),
        (b"\xff\xfe", "no XML"),
    ],
)
def test_what_is_no_feed_is_refused_in_words(body: bytes, words: str) -> None:
    assert words in refused(body)


def test_a_feed_of_items_without_addresses_is_refused() -> None:
    assert "web address" in refused(rss("<title>One</title>"))


def test_elements_nested_without_end_do_no_harm() -> None:
    deep = "<b>" * 50_000
    feed = parse_feed(rss(f"<title>One</title><link>https://news.example/1</link><description>{deep}</description>").encode(), url=URL)
    assert isinstance(feed, Feed | Rejected)
    escaped = deep.replace("<", "&lt;")
    assert read(rss(f"<title>One</title><link>https://news.example/1</link><description>{escaped}</description>")).entries


SCRAPS = [
    b"<?xml version='1.0' encoding='utf-16'?>",
    b'<rss version="2.0"><channel>',
    b'<feed xmlns="http://www.w3.org/2005/Atom">',
    b"<item>",
    b"<entry>",
    b"<link>/a</link>",
    b'<link href="http://[/"/>',
    b"<guid>http://[</guid>",
    b"<title>&#xD800;&bad;<b></title>",
    b"<pubDate>Mon, 99 Feb 99999 25:61:61 +9999</pubDate>",
    b"<updated>0001-01-01T00:00:00+23:59</updated>",
    b"<![CDATA[",
    b"]]>",
    b"</item>",
    b"</entry>",
    b"</channel></rss>",
    b"</feed>",
    b"<!DOCTYPE rss [",
    b"<!--",
    b"\x00\xff\xfe",
    b'{"items": [{"url": "/a"}, ',
    b'"x"]}',
    b"<enclosure url='http://[' type='image/png'/>",
    b"<author>a@b (c)</author>",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(SCRAPS), st.binary(max_size=20)), max_size=20).map(b"".join))
def test_no_bytes_make_an_exception(body: bytes) -> None:
    feed = parse_feed(body, url=URL)
    assert isinstance(feed, Feed | Rejected)
    if isinstance(feed, Feed):
        for entry in feed.entries:
            assert entry.id
            assert entry.url.startswith(("http://", "https://"))
            assert all(
                moment is None or (moment.tzinfo is UTC and moment.microsecond == 0) for moment in (entry.published_at, entry.updated_at)
            )
            msgspec.json.encode(entry)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_real_feed_damaged_anywhere_gives_entries_or_a_reason(data: st.DataObject) -> None:
    body = bytearray(rss("<title>One</title><link>https://news.example/1</link>").encode())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    assert isinstance(parse_feed(bytes(body), url=URL), Feed | Rejected)


def test_every_real_feed_gives_its_entries() -> None:
    if not FEEDS.is_dir():
        pytest.skip(f"needs the real feeds in {FEEDS}")
    counts = {}
    for file in sorted(FEEDS.glob("*.xml")):
        feed = read(file.read_bytes())
        counts[file.stem] = len(feed.entries)
        assert all(entry.title and entry.url and entry.published_at for entry in feed.entries), file.name
    assert counts["utf16_encoded"] == 1
    assert counts["malformed_rss_namespaced"] == 2
    assert sum(counts.values()) == 163
