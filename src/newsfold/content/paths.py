"""Where a record stands: ``_news/<UTC date>-<slug>.md`` (RECORD.md, law 1)."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container
from datetime import datetime

from newsfold.written_time import day

LONGEST_SLUG = 150
"""The most characters of a slug (RECORD.md, law 1)."""

_DROPPED = re.compile(r"[^a-z0-9_\s-]")
_RUNS = re.compile(r"[\s-]+")


def slug(title: str, address: str) -> str:
    """The title as a file name; where nothing of it is left, ``article-`` and 8 hex digits of the SHA-256 of the address."""
    plain = "".join(character for character in unicodedata.normalize("NFKD", title.strip()) if not unicodedata.combining(character))
    name = _RUNS.sub("-", _DROPPED.sub("", plain.lower()))
    if len(name) > LONGEST_SLUG:
        name = name[: LONGEST_SLUG + 1].rpartition("-")[0] or name[:LONGEST_SLUG]
    return name if name.strip("-") else f"article-{hashlib.sha256(address.encode()).hexdigest()[:8]}"


def record_path(title: str, address: str, published_at: datetime, taken: Container[str]) -> str:
    """The path of a new record, ``-2``, ``-3``, … where an earlier one has it. ``taken`` holds paths in lower case."""
    stem = f"_news/{day(published_at)}-{slug(title, address)}"
    path, number = f"{stem}.md", 2
    while path.lower() in taken:
        path, number = f"{stem}-{number}.md", number + 1
    return path
