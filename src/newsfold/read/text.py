"""The main text of a page.

Each block of the page knows the container it stands in and the share of its text that is links. The core of the article is the smallest
container that holds most of the good text; what is made like it and stands beside it belongs to it, and its blocks are the main text.
No rule knows a publisher.
"""

from __future__ import annotations

from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser

from newsfold.read.afterwords import is_caption, without_ends
from newsfold.read.blocks import Block, Blocks, blocks_of, is_dense
from newsfold.read.plain_text import normalised
from newsfold.read.script_text import article_in_scripts
from newsfold.read.taming import tamed

_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_CORE = 0.45
"""The share of good text that a child must hold for the way to the core to go on."""
_MOST = 0.8
"""The share of the page's good text that the outermost container looked into must hold."""
_WORTH = {"p": 1.0, "li": 0.3}
"""What a character of a block counts for, by its tag: lists are more often of other articles than of this one."""
_LEAD_LENGTH = 60
_LITTLE = 700
"""Characters; an article with less was probably passed over."""
_NOTHING = 200
"""Characters; a page with less keeps its text elsewhere."""
MAX_TEXT = 500_000
"""Characters of main text that are kept."""


def main_text(page: Blocks, tree: LexborHTMLParser, *, title: str = "", description: str = "", body: str = "", source: bytes = b"") -> str:
    """The article's text, one block a line.

    ``description`` is the publisher's own, to know the lead paragraph by; ``body`` what the page declares as its body (``articleBody``),
    which is taken where the blocks found say far less. Where almost nothing is found, the walk is repeated over the whole page, and then
    over what its scripts hold; ``source`` is the page with them.
    """
    lines = _chosen(page, title, description)
    if sum(map(len, lines)) < _LITTLE:
        loose = _chosen(blocks_of(tree, whole=True), title, description)
        if sum(map(len, loose)) > 2 * sum(map(len, lines)):
            lines = loose
    if sum(map(len, lines)) < _NOTHING and (hidden := article_in_scripts(source)):
        lines = _chosen(blocks_of(LexborHTMLParser(tamed(hidden.encode("utf-8", "replace")))), title, description)
    text = "\n".join(lines)
    if len(body) > 1.5 * len(text) and len(body) > 200:
        text = body
    return text[:MAX_TEXT]


def _chosen(page: Blocks, title: str, description: str) -> list[str]:
    if not page.parents:  # Framesets have no body.
        return []
    inside = _inside(page)
    lines = _trimmed([block for block in page.blocks if block.container in inside], normalised(title))
    lines = without_ends(lines)
    lead = _lead(page, inside, description, set(lines))
    return [lead, *lines] if lead else lines


def _weights(page: Blocks) -> list[float]:
    """How much good text each container holds, with all that is in it."""
    totals = [0.0] * len(page.parents)
    for block in page.blocks:
        if block.is_running_text:
            weight = min(len(block.text), 1_000) * (3 if is_dense(block.text) else 1) * _WORTH.get(block.tag, 0.6)
            totals[block.container] += weight
    for index in range(len(totals) - 1, 0, -1):
        totals[page.parents[index]] += totals[index]
    return totals


def _descent(page: Blocks, totals: Sequence[float]) -> list[int]:
    """The way from the body down to the core: always the child with the most good text, while it holds :data:`_CORE` of it."""
    heaviest: dict[int, int] = {}
    for index in range(1, len(totals)):
        parent = page.parents[index]
        if parent not in heaviest or totals[index] > totals[heaviest[parent]]:
            heaviest[parent] = index
    path = [0]
    while (below := heaviest.get(path[-1], -1)) > 0 and totals[below] >= _CORE * totals[path[-1]]:
        path.append(below)
    return path


def _clean(page: Blocks) -> set[int]:
    """Containers that hold nothing but running text, directly."""
    good: dict[int, bool] = {}
    for block in page.blocks:
        good[block.container] = good.get(block.container, True) and block.is_running_text and block.linked * 5 < len(block.text)
    return {index for index, is_good in good.items() if is_good}


def _inside(page: Blocks) -> set[int]:
    """The containers of the article: the core, and what stands beside it in the containers around that is made like it.

    A text that advertisements cut into several containers of one class is whole again so; a list of other articles below it stays out.
    """
    totals = _weights(page)
    path = _descent(page, totals)
    reach = next((at for at, index in enumerate(path) if totals[index] < _MOST * totals[0]), len(path)) - 1
    inside = {path[-1]}
    clean = _clean(page)
    for at in range(len(path) - 2, max(0, reach) - 1, -1):
        kind = page.kinds[path[at + 1]]
        inside.add(path[at])
        here = path[at]
        beside = [index for index, parent in enumerate(page.parents) if parent == here]
        inside.update(index for index in beside if page.kinds[index] == kind or (index < path[at + 1] and index in clean))
    spine = set(path)
    for index in range(1, len(page.parents)):
        parent = page.parents[index]
        if (parent in inside and parent not in spine) or parent == path[-1]:
            inside.add(index)
    return inside


def _trimmed(blocks: Sequence[Block], title: str) -> list[str]:
    """The blocks that belong to the text: paragraphs, lists of the text, and headings that something follows."""
    lines: list[str] = []
    seen: set[str] = set()
    heading = ""
    for block in blocks:
        text = block.text
        if block.linked * 2 > len(text) and not (block.tag == "p" and len(text) > 80 and block.linked < 0.8 * len(text)):
            continue
        if text.startswith("<") or is_caption(text):
            continue
        if block.tag in _HEADINGS:
            heading = text if normalised(text) != title else ""
            continue
        if block.tag == "h1" or (len(text) > 40 and text in seen) or not _belongs(block):
            continue
        if heading:
            lines.append(heading)
            heading = ""
        lines.append(text)
        seen.add(text)
    return lines


def _belongs(block: Block) -> bool:
    if block.tag == "p":
        return len(block.text) > 1
    if block.tag in {"li", "blockquote", "pre", "dd", "dt", "td", "tr"}:
        return len(block.text) >= 12
    return len(block.text) >= 25


def _lead(page: Blocks, inside: set[int], description: str, lines: set[str]) -> str:
    """The lead paragraph above the container: one that the page describes itself with, or that is named so."""
    wanted = normalised(description)[:60]
    after_headline = False
    for block in page.blocks:
        if block.container in inside and block.tag != "h1":
            break
        text = block.text
        if block.tag == "h1":
            after_headline = True
            continue
        if text in lines or len(text) < 30 or block.linked * 2 > len(text):
            continue
        told = len(wanted) >= 30 and normalised(text).startswith(wanted)
        first = after_headline and len(text) >= _LEAD_LENGTH and text.endswith((".", "!", "?", "…", "。", "।", "”", "“"))
        if told or (block.is_lead and not block.is_noise) or (first and not block.is_noise):
            return text
    return ""
