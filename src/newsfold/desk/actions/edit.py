"""Edit: fields of a record are changed and are the editor's from then on; two who edit at once lose nothing."""

from __future__ import annotations

from newsfold.article import Frozen
from newsfold.desk.actions.deciding import BACK
from newsfold.desk.ask import Ask, Field, Go, Page, Way
from newsfold.desk.edit_form import FormField, changes_in, fields_of
from newsfold.desk.places import article_place, path_of, record_of
from newsfold.desk.services import Desk, patiently
from newsfold.editors.amending import Clash


class ClashView(Frozen, frozen=True, kw_only=True):
    """What two editors want at once: for each field that clashes what stands now and what is wanted; the form with all that is wanted."""

    name: str
    title: str
    clashes: tuple[Clash, ...]
    now: tuple[FormField, ...]
    wanted: dict[str, str]


def edit(desk: Desk, ask: Ask) -> Go | Page:
    """Change fields of an article's record. A field that somebody else changed since the form was loaded is shown, not overwritten."""
    path = path_of(desk, ask.place["name"])
    article = record_of(desk, path)
    seen, wanted = changes_in(ask, article)
    if not wanted:
        return Go(to=article_place(path), said="Nothing was changed.")
    with desk.changing() as portal:
        amended = patiently(lambda: portal.edit(path, seen, wanted, by=ask.who))
    if amended.clashes:
        fields = fields_of(amended.article)
        view = ClashView(
            name=ask.place["name"],
            title=amended.article.title,
            clashes=amended.clashes,
            now=fields,
            wanted={field.name: ask.one(field.name) for field in fields},
        )
        return Page(template="clash.html", title="Two edits at once", view=view, status=409)
    desk.shelving.touch(amended.paths)
    desk.tell(ask.who, "edit", f"{path}: {', '.join(amended.changed)}")
    names = ", ".join(name.replace("_", " ") for name in amended.changed)
    return Go(to=article_place(path), said=f"Changed: {names}. They are yours from now on: newsfold leaves them as they are.")


WAY = Way(
    "POST",
    "/articles/{name}/edit",
    "editor",
    edit,
    "Change fields of an article's record. Send each field twice: `was_title` as it was shown and `title` as it is to be.",
    (Field(name="title", help="and was_title; so with every field of the form", many=False), BACK),
)
