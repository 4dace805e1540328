"""Records of our own: hostile texts, changes, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from newsfold.article import Article, Author, Image, Provider
from newsfold.content.record import change_record, read_record, write_record
from newsfold.errors import RecordError

PATH = "_news/2026-11-10-lumen.md"
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=200) | st.sampled_from(
    [
        "---",
        "# no comment",
        "yes",
        "null",
        "12",
        "1.5",
        "2026-11-10",
        "a: b",
        "- a",
        '"',
        "'",
        "\\",
        "\t",
        "\r\n",
        "🙂",
        "\u202eabc",
        "\ufeff",
        "\x85",
    ]
)


@given(title=TEXT, excerpt=TEXT, name=TEXT, topic=TEXT.filter(bool))
def test_any_text_comes_back_as_it_was(title: str, excerpt: str, name: str, topic: str) -> None:
    article = Article(
        title=title,
        excerpt=excerpt,
        published_at=datetime(2026, 11, 10, 8, tzinfo=UTC),
        provider=Provider(name=name, domain="lumen.example", authors=(Author(name=name),)),
        topics=(topic,),
        images=(Image(url=f"https://lumen.example/{title}", title=excerpt),),
        path=PATH,
    )
    text = write_record(article)
    assert read_record(text, path=PATH).article == article
    assert yaml.safe_load(text.split("\n---\n")[0])["title"] == title


@pytest.mark.parametrize("character", ["\x00", "\ud800"])
def test_what_yaml_cannot_hold_is_refused_with_a_reason(make_article: Callable[..., Article], character: str) -> None:
    with pytest.raises(RecordError, match=r"U\+"):
        write_record(make_article(f"Lumen{character}"))


def record(text: str) -> str:
    return f"---\n{text}---\n\nThe body.\n"


PLAIN = """category: news
title: "Lumen opens a laboratory"
excerpt: ""
publishedDateTime: 2026-11-10T08:00:00Z
type: article
quality: 40   # set by hand
heat: 40
published: true
mood: cheerful

provider:
  name: Lumen
  domain: lumen.example

topics:
  - AI
"""


def test_unknown_fields_comments_and_the_body_stay_when_a_field_changes() -> None:
    before = read_record(record(PLAIN), path=PATH)
    after = change_record(before, before.article.evolve(heat=-1, published=False))
    assert after.text == record(PLAIN).replace("heat: 40", "heat: -1").replace("published: true", "published: false")


def test_fields_that_come_stand_in_file_order_below_a_blank_line() -> None:
    before = read_record(record(PLAIN), path=PATH)
    image = Image(url="https://lumen.example/a.jpg", width=10, height=5)
    after = change_record(before, before.article.evolve(images=(image,), updated_at=datetime(2026, 11, 11, tzinfo=UTC)))
    assert "publishedDateTime: 2026-11-10T08:00:00Z\nupdatedDateTime: 2026-11-11T00:00:00Z\ntype: article\n" in after.text
    assert '  - AI\n\nimages:\n  - url: "https://lumen.example/a.jpg"\n    width: 10\n    height: 5\n---\n' in after.text


def test_a_field_that_goes_takes_its_blank_line_with_it() -> None:
    before = read_record(record(PLAIN), path=PATH)
    after = change_record(before, before.article.evolve(topics=()))
    assert after.text == record(PLAIN.replace("\ntopics:\n  - AI\n", ""))


def test_windows_line_ends_stay() -> None:
    text = record(PLAIN).replace("\n", "\r\n")
    before = read_record(text, path=PATH)
    after = change_record(before, before.article.evolve(heat=60))
    assert after.text == text.replace("heat: 40", "heat: 60")
    assert before.article.content == "The body.\r\n"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("quality: 40   # set by hand", "quality: high", "wrong value in line 7: quality must be `int | null`, not `str`"),
        ("published: true", 'published: "yes"', "line 9: published"),
        ('title: "Lumen opens a laboratory"\n', "", "lacks the field title"),
        ("  domain: lumen.example\n", "", "lacks the field provider.domain"),
        ("type: article", "type: podcast", "line 6: type"),
        ('excerpt: ""', 'excerpt: "never closed', "not valid YAML in line"),
        ("heat: 40", "heat: [", "not valid YAML in line"),
    ],
)
def test_a_wrong_field_is_told_with_file_line_and_remedy(old: str, new: str, sentence: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_record(record(PLAIN.replace(old, new)), path=PATH)
    assert PATH in str(caught.value)
    assert sentence in str(caught.value)


@pytest.mark.parametrize("text", ["", "no front matter", "---\ntitle: x\n", "---\n---\n", "---\n- a\n---\n"])
def test_a_file_that_is_no_record_is_told(text: str) -> None:
    with pytest.raises(RecordError, match=PATH):
        read_record(text, path=PATH)


@given(st.text(max_size=300))
def test_no_text_at_all_raises_anything_but_a_record_error(text: str) -> None:
    with suppress(RecordError):
        read_record(f"---\n{text}\n---\n", path=PATH)


@pytest.mark.parametrize(("field", "sentence"), [("mood", "lacks the field"), ("topics", "more than 100,000 values")])
def test_aliases_that_explode_are_not_followed(field: str, sentence: str) -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with pytest.raises(RecordError, match=sentence):
        read_record(f"---\n{bomb}{field}: *i\n---\n", path=PATH)
