"""Pages that answer and are no article: not-found pages that say they are fine, consent walls, robot checks, front pages, listings."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from newsfold.read.document import Document
from newsfold.read.json_ld import types_of
from newsfold.read.plain_text import plain
from newsfold.read.refusals import Refusal

_LITTLE = 1_500
"""Characters; a wall or an error says less."""
_MISSING = re.compile(
    r"^\W*(?:error|fehler|erreur)?\W*40[34]\b|\b(?:page|site|article|story|content|file) (?:was |could )?"
    r"(?:not (?:be )?found|(?:is )?no longer available|"
    r"(?:does not|doesn'?t) exist|unavailable|cannot be found)|^\W*not found\W*$|^\W*oops\b|\bseite (?:wurde )?nicht gefunden|"
    r"\bartikel (?:wurde )?nicht gefunden|\bpage (?:introuvable|non trouvée)|\bpágina no (?:encontrada|existe)|\bpágina não encontrada|"
    r"\bpagina non trovata|\bpagina niet gevonden|\bsidan (?:kunde inte hittas|hittades inte)|\bsiden (?:blev ikke|ble ikke|findes ikke)|"
    r"\bstrona nie (?:została znaleziona|istnieje)|\bstránka nenalezena|\bстраница не найдена|\bsayfa bulunamadı|"
    r"ページが見つかりません|페이지를 찾을 수 없",
    re.IGNORECASE,
)
_ROBOT = re.compile(
    r"^\W*(?:just a moment|attention required|access (?:to this page has been )?denied|are you (?:a |not a )?(?:human|robot)|"
    r"verif(?:y|ying) (?:that )?you are (?:a )?human|checking your browser|pardon our interruption|security check|captcha|request blocked|"
    r"please enable (?:js|javascript|cookies))",
    re.IGNORECASE,
)
_CONSENT_TITLE = re.compile(
    r"^\W*(?:before you continue|(?:your )?privacy (?:choices|settings|matters)|cookie (?:consent|settings|preferences|wall)|"
    r"we value your privacy|datenschutzeinstellungen|(?:consent|zustimmung|einwilligung)\W*$|gestion des cookies|cookies? op )",
    re.IGNORECASE,
)
_CONSENT_TEXT = re.compile(
    r"\b(?:cookies?|consent|einwilligung|zustimm\w+|tracking|personali[sz]ed ads|datenverarbeitung|traceurs|partners? (?:store|process)|"
    r"accept all|alle akzeptieren|tout accepter|aceptar todo)\b",
    re.IGNORECASE,
)
_CONSENT_PLACE = re.compile(
    r"^https?://(?:consent|cmp|privacy|guce)\.|[/?&](?:consent|cookie-?wall|collectconsent|privacywall)(?:[/?&=]|$)", re.IGNORECASE
)
_LISTS = re.compile(r"(?:^|[/:])(?:CollectionPage|SearchResultsPage|ItemList|ProfilePage|ContactPage|AboutPage|CheckoutPage)$")
_LISTING_PATH = re.compile(
    r"^/(?:[a-z]{2}(?:-[a-z]{2})?/)?(?:tags?|topics?|categor(?:y|ies)|authors?|search|archives?|themen?|thema|suche|sujets?|etiquetas?|temas?|"
    r"autor(?:en|es)?|page/\d+)(?:/[^/]+){0,2}/?$",
    re.IGNORECASE,
)


def not_an_article(document: Document, *, title: str, text: str, is_dated: bool) -> Refusal | None:
    """Why a page that was read is no article; None where it may be one.

    What calls itself an article in JSON-LD is believed, unless it is an error or a wall that says nothing else.
    """
    head = (title, *document.headings[:2])
    if len(text) < _LITTLE:
        if any(_ROBOT.search(line) for line in head):
            return Refusal("robot-check", "The site answered with a check for robots, not with the article.")
        if not document.article and any(len(line) <= 90 and _MISSING.search(line) for line in head):
            return Refusal("not-found", f"The page says that there is nothing here: {plain(title)[:90]!r}.")
        if _is_consent_wall(document, title, text):
            return Refusal("consent", "The site answered with a question for consent, not with the article.")
    if document.article or document.meta("og:type").lower() == "article":
        return None
    return _list_of(document, is_dated=is_dated)


def _is_consent_wall(document: Document, title: str, text: str) -> bool:
    if document.article:
        return False
    words = len(_CONSENT_TEXT.findall(f"{title} {text}"))
    named = _CONSENT_TITLE.search(title) is not None or _CONSENT_PLACE.search(document.address) is not None
    return (named and words >= 1) or (words >= 5 and len(text) < 700)


def _list_of(document: Document, *, is_dated: bool) -> Refusal | None:
    try:
        parts = urlsplit(document.address)
    except ValueError:
        return None
    if parts.path in {"", "/"} and not parts.query and not document.video:
        return Refusal("front-page", f"The address is the front page of {parts.hostname}, not an article.")
    lists = [kind for thing in document.things[:20] for kind in types_of(thing) if _LISTS.search(kind)]
    if not is_dated and (lists or _LISTING_PATH.match(parts.path)):
        return Refusal("listing", "The page is a list of articles, not an article.")
    return None
