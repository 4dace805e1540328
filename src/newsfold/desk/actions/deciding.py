"""What all decisions at the desk have in common: they are taken, the shelf follows, the log tells, and what was done is said."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from newsfold.article import Frozen
from newsfold.desk.ask import Ask, Field, Go
from newsfold.desk.jobs import obey_later
from newsfold.desk.places import path_of, story_place
from newsfold.desk.rendering import plural
from newsfold.desk.services import Desk, is_held, patiently
from newsfold.editors.deciding import Decided
from newsfold.errors import PortalError
from newsfold.story import DecisionKind

ARTICLES = Field(name="article", help="an article, by its record's name, path or address", many=True, needed=True)
OTHERS = Field(name="other", help="an article of the other story", many=True)
BACK = Field(name="back", help="the page at the desk to go on to")


class DecidedView(Frozen, frozen=True, kw_only=True):
    """What programs are told: what was said, and the stories as they stand, by path, the lead first."""

    said: str
    stories: tuple[tuple[str, ...], ...]


def decide(desk: Desk, ask: Ask, kind: DecisionKind, said: str, *, stays: bool = False) -> Go:
    """Take a decision about the articles that are named. ``stays``: go back to the page it was taken on, else to the story."""
    articles = [path_of(desk, name) for name in ask.articles()]
    others = [path_of(desk, name) for name in ask.articles("other")]
    with desk.changing() as portal:
        try:
            decided = patiently(lambda: portal.decide(kind, articles, others, by=ask.who))
        except PortalError as error:
            if not is_held(error):
                raise
            noted = portal.note(kind, articles, others, by=ask.who)
            obey_later(desk)
            desk.tell(ask.who, kind, " ".join((*noted.articles, *noted.others)))
            return Go(to=ask.back, said="Kept. A run is under way: it is obeyed as soon as that ends.")
    return done(desk, ask, kind, decided, said, stays=stays)


def done(desk: Desk, ask: Ask, did: str, decided: Decided, said: str, *, stays: bool) -> Go:
    """What follows a decision."""
    named = " ".join(address for one in decided.decisions for address in (*one.articles, *one.others))
    with ThreadPoolExecutor(1) as beside:  # The log waits for the disk, the shelf does not.
        told = beside.submit(desk.tell, ask.who, did, named)
        desk.shelving.put(article for story in decided.stories for article in story)
        told.result()
    view = DecidedView(said=said, stories=tuple(tuple(article.path for article in story) for story in decided.stories))
    lead = decided.stories[0][0] if decided.stories else None
    errors = f" But: {' '.join(decided.errors)}" if decided.errors else ""
    to = ask.back if stays or lead is None or ask.back != "/" else story_place(lead.path)
    return Go(to=to, said=f"{said}{_heat(decided)}{errors}", view=view)


def _heat(decided: Decided) -> str:
    heats = [f"{story[0].heat} ({plural(len(story), 'article')})" for story in decided.stories[:3] if story[0].heat is not None]
    return f" Heat now {' and '.join(heats)}." if heats else ""
