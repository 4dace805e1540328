"""Take it anyway: what was rejected after it was read comes in with the next run, by an editor's word."""

from __future__ import annotations

from newsfold.desk.ask import Ask, Field, Go, Way
from newsfold.desk.jobs import take_in
from newsfold.desk.services import Desk
from newsfold.errors import InputError
from newsfold.outcome import Reason

ADDRESS = Field(name="address", help="the article's address", needed=True)


def take(desk: Desk, ask: Ask) -> Go:
    """Take in what was rejected. What was read waits for its record until the next run; what was not is fetched now."""
    address = ask.needed("address")
    dropped = desk.portal.store.rejection_of(address)
    if dropped is None:
        raise InputError("is not among what was rejected", where=address[:200], remedy="Add it by its address instead.")
    why, draft = dropped
    desk.tell(ask.who, "take anyway", f"{address}: {why.reason}")
    if draft is None:
        take_in(desk, address)
        return Go(to=ask.back, said="It is fetched and read now; the sources' page tells what became of it.")
    topics = tuple(topic.strip() for topic in ask.all("topic") if topic.strip()) or draft.article.topics or (desk.settings.portal.topic,)
    article = draft.article.evolve(topics=topics, quality=draft.article.quality or 0)
    said = Reason(name="taken", words=f"was taken in by {ask.who}, though: {why.reason}")
    desk.portal.store.put_drafts([draft.evolve(article=article, state="rated", reasons=(*draft.reasons, said))])
    desk.portal.store.take_back(address)
    desk.shelving.touch_waiting()
    return Go(to=ask.back, said="Taken in: it gets its record with the next run.")


WAY = Way(
    "POST",
    "/take",
    "editor",
    take,
    "Take in an article that was rejected.",
    (ADDRESS, Field(name="topic", help="its topics; the portal's own where none is given", many=True)),
)
