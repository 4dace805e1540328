"""Pieces of pages that stand on many: an article's card and its row, drawn once and kept as text."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from newsfold.publish.cards import KEPT, Dealer
from newsfold.publish.catalogue import Placed
from newsfold.publish.theme import Theme

ROOT: Final = "\x02"
"""Stands in pieces for the way to the root of the site. No text that is shown holds it (:func:`newsfold.publish.plain_text.shown`)."""


class Pieces:
    """The pieces of one run."""

    def __init__(self, theme: Theme, dealer: Dealer) -> None:
        self._theme = theme
        self._dealer = dealer
        self._kept: dict[tuple[str, str], Markup] = {}

    def card(self, placed: Placed) -> Markup:
        """The article as a card: picture, headline, excerpt, who reported it, topics."""
        return self._piece("card", placed)

    def row(self, placed: Placed) -> Markup:
        """The article on two lines, for long lists."""
        return self._piece("row", placed)

    def hero(self, placed: Placed) -> Markup:
        """The article at the top of a page."""
        return self._drawn("card", placed, is_hero=True)

    def _piece(self, kind: str, placed: Placed) -> Markup:
        key = (kind, placed.name)
        known = self._kept.get(key)
        if known is None:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            known = self._kept[key] = self._drawn(kind, placed)
        return known

    def _drawn(self, kind: str, placed: Placed, *, is_hero: bool = False) -> Markup:
        given = {"card": self._dealer.card(placed), "root": ROOT, "words": self._dealer.words, "is_hero": is_hero}
        return Markup(self._theme.drawn(f"{kind}.html", **given))  # noqa: S704 - drawn by templates that escape


def rooted(page: str, root: str) -> bytes:
    """A page's bytes, with the way to the root of the site put into its pieces."""
    return page.replace(ROOT, root).encode("utf-8", "replace")
