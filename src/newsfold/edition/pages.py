"""The few pages readers meet between the mails: ask, confirm, leave, be forgotten. No script, no cookie, nothing from others."""

from __future__ import annotations

from newsfold.article import Frozen
from newsfold.edition.html import template
from newsfold.edition.wording import Words


class Button(Frozen, frozen=True, kw_only=True):
    """A button that posts to an address."""

    words: str
    action: str
    is_quiet: bool = False


def reader_page(
    heading: str,
    *,
    words: Words,
    imprint: str,
    message: str = "",
    ask: str = "",
    topics: tuple[str, ...] = (),
    buttons: tuple[Button, ...] = (),
) -> str:
    """A page as HTML; ``ask`` is where the form that asks for the edition posts to, empty for none. All words are escaped."""
    return template("page.html").render(
        heading=heading, words=words, imprint=imprint, message=message, ask=ask, topics=topics, buttons=buttons
    )
