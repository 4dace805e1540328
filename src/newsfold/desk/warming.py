"""What several pages show and takes long to count is counted once when the desk begins, so that nobody waits for it."""

from __future__ import annotations

from newsfold.desk.ask import Ask
from newsfold.desk.pages.overview import overview
from newsfold.desk.pages.queues import queue
from newsfold.desk.pages.rules import rater_of
from newsfold.desk.pages.sources import sources
from newsfold.desk.services import Desk


def warm(desk: Desk) -> None:
    """Count it."""
    ask = Ask(path="/", who="", role="owner", place={"name": "rejected"})
    for page in (overview, queue, sources):
        page(desk, ask)
    rater_of(desk)
