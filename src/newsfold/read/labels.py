"""What stands behind a label in the page: ``<li><strong>Author</strong> Ada Holm</li>``, ``<dt>Date</dt><dd>5 March</dd>``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from newsfold.read.document import Document, visible_text

_MOST = 200
"""Labels that are looked at on a page."""


def labelled(document: Document, label: re.Pattern[str]) -> Iterator[tuple[LexborNode, str]]:
    """The elements whose text is a label, and the text behind it: the rest of the parent, or what follows a ``<dt>`` or ``<th>``."""
    for node in document.tree.css("strong, b, dt, th")[:_MOST]:
        named = visible_text(node)[:40]
        if not label.fullmatch(named):
            continue
        around = node.parent
        rest = (
            _next_text(node) if node.tag in {"dt", "th"} else visible_text(around)[:200].removeprefix(named) if around is not None else ""
        )
        yield node, rest.lstrip(" :：")


def _next_text(node: LexborNode) -> str:
    after = node.next
    while after is not None and after.tag == "-text":
        after = after.next
    return visible_text(after)[:200] if after is not None else ""
