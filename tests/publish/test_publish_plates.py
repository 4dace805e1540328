"""What stands where an article has no picture: a plate of ours, the same for the same topic and publisher."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from xml.etree import ElementTree

from selectolax.lexbor import LexborHTMLParser

from newsfold.article import Article, Image, Provider, Topic
from newsfold.publish import Holdings, render
from newsfold.publish.plates import plate_of

TOPICS = (Topic(id="bridges", name="Bridges"), Topic(id="weirs", name="Weirs"))


def files(*articles: Article) -> dict[str, bytes]:
    return {output.path: output.body for output in render(Holdings(articles=articles, topics=TOPICS))}


def plates(site: dict[str, bytes], page: str) -> list[dict[str, str | None]]:
    return [node.attributes for node in LexborHTMLParser(site[f"site/{page}"].decode()).css("img.plate")]


def test_an_article_without_a_picture_has_a_plate_of_ours_on_its_card_and_its_page(make_article: Callable[..., Article]) -> None:
    site = files(make_article(topics=("Bridges",), images=()))
    (card,), (story,) = plates(site, "index.html"), plates(site, "news/2024-05-06-a-bridge-opens/index.html")
    assert card["alt"] == story["alt"] == "The Daily · Bridges"
    assert (card["width"], card["height"]) == ("640", "360")
    body = site[f"site/{card['src']}"]
    assert story["src"] == f"../../{card['src']}"
    assert card["src"] == f"assets/plates/{hashlib.sha256(body).hexdigest()[:16]}.svg"
    assert "http" not in body.decode().replace("http://www.w3.org/2000/svg", "")


def test_plates_are_shared_by_topic_and_publisher_and_only_there_where_they_are_shown(make_article: Callable[..., Article]) -> None:
    articles = [
        make_article(
            path=f"_news/2024-05-06-{number}.md", topics=("Bridges",), provider=Provider(name=name, domain=f"{name.lower()}.example")
        )
        for number, name in enumerate(("Daily", "Daily", "Herald"))
    ]
    site = files(
        *articles, make_article(path="_news/2024-05-06-p.md", topics=("Weirs",), images=(Image(url="https://daily.example/a.jpg"),))
    )
    drawn = {path.removeprefix("site/") for path in site if path.startswith("site/assets/plates/")}
    assert len(drawn) == 2
    assert {plate["src"] for plate in plates(site, "index.html")} == drawn


def test_a_plate_is_a_drawing_whatever_the_names_are() -> None:
    for topic, provider in (("", ""), ("<script>alert(1)</script>", 'A "&" B'), ("\ud800", "\x00"), ("x" * 500, "新聞"), ("{hue}", "}{")):
        plate = plate_of(provider[:2], topic, provider, 25)
        root = ElementTree.fromstring(plate.drawing.encode("utf-8", "replace"))
        assert {node.tag.rpartition("}")[2] for node in root.iter()} <= {
            "svg",
            "style",
            "linearGradient",
            "stop",
            "rect",
            "path",
            "g",
            "text",
        }
