"""The fields of a record as an editor's form has them: texts, and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from newsfold.article import Article, Author, Frozen, Image
from newsfold.desk.ask import Ask
from newsfold.desk.edit_checks import TYPES, Grounds, read_time, wrong_with
from newsfold.read import amp_cache_url

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


class FormField(Frozen, frozen=True, kw_only=True):
    """A field in the form: its name in the form, what it is called, its text, what kind of input it is, and a hint.

    ``was`` is the text it had when the form was loaded; ``wrong`` is what is wrong with its text, in a sentence.
    """

    name: str
    label: str
    text: str
    was: str = ""
    input: str = "text"
    hint: str = ""
    wrong: str = ""
    choices: tuple[str, ...] = ()


class Changes(Frozen, frozen=True, kw_only=True):
    """What an editor saw and what they want, by the record's fields, and only what they changed; ``wrong`` tells of the form's fields."""

    seen: dict[str, Any]
    wanted: dict[str, Any]
    wrong: dict[str, str]


def _said(value: object) -> str:
    return "" if value is None else str(value)


def _written(at: datetime | None) -> str:
    return at.isoformat().replace("+00:00", "Z") if at else ""


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
    "amp": ("AMP version", "text", "Its address; empty for none."),
    "type": ("Type", "choice", ""),
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
    "published_at": lambda article: _written(article.published_at),
    "updated_at": lambda article: _written(article.updated_at),
    "provider": lambda article: article.provider.name,
    "authors": lambda article: "\n".join(author.name for author in article.provider.authors),
    "picture": lambda article: article.images[0].url if article.images else "",
    "amp": lambda article: _said(article.amp_web_url),
    "type": lambda article: article.type,
    "language": lambda article: _said(article.language),
    "paywall": lambda article: "yes" if article.paywall else "",
    "published": lambda article: "yes" if article.published else "",
}

RECORD_FIELDS: Final[Mapping[str, str]] = {"picture": "images", "authors": "provider", "amp": "amp_web_url"}
"""The record's field of those fields of the form that have another name there."""


FORM_FIELDS: Final[Mapping[str, str]] = {name: f"{label}. {hint}".rstrip() for name, (label, _, hint) in _FIELDS.items()}
"""The fields of the form and what each is, for the description of the interface."""


def fields_of(article: Article) -> tuple[FormField, ...]:
    """The form of an article."""
    texts = {name: says(article) for name, says in _TEXTS.items()}
    return tuple(
        FormField(
            name=name, label=label, text=texts[name], was=texts[name], input=kind, hint=hint, choices=TYPES if kind == "choice" else ()
        )
        for name, (label, kind, hint) in _FIELDS.items()
    )


def as_sent(fields: tuple[FormField, ...], ask: Ask, wrong: Mapping[str, str]) -> tuple[FormField, ...]:
    """The form as an editor sent it, with what is wrong beside each field; what was not sent stays as it is."""
    return tuple(
        field.evolve(text=_plain(ask.one(field.name)), was=_plain(ask.one(f"was_{field.name}")), wrong=wrong.get(field.name, ""))
        if f"was_{field.name}" in ask.form
        else field
        for field in fields
    )


def changes_in(ask: Ask, article: Article, grounds: Grounds) -> Changes:
    """What an editor changed. The form carries each field twice: as it was shown (``was_title``) and as it is to be (``title``)."""
    texts = {name: (_plain(ask.one(f"was_{name}")), _plain(ask.one(name))) for name in _FIELDS if f"was_{name}" in ask.form}
    changed = {name: pair for name, pair in texts.items() if pair[0] != pair[1]}
    told = {name: wrong_with(name, text, grounds) for name, (_, text) in changed.items()}
    wrong = {name: words for name, words in told.items() if words}
    if wrong:
        return Changes(seen={}, wanted={}, wrong=wrong)
    seen: dict[str, Any] = {}
    wanted: dict[str, Any] = {}
    for name, (was, text) in changed.items():
        if name not in ("provider", "authors"):
            field = RECORD_FIELDS.get(name, name)
            seen[field], wanted[field] = _seen(name, was, article), _value(name, text, article)
    if "amp" in changed:
        wanted["cdn_amp_web_url"] = amp_cache_url(changed["amp"][1]) if changed["amp"][1] else None
    if "provider" in changed or "authors" in changed:
        names, authors = texts.get("provider"), texts.get("authors")
        seen["provider"] = _provider(article, names[0] if names else None, authors[0] if authors else None)
        wanted["provider"] = _provider(article, names[1] if names else None, authors[1] if authors else None)
    return Changes(seen=seen, wanted=wanted, wrong={})


def _plain(text: str) -> str:
    """A text as a record can hold it: one kind of line end, no control signs, no blanks at the ends."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _seen(name: str, was: str, article: Article) -> Any:
    """What an editor was shown, as the record has it where it still says so: not every value can be told by its text."""
    shown = was == _plain(_TEXTS[name](article))
    return getattr(article, RECORD_FIELDS.get(name, name)) if shown else _value(name, was, article)


def _value(name: str, text: str, article: Article) -> Any:
    """A field's value from its text; of what was shown also where no editor might write it."""
    makes = _MAKES.get(name)
    return makes(text, article) if makes else text or None


def _time(text: str, article: Article) -> datetime | None:
    at = read_time(text) if text else None
    return at.replace(microsecond=0) if at else None


def _images(url: str, article: Article) -> tuple[Image, ...]:
    known = next((image for image in article.images if image.url == url), None)
    return (known or Image(url=url), *(image for image in article.images[1:] if image.url != url)) if url else ()


_MAKES: Final[Mapping[str, Callable[[str, Article], Any]]] = {
    "title": lambda text, article: " ".join(text.split()),
    "excerpt": lambda text, article: text,
    "topics": lambda text, article: tuple(dict.fromkeys(line.strip() for line in text.split("\n") if line.strip())),
    "quality": lambda text, article: int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else None,
    "published_at": _time,
    "updated_at": _time,
    "picture": _images,
    "paywall": lambda text, article: True if text else None,
    "published": lambda text, article: bool(text),
}


def _provider(article: Article, name: str | None, authors: str | None) -> Any:
    changed = article.provider
    if name is not None:
        changed = changed.evolve(name=" ".join(name.split()))
    if authors is not None:
        changed = changed.evolve(authors=tuple(Author(name=line.strip()) for line in authors.split("\n") if line.strip()))
    return changed
