"""Wire copies: texts that the publisher took over from an agency or another paper.

Told by, in this order: a canonical address on another site, the ``syndication-source`` and ``original-source`` tags, what JSON-LD says the
article is based on, an agency as the author, an agency named at the beginning or end of the text. An agency's own pages are no copies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from newsfold.read.addresses import absolute, canonical_elsewhere, clean_address, registrable_domain
from newsfold.read.choosing import Candidate, first
from newsfold.read.document import Document
from newsfold.read.json_ld import texts
from newsfold.read.plain_text import normalised, plain

AGENCIES = {
    "AAP": "Australian Associated Press", "AFP": "Agence France-Presse", "ANI": "Asian News International", "ANSA": "", "ANP": "",
    "AP": "Associated Press", "APA": "Austria Presse Agentur", "Belga": "", "Bloomberg News": "", "CNA": "Central News Agency",
    "CP": "The Canadian Press", "ČTK": "", "DPA": "Deutsche Presse-Agentur", "dts": "dts Nachrichtenagentur", "EFE": "Agencia EFE",
    "EPD": "Evangelischer Pressedienst", "Europa Press": "", "IANS": "Indo-Asian News Service", "Interfax": "", "Jiji Press": "",
    "KNA": "Katholische Nachrichten-Agentur", "Kyodo News": "", "LUSA": "Agência Lusa", "MTI": "", "NTB": "",
    "PA Media": "Press Association",
    "PAP": "Polska Agencja Prasowa", "PTI": "Press Trust of India", "Reuters": "", "Ritzau": "", "SDA": "Keystone-SDA",
    "SID": "Sport-Informations-Dienst",
    "STT": "", "TASS": "", "TT": "TT Nyhetsbyrån", "UPI": "United Press International", "Xinhua": "", "Yonhap": "Yonhap News Agency",
}  # fmt: skip
"""News agencies: how they sign, and their full names where those differ."""
_SHORT = {normalised(form): short for short, whole in AGENCIES.items() for form in (short, whole) if form}
_NAMES = "|".join(sorted((re.escape(short) for short in AGENCIES), key=len, reverse=True))
_DATELINE = re.compile(rf"^[^\n]{{0,80}}?[(/]\s?((?i:{_NAMES}))(?:[/,][^)\n]{{0,30}})?\)?\s?[)\-–—:]")
"""``LONDON (Reuters) - …``, ``Berlin (dpa/tmn) – …``."""
_SIGNED = re.compile(
    rf"(?:^|\n)[^\n]{{0,60}}(?:©\s?|\(|Quelle:\s?|Source:\s?|Fuente:\s?|Mit Material (?:von|der)\s)({_NAMES})\b[^\n]{{0,120}}$",
    re.IGNORECASE,
)
_LINES_AT_END = 300


def syndicated_from(document: Document, *, authors: Sequence[str], text: str) -> Candidate[str] | None:
    """The agency's short name or the original's address, and what told it; None where the text is the publisher's own."""
    names = (registrable_domain(document.address).partition(".")[0], plain(document.site_name))
    own = {key for name in names if (key := normalised(name).removesuffix("news"))}
    return first(found for found in _told(document, authors, text) if not {normalised(found.value), _whole(found.value)} & own)


def _told(document: Document, authors: Sequence[str], text: str) -> Iterator[Candidate[str]]:
    yield Candidate(canonical_elsewhere(document), "link canonical")
    own = registrable_domain(document.address)
    for name in ("syndication-source", "original-source"):
        yield Candidate(_elsewhere(document.meta(name), document, own), name)
    for name in ("isBasedOn", "isBasedOnUrl"):
        based = document.article.get(name)
        urls = texts(based) or tuple(url for thing in document.followed(based) for url in texts(thing.get("url")))
        for url in urls[:1]:
            yield Candidate(_elsewhere(url, document, own), f"json-ld {name}")
    for author in authors:
        yield Candidate(_agency(author), "authors")
    if match := _DATELINE.match(text):
        yield Candidate(_agency(match[1]), "dateline")
    if match := _SIGNED.search(text[-_LINES_AT_END:]):
        yield Candidate(_agency(match[1]), "signature")


def _whole(short: str) -> str:
    return normalised(AGENCIES.get(short, ""))


def _elsewhere(url: str, document: Document, own: str) -> str:
    address = absolute(url, document.address) if url.startswith("http") else ""
    return clean_address(address) if address and registrable_domain(address) != own else ""


def _agency(name: str) -> str:
    """The agency's short name; empty where the name is none's."""
    key = normalised(name)
    return _SHORT.get(key, "") or _SHORT.get(key.removeprefix("the"), "")
