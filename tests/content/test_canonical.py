"""The quick reader answers as the YAML loader does, or not at all."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsfold.article import Article, Author, Image, Provider, Related
from newsfold.content.canonical import canonical_article
from newsfold.content.front_matter import parse_document
from newsfold.content.record import read_record, write_record
from newsfold.errors import RecordError

PATH = "_news/2026-11-10-lumen.md"

HOSTILE = [
    *("yes", "No", "ON", "off", "y", "N", "true", "False", "null", "Null", "~", "", " ", "=", "<<", "-", "?", ":", "---", "...", "|", ">"),
    *("12", "-1", "+1", "012", "0o7", "1_000", "0x1f", "0b1", "1.5", "1e5", "1.e+5", ".5", ".inf", "-.INF", ".nan", "12:30:45", "1:2.5"),
    *("2026-11-10", "2026-11-10T08:00:00Z", "2026-11-10 8:00:00", "2026-13-10T08:00:00Z", "2026-02-30T08:00:00Z", "0000-01-01T00:00:00Z"),
    *("2026-11-10T24:00:00Z", "2026-11-10T08:00:60Z", "9to5mac.example", "4e5", "4e+5", "1x", "0x", "Lumen: a", "Lumen:", "Lumen #1", "C#"),
    *("# no", "&a b", "*a", "!b", "!!str b", "%b", "@b", "`b", "[a]", "{a: b}", "a]", "- a", "? a", "'a'", '"a"', '"a', 'a"', "'a", "a\\b"),
    *(
        "a\tb",
        "\ta",
        "a ",
        " a",
        "\u00a0a",
        "a\u00a0",
        "a\u0085b",
        "a\u2028b",
        "\ufeffa",
        "é",
        "新聞",
        "²",
        "\u202eabc",
        "🙂",
        "\x7f",
        "\x9b",
    ),
    *(
        '""',
        '"\\x41"',
        '"\\x00"',
        '"\\\\x41"',
        '"\\u0041"',
        '"\\ud83d\\ude42"',
        '"\\/"',
        '"\\b"',
        '"\\e"',
        '"\\N"',
        '"\\ "',
        '"\\U00000041"',
    ),
    *('"a" # c', '"a" ', '"a": "b"', '"a","b":"c"', '"a"}', '"\t"', '"a\tb"', '"\x85"', "1 # one", "true # yes", "10000000000000000", "-0"),
]
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30) | st.sampled_from(HOSTILE)
COUNT = st.none() | st.sampled_from([-(2**31), 2**31 - 1]) | st.integers(-5, 10**9)
TIME = st.datetimes(timezones=st.just(UTC)).map(lambda time: time.replace(microsecond=0))
FLAG = st.none() | st.booleans()
OPTIONAL = st.none() | TEXT


def tuples(kind: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(kind, max_size=2).map(tuple)


IMAGES = tuples(st.builds(Image, url=TEXT, width=COUNT, height=COUNT, title=OPTIONAL, attribution=OPTIONAL, is_cached=FLAG))
PROVIDERS = st.builds(Provider, name=TEXT, domain=TEXT, images=IMAGES, authors=tuples(st.builds(Author, name=TEXT)))
RELATED = st.builds(
    Related,
    title=TEXT,
    excerpt=OPTIONAL,
    published_at=st.none() | TIME,
    web_url=OPTIONAL,
    type=st.sampled_from(["article", "video"]),
    provider=st.none() | PROVIDERS,
    quality=COUNT,
    images=IMAGES,
)
ARTICLES = st.builds(
    Article,
    category=TEXT,
    title=TEXT,
    excerpt=TEXT,
    published_at=TIME,
    updated_at=st.none() | TIME,
    web_url=OPTIONAL,
    kind=OPTIONAL,
    paywall=FLAG,
    quality=COUNT,
    heat=COUNT,
    published=FLAG,
    featured_content=OPTIONAL,
    provider=PROVIDERS,
    topics=tuples(TEXT.filter(bool)),
    images=IMAGES,
    related=tuples(RELATED),
    secured=OPTIONAL,
    path=st.just(PATH),
    content=TEXT.filter(lambda text: not text.startswith(("\n", "\r\n"))),
)
PIECES = st.sampled_from(
    [*HOSTILE, "\n", "\r\n", "\n\n", "  ", "    ", "- ", ": ", ":", "title: ", "  - title: ", "  name: ", "images:\n", "#", '"', "\\"]
)


def quick(text: str) -> Article | None:
    document = parse_document(text, where=PATH)
    return canonical_article(document.front, path=PATH, content=document.body)


def by_yaml(text: str) -> Article:
    with patch("newsfold.content.record.canonical_article", return_value=None):
        return read_record(text, path=PATH).article


def agrees(text: str) -> bool:
    """Whether the quick reader answered; it must then answer as the YAML loader does."""
    article = quick(text)
    if article is not None:
        assert article == by_yaml(text)
    return article is not None


@given(ARTICLES)
def test_whatever_newsfold_writes_is_read_as_yaml_reads_it(article: Article) -> None:
    text = write_record(article)
    agrees(text)
    assert read_record(text, path=PATH).article == article


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A record with some lines moved, doubled or taken out, and some pieces put in."""
    lines = write_record(draw(ARTICLES)).partition("\n---\n")[0].split("\n")[1:]
    for _ in range(draw(st.integers(0, 2))):
        place, other = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines)))
        line = draw(
            st.sampled_from([lines[place], f"  {lines[place]}", lines[place].removeprefix("  "), lines[place].partition(": ")[0] + ":"])
        )
        if draw(st.booleans()) and len(lines) > 1:
            del lines[place]
        lines.insert(other, line)
    text = "\n".join(lines)
    for _ in range(draw(st.integers(0, 2))):
        start = draw(st.integers(0, len(text)))
        text = text[:start] + draw(PIECES) + text[start + draw(st.integers(0, 3)) :]
    for _ in range(draw(st.integers(0, 1))):
        line = draw(st.sampled_from([line for line in text.split("\n") if ": " in line] or [""]))
        text = text.replace(line, f"{line.partition(': ')[0]}: {draw(st.sampled_from(HOSTILE))}", 1) if line else text
    return f"---\n{text}\n---\n\n"


@given(damaged())
@settings(max_examples=400)
def test_a_damaged_record_is_read_as_yaml_reads_it_or_left_to_yaml(text: str) -> None:
    try:
        parse_document(text, where=PATH)
    except RecordError:
        return
    agrees(text)


PLAIN = """---
category: {word}
title: {quoted}
publishedDateTime: {time}
quality: {count}

provider:
  name: {word}
  domain: lumen.example

topics:
  - {word}
---

"""
USUAL = {"word": "news", "quoted": '"Lumen"', "time": "2026-11-10T08:00:00Z", "count": "1"}


@pytest.mark.parametrize("place", USUAL)
@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_word_is_read_as_yaml_reads_it_or_left_to_yaml(place: str, value: str) -> None:
    agrees(PLAIN.format(**{**USUAL, place: value}))


@pytest.mark.parametrize(
    "word", ["Lumen", "9to5mac.example", "Émile & Söhne", "AT&T, Inc.", "C++", "O'Brien", "新聞", "Yahoo! (UK)", "4sysops"]
)
def test_usual_words_need_no_yaml(word: str) -> None:
    assert agrees(PLAIN.format(**{**USUAL, "word": word}))


@pytest.mark.parametrize("text", ['"a\\"b\\\\c\\n\\r\\t\\x85\\u2028"', '"He said: \\"no\\" # --- {}"', '"🙂 \u202e ­"', '""'])
def test_usual_texts_need_no_yaml(text: str) -> None:
    assert agrees(PLAIN.format(**{**USUAL, "quoted": text}))


def test_windows_line_ends_need_no_yaml() -> None:
    assert agrees(PLAIN.format(**USUAL).replace("\n", "\r\n"))


@pytest.mark.parametrize(
    "line", ["mood: cheerful", "# a comment", "title: x", "  name: twice", "provider:", "topics: [a]", "topics: ", "quality:: ", "\tx: 1"]
)
def test_what_newsfold_does_not_write_is_left_to_yaml(line: str) -> None:
    text = (
        PLAIN.format(**USUAL).replace("  domain:", f"{line}\n  domain:")
        if line[0] == " "
        else PLAIN.format(**USUAL).replace("\n---\n", f"\n{line}\n---\n")
    )
    assert quick(text) is None


def test_all_real_records_but_those_with_empty_topics_need_no_yaml(portals: Path) -> None:
    left = []
    for file in sorted(portals.glob("*/_news/*.md")):
        text = file.read_bytes().decode()
        if not agrees(text):
            left.append(file)
    assert all(read_record(file.read_bytes().decode(), path=PATH).empty_topics for file in left)
    assert len(left) == 7
