"""Edit: fields of a record are changed and are the editor's from then on; two who edit at once lose nothing."""

from __future__ import annotations

from newsfold.article import Article, Frozen
from newsfold.desk.actions.deciding import BACK
from newsfold.desk.addresses import guard_of
from newsfold.desk.ask import Ask, Field, Go, Page, Refusal, Way
from newsfold.desk.edit_checks import Grounds
from newsfold.desk.edit_form import FORM_FIELDS, FormField, as_sent, changes_in, fields_of
from newsfold.desk.pages.article import ArticleView, article_view
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


class RefusedView(ArticleView, frozen=True, kw_only=True):
    """An article with the form as it was sent, and why it was not saved."""

    error: Refusal


def edit(desk: Desk, ask: Ask) -> Go | Page:
    """Change fields of an article's record. A field that somebody else changed since the form was loaded is shown, not overwritten."""
    path = path_of(desk, ask.place["name"])
    article = record_of(desk, path)
    changes = changes_in(ask, article, Grounds(now=desk.now(), guard=guard_of(desk)))
    if changes.wrong:
        return _refused(desk, ask, article, changes.wrong)
    if not changes.wanted:
        return Go(to=article_place(path), said="Nothing was changed.")
    with desk.changing() as portal:
        amended = patiently(lambda: portal.edit(path, changes.seen, changes.wanted, by=ask.who))
    if amended.clashes:
        fields = fields_of(amended.article)
        view = ClashView(
            name=ask.place["name"],
            title=amended.article.title,
            clashes=amended.clashes,
            now=fields,
            wanted={field.name: field.text for field in as_sent(fields, ask, {})},
        )
        return Page(template="clash.html", title="Two edits at once", view=view, status=409)
    desk.shelving.touch(amended.paths)
    desk.tell(ask.who, "edit", f"{path}: {', '.join(amended.changed)}")
    names = ", ".join(name.replace("_", " ") for name in amended.changed)
    return Go(to=article_place(path), said=f"Changed: {names}. They are yours from now on: newsfold leaves them as they are.")


def _refused(desk: Desk, ask: Ask, article: Article, wrong: dict[str, str]) -> Page:
    """The form again with all that was typed, and what is wrong beside each field."""
    view = article_view(desk, ask, article)
    form = as_sent(view.fields, ask, wrong)
    told = " ".join(f"{field.label}: {field.wrong}" for field in form if field.wrong)
    values = {name: getattr(view, name) for name in view.__struct_fields__}
    refused = RefusedView(**{**values, "form": form, "error": Refusal(code="input", message=told)})
    return Page(template="article.html", title=f"Not saved: {article.title}", view=refused, status=400)


WAY = Way(
    "POST",
    "/articles/{name}/edit",
    "editor",
    edit,
    "Change fields of an article's record. Send each field twice: `was_title` as it was shown and `title` as it is to be.",
    (
        *(Field(name=name, help=help) for name, help in FORM_FIELDS.items()),
        *(Field(name=f"was_{name}", help="As it was shown.") for name in FORM_FIELDS),
        BACK,
    ),
)
