"""Remove: an article is taken down for good."""

from __future__ import annotations

from newsfold.desk.ask import Ask, Field, Go, Way
from newsfold.desk.places import path_of
from newsfold.desk.services import Desk, patiently


def remove(desk: Desk, ask: Ask) -> Go:
    """Take an article down for good: it is shown nowhere and never collected again."""
    path, why = path_of(desk, ask.place["name"]), ask.needed("why")
    with desk.changing() as portal:
        changed = patiently(lambda: portal.remove(path, why=f"{why} ({ask.who})"))
    desk.shelving.touch({article.path for article in changed})
    desk.tell(ask.who, "remove", f"{path}: {why}")
    return Go(to="/", said="Taken down for good.")


WAY = Way(
    "POST",
    "/articles/{name}/remove",
    "owner",
    remove,
    "Take an article down for good: it is shown nowhere and never collected again.",
    (Field(name="why", help="the reason, which is kept", needed=True),),
)
