"""An edition as mail programs get it: rules of caniemail.com and of HTML mail in general, plain text, front matter."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import html5lib
import pytest
from selectolax.lexbor import LexborHTMLParser

from newsfold.article import Article
from newsfold.content.front_matter import load_mapping, parse_document
from newsfold.content.repository import Repository
from newsfold.edition import ENGLISH, GERMAN, Candidate, Issue, Limits, choose, html_of, issue_of, personal, plain_of
from newsfold.mail.editions import file_of, keep, kept_editions, read_edition
from newsfold.mail.editions import make_issue as make_real_issue
from newsfold.portal_folder import settings_of

NOW = datetime(2026, 11, 15, 6, 0, tzinfo=UTC)
MakeArticle = Callable[..., Article]
MakeIssue = Callable[..., Issue]
GMAIL_CLIPS = 102_000
"""Bytes beyond which Gmail hides the rest of a mail."""
NOT_EVERYWHERE = re.compile(
    r"(?:^|[;{\s])(?:position|float|display\s*:\s*(?:flex|grid|inline-flex)|background-image|box-shadow|object-fit|aspect-ratio|gap|filter|transform"
    r"|animation|transition|clip-path|z-index)\s*[:;]|var\(|calc\(|clamp\(|rgba?\(|hsla?\(|color-mix|@import|@font-face|url\(|\d(?:rem|vw|vh|em)\b",
    re.IGNORECASE,
)
"""Style that Outlook or Gmail does not show (caniemail.com, November 2026)."""


NOT_IN_MAIL = (
    "script", "link", "form", "input", "button", "svg", "video", "audio", "iframe", "object", "picture", "source", "base",
)  # fmt: skip


@pytest.fixture
def make_issue(make_article: MakeArticle) -> MakeIssue:
    def make(count: int = 15, *, words: object = ENGLISH, title: str = "Lumen opens laboratory {n}", **fields: object) -> Issue:
        leads = [
            make_article(
                title.replace("{n}", str(number)),
                heat=100 - number,
                excerpt="What was opened, by whom, and what it is to be used for. " * 6,
                topics=("AI", f"Topic {number % 4}"),
                **fields,
            )
            for number in range(count)
        ]
        candidates = [
            Candidate(
                lead=lead,
                url="https://lumen-daily.example/read",
                story_url="https://portal.example/news/x/",
                reporters=("Northwire", "Portmaren Herald", "Circuit Courier", "Kelp Post", "Sable Times", "Tern"),
                picture="https://portal.example/assets/pictures/a-card.jpg" if number == 0 else None,
                shown_at=NOW if number == 1 else None,
                news=(lead,) if number == 1 else (),
            )
            for number, lead in enumerate(leads)
        ]
        return issue_of(
            choose(candidates, Limits(), own_topic="AI"),
            id="the-ai-fold-2026-11-15",
            name="The AI Fold",
            topic="AI",
            at=NOW,
            since=None,
            site_url="https://portal.example",
            words=words,
        )

    return make


def check_for_mail(page: str) -> None:
    """The rules of HTML that mail programs show."""
    html5lib.HTMLParser(strict=True).parse(page)
    tree = LexborHTMLParser(page)
    for tag in NOT_IN_MAIL:
        assert not tree.css(tag), tag
    for node in tree.css("[style]"):
        assert not NOT_EVERYWHERE.search(node.attributes["style"]), node.attributes["style"]
        assert not re.search(r"(?:margin|padding)[a-z-]*:\s*-", node.attributes["style"])
    assert not NOT_EVERYWHERE.search("".join(node.text() for node in tree.css("style")))
    assert len(page.encode()) < GMAIL_CLIPS


def test_the_html_is_valid_and_has_nothing_that_mail_programs_drop(make_issue: MakeIssue) -> None:
    check_for_mail(html_of(make_issue()))


def test_so_has_an_edition_of_a_real_week_with_stories_that_are_back(portals: Path) -> None:
    repository = Repository(portals / "diablo4")
    settings = settings_of(portals / "diablo4", {})
    issue = make_real_issue(repository, settings, now=datetime(2023, 3, 26, 18, 0, tzinfo=UTC))
    assert issue is not None
    check_for_mail(html_of(issue))
    assert len(issue.entries) == 15
    assert {entry.is_back for entry in issue.entries} == {True, False}
    assert all(entry.notes for entry in issue.entries if entry.is_back)
    assert all(len(entry.title) > 10 and entry.url.startswith("http") for entry in issue.entries)


def test_it_stands_on_tables_that_readers_aloud_pass_over_and_every_text_has_its_style_inlined(make_issue: MakeIssue) -> None:
    tree = LexborHTMLParser(html_of(make_issue()))
    assert all(table.attributes.get("role") == "presentation" for table in tree.css("table"))
    for node in tree.css("p, h1, h2, h3, a"):
        if node.css_first("img") is None:
            assert "color:" in (node.attributes.get("style") or ""), node.html
    assert tree.css_first("html").attributes["lang"] == "en"
    assert len(tree.css("h1")) == 1


def test_pictures_have_sizes_and_are_the_portals_own(make_issue: MakeIssue) -> None:
    (picture,) = LexborHTMLParser(html_of(make_issue())).css("img")
    assert picture.attributes["src"].startswith("https://portal.example/")
    assert picture.attributes["src"].endswith(".jpg")  # Outlook shows no WebP.
    assert {"width", "height", "alt"} <= picture.attributes.keys()


def test_dark_mode_is_declared_and_every_colour_changes_in_it(make_issue: MakeIssue) -> None:
    page = html_of(make_issue())
    assert '<meta name="color-scheme" content="light dark">' in page
    dark = page.partition("prefers-color-scheme: dark")[2]
    styled = set(re.findall(r'class="([a-z -]+)"', page))
    coloured = {name for names in styled for name in names.split()} - {"pad", "picture", "photo", "first", "masthead", "foot", "story"}
    assert coloured
    for name in coloured:
        assert f".{name}" in dark, name


def test_a_hostile_headline_does_nothing(make_issue: MakeIssue) -> None:
    page = html_of(
        make_issue(1, title='<script>alert(1)</script> "><img src=x> {{ site.secret }} {% include x %} {unsubscribe}\r\nBcc: x@y.example')
    )
    tree = LexborHTMLParser(page)
    assert not tree.css("script")
    assert "{{" not in page.partition("<body")[2]
    assert "{%" not in page
    assert page.count("{unsubscribe}") == 1
    issue = make_issue(1, title="A\r\nBcc: x@y.example\u202e")
    assert "\n" not in issue.subject + issue.preheader
    assert "\u202e" not in issue.subject


def test_subject_and_preheader_tell_the_news_and_are_short(make_issue: MakeIssue) -> None:
    issue = make_issue(14)
    assert issue.subject == "Lumen opens laboratory 0 + 13 more"
    assert issue.preheader.startswith("Lumen opens laboratory")
    assert "Lumen opens laboratory 0" not in issue.preheader
    long = make_issue(2, title="Lumen opens " + "a very large and quite unbelievable laboratory " * 9)
    assert len(long.subject) <= 90
    assert len(long.preheader) <= 140


def test_a_story_that_is_back_says_so_with_what_is_new(make_issue: MakeIssue) -> None:
    issue = make_issue(5)
    assert "Update" in html_of(issue)
    assert "New since 15 November 2026: Lumen opens laboratory 1 (" in " ".join(html_of(issue).split())
    assert "[Update] Lumen opens laboratory 1" in plain_of(issue)


def test_an_excerpt_that_only_says_the_headline_again_is_left_out(make_article: MakeArticle) -> None:
    lead = make_article("Lumen opens laboratory", excerpt="Lumen opens laboratory.", heat=9)
    sections = choose([Candidate(lead=lead, url="https://a.example/", story_url="https://p.example/")], Limits())
    issue = issue_of(sections, id="x", name="X", topic="AI", at=NOW, since=None, site_url="https://p.example", words=ENGLISH)
    assert issue.entries[0].excerpt == ""
    assert plain_of(issue).count("Lumen opens laboratory") == 1


def test_the_plain_text_is_worth_reading(make_issue: MakeIssue) -> None:
    text = plain_of(make_issue(6))
    assert all(len(line) <= 76 or "http" in line for line in text.splitlines())
    assert "<" not in text
    for number in range(6):
        assert f"Lumen opens laboratory {number}" in text
    assert text.count("  https://lumen-daily.example/read\n") == 6
    assert text.count("{unsubscribe}") == 1


def test_an_edition_of_a_german_portal_speaks_german(make_issue: MakeIssue) -> None:
    page = html_of(make_issue(3, words=GERMAN))
    assert 'lang="de"' in page
    assert "Abbestellen" in page
    assert "Unsubscribe" not in page


def test_each_reader_gets_the_link_to_leave_and_the_imprint(make_issue: MakeIssue) -> None:
    issue = make_issue(2)
    page = personal(html_of(issue), unsubscribe="https://p.example/?a=1&b=2", imprint="Ada & Co\n1 Quill Lane", is_html=True)
    assert 'href="https://p.example/?a=1&amp;b=2"' in page
    assert "Ada &amp; Co<br>1 Quill Lane" in page
    assert "{" not in plain_text_of(personal(plain_of(issue), unsubscribe="https://p.example/", imprint="Ada", is_html=False))


def plain_text_of(text: str) -> str:
    return re.sub(r"https?://\S+", "", text)


def test_the_same_edition_gives_the_same_bytes(make_issue: MakeIssue) -> None:
    assert file_of(make_issue()) == file_of(make_issue())


def test_a_kept_edition_is_read_back_with_the_portals_front_matter(make_issue: MakeIssue, tmp_path: Path) -> None:
    issue = make_issue(4, title='He said "--- no" {n}')
    assert keep(Repository(tmp_path), issue) == ("_newsletters/the-ai-fold-2026-11-15.txt", "_newsletters/the-ai-fold-2026-11-15.html")
    text = (tmp_path / "_newsletters" / "the-ai-fold-2026-11-15.html").read_text()
    fields = load_mapping(parse_document(text, where="x").front, where="x")
    assert list(fields)[:5] == ["title", "excerpt", "publishedDateTime", "webUrl", "type"]
    assert fields["title"] == "The AI Fold (2026-11-15)"
    kept = read_edition(Repository(tmp_path), issue.id)
    assert (kept.at, kept.topic, kept.articles, kept.subject) == (NOW, "AI", issue.articles, issue.subject)
    assert kept.html == html_of(issue)
    assert kept.text == plain_of(issue)


def test_the_editions_of_the_real_portals_are_read(portals: Path) -> None:
    editions, errors = kept_editions(Repository(portals / "powerapps"))
    assert errors == ()
    assert [edition.id for edition in editions] == ["power-apps-every-day-2024-04-11", "power-apps-every-day-2024-04-12"]
    assert editions[1].at == datetime(2024, 4, 12, 18, 0, 50, tzinfo=UTC)
    assert editions[1].topic == "Power Apps"


def test_a_damaged_edition_is_told_and_the_others_are_read(make_issue: MakeIssue, tmp_path: Path) -> None:
    keep(Repository(tmp_path), make_issue(2))
    (tmp_path / "_newsletters" / "broken-2026-11-01.html").write_text("---\ntitle: x\n---\n")
    editions, errors = kept_editions(Repository(tmp_path))
    assert (len(editions), len(errors)) == (1, 1)
    assert "publishedDateTime" in str(errors[0])
