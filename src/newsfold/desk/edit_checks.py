"""What an editor may write into a field of a record: a sentence for each text that no reader could use."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from newsfold.collect import AddressGuard
from newsfold.collect.refusal import RefusalError
from newsfold.collect.web_address import web_address
from newsfold.read.instants import EARLIEST, FUTURE

LONGEST: Final = 20_000
"""Characters of a field."""

TYPES: Final = ("article", "video")

_KIND = re.compile(r"[^\W\d_][\w-]{0,39}")
_ASSET = re.compile(r"/assets(?:/(?!\.)[\w.-]+)+", re.ASCII)
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*", re.IGNORECASE)
"""A language, perhaps with script, region and variants (RFC 5646, section 2.1); extensions are of no use here."""

_TWO_LETTERS: Final = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff
    fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku
    kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu
    rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi
    vo wa wo xh yi yo za zh zu
    """.split()  # noqa: SIM905
)
"""The codes of ISO 639-1 (IANA language subtag registry): "on" has the form of one and is none."""


@dataclass(frozen=True)
class Grounds:
    """What a text is judged by beside itself: the time, and which addresses may be asked."""

    now: datetime
    guard: AddressGuard


def read_time(text: str) -> datetime | None:
    """A time from its text, UTC where it names no zone; ``None`` where it is none, or none that can be told in UTC."""
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def wrong_with(name: str, text: str, grounds: Grounds) -> str:
    """What is wrong with a field's text, in a sentence; empty where nothing is."""
    if len(text) > LONGEST:
        return f"This is longer than {LONGEST:,} signs: shorten it."
    check = _CHECKS.get(name)
    return check(text, grounds) if check else ""


def _time(text: str, grounds: Grounds) -> str:
    at = read_time(text)
    if at is None:
        return (
            f"“{text[:40]}” is no time: write one such as 2026-11-15T08:30:00Z." if text else "Write a time such as 2026-11-15T08:30:00Z."
        )
    if not EARLIEST <= at <= grounds.now + FUTURE:
        return "News is neither from before 1990 nor from more than 24 hours ahead: write when it was published."
    return ""


def _updated(text: str, grounds: Grounds) -> str:
    return _time(text, grounds) if text else ""


def _quality(text: str, grounds: Grounds) -> str:
    return "" if re.fullmatch(r"[0-9]{0,4}", text) else f"“{text[:20]}” is no whole number from 0 to 9,999."


def _kind(text: str, grounds: Grounds) -> str:
    return "" if not text or _KIND.fullmatch(text) else "Write one word of letters, digits and hyphens, such as press-release."


def _language(text: str, grounds: Grounds) -> str:
    found = _LANGUAGE.fullmatch(text)
    is_one = found is not None and (len(found[1]) == 3 or found[1].lower() in _TWO_LETTERS)
    return "" if not text or is_one else "Write the code of a language, such as en or pt-BR."


def _picture(text: str, grounds: Grounds) -> str:
    if not text or _ASSET.fullmatch(text):
        return ""
    return f"{_address(text, grounds)} Or give a path in the portal's assets, such as /assets/a.png." if _address(text, grounds) else ""


def _address(text: str, grounds: Grounds) -> str:
    try:
        if text:
            web_address(text, grounds.guard)
    except RefusalError as error:
        return str(error)
    return ""


_CHECKS: Final[Mapping[str, Callable[[str, Grounds], str]]] = {
    "title": lambda text, grounds: "" if text else "An article needs a title.",
    "provider": lambda text, grounds: "" if text else "An article needs the name of its publisher.",
    "type": lambda text, grounds: "" if text in TYPES else "Choose article or video.",
    "kind": _kind,
    "quality": _quality,
    "published_at": _time,
    "updated_at": _updated,
    "picture": _picture,
    "amp": _address,
    "language": _language,
}
