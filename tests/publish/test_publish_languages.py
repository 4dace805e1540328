"""The language and direction that pages say they are in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsfold.article import Article
from newsfold.publish import Holdings, OwnPage, render
from newsfold.publish.languages import is_from_the_right, tag_of
from newsfold.settings import PortalSettings, Settings


def pages(locale: str, articles: tuple[Article, ...], **more: object) -> dict[str, LexborHTMLParser]:
    settings = Settings(portal=PortalSettings(title="Town Crier", locale=locale, url="https://news.example"))
    holdings = Holdings(articles=articles, settings=settings, own_pages=(OwnPage(name="imprint", title="Imprint", body="We"),)).evolve(
        **more
    )
    return {out.path: LexborHTMLParser(out.body.decode()) for out in render(holdings) if out.path.endswith(".html")}


def said(page: LexborHTMLParser, place: str) -> tuple[str | None, str | None]:
    """The language and direction an element is in: its own, or of what is nearest around it."""
    node: LexborNode | None = page.css_first(place)
    assert node is not None
    found: dict[str, str | None] = {"lang": None, "dir": None}
    while node is not None:
        for name, known in found.items():
            found[name] = known or node.attributes.get(name)
        node = node.parent
    return found["lang"], found["dir"]


def test_a_page_is_in_the_language_of_its_portal_where_the_words_are_too(make_article: Callable[..., Article]) -> None:
    page = pages("en-us", (make_article("A bridge"),))["site/index.html"]
    assert [said(page, place) for place in ("html", "main", ".headline")] == [("en-US", None), ("en-US", None), ("en-US", None)]
    assert "lang=" not in page.body.html


def test_words_in_another_language_than_the_portals_say_so(make_article: Callable[..., Article]) -> None:
    found = pages("fr-fr", (make_article("Le pont"),))
    for page in found.values():
        assert said(page, "html") == ("fr-FR", None)
        assert said(page, "main")[0] == said(page, "footer nav")[0] == said(page, ".skip")[0] == "en"
        assert said(page, ".masthead-title")[0] == "fr-FR"
    assert said(found["site/index.html"], ".headline")[0] == "fr"
    assert said(found["site/imprint/index.html"], ".own")[0] == "fr-FR"
    assert said(found["site/about/index.html"], ".own")[0] == "en"


def test_a_portal_that_is_read_from_the_right_says_so_and_its_english_words_are_read_from_the_left() -> None:
    page = pages("ar-eg", ())["site/index.html"]
    assert said(page, "html") == ("ar-EG", "rtl")
    assert said(page, "main") == said(page, "header") == said(page, "footer") == ("en", "ltr")
    assert said(page, ".masthead-title") == ("ar-EG", "rtl")
    own = pages("ar-eg", (), wording={"language": "ar"})["site/index.html"]
    assert said(own, "main") == ("ar-EG", "rtl")


def test_a_story_page_is_in_the_language_of_its_record(make_article: Callable[..., Article]) -> None:
    article = make_article("הגשר", language="he", path="_news/2024-05-06-a.md")
    page = pages("en-us", (article,))["site/news/2024-05-06-a/index.html"]
    assert said(page, "html") == ("he", "rtl")
    assert said(page, "main") == ("en", "ltr")
    assert said(page, "h1")[0] == "he"


@pytest.mark.parametrize(
    ("given", "tag"),
    [
        ("en_us", "en-US"),
        ("ZH-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("", ""),
        (None, ""),
        ('"><script>', ""),
        ("e n", ""),
        ("a-" * 40, ""),
    ],
)
def test_a_language_that_is_none_is_not_said(given: str | None, tag: str) -> None:
    assert tag_of(given) == tag


def test_the_script_decides_the_direction() -> None:
    assert is_from_the_right("fa-IR")
    assert is_from_the_right("pa-Arab")
    assert not is_from_the_right("ur-Latn")
    assert not is_from_the_right("en")
