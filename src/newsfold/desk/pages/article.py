"""An article's page: the record as readers will see it, where each field came from, its points and topics, and a form to edit it."""

from __future__ import annotations

from newsfold.article import Article, Frozen
from newsfold.content.seal import KeyRing, Sealed, unseal
from newsfold.desk.ask import Ask, Page, Way
from newsfold.desk.cards import Card, record_card
from newsfold.desk.edit_form import FormField, fields_of
from newsfold.desk.places import record_of
from newsfold.desk.services import Desk
from newsfold.editors.amending import Clash
from newsfold.errors import NewsfoldError
from newsfold.outcome import Reason, Witness
from newsfold.store import Draft


class ArticleView(Frozen, frozen=True, kw_only=True):
    """An article's record; ``topic_reasons`` and ``points`` are why it has its topics and quality; ``edited`` the fields that are editors'.

    ``form`` is the form where it was sent and not saved.
    ``sealed`` are the private fields, for owners and where a key opens them. ``clashes`` is set where an edit met another's.
    """

    card: Card
    article: Article
    witnesses: tuple[Witness, ...]
    topic_reasons: tuple[Reason, ...]
    points: tuple[Reason, ...]
    edited: tuple[str, ...]
    fields: tuple[FormField, ...]
    form: tuple[FormField, ...] = ()
    draft_state: str = ""
    sealed: Sealed | None = None
    sealed_note: str = ""
    clashes: tuple[Clash, ...] = ()
    topics: tuple[str, ...] = ()


def article_page(desk: Desk, ask: Ask) -> Page:
    """Show an article's record."""
    article = record_of(desk, ask.place["name"])
    view = article_view(desk, ask, article)
    return Page(template="article.html", title=article.title, view=view)


def article_view(desk: Desk, ask: Ask, article: Article) -> ArticleView:
    """What is to be told of an article to whom asks."""
    draft = desk.portal.store.drafts_of([article.path]).get(article.path)
    reasons = draft.reasons if draft else ()
    sealed, note = _sealed(desk, article) if ask.may("owner") else (None, "")
    return ArticleView(
        card=record_card(article, draft),
        article=article.evolve(secured=None),
        witnesses=_witnesses(draft),
        topic_reasons=tuple(reason for reason in reasons if reason.name.startswith(("topic ", "kind "))),
        points=tuple(reason for reason in reasons if not reason.name.startswith(("topic ", "kind "))),
        edited=tuple(sorted(desk.portal.store.records.edited_fields([article.path]).get(article.path, ()))),
        fields=fields_of(article),
        draft_state=draft.state if draft else "",
        sealed=sealed,
        sealed_note=note,
        topics=desk.kept("topics", lambda: tuple(topic.name for topic in desk.portal.repository.topics()[0]), seconds=60),
    )


def _witnesses(draft: Draft | None) -> tuple[Witness, ...]:
    return draft.witnesses if draft else ()


def _sealed(desk: Desk, article: Article) -> tuple[Sealed | None, str]:
    """What is sealed in a record, or why it cannot be shown."""
    if not article.secured:
        return None, "Nothing is sealed in this record."
    try:
        keys = KeyRing.load(desk.folder, desk.environment, desk.settings.seal.key_file)
        return (unseal(article.secured, path=article.path, keys=keys), "") if keys else (None, "The portal's key is not here.")
    except NewsfoldError as error:
        return None, str(error)


WAY = Way("GET", "/articles/{name}", "reader", article_page, "An article's record, with the witness of each field, its points and topics.")
