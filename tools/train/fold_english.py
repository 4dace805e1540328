"""Count everyday English for folding: ``python tools/train/fold_english.py PORTALS`` (the three portals unpacked, a folder each).

Writes ``src/newsfold/fold/english.tsv``: for each stem how many of 1,000 articles say it, and how many of 100 uses within sentences
are lower case. Sources are the portals' records (title and excerpt) and the pages' texts (their beginning). A stem's share is the mean
over the sources without the one that says it most, so that a portal's own subject does not pass for everyday English. Records of the
days of the labelled windows are left out, so that no window is scored with figures that saw it.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from newsfold.content.record import read_record
from newsfold.fold.profile import BODY_WORDS
from newsfold.fold.words import spoken

ROOT = Path(__file__).parents[2]
OUTPUT = ROOT / "src" / "newsfold" / "fold" / "english.tsv"
SHARED = ROOT.parent / "shared" / "data"
WINDOW_DAYS = (("2020-05-18", "2020-06-01"), ("2022-12-05", "2022-12-12"), ("2023-03-13", "2023-03-20"))
LEAST_SHARE = 0.0005
"""Stems said by fewer than 5 of 10,000 articles are as good as unknown; leaving them out keeps the file small."""


def portal_texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Title and excerpt of the records that stand outside the labelled windows."""
    for file in sorted(folder.glob("*/_news/*.md")):
        day = file.name[:10]
        if not any(first <= day < end for first, end in WINDOW_DAYS):
            article = read_record(file.read_text(encoding="utf-8"), path=f"_news/{file.name}").article
            yield article.title, article.excerpt


def page_texts(file: Path) -> Iterator[tuple[str, str]]:
    """Title and beginning of the text of the pages."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            text = line["text"] if isinstance(line["text"], str) else " ".join(line["text"] or ())
            yield line.get("title") or "", text[: 8 * BODY_WORDS]


def main() -> None:
    """Count and write."""
    portals = Path(sys.argv[1])
    sources = [list(portal_texts(portals / name)) for name in sorted(each.name for each in portals.iterdir())]
    sources += [list(page_texts(SHARED / "pages" / name / "expected.jsonl.gz")) for name in ("bodies", "metadata")]
    shares: list[dict[str, float]] = []
    uses: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    for source in sources:
        said: Counter[str] = Counter()
        for title, body in source:
            told = spoken(body)
            said.update(set(spoken(title, is_headline=True).words) | set(told.words))
            for word, capital in told.capitals:
                uses[word] += 1
                lower[word] += not capital
        shares.append({word: count / len(source) for word, count in said.items()})
    rows = []
    for word in sorted(set().union(*shares)):
        of_sources = sorted(share.get(word, 0.0) for share in shares)[:-1]
        share = sum(of_sources) / len(of_sources)
        if share >= LEAST_SHARE and not any(sign.isdigit() for sign in word):
            rows.append(f"{word}\t{1000 * share:.1f}\t{100 * (lower[word] + 0.5) / (uses[word] + 1):.0f}\n")
    head = "# stem, of 1,000 articles, lower case of 100 uses; made by tools/train/fold_english.py\n"
    OUTPUT.write_text(head + "".join(rows), encoding="utf-8")
    print(f"{OUTPUT}: {len(rows)} stems from {sum(map(len, sources))} articles")


if __name__ == "__main__":
    main()
