"""The 2,783 real records open, and go back byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsfold.article import Related
from newsfold.content.check import check
from newsfold.content.record import read_record, write_record
from newsfold.content.record_change import change_record
from newsfold.content.repository import Repository


def test_the_document_this_project_exists_for_opens_with_every_field(shared: Path) -> None:
    text = (shared / "data" / "record.md").read_bytes().decode()
    article = read_record(text, path="_news/2021-06-10-amazon.md").article
    assert article.category == "news"
    assert article.title == "Why Amazon’s indefinite ban on facial recognition isn’t a real win for privacy rights"
    assert article.excerpt.startswith("In the absence of a comprehensive federal policy")
    assert article.published_at.isoformat() == "2021-06-10T15:13:00+00:00"
    assert article.updated_at is None
    assert article.original_url == article.web_url == "https://www.dailydot.com/debug/amazon-facial-recognition-ban-indefinite/"
    assert article.amp_web_url == f"{article.web_url}?amp"
    assert (article.cdn_amp_web_url or "").startswith("https://www-dailydot-com.cdn.ampproject.org/c/s/")
    assert (article.type, article.quality, article.heat, article.published) == ("article", 54, -1, False)
    assert (article.provider.name, article.provider.domain) == ("The Daily Dot", "dailydot.com")
    assert article.topics == ("Natural Language Processing", "AI", "Computer Vision")
    assert [(image.width, image.height, image.is_cached) for image in article.images] == [(2000, 1000, True)]
    assert [related.quality for related in article.related] == [74, 31, 21]
    assert article.related[0].images[0].width == 650
    assert (article.secured or "").endswith(";+h7BnfBKZzLl1ldOVY33ug==")
    assert article.is_folded
    assert write_record(article) == text


@pytest.mark.parametrize("name", ["azure", "diablo4", "powerapps"])
def test_every_real_record_goes_back_byte_for_byte(portals: Path, name: str) -> None:
    repository = Repository(portals / name)
    records, errors = repository.records()
    assert not errors
    for record in records:
        text = repository.text(record.article.path)
        assert record.text == text
        assert change_record(record, record.article).text == text


def test_one_canonical_writer_gives_back_all_but_a_handful(portals: Path) -> None:
    differing = [
        record.article.path
        for name in ("azure", "diablo4", "powerapps")
        for record in Repository(portals / name).records()[0]
        if not record.empty_topics and write_record(record.article) != record.text
    ]
    # The one with `removed` above `published`.
    assert differing == ["_news/2020-05-26-amazon-stock-is-the-coca-cola-of-cloud-computing.md"]


def test_changing_the_heat_of_real_records_changes_one_line(portals: Path) -> None:
    for record in Repository(portals / "diablo4").records()[0]:
        if record.article.heat is None:
            continue
        changed = change_record(record, record.article.evolve(heat=4321))
        pairs = zip(record.text.split("\n"), changed.text.split("\n"), strict=True)
        assert [new for old, new in pairs if old != new] == ["heat: 4321"]


@pytest.mark.parametrize(("name", "errors"), [("azure", 0), ("diablo4", 7), ("powerapps", 0)])
def test_check_tells_errors_from_notes(portals: Path, name: str, errors: int) -> None:
    findings = check(Repository(portals / name).read_all())
    assert [finding.rule for finding in findings if finding.severity == "error"] == ["empty-topic"] * errors
    assert {finding.rule for finding in findings if finding.severity == "note"} <= {
        "path",
        "heat",
        "related-order",
        "old-fields",
        "same-address",
    }


def test_a_story_that_grows_leaves_every_line_of_real_records(portals: Path) -> None:
    new = Related(title="Lumen opens a laboratory", web_url="https://lumen.example/", quality=0)
    records = [record for record in Repository(portals / "azure").records()[0] if record.article.related]
    for record in records[:150]:
        changed = change_record(record, record.article.evolve(related=(*record.article.related, new)))
        added = '  - title: "Lumen opens a laboratory"\n    webUrl: "https://lumen.example/"\n    type: article\n    quality: 0\n'
        assert changed.text.replace(added, "", 1) == record.text
    assert records
