"""Records told hidden at a glance: never one that readers see."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsfold.content.hidden import is_plainly_hidden
from newsfold.content.record import read_record
from newsfold.content.repository import LARGEST_FILE, Repository
from newsfold.errors import RecordError

RECORD = """---
category: news
title: "A bridge"
excerpt: "It opens."
publishedDateTime: 2024-05-06T12:00:00Z
type: article
quality: 3
heat: -1
published: {published}

provider:
  name: Daily
  domain: daily.example
{more}---

"""


def test_a_record_that_says_so_is_hidden_and_one_that_does_not_is_not() -> None:
    assert is_plainly_hidden(RECORD.format(published="false", more=""))
    assert not is_plainly_hidden(RECORD.format(published="true", more=""))
    assert not is_plainly_hidden(RECORD.replace("published: {published}\n", "").format(more=""))


@pytest.mark.parametrize("more", ["published: true\n", '"published": true\n', "<<: {published: true}\n", "published : yes\n"])
def test_a_record_that_says_two_things_is_read_as_yaml_reads_it(more: str) -> None:
    assert not is_plainly_hidden(RECORD.format(published="false", more=more))


def test_the_word_in_the_body_changes_nothing() -> None:
    assert is_plainly_hidden(RECORD.format(published="false", more="") + "It was published: true\n")
    assert not is_plainly_hidden(RECORD.format(published="true", more="") + "\npublished: false\n---\n")


def test_no_record_of_a_real_portal_that_readers_see_is_hidden(portals: Path) -> None:
    hidden = shown = 0
    for file in sorted(portals.rglob("_news/*.md")):
        text = file.read_text(encoding="utf-8")
        is_shown = read_record(text, path=f"_news/{file.name}").article.is_shown
        hidden += is_plainly_hidden(text)
        shown += is_shown
        assert not (is_shown and is_plainly_hidden(text)), file.name
    assert hidden > shown > 0


def test_a_file_that_grows_past_the_limit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "_news").mkdir()
    (tmp_path / "_news/large.md").write_bytes(b"---\n" + b"#" * LARGEST_FILE)
    (tmp_path / "_news/zero.md").symlink_to("/dev/zero")
    for path in ("_news/large.md", "_news/zero.md"):
        with pytest.raises(RecordError, match="is larger than"):
            Repository(tmp_path).shown_article(path)
