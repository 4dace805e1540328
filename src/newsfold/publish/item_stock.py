"""Items of the JSON API's lists as the run before wrote them. A new article moves every other by a place and changes none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Final

HEAD: Final = b'"value": [\n    {\n      "path": "'
BETWEEN: Final = b'\n    },\n    {\n      "path": "'
END: Final = b"\n    }\n  ],\n"
"""What stands around items in a list page, and nowhere else: JSON strings hold no line ends, and what is within an item is further in."""


class ItemStock:
    """Takes items out of list pages that stand. ``names`` gives those of articles that have not changed since, by the record's path;
    ``body`` a file's bytes as the run before left it, empty where it does not stand so.
    """

    def __init__(self, names: Callable[[], Mapping[str, str]], body: Callable[[str], bytes]) -> None:
        self._names = cache(names)
        self._body = body

    def items(self, path: str) -> Iterator[tuple[str, bytes]]:
        """The unchanged articles of a list page by name, each as it stands between the signs around it."""
        page, names = self._body(path), self._names()
        start, end = page.find(HEAD), page.rfind(END)
        if start < 0 or end < 0:
            return
        for item in page[start + len(HEAD) : end].split(BETWEEN):
            of, quote, _ = item.partition(b'"')
            # A path that JSON spells in another way is not found, and its item is encoded anew.
            name = names.get(of.decode("utf-8", "replace")) if quote else None
            if name is not None:
                yield name, item
