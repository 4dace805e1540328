"""The fields of a record as an editor's form has them: texts, and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from newsfold.article import Article, Author, Frozen, Image
from newsfold.desk.ask import Ask
from newsfold.errors import InputError

_TIME: Final = "%Y-%m-%dT%H:%M:%SZ"
_LONGEST: Final = 20_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


class FormField(Frozen, frozen=True, kw_only=True):
    """A field in the form: its name in the record, what it is called, its text, what kind of input it is, and a hint."""

    name: str
    label: str
    text: str
    input: str = "text"
    hint: str = ""


def _said(value: object) -> str:
    return "" if value is None else str(value)


_FIELDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "title": ("Title", "text", ""),
    "excerpt": ("Excerpt", "area", ""),
    "topics": ("Topics", "area", "One a line, the most relevant first."),
    "kind": ("Kind", "text", "news, analysis, press-release, …"),
    "quality": ("Quality", "number", "The points of the article on its own."),
    "published_at": ("Published", "text", "UTC, as 2026-11-15T08:30:00Z."),
    "updated_at": ("Updated", "text", "UTC; empty for never."),
    "provider": ("Publisher", "text", "Its name, as readers see it."),
    "authors": ("Authors", "area", "One a line."),
    "picture": ("Picture", "text", "Its address; empty for none."),
    "language": ("Language", "text", "Such as en."),
    "paywall": ("Paywall", "check", "Only subscribers can read it."),
    "published": ("Shown", "check", "A folded article is never shown."),
}

_TEXTS: Final[Mapping[str, Callable[[Article], str]]] = {
    "title": lambda article: article.title,
    "excerpt": lambda article: article.excerpt,
    "topics": lambda article: "\n".join(article.topics),
    "kind": lambda article: _said(article.kind),
    "quality": lambda article: _said(article.quality),
    "published_at": lambda article: article.published_at.strftime(_TIME),
    "updated_at": lambda article: article.updated_at.strftime(_TIME) if article.updated_at else "",
    "provider": lambda article: article.provider.name,
    "authors": lambda article: "\n".join(author.name for author in article.provider.authors),
    "picture": lambda article: article.images[0].url if article.images else "",
    "language": lambda article: _said(article.language),
    "paywall": lambda article: "yes" if article.paywall else "",
    "published": lambda article: "yes" if article.published else "",
}


def fields_of(article: Article) -> tuple[FormField, ...]:
    """The form of an article."""
    return tuple(
        FormField(name=name, label=label, text=_TEXTS[name](article), input=kind, hint=hint)
        for name, (label, kind, hint) in _FIELDS.items()
    )


def changes_in(ask: Ask, article: Article) -> tuple[dict[str, Any], dict[str, Any]]:
    """What an editor saw and what they want, by the record's fields; only what they changed.

    The form carries each field twice: as it was shown (``was_title``) and as it is to be (``title``). Raises :class:`InputError`.
    """
    texts = {name: (_plain(ask.one(f"was_{name}")), _plain(ask.one(name))) for name in _FIELDS if f"was_{name}" in ask.form}
    changed = {name: pair for name, pair in texts.items() if pair[0] != pair[1]}
    seen: dict[str, Any] = {}
    wanted: dict[str, Any] = {}
    for name, (was, text) in changed.items():
        if name in ("provider", "authors"):
            continue
        field = "images" if name == "picture" else name
        seen[field], wanted[field] = _value(name, was, article), _value(name, text, article)
    if "provider" in changed or "authors" in changed:
        names, authors = texts.get("provider"), texts.get("authors")
        seen["provider"] = _provider(article, names[0] if names else None, authors[0] if authors else None)
        wanted["provider"] = _provider(article, names[1] if names else None, authors[1] if authors else None)
    return seen, wanted


def _plain(text: str) -> str:
    """A text as a record can hold it: one kind of line end, no control signs, no blanks at the ends."""
    if len(text) > _LONGEST:
        raise InputError(f"is longer than {_LONGEST:,} signs", where="a field", remedy="Shorten it.")
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _value(name: str, text: str, article: Article) -> Any:
    """A field's value from its text. Raises :class:`InputError`."""
    if name in ("published_at", "updated_at"):
        return _time(text, must=name == "published_at")
    if name in ("paywall", "published"):
        return bool(text) if text or name == "published" else None
    makes = _MAKES.get(name)
    return makes(text, article) if makes else text or None


def _title(text: str, article: Article) -> str:
    if not text:
        raise InputError("is empty", where="Title", remedy="An article needs one.")
    return " ".join(text.split())


def _topics(text: str, article: Article) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.strip() for line in text.split("\n") if line.strip()))


def _quality(text: str, article: Article) -> int | None:
    if text and (not text.isascii() or not text.isdigit() or len(text) > 4):
        raise InputError(f"is no whole number from 0 up: {text[:20]!r}", where="Quality", remedy="Write one such as 60.")
    return int(text) if text else None


def _time(text: str, *, must: bool) -> datetime | None:
    if not text and not must:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(f"is no time: {text[:40]!r}", where="Published or Updated", remedy="Write it as 2026-11-15T08:30:00Z.") from None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)


def _images(url: str, article: Article) -> tuple[Image, ...]:
    known = next((image for image in article.images if image.url == url), None)
    if not url:
        return ()
    if known is None and not url.startswith(("https://", "http://", "/")):
        raise InputError("is no address of a picture", where="Picture", remedy="Give one that begins with https://.")
    return (known or Image(url=url), *(image for image in article.images[1:] if image.url != url))


_MAKES: Final[Mapping[str, Callable[[str, Article], Any]]] = {
    "title": _title,
    "excerpt": lambda text, article: text,
    "topics": _topics,
    "quality": _quality,
    "picture": _images,
}


def _provider(article: Article, name: str | None, authors: str | None) -> Any:
    changed = article.provider
    if name is not None:
        if not name:
            raise InputError("is empty", where="Publisher", remedy="Write its name.")
        changed = changed.evolve(name=" ".join(name.split()))
    if authors is not None:
        changed = changed.evolve(authors=tuple(Author(name=line.strip()) for line in authors.split("\n") if line.strip()))
    return changed
