"""Draw the pictures of docs/reference/folding.md: ``python tools/train/draw_folding.py`` (needs ../shared/data/stories)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))
from fold import HELD_OUT, STORIES, b_cubed, held_out  # noqa: E402
from newsfold.cli.json_lines import articles_of, read_lines  # noqa: E402
from newsfold.fold import fold  # noqa: E402
from newsfold.settings import FoldSettings  # noqa: E402

STEPS = tuple(step / 20 for step in range(4, 19))
COLOURS = ("#1f5fa8", "#b3541e")
WIDTH, HEIGHT, LEFT, TOP = 560, 300, 50, 20


def curves() -> dict[str, list[tuple[float, float, float]]]:
    """Precision, recall and F1 of each window over the threshold, by weights that never saw the window."""
    found = {}
    for file in sorted(HELD_OUT.glob("without-*.json")):
        name = file.stem.removeprefix("without-")
        lines = read_lines(str(STORIES / f"{name}.jsonl"))
        articles, gold = articles_of(lines, where=name), {line["url"]: str(line["story"]) for line in lines}
        found[name] = []
        for step in STEPS:
            settings = FoldSettings(likeness=step)
            stories = fold(articles, model=held_out(name), settings=settings).stories
            found[name].append(b_cubed(gold, {member: story.id for story in stories for member in story.members}))
    return found


def picture(found: dict[str, list[tuple[float, float, float]]]) -> str:
    """The curves as SVG: F1 drawn through, precision dashed, recall dotted."""

    def at(step: float, value: float) -> tuple[float, float]:
        return LEFT + (step - 0.2) / 0.7 * (WIDTH - LEFT - 150), TOP + (1.0 - value) / 0.5 * (HEIGHT - TOP - 50)

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">']
    parts.append(f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>')
    for value in (0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
        x, y = at(0.2, value)
        parts.append(
            f'<path d="M{x:.0f} {y:.0f}H{at(0.9, value)[0]:.0f}" stroke="#ddd"/><text x="{x - 28:.0f}" y="{y + 4:.0f}">{value:.1f}</text>'
        )
    for step in (0.2, 0.4, 0.6, 0.8):
        parts.append(f'<text x="{at(step, 0.5)[0] - 8:.0f}" y="{at(step, 0.5)[1] + 18:.0f}">{step:.1f}</text>')
    x, y = at(FoldSettings().likeness, 0.5)
    parts.append(f'<path d="M{x:.0f} {y:.0f}V{TOP}" stroke="#888" stroke-dasharray="2 3"/>')
    parts.append(f'<text x="{LEFT}" y="{HEIGHT - 6}">likeness from which an article joins a story (grey: the default)</text>')
    for number, (name, rows) in enumerate(found.items()):
        for column, dash in ((2, ""), (0, "6 4"), (1, "1 3")):
            parts.append(_line([at(step, row[column]) for step, row in zip(STEPS, rows, strict=True)], COLOURS[number % 2], dash))
        for line, label in enumerate((name, "F1 ——", "precision – –", "recall ····")):
            parts.append(
                f'<text x="{WIDTH - 130}" y="{TOP + 20 + 90 * number + 17 * line}" fill="{COLOURS[number % 2]}">{escape(label)}</text>'
            )
    return "".join(parts) + "</svg>\n"


def _line(points: Sequence[tuple[float, float]], colour: str, dash: str) -> str:
    path = " ".join(f"{'L' if number else 'M'}{x:.1f} {y:.1f}" for number, (x, y) in enumerate(points))
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'


if __name__ == "__main__":
    (ROOT / "docs" / "reference" / "folding-threshold.svg").write_text(picture(curves()), encoding="utf-8")
