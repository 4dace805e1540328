"""Topics by the keywords of the topic files: whole words, in one pass over the text, scored by where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from newsfold.article import Article, Frozen, Topic
from newsfold.outcome import Reason
from newsfold.rate.words import Word, words

TITLE_POINTS, EXCERPT_POINTS, TEXT_POINTS = 6, 3, 1
MOST_TEXT_POINTS = 5
ENOUGH_POINTS = 2
"""A topic needs a keyword in the title or the excerpt, or two in the text: one passing mention is none."""

SHORT_KEYWORD = 3
"""Keywords up to this many letters are names or initials: "Ai" is a person where "AI" is the subject."""


class Match(Frozen, frozen=True, kw_only=True):
    """A topic the article is about: its points and the keywords found, by place."""

    topic: str
    points: int
    title: tuple[str, ...] = ()
    excerpt: tuple[str, ...] = ()
    text: tuple[str, ...] = ()

    def reason(self) -> Reason:
        """The match in words."""
        places = (("title", self.title), ("excerpt", self.excerpt), ("text", self.text))
        told = [f"{_counted(found)} in the {place}" for place, found in places if found]
        return Reason(name=f"topic {self.topic}", words="; ".join(told))


class _Keyword(Frozen, frozen=True):
    topic: str
    words: tuple[Word, ...]

    def fits(self, found: Sequence[Word]) -> bool:
        return all(_case_fits(want.text, have.text) for want, have in zip(self.words, found, strict=True))


class TopicIndex:
    """The portal's topics, ready to be matched. Built once a run; matching costs one look-up a word."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self.topics = tuple(topics)
        self._by_first: dict[str, list[_Keyword]] = {}
        self._order: Mapping[str, int] = {topic.name: place for place, topic in enumerate(self.topics)}
        self._parents: Mapping[str, str | None] = {topic.name: topic.parent for topic in self.topics}
        for topic in self.topics:
            for phrase in dict.fromkeys((*topic.keywords, *(() if topic.keywords else (topic.name,)))):
                keyword = words(phrase)
                if keyword:
                    self._by_first.setdefault(keyword[0].key, []).append(_Keyword(topic.name, keyword))

    def match(self, article: Article) -> tuple[Match, ...]:
        """What the article is about, most relevant first; ties in the order of the topic files."""
        title, excerpt, text = (self._find(place) for place in (article.title, article.excerpt, article.text))
        found = []
        for name in self._order:
            points = TITLE_POINTS * bool(title.get(name)) + EXCERPT_POINTS * bool(excerpt.get(name))
            points += min(MOST_TEXT_POINTS, TEXT_POINTS * len(text.get(name, ())))
            if points >= ENOUGH_POINTS:
                places = {"title": title.get(name, ()), "excerpt": excerpt.get(name, ()), "text": text.get(name, ())}
                found.append(Match(topic=name, points=points, **places))
        return tuple(sorted(self._with_parents(found), key=lambda match: (-match.points, self._order[match.topic])))

    def _find(self, text: str) -> Mapping[str, tuple[str, ...]]:
        here = words(text)
        found: dict[str, tuple[str, ...]] = {}
        for place, word in enumerate(here):
            for first in _singulars(word.key):
                for keyword in self._by_first.get(first, ()):
                    run = here[place : place + len(keyword.words)]
                    if len(run) == len(keyword.words) and _alike(keyword.words, run) and keyword.fits(run):
                        found[keyword.topic] = (*found.get(keyword.topic, ()), " ".join(word.text for word in run))
        return found

    def _with_parents(self, found: list[Match]) -> list[Match]:
        """Add the parents that are implied; the portal's main topic never is: it needs evidence of its own."""
        names = {match.topic for match in found}
        for match in tuple(found):
            parent = self._parents.get(match.topic)
            if parent and parent not in names and self._parents.get(parent):
                found.append(match.evolve(topic=parent, points=max(1, match.points - 1)))
                names.add(parent)
        return found


def _alike(keyword: Sequence[Word], run: Sequence[Word]) -> bool:
    *head, last = zip(keyword, run, strict=True)
    return all(want.key == have.key for want, have in head) and last[0].key in _singulars(last[1].key)


def _singulars(word: str) -> tuple[str, ...]:
    """The word, and what it may be the plural of."""
    if len(word) > SHORT_KEYWORD and word.endswith("s") and not word.endswith("ss"):
        return (word, word[:-1], word[:-2]) if word.endswith("es") else (word, word[:-1])
    return (word,)


def _case_fits(keyword: str, found: str) -> bool:
    """Initials ("AI") match only as initials; a short lower-case keyword ("iot") matches any case but a name's ("Ai")."""
    if keyword.isupper() and len(keyword) > 1:
        return found.rstrip("s").isupper()
    if len(keyword) <= SHORT_KEYWORD:
        return not (found[:1].isupper() and found[1:].islower() and keyword.islower())
    return True


def _counted(found: Sequence[str]) -> str:
    counts: dict[str, int] = {}
    for word in found:
        counts[word] = counts.get(word, 0) + 1
    return ", ".join(f"“{word}”" + (f" {count} times" if count > 1 else "") for word, count in counts.items())
