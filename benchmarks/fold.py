"""Folding measured: ``python benchmarks/fold.py [--scale] [--embeddings FOLDER]``.

First table: B-cubed precision, recall and F1 on the labelled windows (../shared/data/stories), beside simple baselines. "ours" is scored
with weights trained without the window (tools/train/held_out); "shipped" has seen both windows and is marked as fitted.
Second table: cost. Generated articles are folded, 1,000 a call, into open stories of 20 days, which older ones leave, everything
included that a process which stays has to do: index, stories, lead, heat, related, reasons. A window holds up to half as much again
before it lets go. Seconds are the processor's, so that other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from math import log, sqrt
from pathlib import Path

import numpy as np

from newsfold.article import Article, Provider
from newsfold.cli.json_lines import articles_of, read_lines
from newsfold.fold import OpenStories, fold
from newsfold.fold.loading import read_embedder, read_weights
from newsfold.fold.meaning import Embedder, Matrix
from newsfold.fold.model import Model, shipped
from newsfold.fold.words import stems

ROOT = Path(__file__).parents[1]
STORIES = ROOT.parent / "shared" / "data" / "stories"
HELD_OUT = ROOT / "tools" / "train" / "held_out"
Labels = Mapping[str, str]
A_RUN = 1000
"""Articles that are folded at once."""


def b_cubed(gold: Labels, found: Labels) -> tuple[float, float, float]:
    """Precision, recall and F1 (Bagga and Baldwin, 1998)."""
    true, made = Counter(gold.values()), Counter(found[url] for url in gold)
    both = Counter((gold[url], found[url]) for url in gold)
    precision = sum(count * count / made[story] for (_, story), count in both.items()) / len(gold)
    recall = sum(count * count / true[story] for (story, _), count in both.items()) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


def remembering(embedder: Embedder) -> Embedder:
    """The embedder, asked only once for each text."""
    known: dict[str, Matrix] = {}

    def embed(texts: Sequence[str]) -> Matrix:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(new, embedder(new), strict=True))
        return np.array([known[text] for text in texts])

    return embed


def ours(articles: Sequence[Article], model: Model, embedder: Embedder | None = None) -> Labels:
    """The stories that ``newsfold fold`` makes, with these weights."""
    return {member: story.id for story in fold(articles, model=model, embedder=embedder).stories for member in story.members}


def cosines(articles: Sequence[Article]) -> dict[tuple[int, int], float]:
    """TF-IDF cosines of headline and excerpt of every pair: the plain baseline, all pairs on purpose."""
    said = [Counter(stems(f"{article.title} {article.excerpt}")) for article in articles]
    held = Counter(term for each in said for term in each)
    vectors = [{term: (1 + log(count)) * (log((1 + len(said)) / (1 + held[term])) + 1) for term, count in each.items()} for each in said]
    lengths = [sqrt(sum(weight * weight for weight in vector.values())) or 1.0 for vector in vectors]
    return {
        (one, other): sum(weight * vectors[other].get(term, 0.0) for term, weight in vectors[one].items()) / lengths[one] / lengths[other]
        for other in range(len(articles))
        for one in range(other)
    }


def average_linkage(likeness: Mapping[tuple[int, int], float], count: int, enough: float) -> list[int]:
    """Plain average linkage over all pairs; the group of each place."""
    groups = {place: [place] for place in range(count)}
    mean = {pair: value for pair, value in likeness.items() if value > 0}
    while mean:
        pair = max(mean, key=lambda pair: (mean[pair], (-pair[0], -pair[1])))
        if mean[pair] < enough:
            break
        keep, gone = pair
        for other in list(groups):
            if other in pair:
                continue
            first, second = (min(keep, other), max(keep, other)), (min(gone, other), max(gone, other))
            value = mean.pop(first, 0.0) * len(groups[keep]) + mean.pop(second, 0.0) * len(groups[gone])
            if value:
                mean[first] = value / (len(groups[keep]) + len(groups[gone]))
        del mean[pair]
        groups[keep] += groups.pop(gone)
    return [group for place in range(count) for group, members in groups.items() if place in members]


def tuned_tf_idf(articles: Sequence[Article], gold: Labels) -> Labels:
    """TF-IDF with average linkage, its threshold tuned on the answer: more than anyone can have in use."""
    likeness = cosines(articles)
    tries = []
    for step in range(4, 20):
        group_of = average_linkage(likeness, len(articles), step / 40)
        found = {article.address: str(group) for article, group in zip(articles, group_of, strict=True)}
        tries.append((b_cubed(gold, found)[2], step, found))
    return max(tries, key=lambda each: each[:2])[2]


def min_hash(articles: Sequence[Article]) -> Labels:
    """MinHash near-duplicates (Broder, 1997): 64 permutations of word pairs; one group where the estimated overlap is at least one half."""
    chance = random.Random(0)
    prime = 2**61 - 1
    permutations = [(chance.randrange(1, prime), chance.randrange(prime)) for _ in range(64)]
    signs = []
    for article in articles:
        words = list(stems(f"{article.title} {article.excerpt}"))
        shingles = {zlib.crc32(" ".join(words[start : start + 2]).encode()) for start in range(max(1, len(words) - 1))}
        signs.append([min((a * shingle + b) % prime for shingle in shingles) for a, b in permutations])
    group_of = list(range(len(articles)))
    for other in range(len(articles)):
        for one in range(other):
            if sum(x == y for x, y in zip(signs[one], signs[other], strict=True)) >= 32:
                old, new = group_of[other], group_of[one]
                group_of = [new if group == old else group for group in group_of]
    return {article.address: str(group) for article, group in zip(articles, group_of, strict=True)}


def show_scores(embedder: Embedder | None) -> None:
    """Print the table of scores; with an embedder those of the ``semantic`` extra too."""
    files = sorted(file for file in STORIES.glob("*.jsonl") if ".leads" not in file.name)
    if not files:
        print(f"no labelled windows: {STORIES} is not here")
        return
    print(f"{'B-cubed':34}" + "".join(f"{file.stem:>26}" for file in files))
    print(f"{'':34}" + f"{'precision recall    F1':>26}" * len(files))
    windows = []
    for file in files:
        lines = read_lines(str(file))
        by_address = {article.address: article for article in articles_of(lines, where=str(file))}
        gold = {line["url"]: str(line["story"]) for line in lines}
        windows.append((file.stem, sorted(by_address.values(), key=lambda each: (each.published_at, each.address)), gold))
    rows: dict[str, Callable[[str, Sequence[Article], Labels], Labels]] = {
        "no folding": lambda name, articles, gold: {url: url for url in gold},
        "MinHash near-duplicates": lambda name, articles, gold: min_hash(articles),
        "TF-IDF, tuned on the answer": lambda name, articles, gold: tuned_tf_idf(articles, gold),
        "ours, trained without the window": lambda name, articles, gold: ours(articles, held_out(name)),
        "shipped weights (FITTED: saw both)": lambda name, articles, gold: ours(articles, shipped()),
    }
    if embedder:
        embedder = remembering(embedder)
        rows["ours + meaning, without the window"] = lambda name, articles, gold: ours(articles, held_out(name, "semantic-"), embedder)
        rows["meaning, shipped (FITTED)"] = lambda name, articles, gold: ours(articles, shipped(semantic=True), embedder)
    for title, folded in rows.items():
        scores = [b_cubed(gold, folded(name, articles, gold)) for name, articles, gold in windows]
        print(f"{title:34}" + "".join(f"{precision:>12.3f} {recall:.3f} {f1:>7.3f}" for precision, recall, f1 in scores), flush=True)


def held_out(name: str, kind: str = "") -> Model:
    """The weights trained on all labelled windows but this one; ``kind`` is "semantic-" for those that weigh meaning."""
    return read_weights(HELD_OUT / f"{kind}without-{name}.json")


def generated(count: int, *, a_day: int, seed: int = 1) -> Iterator[list[Article]]:
    """Invented articles, a list a day: events of 1 to 12 reports, new names with each event (Heaps' law), common words by Zipf's."""
    chance = random.Random(seed)
    common = [f"{a}{b}{c}" for a in ("ba", "ko", "ti", "ru", "se", "mo") for b in ("lan", "mer", "dis", "tor") for c in range(120)]
    weights = [1 / (rank + 8) for rank in range(len(common))]
    start, made, event = datetime(2026, 1, 1, tzinfo=UTC), 0, 0
    while made < count:
        day: list[Article] = []
        while len(day) < min(a_day, count - made):
            event += 1
            names = [f"N{chance.randrange(40 * event + 1000):x}q" for _ in range(5)]
            theme = chance.choices(common, weights, k=12)
            for _ in range(min(1 + int(chance.expovariate(0.8)), 12, a_day - len(day), count - made - len(day))):
                words = chance.sample(names, 2) + chance.sample(theme, 4) + chance.choices(common, weights, k=3)
                body = chance.sample(names, 3) + chance.sample(theme, 7) + chance.choices(common, weights, k=20)
                number = made + len(day)
                domain = f"p{chance.randrange(400)}.example"
                day.append(
                    Article(
                        title=" ".join(words),
                        excerpt=" ".join(body),
                        published_at=start + timedelta(seconds=86400 * number / a_day),
                        web_url=f"https://{domain}/{number}",
                        provider=Provider(name=domain, domain=domain),
                        quality=chance.randrange(100),
                    )
                )
        made += len(day)
        yield day


def show_cost(sizes: Sequence[int], *, window: int) -> None:
    """Print articles a second over each tenth of the way, letting go included, and the peak of memory.

    ``window`` articles come within 20 days.
    """
    a_day = window // 20
    kept, seconds, done = OpenStories(), 0.0, 0
    told_seconds, told_done = 0.0, 0
    for day in generated(max(sizes), a_day=a_day):
        begun = time.process_time()
        kept.forget(before=day[0].published_at - timedelta(days=20))
        for start in range(0, len(day), A_RUN):
            kept.fold(day[start : start + A_RUN])
        seconds, done = seconds + time.process_time() - begun, done + len(day)
        if done in sizes or done % (max(sizes) // 10) < a_day:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024)
            rate = (done - told_done) / (seconds - told_seconds)
            print(f"{done:>24,} {len(kept):>14,} {rate:>11,.0f} {seconds:>15,.1f} {peak:>8,.0f}", flush=True)
            told_seconds, told_done = seconds, done


def show_scale(*, million: bool) -> None:
    """Print what adding costs with 10,000, 100,000 and, where wanted, 1,000,000 articles in the archive; each in a process of its own."""
    print(f"\n{'articles in the archive':>24} {'in the window':>14} {'articles/s':>11} {'CPU seconds':>15} {'peak MB':>8}", flush=True)
    for size in (10_000, 100_000, *([1_000_000] if million else [])):
        window = min(size, 65_000)
        subprocess.run([sys.executable, __file__, "--only", "cost", "--archive", str(size), "--window", str(window)], check=True)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", action="store_true", help="go on to an archive of a million articles, up to 100,000 in the window")
    parser.add_argument("--embeddings", type=Path, help="the folder of a sentence-embedding model: score the semantic extra too")
    parser.add_argument("--only", choices=["scores", "cost"])
    parser.add_argument("--archive", type=int, help="measure one archive of this many articles")
    parser.add_argument("--window", type=int, default=65_000, help="articles that come within 20 days")
    chosen = parser.parse_args()
    if chosen.archive:
        show_cost([chosen.archive], window=chosen.window)
        return
    if chosen.only != "cost":
        show_scores(read_embedder(chosen.embeddings) if chosen.embeddings else None)
    if chosen.only != "scores":
        show_scale(million=chosen.scale)


if __name__ == "__main__":
    main()
