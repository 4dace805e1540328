"""The table of tools: name, what it is for, what is asked and what is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import msgspec

from newsfold.mcp.answers import ArticlesTold, ExplanationTold, StoryTold
from newsfold.mcp.asking import ExplainAsked, LatestAsked, SearchAsked, StoryAsked
from newsfold.mcp.reading_room import ReadingRoom


class Tool(NamedTuple):
    """A tool: what it is called and for, the values it takes and gives, and what answers."""

    name: str
    title: str
    help: str
    asked: type[msgspec.Struct]
    told: type[msgspec.Struct]
    answer: Callable[[ReadingRoom, Any], msgspec.Struct]


TOOLS: Final = (
    Tool(
        "search",
        "Search articles",
        "Search the portal's articles by words, topic, publisher and month.",
        SearchAsked,
        ArticlesTold,
        ReadingRoom.search,
    ),
    Tool(
        "latest",
        "Latest stories",
        "The stories readers see now, each once with its lead: the newest, or the hottest.",
        LatestAsked,
        ArticlesTold,
        ReadingRoom.latest,
    ),
    Tool(
        "story",
        "A story whole",
        "All articles on one news event: who else reported it, and why they are one story.",
        StoryAsked,
        StoryTold,
        ReadingRoom.story,
    ),
    Tool(
        "explain",
        "Explain an article",
        "Why an article has its quality, topics, story and lead, or why it was rejected.",
        ExplainAsked,
        ExplanationTold,
        ReadingRoom.explain,
    ),
)


def schema(kind: type[msgspec.Struct]) -> dict[str, object]:
    """The JSON Schema of a value, as an object at the top as the protocol asks for."""
    (top,), parts = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    name = str(top["$ref"]).removeprefix("#/$defs/")
    whole: Mapping[str, object] = parts[name]
    rest = {each: part for each, part in parts.items() if each != name}
    return {**whole, "$defs": rest} if rest else dict(whole)
