"""docs/reference/reading.md says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from newsfold.read import agencies, authors, dates, excerpts, syndication, titles

REFERENCE = (Path(__file__).parents[2] / "docs" / "reference" / "reading.md").read_text(encoding="utf-8")
ROOM = Path(__file__).parents[2] / "src" / "newsfold" / "read"


def section(name: str) -> str:
    return REFERENCE.partition(f"\n### {name}\n")[2].partition("\n### ")[0]


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("published_at", dates._PUBLISHED),
        ("updated_at", dates._UPDATED),
        ("authors", authors._METAS),
        ("authors", [witness for witness, _ in authors._NODES]),
        ("published_at", [witness for _, witness in dates._TIMES]),
        ("title", titles.METAS),
        ("excerpt", excerpts.METAS),
    ],
)
def test_the_orders_of_trust_are_the_codes(field: str, names: list[str]) -> None:
    told = re.findall(r"`([^`\n]+)`", section(field))
    starts = [at for at, name in enumerate(told) if name == names[0]]
    assert any(_in_order(names, told[start:]) for start in starts)


def _in_order(names: list[str], told: list[str]) -> bool:
    rest = iter(told)
    return all(name in rest for name in names)


def test_every_witness_the_code_can_name_is_told() -> None:
    found = set()
    for file in ROOM.glob("*.py"):
        text = file.read_text(encoding="utf-8")
        found |= set(re.findall(r'Candidate\([^"\n]{0,120}, "([a-z][^"{}]+)"\)', text))
        found |= set(re.findall(r'Candidate\([^\n]{0,120}, f"((?:json-ld|meta) )\{', text))
        found |= set(re.findall(r'yield [^\n]{0,140}, "([a-z][^"{}]+)"$', text, re.MULTILINE))
    assert len(found) > 20
    assert [name for name in sorted(found) if f"`{name.strip()}" not in REFERENCE] == []


def test_every_reason_to_refuse_is_told_with_its_code() -> None:
    reasons = set()
    for file in ROOM.glob("*.py"):
        text = file.read_text(encoding="utf-8")
        reasons |= set(re.findall(r'Refusal\("([a-z-]+)", f?"(The (?:page|site|address) [^"{:(]+)', text))
        reasons |= {(code, "") for code in re.findall(r'Refusal\("([a-z-]+)", [a-z]', text)}
    assert len(reasons) > 10
    table = REFERENCE.partition("## What is refused")[2]
    rows = [[cell.strip(" `") for cell in row.strip("|").split(" | ")] for row in table.splitlines() if row.startswith("| The")]
    told = {(row[1], row[0].partition(" …")[0]) for row in rows}
    for code, words in sorted(reasons):
        assert any(code == other and (not words or words.startswith(begun)) for other, begun in told), (code, words)


def test_every_agency_and_every_field_that_may_name_one_is_told() -> None:
    told = section("syndicated_from")
    assert [name for name in agencies.AGENCIES if name not in told] == []
    assert [name for name in syndication._SOURCES if f"`json-ld {name}`" not in told] == []
    assert [name for name in syndication._METAS if f"`meta {name}`" not in told] == []
