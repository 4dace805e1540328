"""What an article is about: topics scored by where their keywords stand, how often and how rare they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from newsfold.article import Article, Frozen, Topic
from newsfold.outcome import Reason
from newsfold.rate.company import NO_COMPANY, Company
from newsfold.rate.matching import PLACES, Found, Hit, Place, Searcher, is_measure
from newsfold.rate.words import phrase_key

TITLE_POINTS: Final = 6.0
EXCERPT_POINTS: Final = 3.0
TEXT_POINTS: Final = 1.0
PLACE_POINTS: Final[Mapping[Place, float]] = {"title": TITLE_POINTS, "excerpt": EXCERPT_POINTS, "text": TEXT_POINTS}

ADDRESS_POINTS: Final = 4.0
"""An article on one of the subject's own sites is about it unless it says otherwise."""

MOST_TEXT_POINTS: Final = 5.0

FURTHER: Final = 0.35
"""What a keyword found again in a title or excerpt, or another keyword of the topic there, adds: this part of the first."""

ENOUGH_POINTS: Final = 2.0
"""A topic needs a keyword in the title or the excerpt, or two in the text: one passing mention is none."""

LEAST_SHARE: Final = 0.2
"""A topic with less than this part of the strongest topic's points is a passing mention."""

WORDS_A_MENTION: Final = 150
"""Words of text for each mention from which mentions in the text count in full; in a longer text two mentions are passing."""


class Match(Frozen, frozen=True, kw_only=True):
    """A topic the article is about: its points and the keywords found, by place."""

    topic: str
    points: float
    title: tuple[str, ...] = ()
    excerpt: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    address: str = ""
    implied_by: str = ""
    learned: tuple[str, ...] = ()

    def reason(self) -> Reason:
        """The match in words."""
        places = (("title", self.title), ("excerpt", self.excerpt), ("text", self.text))
        told = [f"{_counted(found)} in the {place}" for place, found in places if found]
        if self.address:
            told.append(f"stands on {self.address}, a site of the subject itself")
        if self.learned:
            told.append(f"the portal's records taught that {', '.join(f'“{word}”' for word in self.learned)} speak for it")
        if self.implied_by:
            told = [f"{self.implied_by} is a part of it"]
        return Reason(name=f"topic {self.topic}", words="; ".join(told) or "the portal's records taught it")


class TopicIndex:
    """The portal's topics, ready to be matched. Made once a run from the topic files and what is known of their keywords' company."""

    def __init__(self, topics: Iterable[Topic], company: Company = NO_COMPANY) -> None:
        self.topics = tuple(topics)
        self.company = company
        self._searcher = Searcher(self.topics)
        self._order: Mapping[str, int] = {topic.name: place for place, topic in enumerate(self.topics)}
        self._parents: Mapping[str, str | None] = {topic.name: topic.parent for topic in self.topics}
        self._weights: Mapping[str, float] = {topic.name: topic.weight for topic in self.topics}
        # A portal whose topic names no addresses: a host of its name is taken for its own site.
        self._main = next((topic.name for topic in self.topics if not topic.parent and not topic.addresses), None)
        self._main_label = "-".join(phrase_key(self._main or "").split())
        self._addresses = tuple((address.lower(), topic.name) for topic in self.topics for address in topic.addresses)

    def is_own_site(self, article: Article) -> bool:
        """Whether the article stands on a site of the subject itself (``addresses``, or a host of its name)."""
        return bool(self._sites(article))

    def match(self, article: Article) -> tuple[Match, ...]:
        """What the article is about, most relevant first; ties in the order of the topic files."""
        return self.chosen(self.weigh(article, least=ENOUGH_POINTS))

    def chosen(self, scored: Sequence[Match]) -> tuple[Match, ...]:
        """The topics that are more than a passing mention, of all that were weighed, with their parents."""
        enough = [match for match in scored if match.points >= ENOUGH_POINTS]
        most = max((match.points for match in enough), default=0.0)
        about = [match for match in enough if match.points >= LEAST_SHARE * most]
        return tuple(sorted(self._with_parents(about), key=self._relevance))

    def weigh(self, article: Article, *, least: float = 0.0) -> list[Match]:
        """Every topic of which anything was found, with its points, in the order of the topic files; only those with ``least`` points."""
        found = self._searcher.search(article)
        sites = self._sites(article)
        by_topic: dict[str, list[Hit]] = {}
        for hit in self._believed(found, sites):
            by_topic.setdefault(hit.topic, []).append(hit)
        length = found.places["text"].key.count(" ")
        scored = []
        for name in by_topic.keys() | sites.keys():
            places: dict[Place, list[Hit]] = {"title": [], "excerpt": [], "text": []}
            for hit in by_topic.get(name, ()):
                places[hit.place].append(hit)
            points = self._points(name, places, length, on_site=name in sites)
            if points >= least:
                scored.append(_match(name, points, places, sites.get(name, "")))
        return sorted(scored, key=lambda match: self._order[match.topic])

    def _relevance(self, match: Match) -> tuple[float, int, int]:
        # A part of the portal's subject says more than the subject, so it goes first where both are as strong.
        return (-match.points, not self._parents.get(match.topic), self._order[match.topic])

    def _sites(self, article: Article) -> Mapping[str, str]:
        """The topics whose own site the article stands on: one of their ``addresses``, or a host named after the portal's topic."""
        url = article.address.lower().partition("://")[2].removeprefix("www.")
        found = {topic: address for address, topic in self._addresses if url.startswith(address)}
        if self._main is not None and self._main not in found:
            host = url.partition("/")[0]
            if self._main_label in host.split(".")[:-1]:
                found[self._main] = host
        return found

    def _believed(self, found: Found, sites: Mapping[str, str]) -> Sequence[Hit]:
        """The keywords that count. An ambiguous one needs company: its topic's other words, its parent's, or what the records taught."""
        certain = [hit for hit in found.hits if not hit.keyword.doubtful and hit.keyword.role == "keyword"]
        doubted = [hit for hit in found.hits if hit.keyword.doubtful and hit.keyword.role == "keyword"]
        if not doubted:
            return certain
        company = {hit.topic for hit in certain} | {hit.topic for hit in found.hits if hit.keyword.role == "context"} | set(sites)
        company |= {parent for name in company if (parent := self._parents.get(name))}
        key = ""
        believed = list(certain)
        for hit in doubted:
            is_initials = _is_plainly_initials(hit, found)
            if is_measure(hit, found) and not is_initials:
                continue
            if is_initials or self._has_company(hit.topic, company):
                believed.append(hit)
                continue
            key = key or " ".join(found.places[place].key for place in PLACES)
            if self.company.speaks_for(hit.keyword.phrase, key):
                believed.append(hit)
        return believed

    def _has_company(self, topic: str, company: set[str]) -> bool:
        return topic in company or self._parents.get(topic) in company

    def _points(self, topic: str, places: Mapping[Place, Sequence[Hit]], length: int, *, on_site: bool) -> float:
        points = sum(self._place_points(place, here, length) for place, here in places.items() if here)
        return round(points * self._weights[topic] + ADDRESS_POINTS * on_site, 2)

    def _place_points(self, place: Place, here: Sequence[Hit], length: int) -> float:
        worth = [self.company.rarity(hit.keyword.phrase) for hit in here]
        if place == "text":
            share = min(1.0, len(here) * WORDS_A_MENTION / length) if length else 1.0
            return min(MOST_TEXT_POINTS, TEXT_POINTS * sum(worth)) * share
        return PLACE_POINTS[place] * (max(worth) + FURTHER * min(2, len(worth) - 1))

    def _with_parents(self, found: list[Match]) -> list[Match]:
        """Add the parents that are implied; the portal's main topic never is: it needs evidence of its own."""
        names = {match.topic for match in found}
        waiting = list(found)
        while waiting:
            match = waiting.pop(0)
            parent = self._parents.get(match.topic)
            if parent and parent not in names and self._parents.get(parent):
                implied = Match(topic=parent, points=max(1.0, match.points - 1), implied_by=match.topic)
                names.add(parent)
                found.append(implied)
                waiting.append(implied)
        return found


def _match(topic: str, points: float, places: Mapping[Place, Sequence[Hit]], address: str) -> Match:
    title, excerpt, text = (tuple(hit.words for hit in places[place]) for place in PLACES)
    return Match(topic=topic, points=points, title=title, excerpt=excerpt, text=text, address=address)


def _is_plainly_initials(hit: Hit, found: Found) -> bool:
    """Whether a short word has capitals where others have none: "AI" and "IoT" are the subject, "Ai" and "ai" may be anything."""
    words = hit.words.removesuffix("s")
    return len(hit.keyword.phrase) > 1 and words[1:] != words[1:].lower() and hit.place not in found.capitals


def _counted(found: Sequence[str]) -> str:
    counts: dict[str, int] = {}
    for word in found:
        counts[word] = counts.get(word, 0) + 1
    return ", ".join(f"“{word}”" + (f" {count} times" if count > 1 else "") for word, count in counts.items())
