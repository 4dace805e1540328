"""Slips: what the catalogue asks of every article in every run, worked out once and remembered, so that few articles need be opened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from hashlib import blake2b

import msgspec

from newsfold.article import Article, Frozen, Image, Provider
from newsfold.publish.addresses import folder_name, provider_folder
from newsfold.publish.prints import PRINT_BYTES
from newsfold.written_time import moment

_ENCODER = msgspec.msgpack.Encoder()


class Slip(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """A shown article in short. ``print`` is that of all that is shown of it, ``name`` the folder its path asks for.

    ``provider`` has its name and domain, ``folder`` is its page's below ``providers/``. ``changed`` is the time of the last change for
    machines.
    """

    path: str
    print: bytes
    name: str
    published_at: datetime
    changed: str
    topics: tuple[str, ...]
    provider: Provider
    folder: str
    heat: int
    images: tuple[Image, ...]


class Kept(Frozen, frozen=True, kw_only=True, gc=False):
    """An article by its slip; ``opener`` gives the whole of it. None of these is in a cycle, so Python need not look for one."""

    slip: Slip
    opener: Callable[[Slip], Article]

    def opened(self) -> Article:
        """The whole article."""
        return self.opener(self.slip)


def kept_of(article: Article) -> tuple[Kept, bytes]:
    """A shown article as it is kept, and its bytes. What is sealed is shown nowhere, so a record sealed anew is the same to readers."""
    article = article.evolve(secured=None)
    try:
        body = _ENCODER.encode(article)
    except UnicodeEncodeError:
        # YAML can spell half of a surrogate pair, which no file can hold: such signs become "?".
        article = msgspec.convert(_without_halves(msgspec.to_builtins(article)), Article)
        body = _ENCODER.encode(article)
    slip = Slip(
        path=article.path,
        print=print_of_body(body),
        name=folder_name(article),
        published_at=article.published_at,
        changed=moment(article.updated_at or article.published_at),
        topics=article.topics,
        provider=Provider(name=article.provider.name, domain=article.provider.domain),
        folder=provider_folder(article.provider),
        heat=article.heat or 0,
        images=article.images,
    )
    return Kept(slip=slip, opener=partial(_same, article)), body


def print_of_body(body: bytes) -> bytes:
    """The print of an article by its bytes."""
    return blake2b(body, digest_size=PRINT_BYTES).digest()


def _same(article: Article, slip: Slip) -> Article:
    return article


def _without_halves(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {key: _without_halves(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_halves(item) for item in value]
    return value
