"""What agents may ask: each tool's arguments, bounded. Their JSON Schema is what agents are shown."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Name = Annotated[str, Meta(min_length=1, max_length=2_000, description="A record's path (_news/….md) or any address of the article.")]
Topic = Annotated[str, Meta(max_length=100, description="A topic's name; empty for all.")]
Which = Annotated[
    Literal["shown", "records", "all"],
    Meta(
        description="shown: what readers see, each story once. records: folded and hidden ones too. all: also what waits or was rejected."
    ),
]


class SearchAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Articles that have all the words."""

    words: Annotated[
        str, Meta(min_length=1, max_length=300, description='Words; "quoted" ones beside each other, word* begins, -word not.')
    ]
    topic: Topic = ""
    domain: Annotated[str, Meta(max_length=253, description="The publisher's registrable domain; empty for all.")] = ""
    month: Annotated[str, Meta(pattern=r"^([0-9]{4}-[0-9]{2})?$", description="Published in that month, as 2026-11; empty for all.")] = ""
    which: Which = "shown"
    order: Annotated[Literal["best", "new"], Meta(description="best: where the words weigh most. new: the latest first.")] = "best"
    page: Annotated[int, Meta(ge=1, le=100, description="30 articles a page.")] = 1


class LatestAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The stories readers see."""

    topic: Topic = ""
    since: Annotated[str, Meta(max_length=40, description="Only leads published from then on: ISO 8601, UTC where no zone is said.")] = ""
    order: Annotated[Literal["new", "hot"], Meta(description="new: the latest first. hot: what most publishers told first.")] = "new"
    limit: Annotated[int, Meta(ge=1, le=50, description="How many at most.")] = 20


class StoryAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The story an article stands in."""

    name: Name


class ExplainAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why an article stands as it does."""

    name: Name
