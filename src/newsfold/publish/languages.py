"""Languages of pages: the ``lang`` and ``dir`` of HTML, also of what is in another language than what is around it (WCAG 2.2, 3.1)."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

_LONGEST: Final = 35
"""Signs of a language tag; no sensible one is longer (RFC 5646, section 4.4.1)."""

_FROM_THE_RIGHT: Final = frozenset(
    (
        "ar",
        "arc",
        "azb",
        "bal",
        "ckb",
        "dv",
        "fa",
        "glk",
        "he",
        "iw",
        "ks",
        "lrc",
        "mzn",
        "nqo",
        "pnb",
        "prs",
        "ps",
        "sd",
        "syr",
        "ug",
        "ur",
        "yi",
    )
)
_SCRIPTS_FROM_THE_RIGHT: Final = frozenset(("adlm", "arab", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"))
"""Languages and scripts that are written from right to left (Unicode CLDR, ``characterOrder``)."""


def tag_of(language: str | None) -> str:
    """A language or locale as a tag fit for ``lang``, such as ``en-US`` of ``en_us`` (RFC 5646, section 2.1.1); empty for what is none."""
    parts = (language or "").strip().replace("_", "-").split("-")
    tag = "-".join(parts)
    if not parts[0].isalpha() or not tag.isascii() or len(tag) > _LONGEST or not all(part.isalnum() for part in parts):
        return ""
    rest = (part.upper() if len(part) == 2 else part.title() if len(part) == 4 and part.isalpha() else part.lower() for part in parts[1:])
    return "-".join((parts[0].lower(), *rest))


def is_from_the_right(tag: str) -> bool:
    """Whether a language is written from right to left; a script in its tag decides."""
    first, *rest = tag.lower().split("-")
    scripts = [part for part in rest if len(part) == 4 and part.isalpha()]
    return scripts[0] in _SCRIPTS_FROM_THE_RIGHT if scripts else first in _FROM_THE_RIGHT


def marks(tag: str, around: str) -> Markup:
    """The attributes of an element in a language within one in another: none where both are of one language."""
    if not tag or tag.partition("-")[0].lower() == around.partition("-")[0].lower():
        return Markup("")
    turned = is_from_the_right(tag) != is_from_the_right(around)
    direction = Markup(' dir="{}"').format("rtl" if is_from_the_right(tag) else "ltr") if turned else ""
    return Markup(' lang="{}"{}').format(tag, direction)
