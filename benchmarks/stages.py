"""The cost of each stage per article, and how it grows: reading records, rating, folding, publishing. Run by `make bench`.

Records are generated (invented words, fixed seed), so that the figures can be had on any machine. Prints milliseconds of CPU time per
article.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newsfold.article import Article, Image, Provider, Topic
from newsfold.content.record import read_record, write_record
from newsfold.fold import fold
from newsfold.publish import Holdings, render, write
from newsfold.rate import TopicIndex, rate

SIZES = (250, 1000, 4000)
RANDOM = random.Random(20261115)
SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
WORDS = sorted({"".join(RANDOM.choice(SYLLABLES) for _ in range(RANDOM.randint(2, 4))) for _ in range(6000)})
TOPICS = [Topic(id=f"topic-{n}", name=f"Topic {n}", keywords=tuple(RANDOM.sample(WORDS, 10))) for n in range(20)]


def words(count: int) -> str:
    """Words as rare as words are: the n-th most common is 1/n as common (Zipf)."""
    return " ".join(WORDS[min(len(WORDS) - 1, int(RANDOM.paretovariate(0.6)) + 20)] for _ in range(count))


def article(number: int) -> Article:
    domain = f"publisher-{number % 40}.example"
    return Article(
        title=words(9).capitalize(),
        excerpt=words(30),
        text=words(400),
        published_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=20 * number),
        web_url=f"https://{domain}/{number}",
        provider=Provider(name=domain, domain=domain),
        quality=number % 90,
        heat=number % 90,
        published=True,
        topics=("Topic 1",),
        images=(Image(url=f"https://{domain}/{number}.jpg", width=1200, height=675),),
        path=f"_news/2026-01-01-article-{number}.md",
    )


def measured(work: Callable[[], object], count: int) -> str:
    begin = time.process_time()
    work()
    return f"{1000 * (time.process_time() - begin) / count:10.3f}"


def main() -> None:
    index = TopicIndex(TOPICS)
    print(f"{'ms an article':<24}" + "".join(f"{size:>10,}" for size in SIZES))
    rows: dict[str, list[str]] = {}
    for size in SIZES:
        articles = [article(number) for number in range(size)]
        texts = [(one.path, write_record(one)) for one in articles]
        holdings = Holdings(articles=tuple(articles), topics=tuple(TOPICS))
        stages: dict[str, Callable[[], object]] = {
            "write a record": lambda articles=articles: [write_record(one) for one in articles],
            "read a record": lambda texts=texts: [read_record(text, path=path) for path, text in texts],
            "rate": lambda articles=articles: [rate(one, index) for one in articles],
            "fold": lambda articles=articles: fold(articles),
            "publish, from nothing": lambda holdings=holdings: publish(holdings),
        }
        for name, work in stages.items():
            rows.setdefault(name, []).append(measured(work, size))
    for name, figures in rows.items():
        print(f"{name:<24}" + "".join(figures))


def publish(holdings: Holdings) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), render(holdings))


if __name__ == "__main__":
    main()
