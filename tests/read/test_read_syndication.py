"""Wire copies: how they are known, and what is none."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from newsfold.article import Organization
from newsfold.page import Page
from newsfold.read import Reading, finish, read

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
DATED = '<meta property="article:published_time" content="2026-03-04T08:00:00Z">'
STORY = "".join(f"<p>Paragraph {number} tells at length what the council decided about the ferry and why.</p>" for number in range(6))
GAZETTE = "https://gazette.example/2026/03/04/ferry"
GROUP = {
    "post.example": Organization(domain="post.example", name="The Post", network="group.example"),
    "gazette.example": Organization(domain="gazette.example", name="The Gazette", network="group.example"),
}


def linked(**fields: object) -> str:
    thing = {"@type": "NewsArticle", "headline": "The ferry returns to town", **fields}
    return f'<script type="application/ld+json">{json.dumps(thing)}</script>'


def reading(
    head: str = "", body: str = STORY, *, url: str = "https://www.post.example/a/story", known: dict[str, Organization] | None = None
) -> Reading:
    title = "The ferry returns to town"
    html = f"<html lang=en><head><title>{title}</title>{DATED}{head}</head><body><h1>{title}</h1>{body}</body></html>"
    return read(Page(url=url, final_url=url, fetched_at=NOON, body=html.encode()), organizations=known or {})


def begins(words: str) -> str:
    return STORY.replace("<p>", f"<p>{words}", 1)


def ends(words: str) -> str:
    return f"{STORY}<p>{words}</p>"


@pytest.mark.parametrize(
    ("head", "origin", "witness"),
    [
        (f"<link rel=canonical href='{GAZETTE}'>", GAZETTE, "link canonical"),
        (f"<meta name=syndication-source content='{GAZETTE}?utm_source=x'>", GAZETTE, "syndication-source"),
        (f"<meta name=original-source content='{GAZETTE}'>", GAZETTE, "original-source"),
        (linked(isBasedOn=GAZETTE), GAZETTE, "json-ld isBasedOn"),
        (linked(author={"@type": "Organization", "name": "The Associated Press"}), "AP", "authors"),
        (linked(author="dpa"), "DPA", "authors"),
        (linked(author="Reuters Staff"), "Reuters", "authors"),
        (linked(author="Associated Press in Harbour Town"), "AP", "authors"),
        ("<meta name=author content='Ada Holm, Agence France-Presse'>", "AFP", "authors"),
        (
            linked(author="Ada Holm", publisher={"@type": "Organization", "name": "Associated Press"})
            + "<meta property=og:site_name content='The Post'>",
            "AP",
            "json-ld publisher",
        ),
        (linked(author="Ada Holm", sourceOrganization={"name": "Xinhua News Agency"}), "Xinhua", "json-ld sourceOrganization"),
        (f"{linked(author='Ada Holm')}<meta property=article:author content='Reuters'>", "Reuters", "meta article:author"),
        ("<meta name=source content='来源：新华网'>", "Xinhua", "meta source"),
        ("<meta name=description content='HARBOUR TOWN (AP) — The council brings the ferry back to the old harbour.'>", "AP", "dateline"),
    ],
)
def test_a_copy_is_known_by_what_the_page_declares(head: str, origin: str, witness: str) -> None:
    found = reading(head)
    assert found.article.syndicated_from == origin
    assert [one.name for one in found.witnesses if one.field == "syndicated_from"] == [witness]


@pytest.mark.parametrize(
    ("words", "origin"),
    [
        ("HARBOUR TOWN (Reuters) - ", "Reuters"),
        ("HARBOUR TOWN, March 4 (Reuters) - ", "Reuters"),
        ("(Reuters) — ", "Reuters"),
        ("Hafenstadt (dpa/lno) – ", "DPA"),
        ("HAFENSTADT (dpa). ", "DPA"),
        ("Ville-du-Port (AFP) - ", "AFP"),
        ("LİMAN (AA) - ", "AA"),
        ("New Harbour, Mar 4 (PTI) ", "PTI"),
        ("New Harbour [State], March 4 (ANI): ", "ANI"),
        ("HARBOUR TOWN, March 4 (Xinhua) -- ", "Xinhua"),
        ("新华社海港3月4日电 ", "Xinhua"),
        ("【港町時事】", "Jiji Press"),
        ("(서울=연합뉴스) ", "Yonhap"),
        ("HARBOUR TOWN, March 4, 2026 /PRNewswire/ -- ", "PR Newswire"),
        ("HARBOUR TOWN--(BUSINESS WIRE)--", "Business Wire"),
        ("HARBOUR TOWN, March 04, 2026 (GLOBE NEWSWIRE) -- ", "GlobeNewswire"),
        ("HARBOUR TOWN, ST / ACCESSWIRE / March 4, 2026 / ", "ACCESSWIRE"),
        ("Harbour Town, State--(Newsfile Corp. - March 4, 2026) - ", "Newsfile"),
        ("Hafenstadt (ots) - ", "ots"),
    ],
)
def test_a_copy_is_known_by_its_dateline(words: str, origin: str) -> None:
    assert reading(body=begins(words)).article.syndicated_from == origin
    assert (
        reading(body=f"<p>A line about the ferry that stands above the text of the story.</p>{begins(words)}").article.syndicated_from
        == origin
    )


@pytest.mark.parametrize(
    ("words", "origin"),
    [
        ("Mit Material von dpa", "DPA"),
        ("SDA/abc", "SDA"),
        ("(dpa)", "DPA"),
        ("PTI ABC DEF", "PTI"),
        ("--IANS", "IANS"),
        ("The ferry will leave the old harbour at seven in the morning from now on. PTI", "PTI"),
        ("The ferry will leave at seven. © AFP", "AFP"),
        ("(With inputs from ANI)", "ANI"),
        ("This article was originally published by The Gazette. Read the original article.", "The Gazette"),
        ("This article is republished from The Conversation under a Creative Commons license.", "The Conversation"),
    ],
)
def test_a_copy_is_known_by_its_signature(words: str, origin: str) -> None:
    assert reading(body=ends(words)).article.syndicated_from == origin


@pytest.mark.parametrize(
    "body",
    [
        STORY,
        ends("The council asked the news agency Reuters to correct its report."),
        ends("The article was originally published on 4 March and has been changed since."),
        ends("Originally published in March 2026."),
        ends("This article was originally published on The Post."),
        begins("Harbour Lines (AA) - the company of the ferry - is glad. "),
        begins("The Harbour Company (CP:TSX) is glad. "),
        begins("The Associated Press (AP) said that the ferry is back. "),
        begins("The police (Reuters) and others say that the ferry is back. "),
    ],
)
def test_a_text_that_only_names_an_agency_is_no_copy(body: str) -> None:
    head = "<meta property=og:site_name content='The Post'><meta name=author content='Michael Bloomberg'>"
    assert reading(head, body).article.syndicated_from is None


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.reuters.example/world/story", "Reuters"),
        ("https://apnews.example/article/story", "AP"),
        ("https://www.businesswire.example/news/story", "Business Wire"),
        ("https://agency.example/story", "Yonhap News Agency"),
    ],
)
def test_an_agencys_own_page_is_no_copy(url: str, name: str) -> None:
    head = linked(author=name, publisher={"name": name}) + f"<meta property=og:site_name content='{name}'>"
    assert reading(head, begins(f"HARBOUR TOWN ({name}) - "), url=url).article.syndicated_from is None


def test_a_canonical_address_in_the_publishers_own_network_is_believed_and_no_sign_of_a_copy() -> None:
    own = reading(f"<link rel=canonical href='{GAZETTE}'>", known=GROUP).article
    assert (own.web_url, own.provider.domain, own.syndicated_from) == (GAZETTE, "gazette.example", None)
    stranger = reading("<link rel=canonical href='https://elsewhere.example/2026/03/04/ferry'>", known=GROUP).article
    assert (stranger.web_url, stranger.syndicated_from) == (
        "https://www.post.example/a/story",
        "https://elsewhere.example/2026/03/04/ferry",
    )


def test_finishing_keeps_whose_copy_it_is() -> None:
    assert finish(reading(linked(author="dpa")), {}).article.syndicated_from == "DPA"
