"""The portal folder's files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from newsfold.article import Article
from newsfold.content.check import check
from newsfold.content.record import write_record
from newsfold.content.repository import Repository
from newsfold.errors import RecordError

Make = Callable[..., Article]


def test_a_record_that_is_added_can_be_read_and_has_a_path(tmp_path: Path, make_article: Make) -> None:
    repository = Repository(tmp_path)
    added = repository.add(make_article(quality=30, heat=30, published=True))
    assert added.path == "_news/2026-11-10-lumen-opens-a-laboratory.md"
    assert [record.article for record in repository.records()[0]] == [added]


def test_two_articles_with_one_title_and_day_stand_side_by_side(tmp_path: Path, make_article: Make) -> None:
    repository = Repository(tmp_path)
    paths = [repository.add(make_article(domain=domain)).path for domain in ("a.example", "b.example")]
    assert paths[1] == paths[0].replace(".md", "-2.md")
    assert Repository(tmp_path).add(make_article(domain="c.example")).path == paths[0].replace(".md", "-3.md")


def test_an_unchanged_record_is_not_written(tmp_path: Path, make_article: Make) -> None:
    repository = Repository(tmp_path)
    added = repository.add(make_article(heat=20))
    stamp = (tmp_path / added.path).stat().st_mtime_ns
    assert not repository.change(added)
    assert (tmp_path / added.path).stat().st_mtime_ns == stamp
    assert repository.change(added.evolve(heat=40))
    assert "heat: 40" in (tmp_path / added.path).read_text()


def test_one_broken_file_does_not_stop_the_others(tmp_path: Path, make_article: Make) -> None:
    repository = Repository(tmp_path)
    good = repository.add(make_article())
    (tmp_path / "_news" / "2026-11-11-broken.md").write_text('---\ntitle: "never closed\n---\n')
    (tmp_path / "_news" / "2026-11-12-bytes.md").write_bytes(b"---\ntitle: \xff\n---\n")
    (tmp_path / "_data" / "topics").mkdir(parents=True)
    (tmp_path / "_data" / "topics" / "00-ai.yaml").write_text("_id: ai\nkeywords: [AI]\n")
    content = repository.read_all()
    assert [record.article.path for record in content.records] == [good.path]
    findings = [finding for finding in check(content) if finding.severity == "error"]
    assert [finding.file for finding in findings] == [
        "_data/topics/00-ai.yaml",
        "_news/2026-11-11-broken.md",
        "_news/2026-11-12-bytes.md",
    ]
    assert "topic without a name" in findings[0].message
    assert findings[2].line == 2
    assert all(finding.remedy for finding in findings)


def test_a_folded_record_that_is_published_is_an_error(tmp_path: Path, make_article: Make) -> None:
    repository = Repository(tmp_path)
    repository.add(make_article(quality=1, heat=-1, published=True))
    assert "folded-published" in {finding.rule for finding in check(repository.read_all()) if finding.severity == "error"}


def test_a_record_that_cannot_be_read_is_never_rewritten(tmp_path: Path, make_article: Make) -> None:
    repository = Repository(tmp_path)
    added = repository.add(make_article(heat=20))
    broken = write_record(added).replace("heat: 20", "heat: warm")
    (tmp_path / added.path).write_text(broken)
    with pytest.raises(RecordError, match="heat"):
        repository.change(added.evolve(heat=40))
    assert (tmp_path / added.path).read_text() == broken
