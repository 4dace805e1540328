"""What speaks for and against two articles telling one event, for any two that an editor names."""

from __future__ import annotations

from collections.abc import Sequence

from newsfold.article import Article, Frozen
from newsfold.errors import InputError
from newsfold.fold.candidates import with_shared_terms
from newsfold.fold.evidence import EVIDENCE, evidence
from newsfold.fold.model import shipped
from newsfold.fold.reasons import TOLD, Teller
from newsfold.fold.stories import Grouping, likenesses
from newsfold.fold.window import Window


class Evidence(Frozen, frozen=True, kw_only=True):
    """One kind of evidence: its figure, and by how much it moves the log odds, for the pair where above 0."""

    name: str
    figure: float
    points: float


class Comparison(Frozen, frozen=True, kw_only=True):
    """How likely two articles tell one event (0 to 1), the sentence that says why, and the evidence, the weightiest first."""

    likeness: float
    words: str
    evidence: tuple[Evidence, ...]


def compare(one: Article, other: Article, among: Sequence[Article] = ()) -> Comparison:
    """Compare two articles. ``among`` are others of the time: how rare a word is, and so what it says, is counted over them.

    Raises :class:`InputError` where both are the same article.
    """
    if one.address == other.address:
        raise InputError("is named twice", where=one.address, remedy="Name two articles.")
    first, second = sorted((one, other), key=lambda article: (article.published_at, article.address))
    named = {first.address, second.address}
    articles = [first, second, *(article for article in among if article.address not in named)]
    window, judge = Window(articles), shipped().second
    pairs = with_shared_terms(window, [(0, 1)])
    figures = evidence(window, pairs)
    likeness = likenesses(pairs, judge.likeness(figures))
    grouping = Grouping(pairs=pairs, figures=figures, likeness=likeness)
    told = Teller(window, grouping, articles, judge).told([0, 1])[0]
    points = judge.points(figures)[0].tolist()
    found = zip(EVIDENCE, figures[0].tolist(), points, strict=True)
    weighty = (Evidence(name=name, figure=figure, points=point) for name, figure, point in found if abs(point) >= TOLD)
    return Comparison(
        likeness=likeness.get((0, 1), 0.0),
        words=told.words,
        evidence=tuple(sorted(weighty, key=lambda each: (-abs(each.points), each.name))),
    )
