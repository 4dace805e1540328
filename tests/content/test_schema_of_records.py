"""The JSON Schema that is published describes the records there are."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from newsfold.content.fields import ARTICLE
from newsfold.content.front_matter import parse_document
from newsfold.content.record import read_record
from newsfold.content.schema import SCHEMA_FILE, record_schema, schema_text
from newsfold.errors import RecordError

VALIDATOR = Draft202012Validator(record_schema())
PLAIN = {"title": "Lumen", "publishedDateTime": "2026-11-10T08:00:00Z", "provider": {"name": "Lumen", "domain": "lumen.example"}}


def as_json(value: Any) -> Any:
    return json.loads(json.dumps(value, default=lambda time: time.isoformat() if isinstance(time, datetime) else str(time)))


def test_the_published_schema_is_up_to_date() -> None:
    assert (Path(__file__).parents[2] / SCHEMA_FILE).read_text(encoding="utf-8") == schema_text()


def test_it_is_a_schema_and_names_every_field() -> None:
    Draft202012Validator.check_schema(record_schema())
    assert [*record_schema()["properties"]] == [field.name for field in ARTICLE.fields]
    assert not {"path", "content", "text"} & set(record_schema()["properties"])


def test_all_real_records_are_valid_but_those_with_empty_topics(portals: Path) -> None:
    wrong = []
    files = sorted(portals.glob("*/_news/*.md"))
    for file in files:
        front = parse_document(file.read_bytes().decode(), where=file.name).front
        if not VALIDATOR.is_valid(as_json(yaml.load(front, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))):
            wrong.append(file)
    assert len(files) == 2783
    assert len(wrong) == 7
    assert all(read_record(file.read_bytes().decode(), path="x").empty_topics for file in wrong)


@pytest.mark.parametrize(
    "values",
    [
        {"quality": "high"},
        {"type": "podcast"},
        {"topics": [""]},
        {"topics": "AI"},
        {"provider": {"name": "Lumen"}},
        {"related": [{"quality": 3}]},
        {"related": [{"title": "x", "images": [{"width": 3}]}]},
        {"published": "yes"},
        {"title": None},
    ],
)
def test_wrong_values_are_not_valid(values: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid({**PLAIN, **values})


@pytest.mark.parametrize(
    "values", [{}, {"mood": "cheerful"}, {"quality": None}, {"images": None}, {"provider": {**PLAIN["provider"], "x": 1}}]
)
def test_unknown_fields_and_fields_without_a_value_are_valid(values: dict[str, Any]) -> None:
    assert VALIDATOR.is_valid({**PLAIN, **values})


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["x", "video", "2026-11-10T08:00:00Z"]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["title", "url", "name", "domain", "width"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([field.name for field in ARTICLE.fields]), VALUES, max_size=4))
def test_the_schema_allows_what_newsfold_reads(values: dict[str, Any]) -> None:
    instance = {**PLAIN, **values}
    try:
        read = read_record(f"---\n{json.dumps(instance)}\n---\n", path="x")
    except RecordError:
        # The schema does not tell which texts are times, and that an empty topic is no reason to refuse the record.
        assert not VALIDATOR.is_valid(instance) or {"publishedDateTime", "updatedDateTime", "related"} & set(values)
    else:
        assert VALIDATOR.is_valid(instance) or read.empty_topics
