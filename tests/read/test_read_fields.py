from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from newsfold.article import Article
from newsfold.page import Entry, Page
from newsfold.read import read

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
DATED = '<meta property="article:published_time" content="2026-03-04T08:00:00Z">'


def article(head: str = "", body: str = "", *, url: str = "https://www.post.example/a/story", entry: Entry | None = None) -> Article:
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    return read(Page(url=url, final_url=url, fetched_at=NOON, body=html.encode(), entry=entry)).article


def linked(**fields: object) -> str:
    thing = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "The ferry returns to town", **fields}
    return f'<script type="application/ld+json">{json.dumps(thing)}</script>'


def names(found: Article) -> list[str]:
    return [author.name for author in found.provider.authors]


# titles


@pytest.mark.parametrize(
    "title",
    [
        "The ferry returns to town | Post",
        "The ferry returns to town - The Post",
        "The ferry returns to town – post.example",
        "The ferry returns to town | Harbour | The Post",
        "The ferry returns to town | The Post | 05.03.2026",
        "The ferry returns to town｜The Post",
        "The Post | The ferry returns to town",
        "The ferry &amp;#114;eturns to town",
    ],
)
def test_the_sites_name_is_no_part_of_the_title(title: str) -> None:
    head = f'<meta property="og:title" content="{title}"><meta property="og:site_name" content="The Post">'
    assert article(head + '<meta property="article:section" content="Harbour">').title == "The ferry returns to town"


@pytest.mark.parametrize("written", ["<![CDATA[Robots learn to walk]]>", "//<![CDATA[ Robots learn to walk //]]>"])
def test_the_cdata_of_xhtml_is_no_part_of_the_title(written: str) -> None:
    assert article(f"<title>{written}</title>{DATED}").title == "Robots learn to walk"


def test_signs_that_turn_the_reading_direction_stay_out_of_titles_excerpts_and_names() -> None:
    words = "A \u202eturned\u2066 line \u200fof words that goes on for a while"
    head = f'{DATED}<meta property="og:title" content="Title: {words}"><meta name=author content="Ann\u202d Berg">'
    found = article(head, f"<p>{words}.</p>")
    plain = "A turned line \u200fof words that goes on for a while"
    assert (found.title, found.excerpt) == (f"Title: {plain}", f"{plain}.")
    assert names(found) == ["Ann Berg"]


def test_a_dash_inside_the_headline_stays() -> None:
    head = '<meta property="og:title" content="Ferry returns - and nobody wants it"><meta property="og:site_name" content="The Post">'
    assert article(head).title == "Ferry returns - and nobody wants it"


def test_the_heading_shows_where_the_headline_ends() -> None:
    head = '<meta property="og:title" content="The ferry returns to town - Something unheard of">'
    assert article(head, "<h1>The ferry returns to town</h1>").title == "The ferry returns to town"


def test_a_headline_written_for_search_engines_gives_way_to_the_printed_one() -> None:
    head = linked(headline="Ferry timetable 2026: all departures") + '<meta property="og:title" content="The ferry is back at last">'
    found = article(f"{head}<title>Ferry timetable 2026: all departures</title>", "<h1>The ferry is back at last</h1>")
    assert found.title == "The ferry is back at last"


def test_a_headline_that_json_ld_says_twice_is_meant() -> None:
    twice = linked(headline="Ferry back in town: five questions", name="Ferry back in town: five questions")
    head = f'{twice}<meta property="og:title" content="What the council says now"><title>Ferry back in town: five questions</title>'
    assert article(head, "<h1>What the council says now</h1>").title == "Ferry back in town: five questions"


def test_a_page_without_any_headline_takes_the_feeds() -> None:
    entry = Entry(source="https://f.example/", id="1", url="https://www.post.example/a/story", title="From the feed &amp; more")
    assert article(DATED, entry=entry).title == "From the feed & more"


# times


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-03-04T08:15:16.999+01:00", "2026-03-04T07:15:16"),
        ("2026-03-04 08:15:16 +0100", "2026-03-04T07:15:16"),
        ("2026-03-04T08:15Z", "2026-03-04T08:15:00"),
        ("2026-03-04T08:15:16", "2026-03-04T08:15:16"),
        ("2026-03-04", "2026-03-04T00:00:00"),
        ("Wed, 04 Mar 2026 08:15:16 +0200", "2026-03-04T06:15:16"),
        ("1772612116", "2026-03-04T08:15:16"),
        ("1772612116000", "2026-03-04T08:15:16"),
        ("4. März 2026, 08:15 Uhr", "2026-03-04T08:15:00"),
        ("March 4, 2026 8:15 PM EST", "2026-03-05T01:15:00"),
        ("3.04 p.m. ET, March 4, 2026", "2026-03-04T20:04:00"),
        ("July 8, 2025 2:30 AM PT", "2025-07-08T09:30:00"),
        ("March 9, 2025 2:30 am pt", "2025-03-09T10:30:00"),
        ("2025-03-30T02:30:00 Europe/Berlin", "2025-03-30T01:30:00"),
        ("2025-03-30 02:30 Europe/Nowhere", "2025-03-30T02:30:00"),
        ("4 mars 2026 à 8h15", "2026-03-04T08:15:00"),
        ("2026年3月4日 8時15分", "2026-03-04T08:15:00"),
        ("04.03.2026 08:15", "2026-03-04T08:15:00"),
        ("Mi 04.03.26 | 08:15 Uhr", "2026-03-04T08:15:00"),
    ],
)
def test_times_are_read_as_publishers_write_them(written: str, instant: str) -> None:
    found = article(f'<title>A story</title><meta property="article:published_time" content="{written}">')
    assert found.published_at == datetime.fromisoformat(instant).replace(tzinfo=UTC)


def test_a_slashed_date_is_read_the_pages_way() -> None:
    meta = '<title>A story</title><meta name=date content="03/04/2026">'
    american = f"<html lang=en-US><head>{meta}</head></html>".encode()
    url = "https://post.example/a"
    assert read(Page(url=url, final_url=url, fetched_at=NOON, body=american)).article.published_at.month == 3
    british = american.replace(b"en-US", b"en-GB")
    assert read(Page(url=url, final_url=url, fetched_at=datetime(2026, 5, 1, tzinfo=UTC), body=british)).article.published_at.month == 4


def test_a_time_of_day_is_preferred_to_a_date_alone() -> None:
    head = linked(datePublished="2026-03-04") + '<meta property="article:published_time" content="2026-03-04T08:15:16Z">'
    assert article(head).published_at == datetime(2026, 3, 4, 8, 15, 16, tzinfo=UTC)


def test_a_time_without_a_zone_takes_the_zone_another_witness_shows() -> None:
    head = linked(datePublished="2026-03-04T08:15:16") + '<meta property="article:modified_time" content="2026-03-04T09:00:00+02:00">'
    found = article(head)
    assert found.published_at == datetime(2026, 3, 4, 6, 15, 16, tzinfo=UTC)
    assert found.updated_at == datetime(2026, 3, 4, 7, 0, tzinfo=UTC)


def test_a_local_time_stamped_utc_is_set_right_by_another_witness() -> None:
    head = linked(datePublished="2026-03-04T08:15:16Z") + '<meta property="article:published_time" content="2026-03-04T08:15:16-08:00">'
    assert article(head).published_at == datetime(2026, 3, 4, 16, 15, 16, tzinfo=UTC)


@pytest.mark.parametrize("wrong", ["2026-03-06T12:00:01Z", "1989-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00"])
def test_a_time_that_cannot_be_is_not_believed(wrong: str) -> None:
    head = f"<title>A story</title>{linked(datePublished=wrong)}"
    url = "https://post.example/a"
    page = Page(url=url, final_url=url, fetched_at=NOON, body=f"<html><head>{head}</head></html>".encode())
    refused = read(page).rejected
    assert refused is not None
    assert "not believable" in refused.reason
    assert article(head + DATED).published_at == datetime(2026, 3, 4, 8, tzinfo=UTC)


def test_up_to_a_day_ahead_is_believed() -> None:
    head = '<title>A story</title><meta property="article:published_time" content="2026-03-06T11:59:59Z">'
    assert article(head).published_at == datetime(2026, 3, 6, 11, 59, 59, tzinfo=UTC)


def test_the_date_under_the_headline_and_the_one_in_the_address_are_the_last_witnesses() -> None:
    assert article("", "<h1>A story</h1><p>By Ada Holm</p><p>3 March 2026, 17:05</p>").published_at == datetime(
        2026, 3, 3, 17, 5, tzinfo=UTC
    )
    found = article("<title>A story</title>", url="https://www.post.example/2026/03/02/story")
    assert found.published_at == datetime(2026, 3, 2, tzinfo=UTC)


# authors


@pytest.mark.parametrize(
    ("written", "people"),
    [
        ("By Ada Holm", ["Ada Holm"]),
        ("Von Ada Holm und Bo Lind", ["Ada Holm", "Bo Lind"]),
        ("Ada Holm, Bo Lind and Cy Marsh", ["Ada Holm", "Bo Lind", "Cy Marsh"]),
        ("Ada Holm, Senior Editor", ["Ada Holm"]),
        ("Ada Holm (ada@post.example)", ["Ada Holm"]),
        ("Ada Holm, Berlin", ["Ada Holm"]),
        ("ada@post.example", []),
        ("https://www.social.example/post", []),
        ("Reuters", ["Reuters"]),
        ("Ada Holm; Ada Holm", ["Ada Holm"]),
        ("大渡 美咲", ["大渡 美咲"]),
        ("신현주 기자", ["신현주"]),
    ],
)
def test_authors_are_names_and_nothing_else(written: str, people: list[str]) -> None:
    assert names(article(f'{DATED}<title>A story</title><meta name="author" content="{written}">')) == people


def test_people_in_json_ld_are_the_authors_however_they_are_written() -> None:
    assert names(article(linked(author={"@type": "Person", "name": "Ada Holm"}))) == ["Ada Holm"]
    assert names(article(linked(author=[{"@type": "Person", "givenName": "Ada", "familyName": "Holm"}, "Bo Lind"]))) == [
        "Bo Lind",
        "Ada Holm",
    ]
    graph = {
        "@graph": [
            {"@type": "Article", "headline": "A story", "author": {"@id": "#ada"}},
            {"@type": "Person", "@id": "#ada", "name": "Ada Holm"},
        ]
    }
    assert names(article(f'<script type="application/ld+json">{json.dumps(graph)}</script>')) == ["Ada Holm"]


def test_a_byline_beats_the_site_as_its_own_author() -> None:
    head = linked(author={"@type": "Organization", "name": "The Post"}) + '<meta property="og:site_name" content="The Post">'
    assert names(article(head, "<h1>A story</h1><div class=byline>By Ada Holm</div>")) == ["Ada Holm"]
    assert names(article(head, "<h1>A story</h1>")) == ["The Post"]


def test_names_alone_above_or_below_the_story_are_its_authors_and_headings_are_not() -> None:
    story = "".join(f"<p>Paragraph {number} tells at length what the council decided about the ferry.</p>" for number in range(6))
    assert names(article(DATED, f"<h1>A story</h1><article><p>Ada Holm/Bo Lind</p>{story}</article>")) == ["Ada Holm", "Bo Lind"]
    assert names(article(DATED, f"<h1>A story</h1><article>{story}<p>Ada Holm</p></article>")) == ["Ada Holm"]
    assert names(article(DATED, f"<h1>A story</h1><article><h2>Key Points</h2>{story}</article>")) == []


def test_who_comments_is_no_author() -> None:
    assert names(article(DATED, "<h1>A story</h1><div class=comments><span class=comment-author>Bo Lind</span></div>")) == []


@pytest.mark.parametrize(
    ("body", "people"),
    [
        ("<ul><li><strong>Date</strong> 4 March 2026</li><li><strong>Autorin/Autor</strong> Ada Holm</li></ul>", ["Ada Holm"]),
        ("<dl><dt>Author:</dt> <dd>Ada Holm and Bo Lind</dd></dl>", ["Ada Holm", "Bo Lind"]),
        ("<div><span>Ada Holm |</span><span>04.03.2026 - 10:15</span></div>", ["Ada Holm"]),
        ("<div><span>Harbour News |</span><span>All the ferries</span></div>", []),
        ("<p>By HPO, in Harbour</p>", ["HPO"]),
    ],
)
def test_an_author_stands_behind_a_label_or_above_the_date(body: str, people: list[str]) -> None:
    story = "".join(f"<p>Paragraph {number} tells at length what the council decided about the ferry.</p>" for number in range(6))
    assert names(article(DATED, f"<h1>A story</h1>{body}{story}{story.replace('ferry', 'boat')}")) == people


def test_agencies_stand_beside_people_as_names_of_their_own() -> None:
    both = [{"@type": "Person", "name": "Ada Holm"}, {"@type": "Organization", "name": "AFP"}]
    assert names(article(linked(author=both))) == ["Ada Holm", "AFP"]
    assert names(article(linked(author="BO LIND Associated Press"))) == ["BO LIND", "Associated Press"]
    assert names(article(linked(author="Associated Press in Harbour Town"))) == ["Associated Press"]


def test_the_site_with_its_address_is_itself_and_a_desk_is_not() -> None:
    itself = '<meta name="author" content="The Harbour Post (www.post.example)">'
    assert names(article(itself, "<h1>A story</h1><div class=byline>By Ada Holm</div>")) == ["Ada Holm"]
    desk = linked(author={"@type": "NewsMediaOrganization", "name": "Redaktion Harbour"})
    assert names(article(f'{desk}<meta name="author" content="post.example, Harbour">')) == ["Redaktion Harbour"]
    story = "".join(f"<p>Paragraph {number} tells at length what the council decided about the ferry.</p>" for number in range(6))
    assert names(article(DATED, f"<h1>A story</h1><article>{story}<p>HP-Redaktion</p></article>")) == ["HP-Redaktion"]


def test_a_labelled_date_is_a_witness() -> None:
    body = "<h1>A story</h1><p>On 1 March 2026 the ferry left.</p><ul><li><strong>Datum</strong> 04.03.2026</li></ul>"
    assert article("<title>A story</title>", body).published_at == datetime(2026, 3, 4, tzinfo=UTC)


# JSON-LD


@pytest.mark.parametrize(
    "script",
    [
        '{"@type":"NewsArticle","headline":"The ferry returns","datePublished":"2026-03-04T08:00:00Z",}',
        '<!-- {"@type":"NewsArticle","headline":"The ferry returns","datePublished":"2026-03-04T08:00:00Z"} -->',
        '{"@type":"NewsArticle","headline":"The ferry returns","description":"two\nlines","datePublished":"2026-03-04T08:00:00Z"};',
        '{"@type":"NewsArticle","headline":"The ferry returns"\n"datePublished":"2026-03-04T08:00:00Z"}',
        '{"@type":"NewsArticle","headline":"The ferry returns","x":"\\q","datePublished":"2026-03-04T08:00:00Z"}',
        '{"@type":"WebSite"}{"@type":"NewsArticle","headline":"The ferry returns","datePublished":"2026-03-04T08:00:00Z"}',
        '[[{"@type":["Thing","http://schema.org/NewsArticle"],"headline":"The ferry returns","datePublished":"2026-03-04T08:00:00Z"}]]',
    ],
)
def test_damaged_json_ld_is_read_all_the_same(script: str) -> None:
    found = article(f'<script type="application/ld+json">{script}</script>')
    assert (found.title, found.published_at) == ("The ferry returns", datetime(2026, 3, 4, 8, tzinfo=UTC))


def test_the_article_that_names_this_page_is_taken_of_several() -> None:
    head = linked(headline="Another story", url="https://www.post.example/b") + linked(
        headline="This story", url="https://www.post.example/a/story"
    )
    assert article(head).title == "This story"


# excerpt, language, decoding


def test_a_long_description_is_cut_at_a_sentence() -> None:
    sentence = "The council has decided that the ferry shall come back to the harbour this very spring. "
    found = article(f'{DATED}<meta property="og:description" content="{sentence * 6}">')
    assert found.excerpt == (sentence * 3).strip()


def test_without_a_description_the_first_sentences_of_the_text_are_the_excerpt() -> None:
    first = "The council brings the ferry back to the old harbour after two long years."
    body = f"<article><p>{first}</p>" + "<p>More was said about it by all the members of the council at length.</p><article>"
    head = '<title>A story</title><meta name=description content="We use cookies. Accept cookies to use this site.">'
    assert article(DATED + head, body).excerpt == first


def test_the_text_outvotes_a_wrong_language_label() -> None:
    german = (
        "<article><p>"
        + "Der Rat hat entschieden, dass die Fähre in diesem Frühjahr in den alten Hafen zurückkehrt. " * 4
        + "</p></article>"
    )
    html = f"<html lang=en><head><title>Die Fähre kommt zurück</title></head><body>{german}</body></html>"
    url = "https://post.example/2026/03/04/a"
    assert read(Page(url=url, final_url=url, fetched_at=NOON, body=html.encode())).article.language == "de"


@pytest.mark.parametrize(
    ("charset", "content_type", "label"),
    [
        ("utf-8", None, ""),
        ("iso-8859-1", "text/html; charset=ISO-8859-1", ""),
        ("windows-1251", None, '<meta charset="windows-1251">'),
        ("shift_jis", None, '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">'),
        ("utf-16", None, ""),
        ("utf-8", "text/html; charset=iso-8859-1", ""),
    ],
)
def test_a_page_is_decoded_by_whatever_tells_its_charset(charset: str, content_type: str | None, label: str) -> None:
    title = {"windows-1251": "Паром вернулся", "shift_jis": "フェリーが戻る"}.get(charset, "Die Fähre kommt zurück")
    body = f"<html><head>{label}<title>{title}</title></head></html>".encode(charset)
    url = "https://post.example/2026/03/04/a"
    assert read(Page(url=url, final_url=url, fetched_at=NOON, body=body, content_type=content_type)).article.title == title


# text


def test_the_text_is_the_story_without_what_stands_around_it() -> None:
    story = [f"Paragraph {number} tells at length what the council decided about the ferry." for number in range(5)]
    body = (
        "<nav><p>Home and all the other places one can go to from this page, in many words.</p></nav><main><h1>A story</h1>"
        + "<div class=article-body>"
        + "".join(f"<p>{line}</p>" for line in story[:3])
        + "<div class='ad'><p>Buy this wonderful thing today, it is cheap and it is good for you.</p></div><h2>What comes next</h2>"
        + "".join(f"<p>{line}</p>" for line in story[3:])
        + "</div><section class='related-stories'><p>Read about something else that has nothing to do with it.</p></section>"
        + "<div id=comments><p>A reader says a great many words about the ferry and the council here.</p></div></main>"
    )
    assert article(DATED, body).text.split("\n") == [*story[:3], "What comes next", *story[3:]]


def test_a_story_whose_container_has_an_odd_name_is_found_all_the_same() -> None:
    story = "".join(f"<p>Paragraph {number} tells at length what the council decided about the ferry.</p>" for number in range(9))
    assert article(DATED, f"<div class=social><h1>A story</h1>{story}</div>").text.count("\n") == 8
