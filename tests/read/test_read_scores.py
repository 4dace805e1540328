"""Floors of accuracy on the real pages beside the project; they only rise."""

from __future__ import annotations

import gzip
import json
import runpy
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsfold.page import Page
from newsfold.read import read

SHARED = Path(__file__).parents[2].parent / "shared"
REFERENCE = (Path(__file__).parents[2] / "docs" / "reference" / "reading.md").read_text(encoding="utf-8")
FLOORS = {
    "metadata": {"title": 0.95, "published, minute": 0.99, "published, day": 0.99, "authors": 0.96, "text": 0.96, "body": 0.96},
    "bodies": {"text": 0.96, "body": 0.96},
}


@pytest.mark.parametrize("kind", ["metadata", "bodies"])
def test_accuracy_on_real_pages_does_not_fall(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = SHARED / "data" / "pages" / kind
    if not folder.is_dir():
        pytest.skip(f"{folder} is not here; accuracy cannot be measured")
    predicted = tmp_path / "predicted.jsonl"
    told_by: set[str] = set()
    with gzip.open(folder / "expected.jsonl.gz", "rt", encoding="utf-8") as lines, predicted.open("w", encoding="utf-8") as out:
        for line in lines:
            row = json.loads(line)
            crawled = datetime.fromisoformat(row["crawled"].replace("Z", "+00:00"))
            body = gzip.decompress((folder / row["file"]).read_bytes())
            page = Page(
                url=row["url"], final_url=row["url"], fetched_at=crawled if crawled.tzinfo else crawled.replace(tzinfo=UTC), body=body
            )
            reading = read(page)
            told_by |= {witness.name.partition(" (")[0] for witness in reading.witnesses}
            found = reading.article
            names = [author.name for author in found.provider.authors]
            record = {"file": row["file"], "title": found.title, "publishedDateTime": found.published_at.isoformat()}
            out.write(json.dumps({**record, "authors": names, "text": found.text}) + "\n")
    monkeypatch.setattr(sys, "argv", ["score", str(folder / "expected.jsonl.gz"), str(predicted)])
    with pytest.raises(SystemExit):
        runpy.run_path(str(SHARED / "eval" / "score_pages.py"), run_name="__main__")
    scores = {line[:18].strip(): float(line.split()[-1]) for line in capsys.readouterr().out.splitlines()}
    for field, floor in FLOORS[kind].items():
        assert scores[field] >= floor, field
    assert [name for name in told_by if f"`{name}`" not in REFERENCE] == [], "a witness that the reference does not tell"
