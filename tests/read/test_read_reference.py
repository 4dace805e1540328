"""docs/reference/reading.md says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from newsfold.read import authors, dates, excerpts, syndication, titles

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
        found |= set(re.findall(r'Candidate\([^\n]{0,120}, f"(json-ld )\{', text))
    assert len(found) > 20
    assert [name for name in sorted(found) if f"`{name.strip()}" not in REFERENCE] == []


def test_every_reason_to_refuse_is_told() -> None:
    reasons = set()
    for name in ("reading", "refusals", "non_articles", "instants", "wrappers"):
        text = (ROOM / f"{name}.py").read_text(encoding="utf-8")
        reasons |= set(re.findall(r'(?:return|page,) f?"(The (?:page|site|address) [^"{:(]+)', text))
    assert len(reasons) > 10
    table = REFERENCE.partition("## What is refused")[2]
    told = [row.strip(" |").partition(" | ")[0].partition(" …")[0] for row in table.splitlines() if row.startswith("| The")]
    assert [reason for reason in sorted(reasons) if not any(reason.startswith(row) for row in told)] == []


def test_every_agency_is_told() -> None:
    assert [name for name in syndication.AGENCIES if name not in section("syndicated_from")] == []
