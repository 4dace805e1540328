"""Lines that stand among an article's paragraphs and are not of it: captions, bylines, and what a paper prints below every text.

The patterns know words of many papers and the name of none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_CAPTION = re.compile(
    r"(?:^|[(\[]|\s)(?:images?|photos?|fotos?|bild|pictures?|bildrechte|bildquelle|photo by|foto de|photo credits?|image credits?)\s?:\s?"
    r"[^.!?\n]{2,70}[)\]]?\s*$",
    re.IGNORECASE,
)
_MAX_CAPTION = 350
_DATE_LINE = re.compile(
    r"(?:\b(?:published|updated|posted|stand|last modified|aktualisiert|veröffentlicht|actualizado|publié|mis à jour)\b.{0,30}\d|"
    r"\d{1,2}[.:]\d{2}\s*(?:uhr|[ap]\.?m\b|[A-Z]{2,4}\b)|(?:19|20)\d\d[-/.]\d\d[-/.]\d\d|\d\d[./]\d\d[./](?:19|20)?\d\d\b)",
    re.IGNORECASE,
)
_MAX_DATE_LINE = 110
_AFTERWORD = re.compile(
    r"^\W*(?:©|copyright\b|all rights reserved|follow\b.{0,60}\b(?:on|us|@)|(?:sign|signed) up\b|subscribe\b|click here|"
    r"read (?:more|also|next)\b|more (?:from|about|on)\b|most read|related\b|see also|don'?t miss|"
    r"explore further|citation:|this document is subject|"
    r"tell us what|comments?$|(?:join|like) us on|download (?:the|our)|listen to\b.{0,80}podcast|"
    r"(?:written|reporting|editing) by\b|our standards:|"
    r"dieses thema im programm|sendung:|mehr zum thema|lesen sie (?:auch|hier)|quelle:|lire aussi|à lire|leer más|lee también|"
    r"leia (?:mais|também)|leggi anche|lees ook|läs mer|les også|læs også|czytaj (?:też|także|więcej)|"
    r"čtěte (?:také|více)|читайте также|関連記事)|"
    r"\ball rights reserved\b|\bnewsletters?\b.{0,60}\b(?:sign|subscribe|inbox|hier|anmelden|abonn)|"
    r"\b(?:sign|subscribe|inbox|abonn\w+)\b.{0,60}\bnewsletters?\b|\bfollow (?:us|him|her|them|me|@)\b|\bfirst appeared (?:on|in)\b",
    re.IGNORECASE,
)
_MAX_AFTERWORD = 400
_HEAD, _TAIL = 3, 8
"""Lines from either end that are looked at."""


def is_caption(text: str) -> bool:
    """Whether a line is the caption of a picture by the credit at its end: ``The harbour (Image: AGENCY)``."""
    return len(text) <= _MAX_CAPTION and ":" in text and _CAPTION.search(text) is not None


def _is_date_line(line: str) -> bool:
    """Whether a short line tells when or by whom, and no more: ``12:31 The harbour is closed`` begins an entry of a live report."""
    match = _DATE_LINE.search(line) if len(line) <= _MAX_DATE_LINE else None
    return match is not None and len(line) - match.end() <= 40


def without_ends(lines: Sequence[str]) -> list[str]:
    """The lines without bylines and dates at the beginning and without what is printed below every article at the end."""
    end = len(lines)
    start = min(_HEAD, len(lines))
    head = [line for line in lines[:start] if not _is_date_line(line)]
    while end > max(start, len(lines) - _TAIL) and len(lines[end - 1]) <= _MAX_AFTERWORD and _AFTERWORD.search(lines[end - 1]):
        end -= 1
    return [*head, *lines[start:end]]
