"""What the portal's owner adds: pages, posts, templates, words; and the site in another language."""

from __future__ import annotations

import html
import re
import string
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from newsfold.article import Article
from newsfold.content.repository import Repository
from newsfold.day.portal_pages import own_pages, own_templates, own_wording
from newsfold.errors import RecordError, SettingsError
from newsfold.publish import Holdings, OwnPage, render
from newsfold.publish.own_words import html_of
from newsfold.publish.wording import ENGLISH, wording_of
from newsfold.settings import PortalSettings, Settings

SETTINGS = Settings(portal=PortalSettings(title="Town Crier", url="https://news.example"))


def site(holdings: Holdings) -> dict[str, str]:
    return {output.path: output.body.decode() for output in render(holdings) if output.path.endswith((".html", ".css"))}


def put(folder: Path, path: str, text: str) -> Repository:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, encoding="utf-8")
    return Repository(folder)


def test_a_markdown_file_in_pages_becomes_a_page_that_every_page_leads_to(tmp_path: Path, make_article: Callable[..., Article]) -> None:
    put(tmp_path, "_pages/imprint.md", "---\ntitle: Imprint\norder: 30\n---\n\n## Who\n\nJo & *Co*")
    pages, errors = own_pages(Repository(tmp_path))
    files = site(Holdings(articles=(make_article(),), settings=SETTINGS, own_pages=pages))
    assert errors == ()
    assert "<h2>Who</h2>\n<p>Jo &amp; <em>Co</em></p>" in files["site/imprint/index.html"]
    footer = LexborHTMLParser(files["site/news/2024-05-06-a-bridge-opens/index.html"]).css("footer a")
    assert [node.attributes["href"] for node in footer][2:5] == ["../../about/", "../../privacy/", "../../imprint/"]


def test_the_owners_about_page_stands_in_place_of_newsfolds(tmp_path: Path) -> None:
    put(tmp_path, "_pages/about.md", "# Who we are\n\nTwo people.")
    files = site(Holdings(articles=(), settings=SETTINGS, own_pages=own_pages(Repository(tmp_path))[0]))
    page = LexborHTMLParser(files["site/about/index.html"])
    assert [node.text() for node in page.css("h1")] == ["Who we are"]
    assert "Two people." in files["site/about/index.html"]


def test_a_post_has_its_date_in_its_name_and_stands_in_the_list_of_posts(tmp_path: Path) -> None:
    put(tmp_path, "_posts/2026-11-05-we-moved.md", "# We moved\n\nText.")
    put(tmp_path, "_posts/2026-11-06-draft.md", "---\npublished: false\n---\nNot yet.")
    put(tmp_path, "_posts/undated.md", "Text.")
    pages, errors = own_pages(Repository(tmp_path))
    files = site(Holdings(articles=(), settings=SETTINGS, own_pages=pages))
    assert [error.where for error in errors] == ["_posts/undated.md"]
    assert "5 November 2026" in files["site/posts/2026-11-05-we-moved/index.html"]
    links = LexborHTMLParser(files["site/posts/index.html"]).css(".index a")
    assert [node.attributes["href"] for node in links] == ["2026-11-05-we-moved/"]


@pytest.mark.parametrize("name", ["news", "api", "assets", "topics", "Up", "..", "a b"])
def test_a_page_cannot_take_the_place_of_newsfolds_own(name: str) -> None:
    pages = (OwnPage(name=name, title="Evil", body="x"),)
    assert not any("Evil" in body for body in site(Holdings(articles=(), settings=SETTINGS, own_pages=pages)).values())


@given(
    st.text(max_size=80)
    | st.sampled_from(["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=y>", "<a href=//e>"])
)
def test_whatever_stands_in_markdown_the_page_holds_no_script(text: str) -> None:
    tree = LexborHTMLParser(f"<body>{html_of(text)}</body>")
    for node in tree.css("*"):
        assert node.tag not in ("script", "style", "iframe", "form", "object", "svg")
        assert not any(name.startswith("on") or name == "style" for name in node.attributes)
        assert not (node.attributes.get("href") or "").lower().startswith(("javascript:", "data:"))


def test_a_template_of_the_portals_stands_in_place_of_newsfolds(tmp_path: Path, make_article: Callable[..., Article]) -> None:
    put(tmp_path, "_templates/footer.html", "<footer>Printed by {{ site.title }}</footer>")
    put(tmp_path, "_templates/style.css", "body { color: navy; }")
    files = site(Holdings(articles=(make_article(),), settings=SETTINGS, templates=own_templates(Repository(tmp_path))))
    assert "<footer>Printed by Town Crier</footer>" in files["site/index.html"]
    assert [body for path, body in files.items() if path.endswith(".css")] == ["body { color: navy; }"]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("card.html", "{{ card.nothing }}", "_templates/card.html"),
        ("list.html", "{% if %}", "_templates/list.html"),
        ("crad.html", "x", "replaces nothing"),
        ("footer.html", "{{ words.__class__.__mro__ }}", "cannot be used"),
    ],
)
def test_a_template_that_cannot_be_used_is_told_by_file_not_by_a_traceback(
    name: str, text: str, told: str, make_article: Callable[..., Article]
) -> None:
    with pytest.raises(RecordError, match=told):
        site(Holdings(articles=(make_article(),), settings=SETTINGS, templates={name: text}))


def test_a_german_portal_speaks_german(make_article: Callable[..., Article]) -> None:
    settings = SETTINGS.evolve(portal=SETTINGS.portal.evolve(locale="de-de"))
    files = site(Holdings(articles=(make_article(paywall=True),), settings=settings))
    front = LexborHTMLParser(files["site/index.html"])
    assert front.css_first("html").attributes["lang"] == "de-DE"
    assert [node.text() for node in front.css(".badge")] == ["Bezahlschranke"]
    assert "6. Mai 2024" in files["site/index.html"]
    assert "Korrekturen" in files["site/about/index.html"]
    english = {word for word in msgspec.structs.asdict(ENGLISH).values() if isinstance(word, str) and " " in word}
    assert not {word for word in english if any(word in body for body in files.values())}


def test_a_translation_has_every_word_and_fills_in_the_same() -> None:
    german, english = msgspec.structs.asdict(wording_of("de")), msgspec.structs.asdict(ENGLISH)
    alike = {name for name, word in english.items() if word == german[name]}
    assert alike <= {"video", "feed", "feed_title"}
    for name, word in english.items():
        if isinstance(word, str):
            filled = [{field for _, field, _, _ in string.Formatter().parse(each) if field} for each in (word, german[name])]
            assert filled[0] == filled[1], name


def test_single_words_can_be_changed_and_wrong_ones_are_told(tmp_path: Path) -> None:
    repository = put(tmp_path, "_templates/wording.toml", 'topics = "Subjects"\nlanguage = "en-au"\n')
    assert wording_of("en", own_wording(repository)).topics == "Subjects"
    for text, told in [
        ("topisc = 'x'", "Did you mean topics"),
        ("older = '{page}'", "wants what is not given"),
        ("older = 1", "wrong value"),
    ]:
        put(tmp_path, "_templates/wording.toml", text)
        with pytest.raises(SettingsError, match=told):
            wording_of("en", own_wording(repository))
    put(tmp_path, "_templates/wording.toml", "x =")
    with pytest.raises(SettingsError, match="not valid TOML"):
        own_wording(repository)


def test_a_title_with_signs_of_markdown_stands_on_newsfolds_own_pages_as_it_is() -> None:
    title = "*Town* [Crier](https://x.example/) & <b>`co`</b> #1_a_"
    files = {
        output.path: output.body.decode() for output in render(Holdings(articles=(), settings=Settings(portal=PortalSettings(title=title))))
    }
    for path in ("site/about/index.html", "site/privacy/index.html"):
        main = files[path].partition("<main")[2].partition("</main>")[0]
        assert html.unescape(re.sub(r"<[^>]*>", "", main)).count(title) == 1
