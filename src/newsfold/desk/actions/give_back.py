"""Give back: fields that an editor changed may be written by newsfold again."""

from __future__ import annotations

from newsfold.desk.ask import Ask, Field, Go, Way
from newsfold.desk.places import article_place, path_of
from newsfold.desk.services import Desk


def give_back(desk: Desk, ask: Ask) -> Go:
    """Let newsfold write these fields of a record again."""
    path, fields = path_of(desk, ask.place["name"]), ask.all("field")
    desk.portal.store.records.give_back(path, fields)
    desk.tell(ask.who, "give back", f"{path}: {', '.join(fields)}")
    return Go(to=article_place(path), said="Newsfold may write these fields again: the next run that reads or folds this article does.")


WAY = Way(
    "POST",
    "/articles/{name}/give-back",
    "editor",
    give_back,
    "Let newsfold write fields of a record again that an editor changed.",
    (Field(name="field", help="a field's name", many=True, needed=True),),
)
