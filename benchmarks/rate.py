"""Rating measured: topics, kinds, leads and noise on the articles labelled by hand, and what an article costs.

    python benchmarks/rate.py [--shared ../shared]

First table: micro F1 of topics (the main topic apart), on-topic F1 and kinds on ``data/topics/azure.jsonl``, with the example portal
``examples/azure-portal``, with the reference portal's own topic files, and with those and what its records teach (the classifier of
``newsfold rate --learn``, cross-validated there). The lines are also split in two halves by a hash of the address: keywords were written
looking at the first half only. Second table: stories of ``data/stories/*.leads.jsonl`` whose article of highest quality is an acceptable
lead. Third: noise kinds below the median quality of news, analysis and announcements. Fourth: milliseconds an article on one core with
200 topics and 2,000 keywords, beside one regular expression a keyword.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import statistics
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from newsfold.article import Article, Provider, Topic
from newsfold.content.repository import Repository
from newsfold.day.rater import Rater, latest_records
from newsfold.rate import TopicIndex, rate
from newsfold.rate.learning import learn_topics
from newsfold.settings import RateSettings, Settings

ROOT = Path(__file__).parents[1]
NOISE = ("press-release", "market-research", "deal", "stock")
WORTH = ("news", "analysis", "announcement")
Line = Mapping[str, Any]


def lines_of(path: Path) -> list[Line]:
    with path.open("rb") as file:
        return [msgspec.json.decode(line) for line in file]


def article_of(line: Line) -> Article:
    time = datetime.fromisoformat(str(line["publishedDateTime"]))
    return Article(
        title=line["title"],
        excerpt=line["excerpt"] or "",
        published_at=time if time.tzinfo else time.replace(tzinfo=UTC),
        web_url=line["url"],
        type=line.get("type") or "article",
        provider=Provider(name=line["provider"], domain=line["provider"]),
    )


def f1(pairs: Iterable[tuple[set[str], set[str]]]) -> float:
    hit = wrong = 0
    for true, found in pairs:
        hit += len(true & found)
        wrong += len(true ^ found)
    return 2 * hit / (2 * hit + wrong) if hit else 0.0


def is_first_half(line: Line) -> bool:
    return int(hashlib.md5(line["url"].encode(), usedforsecurity=False).hexdigest(), 16) % 2 == 0


def topics_row(name: str, rater: Rater, gold: Sequence[Line]) -> str:
    rated = [rater.rate(article_of(line)).article for line in gold]
    pairs = [(set(line["topics"]), set(one.topics)) for line, one in zip(gold, rated, strict=True)]
    main = {"Azure"}
    kinds = sum(line["kind"] == one.kind for line, one in zip(gold, rated, strict=True))
    topics = f1((true - main, found - main) for true, found in pairs)
    on_topic = f1((true & main, found & main) for true, found in pairs)
    return f"| {name} | {len(gold)} | {topics:.3f} | {on_topic:.3f} | {kinds / len(gold):.0%} |"


def leads(rater: Rater, stories: Path) -> tuple[int, int]:
    lines = lines_of(stories)
    rated = {line["url"]: rater.rate(article_of(line)).article for line in lines}
    right = 0
    answers = lines_of(stories.with_name(stories.stem + ".leads.jsonl"))
    for answer in answers:
        members = [rated[line["url"]] for line in lines if line["story"] == answer["story"]]
        best = min(members, key=lambda one: (-(one.quality or 0), one.published_at))
        right += best.address in answer["leads"]
    return right, len(answers)


def noise(rater: Rater, gold: Sequence[Line]) -> tuple[int, int]:
    qualities = [(line["kind"], rater.rate(article_of(line)).article.quality or 0) for line in gold]
    median = statistics.median(quality for kind, quality in qualities if kind in WORTH)
    noisy = [quality for kind, quality in qualities if kind in NOISE]
    return sum(quality < median for quality in noisy), len(noisy)


def generated(topics: int, keywords: int, articles: int) -> tuple[list[Topic], list[Article]]:
    dice = random.Random(7)
    syllables = [first + second for first, second in zip("bcdfgklmnprstvz", "aeiouaeiouaeiou", strict=True)]
    words = ["".join(dice.choices(syllables, k=dice.randint(4, 6))) for _ in range(50_000)]
    each = keywords // topics
    made = [
        Topic(
            id=f"t{n}",
            name=f"Topic {n}",
            parent="Topic 0" if n else None,
            keywords=tuple(" ".join(dice.choices(words, k=dice.randint(1, 3))) for _ in range(each)),
        )
        for n in range(topics)
    ]
    phrases = [phrase for topic in made for phrase in topic.keywords]
    found = []
    for number in range(articles):
        text = [phrase if dice.random() < 0.02 else dice.choice(words) for phrase in dice.choices(phrases, k=600)]
        provider = Provider(name="Lumen", domain="lumen.example")
        title, excerpt = " ".join(text[:10]).capitalize(), " ".join(text[10:45])
        url = f"https://lumen.example/{number}"
        found.append(
            Article(
                title=title,
                excerpt=excerpt,
                text=" ".join(text),
                published_at=datetime(2026, 11, 10, tzinfo=UTC),
                web_url=url,
                provider=provider,
            )
        )
    return made, found


def milliseconds(work: Callable[[], object], count: int, repeat: int = 3) -> float:
    best = min(_timed(work) for _ in range(repeat))
    return 1000 * best / count


def _timed(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def by_expressions(topics: Sequence[Topic]) -> Callable[[Article], list[str]]:
    patterns = [(topic.name, re.compile(rf"\b{re.escape(phrase)}s?\b", re.IGNORECASE)) for topic in topics for phrase in topic.keywords]
    return lambda article: [
        name for name, pattern in patterns for place in (article.title, article.excerpt, article.text) if pattern.search(place)
    ]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="the folder of real data")
    data = options.parse_args().shared / "data"
    if data.is_dir():
        with tempfile.TemporaryDirectory() as folder:
            accuracy(data, Path(folder))
    cost()


def accuracy(data: Path, folder: Path) -> None:
    for archive in sorted((data / "portals").glob("*.tar.gz")):
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
    gold = lines_of(data / "topics" / "azure.jsonl")
    example = Rater.of(Repository(ROOT / "examples" / "azure-portal"), Settings())
    reference = Rater.of(Repository(folder / "azure"), Settings())
    print("| topic files | articles | topics micro F1 | on topic F1 | kinds |\n|---|---|---|---|---|")
    print(topics_row("examples/azure-portal", example, gold))
    print(topics_row("the half that was looked at", example, [line for line in gold if is_first_half(line)]))
    print(topics_row("the blind half", example, [line for line in gold if not is_first_half(line)]))
    print(topics_row("the reference portal's own", reference, gold))
    scored = {line["url"] for line in gold}
    records = [article for article in latest_records(Repository(folder / "azure")) if article.address not in scored]
    learned = learn_topics(records, reference.index)
    print(
        topics_row(
            "the same, made to follow its records' old topics", Rater(reference.index, reference.knowledge, Settings(), learned), gold
        )
    )
    print("\n| stories | acceptable leads |\n|---|---|")
    for name, rater in (("azure-2020-05", example), ("diablo4-beta", Rater.of(Repository(folder / "diablo4"), Settings()))):
        right, count = leads(rater, data / "stories" / f"{name}.jsonl")
        print(f"| {name} | {right} of {count} |")
    below, count = noise(example, gold)
    print(
        f"\n{below} of {count} press releases, market reports, deals and stock posts are below the median of news, analysis, announcements"
    )


def cost() -> None:
    topics, articles = generated(200, 2_000, 400)
    index = TopicIndex(topics)
    expressions = by_expressions(topics)
    few = articles[:20]
    whole = milliseconds(lambda: [rate(one, index, settings=RateSettings()) for one in articles], len(articles))
    only_topics = milliseconds(lambda: [index.match(one) for one in articles], len(articles))
    naive = milliseconds(lambda: [expressions(one) for one in few], len(few), repeat=1)
    print("\n| 200 topics, 2,000 keywords, 600 words an article | milliseconds an article |\n|---|---|")
    print(f"| rating: topics, kind, quality, reasons | {whole:.2f} |")
    print(f"| topics alone | {only_topics:.2f} |\n| a regular expression a keyword | {naive:.1f} |")


if __name__ == "__main__":
    main()
