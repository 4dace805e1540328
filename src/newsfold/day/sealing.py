"""What goes into a record's ``secured``: how the record came to be, for those who have the key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from newsfold.article import Article
from newsfold.content.seal import KeyRing, Sealed, renew, unseal
from newsfold.errors import RecordError
from newsfold.outcome import Reason
from newsfold.store import Draft

TOPIC = "topic "
"""How the names of reasons for topics begin."""


@dataclass(frozen=True)
class Sealing:
    """Seals with the portal's keys. An unchanged record is not sealed anew; what no key opens stays as it is."""

    keys: KeyRing

    def __call__(self, draft: Draft, article: Article, path: str) -> str | None:
        """The ``secured`` of a record; byte for byte what it was where it says the same or no key opens it."""
        return renew(article.secured, payload_of(draft), path=path, keys=self.keys)

    def story_of(self, article: Article) -> str | None:
        """The id of the story the record was sealed in; None where nothing is sealed or no key opens it."""
        if not article.secured:
            return None
        try:
            return unseal(article.secured, path=article.path, keys=self.keys).story
        except RecordError:
            return None


def payload_of(draft: Draft) -> Sealed:
    """The private fields of a record, from its draft."""
    origin = draft.provenance
    topics, quality = _parted(draft.reasons)
    return Sealed(
        source=draft.source,
        fetched_url=origin.fetched_url if origin else None,
        fetched_at=origin.fetched_at if origin else None,
        content_hash=origin.content_hash if origin else None,
        authors=tuple(author.name for author in draft.article.provider.authors),
        quality=quality,
        topics=topics,
        story=draft.story,
    )


def _parted(reasons: Sequence[Reason]) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    topics = tuple(reason for reason in reasons if reason.name.startswith(TOPIC))
    return topics, tuple(reason for reason in reasons if not reason.name.startswith(TOPIC))
