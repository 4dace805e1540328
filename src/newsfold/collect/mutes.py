"""What a portal's owner does not want to see: publishers and phrases that are muted, languages that are not read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from newsfold.article import Article
from newsfold.outcome import Rejected
from newsfold.page import Entry

_NO_SPACES = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Thai, Lao, Burmese, Japanese, Chinese and Korean letters: there a phrase stands in words without a space."""


class Mutes:
    """The mute list and the allowed languages of a portal.

    ``providers`` are domains (with all below them) or names of publishers; ``phrases`` count as whole words, in any case;
    ``languages`` are those that may come in, by ISO 639-1 code, empty for all.
    """

    def __init__(self, *, providers: Iterable[str] = (), phrases: Iterable[str] = (), languages: Collection[str] = ()) -> None:
        self._providers = frozenset(_plain(name).removeprefix("www.") for name in providers) - {""}
        self._languages = frozenset(_primary(code) for code in languages)
        patterns = [_pattern(words) for words in sorted({_plain(phrase) for phrase in phrases} - {""})]
        self._phrases = re.compile("|".join(patterns)) if patterns else None

    def of_entry(self, entry: Entry) -> Rejected | None:
        """Why an entry is left out before its page is fetched: by its address, title and excerpt. ``None`` where it may come in."""
        why = self._provider(_host(entry.url)) or self._phrase(entry.title, entry.excerpt)
        return why and why.evolve(url=entry.url, source=entry.source)

    def of_article(self, article: Article) -> Rejected | None:
        """Why an article is left out once it is read: by its provider, title, excerpt and language. ``None`` where it may come in."""
        why = (
            self._provider(_host(article.address), article.provider.domain, article.provider.name)
            or self._phrase(article.title, article.excerpt)
            or self._language(article.language)
        )
        return why and why.evolve(url=article.address)

    def _provider(self, *names: str) -> Rejected | None:
        for name in map(_plain, names):
            labels = name.split(".")
            for start in range(len(labels)):
                if ".".join(labels[start:]) in self._providers:
                    return _rejected(f"The publisher {name} is muted here (collect.mute_providers).", "muted-provider")
        return None

    def _phrase(self, *texts: str) -> Rejected | None:
        found = next((match for text in texts if self._phrases and (match := self._phrases.search(_plain(text)))), None)
        return _rejected(f"It says {found.group()!r}, which is muted here (collect.mute_phrases).", "muted-phrase") if found else None

    def _language(self, language: str | None) -> Rejected | None:
        if language is None or not self._languages or _primary(language) in self._languages:
            return None
        return _rejected(f"It is in {language}; articles in {', '.join(sorted(self._languages))} come in (portal.languages).", "language")


def _rejected(reason: str, code: str) -> Rejected:
    return Rejected(stage="collect", reason=reason, code=code)


def _pattern(words: str) -> str:
    exact = r"\s+".join(map(re.escape, words.split()))
    return exact if _NO_SPACES.search(words) else rf"(?<!\w){exact}(?!\w)"


def _plain(words: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())


def _primary(code: str) -> str:
    return code.strip().lower().replace("_", "-").partition("-")[0]


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
