"""What check tells: each finding with file, line, rule and remedy; and what its safe corrections change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.article import Article, Related, Topic
from newsfold.content.check import Finding, _quick_slug, check, check_each, check_topics, check_unreadable
from newsfold.content.fixes import fixed
from newsfold.content.paths import slug
from newsfold.content.record import Record, read_record, write_record
from newsfold.content.repository import Readable, Repository

PATH = "_news/2026-11-10-lumen.md"
FIELDS = """# the record
category: news
title: "Lumen"
excerpt: >
  a text
  over lines
publishedDateTime: 2026-11-10T08:00:00Z
originalUrl: "https://lumen.example/"
webUrl: "https://lumen.example/"
quality: 40
heat: 40
published: true

# who wrote it
provider:
  name: Lumen
  domain: lumen.example

topics:
  # the main one
  - AI

related:
  - title: "One"
    provider: {name: One, domain: one.example}
    quality: 5
  - title: "Two"
    provider: {name: One, domain: one.example}
    quality: 4

secured: "YQ==;YQ=="
"""


def record(old: str = "", new: str = "", path: str = PATH) -> Record:
    assert old in FIELDS
    return read_record(f"---\n{FIELDS.replace(old, new) if old else FIELDS}---\n\n", path=path)


def line_of(text: str, found: str) -> int:
    return text[: text.index(found)].count("\n") + 1


def only(*records: Record, topics: tuple[Topic, ...] = ()) -> Finding:
    (finding,) = check_each(records, topics=topics)
    assert finding.remedy
    return finding


def test_a_record_in_order_has_no_findings() -> None:
    assert [*check_each([record()], topics=[Topic(id="ai", name="AI")])] == []


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("old", "new", "rule", "severity", "at"),
    [
        ("heat: 40", "heat: -1", "folded-published", "error", "published: true"),
        ("YQ==;YQ==", "YQ==", "secured", "error", "secured:"),
        ("YQ==;YQ==", "YQ==;", "secured", "error", "secured:"),
        ("YQ==;YQ==", "YQ;YQ==", "secured", "error", "secured:"),
        ("  - AI\n", "  - AI\n  # empty\n  -\n", "empty-topic", "error", "  -\n"),
        ("quality: 40\n", "quality: 40\ntitle: 'Lumen'\n", "field-twice", "error", "title: 'Lumen'"),
        ("  domain: lumen", "  name: Lumen\n  domain: lumen", "field-twice", "error", "  name: Lumen\n  domain"),
        ("    quality: 4\n", "    quality: 4\n    mine: 1\n    mine: 1\n", "field-twice", "error", "    mine: 1\n\n"),
        ("heat: 40", "heat: 45", "heat", "note", "heat:"),
        ("quality: 4\n", "quality: 9\n", "related-order", "note", "related:"),
    ],
)
def test_a_finding_names_the_line(*, old: str, new: str, rule: str, severity: str, at: str, newline: str) -> None:
    text = f"---\n{FIELDS.replace(old, new)}---\n\n"
    finding = only(read_record(text.replace("\n", newline), path=PATH))
    assert (finding.rule, finding.severity, finding.file) == (rule, severity, PATH)
    assert finding.line == line_of(text, at)


@pytest.mark.parametrize("value", ["four", str(2**31), "-99999999999999999999"])
def test_a_wrong_value_deep_inside_is_told_with_its_line(tmp_path: Path, value: str) -> None:
    (tmp_path / "_news").mkdir()
    text = f"---\n{FIELDS}---\n".replace("quality: 4\n", f"quality: {value}\n")
    (tmp_path / PATH).write_text(text)
    (finding,) = check(Repository(tmp_path).read_all())
    assert (finding.rule, finding.line) == ("unreadable", line_of(text, f"quality: {value}"))
    assert "related[1].quality" in finding.message


@pytest.mark.parametrize(
    ("zone", "remedy"),
    [("Europe/Berln", "Write Europe/Berlin, or leave it out."), ("Mars", "Write one such as Europe/Berlin, or leave it out.")],
)
def test_a_publishers_mistyped_zone_is_told_with_the_zone_that_was_meant(tmp_path: Path, zone: str, remedy: str) -> None:
    (tmp_path / "_data" / "organizations").mkdir(parents=True)
    file = "_data/organizations/post.example.md"
    (tmp_path / file).write_text(f"---\nname: The Post\ndomain: post.example\nzone: {zone}\n---\n")
    (finding,) = check_unreadable(Repository(tmp_path).organizations()[1])
    assert (finding.severity, finding.file, finding.remedy) == ("error", file, remedy)
    assert finding.message == f"has the zone '{zone}', which is no IANA time zone"


@pytest.mark.parametrize(
    "text",
    [
        f"\ufeff---\n{FIELDS}---\n\n",
        f"---\r\n{FIELDS}---\r\n".replace("\n", "\r\n").replace("\r\r", "\r"),
        f"---\n{FIELDS}mood: cheerful\n---\n",
    ],
)
def test_unknown_fields_byte_order_marks_and_windows_line_ends_are_no_findings(text: str) -> None:
    assert [*check_each([read_record(text, path=PATH)])] == []


def test_two_records_with_one_address_are_told_once() -> None:
    path = PATH.replace(".md", "-2.md")
    finding = only(record(), record(path=path))
    assert (finding.rule, finding.severity, finding.file) == ("same-address", "note", path)
    assert PATH in finding.message
    assert finding.line == line_of(record().text, "webUrl")


@pytest.mark.parametrize("names", [(PATH, PATH.replace(".md", "-2.md")), (PATH.replace(".md", "-2.md"), PATH)])
def test_a_removed_record_whose_address_another_one_shows_is_an_error(names: tuple[str, str]) -> None:
    gone, stands = names
    tombstone = record("published: true", "published: false\nremoved: true", path=gone)
    finding = only(*sorted((tombstone, record(path=stands)), key=lambda each: each.article.path))
    assert (finding.severity, finding.rule, finding.file) == ("error", "removed-shown", stands)
    assert gone in finding.message
    assert [*check_each([tombstone, record("published: true", "published: false", path=stands)])] == []


def test_a_topic_without_a_file_is_told_once_for_all_records() -> None:
    many = [
        record("https://lumen.example/", f"https://lumen.example/{number}", path=PATH.replace(".md", f"-{number}.md"))
        for number in range(2, 5)
    ]
    finding = only(*many, topics=(Topic(id="robots", name="Robots"),))
    assert (finding.rule, finding.severity, finding.file) == ("topic-without-file", "note", many[0].article.path)
    assert finding.line == line_of(many[0].text, "  - AI")
    assert "2 other records" in finding.message


def test_two_topics_with_one_name_or_id_are_an_error() -> None:
    topics = (Topic(id="ai", name="AI"), Topic(id="ai", name="Robots"), Topic(id="bots", name="Robots"))
    files = tuple(f"_data/topics/{number}.yaml" for number in range(3))
    found = [*check_topics(topics, files=files)]
    assert [(finding.rule, finding.severity, finding.file) for finding in found] == [
        ("topic-twice", "error", files[1]),
        ("topic-twice", "error", files[2]),
    ]
    assert files[0] in found[0].message
    assert "_id ai" in found[0].message
    assert "name Robots" in found[1].message
    assert all(finding.remedy for finding in found)
    assert len([*check(Readable(topics=topics))]) == 2


def test_check_needs_no_more_than_one_record_at_a_time(make_article: Callable[..., Article]) -> None:
    alive = 0

    def records() -> object:
        nonlocal alive
        for number in range(3):
            alive += 1
            yield read_record(write_record(make_article(f"Lumen {number}")), path=PATH)

    findings = check_each(records())
    next(findings)
    assert alive == 1


@given(st.text(max_size=200) | st.text("ab -_\tÄ’İ…K\u00a0\u1680", max_size=200))
def test_the_quick_slug_is_the_slug_or_nothing(title: str) -> None:
    assert _quick_slug(title) in ("", slug(title, "https://lumen.example/"))


# What check --fix corrects.


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("item", ["  -\n", '  - ""\n', "  - ~ # none\n"])
@pytest.mark.parametrize("place", ["  # the main one\n", "  - AI\n"])
def test_an_empty_topic_item_goes_and_nothing_else(item: str, place: str, newline: str) -> None:
    better = fixed(read_record(record(place, place + item).text.replace("\n", newline), path=PATH))
    assert better is not None
    assert better.text == record().text.replace("\n", newline)


def test_topics_with_nothing_but_empty_items_go() -> None:
    better = fixed(record("  # the main one\n  - AI\n", "  -\n  -\n"))
    assert better is not None
    assert better.text == record("\ntopics:\n  # the main one\n  - AI\n", "").text


def test_empty_items_of_a_list_in_one_line_go() -> None:
    better = fixed(record("topics:\n  # the main one\n  - AI\n", 'topics: [AI, "", Robots]\n'))
    assert better is not None
    assert better.text == record("topics:\n  # the main one\n  - AI\n", "topics:\n  - AI\n  - Robots\n").text


def test_a_folded_record_that_is_published_is_hidden() -> None:
    better = fixed(record("heat: 40\npublished: true", "heat: -1\npublished: true # why?"))
    assert better is not None
    assert better.text == record("heat: 40\npublished: true", "heat: -1\npublished: false # why?").text


def test_both_are_corrected_at_once() -> None:
    before = record("heat: 40", "heat: -1").text.replace("  - AI\n", "  - AI\n  -\n")
    better = fixed(read_record(before, path=PATH))
    assert better is not None
    assert [*check_each([better])] == []


@pytest.mark.parametrize(("old", "new"), [("", ""), ("heat: 40", "heat: 45"), ("heat: 40\npublished: true", "heat: -1\npublished: false")])
def test_what_needs_no_correction_gets_none(old: str, new: str) -> None:
    assert fixed(record(old, new)) is None


def test_the_real_records_with_errors_are_corrected_in_one_line(portals: Path) -> None:
    records, _ = Repository(portals / "diablo4").records()
    better = [(one, fixed(one)) for one in records]
    assert sum(after is not None for _, after in better) == 7
    for before, after in better:
        if after:
            assert after.article == before.article
            assert [finding for finding in check_each([after]) if finding.severity == "error"] == []
            lines = before.text.split("\n")
            assert [line for line in lines if line.strip() not in ("-", "topics:", "")] == [
                line for line in after.text.split("\n") if line.strip() not in ("topics:", "")
            ]


def test_the_heat_of_a_lead_counts_publishers_once(make_article: Callable[..., Article]) -> None:
    related = tuple(Related(title=f"{n}", provider=make_article(domain="one.example").provider, quality=5) for n in range(3))
    fits = make_article(quality=40, heat=60, published=True, related=related)
    assert "heat" not in {finding.rule for finding in check_each([read_record(write_record(fits), path=PATH)])}
    too_hot = read_record(write_record(fits.evolve(heat=80)), path=PATH)
    assert "heat" in {finding.rule for finding in check_each([too_hot])}
