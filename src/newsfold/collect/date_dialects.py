"""Dates that feeds write and standard parsers do not read: East Asian forms, 12-hour clocks, month names of other languages."""

from __future__ import annotations

import re
import unicodedata
from calendar import timegm
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from dateutil import parser as dateutil_parser
from feedparser.datetimes.greek import _parse_date_greek
from feedparser.datetimes.hungarian import _parse_date_hungarian
from feedparser.datetimes.korean import _parse_date_nate, _parse_date_onblog
from feedparser.datetimes.perforce import _parse_date_perforce

LONGEST = 100
"""Characters of the longest date that is looked at."""

_MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "january januar janvier enero gennaio janeiro januari января январь stycznia ocak ianuarie leden ledna jan ene janv янв",
            "february februar fevrier febrero febbraio fevereiro februari февраля февраль lutego subat februarie unora feb fev fevr фев",
            "march marz mars marzo marco maart марта март marca mart martie brezen brezna mar mrt мар",
            "april avril abril aprile апреля апрель kwietnia nisan aprilie duben dubna apr avr abr апр",
            "may mai mayo maggio maio mei мая май maja mayis kvetna",
            "june juni juin junio giugno junho июня июнь czerwca haziran iunie cerven cervna jun июн",
            "july juli juillet julio luglio julho июля июль lipca temmuz iulie cervenec cervence jul juil июл",
            "august aout agosto augustus августа август sierpnia agustos srpen srpna aug ago авг",
            "september septembre septiembre settembre setembro сентября сентябрь wrzesnia eylul septembrie zari sep sept set сен сент",
            "october oktober octobre octubre ottobre outubro октября октябрь pazdziernika ekim octombrie rijen rijna oct okt ott out окт",
            "november novembre noviembre novembro ноября ноябрь listopada kasim noiembrie listopad listopadu nov ноя нояб",
            "december dezember decembre diciembre dicembre dezembro декабря grudnia aralik decembrie prosince dec dez dic дек",
        ),
        start=1,
    )
    for name in names.split()
}
_HOURS = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3}
_HOURS |= {"MSK": 3, "BST": 1, "WET": 0, "WEST": 1, "JST": 9, "KST": 9, "HKT": 8, "SGT": 8, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13}
_PLACES = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
"""Zones named without saying whether it is summer time; the date tells."""
_ZONES: dict[str, tzinfo] = {name: timezone(timedelta(hours=hours)) for name, hours in _HOURS.items()}
_ZONES |= {name: ZoneInfo(place) for name, place in _PLACES.items()}
_CJK = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")
_EAST_ASIAN = re.compile(
    r"(\d{4})\s*[年년./-]\s*(\d{1,2})\s*[月월./-]\s*(\d{1,2})\s*[日일]?(?:\D{0,12}?(上午|下午|午前|午後|오전|오후)?\s*(\d{1,2})\s*[:時时点시]\s*(\d{1,2})?"
    r"(?:\s*[:分분]\s*(\d{1,2}))?)?"
)
_AFTERNOON = frozenset({"下午", "午後", "오후"})
_NAMED = re.compile(
    r"(?<!\d)(\d{1,2})[.\s]*(?:de\s+|d')?([^\W\d_]{3,12})\.?,?\s*(?:de\s+)?(\d{4})(?:\D{0,12}?(\d{1,2})[:.h](\d{2})(?::(\d{2}))?)?"
)
_OFFSET = re.compile(r"(?:\s|GMT|UTC|UT|Z|\d)([+-])(\d{2}):?(\d{2})\s*$")
_HOURS_OFF = re.compile(r"(?:GMT|UTC|UT)\s*([+-])\s?(\d{1,2})(?::?(\d{2}))?\s*$")
_TWELVE_HOURS = re.compile(r"(?<![\d:.])(\d{1,2})(?:[:.](\d\d)(:\d\d)?)?\s*([ap])\.?\s?m\b\.?", re.IGNORECASE)
_SHORT_OFFSET = re.compile(r"(:\d\d\s*[+-])(\d{1,2})(\d\d)?\s*$")
_MISREAD = re.compile(r"\d\s*[ap]\.?\s?m\b|:\d\d\s*(?:[A-Z]{2}\b|[+-]\d{1,3}(?![\d:]))", re.IGNORECASE)
"""A 12-hour clock, a zone of two letters, an offset of fewer than four digits: quick parsers pass over them without a word."""
_FEEDPARSERS = (_parse_date_greek, _parse_date_hungarian, _parse_date_onblog, _parse_date_nate, _parse_date_perforce)
_EARLIEST_YEAR = 1970
_ABBREVIATION = re.compile(r"\b([A-Z]{2,4})\s*$")
_WHOLE = re.compile(
    # Year, month and day, in this or the other order, by number or name; "15 May 10:00" has no year.
    r"\s*(?:[^\W\d_]{2,9}\.?,?\s+)?(?:\d{4}(?P<sign>[-/.])\d{1,2}(?P=sign)\d{1,2}(?!\d)|\d{4}-?W\d\d-?\d|\d{8}(?:\d\d|\d{5})?(?!\d)"
    r"|\d{1,2}(?P<mark>[-/.])\d{1,2}(?P=mark)\d{4}(?!\d)|\d{1,2}[\s-]+[A-Za-z]{3,9}[\s,-]+(?:\d{4}(?![\d:])|\d\d(?=\s+\d{1,2}:))"
    r"|[A-Za-z]{3,9}\.?\s+\d{1,2}(?:,?\s+\d{1,2}:\d\d(?::\d\d)?)?(?:\s+[A-Z]{3,4})?,?\s+\d{4}(?![\d:]))"
)


def is_whole(text: str) -> bool:
    """Whether a date names year, month and day in a form every parser reads alike; others are :func:`any_date`'s to read."""
    return _WHOLE.match(text) is not None and _HOURS_OFF.search(text) is None and _MISREAD.search(text) is None


def any_date(text: str) -> datetime | None:
    """A time written in any dialect, in UTC with whole seconds; without a zone it is UTC already. ``None`` where it cannot be read."""
    words = " ".join(text.split())
    if words.isdigit() and len(words) in (10, 13):  # Seconds or milliseconds since 1970.
        return datetime.fromtimestamp(int(words[:10]), UTC)
    if not words or len(words) > LONGEST or (words.isdigit() and len(words) != 8):
        return None
    words = _SHORT_OFFSET.sub(_whole_offset, _TWELVE_HOURS.sub(_of_24_hours, words)).strip()
    try:
        moment = _east_asian(words) or _with_month_name(words) or _by_feedparser(words) or _by_dateutil(words)
        return moment.astimezone(UTC).replace(microsecond=0) if moment else None
    except (ValueError, OverflowError, TypeError):
        return None


def _of_24_hours(clock: re.Match[str]) -> str:
    hour, minute, second, half = clock.groups()
    hours = int(hour)
    if hours <= 12:  # "14:30 PM" is half past two all the same.
        hours = hours % 12 + (12 if half in "pP" else 0)
    return f"{hours:02}:{minute or '00'}{second or ''} "


def _whole_offset(offset: re.Match[str]) -> str:
    return f"{offset[1]}{int(offset[2]):02}{offset[3] or '00'}"


def _east_asian(words: str) -> datetime | None:
    found = _EAST_ASIAN.search(words) if _CJK.search(words) else None
    if found is None:
        return None
    year, month, day, half, hour, minute, second = found.groups()
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half in _AFTERNOON else 0)
    return datetime(int(year), int(month), int(day), hours, int(minute or 0), int(second or 0), tzinfo=_zone(words))


def _with_month_name(words: str) -> datetime | None:
    found = _NAMED.search(words)
    if found is None:
        return None
    day, name, year, hour, minute, second = found.groups()
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign)).replace("ı", "i")
    month = _MONTHS.get(plain)
    if month is None:
        return None
    return datetime(int(year), month, int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=_zone(words))


def _by_feedparser(words: str) -> datetime | None:
    """Greek, Hungarian, Korean and Perforce: feedparser's own dialects."""
    for dialect in _FEEDPARSERS:
        try:
            moment = dialect(words)
            if moment:
                return datetime.fromtimestamp(timegm(moment), UTC)
        except Exception:  # noqa: S112
            # Foreign dialects raise whatever odd words drive them to; none of it means more than "no date".
            continue
    return None


def _by_dateutil(words: str) -> datetime | None:
    # dateutil takes "GMT+2" the other way round, as POSIX does; feeds mean what they say.
    words = _HOURS_OFF.sub(lambda match: f" {match.group(1)}{int(match.group(2)):02}{match.group(3) or '00'}", words)
    bare = _ABBREVIATION.sub(lambda match: match.group() if match.group(1) in _ZONES or match.group(1) in ("GMT", "UTC") else "", words)
    # The default gives what a date leaves out: midnight, the first of a month. Without a year or a month it is no date.
    moment = dateutil_parser.parse(bare, tzinfos=_ZONES, default=datetime(1, 1, 1))  # noqa: DTZ001
    again = dateutil_parser.parse(bare, tzinfos=_ZONES, default=datetime(1, 2, 1))  # noqa: DTZ001
    if moment.year < _EARLIEST_YEAR or moment.month != again.month:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _zone(words: str) -> tzinfo:
    offset = _OFFSET.search(words) or _HOURS_OFF.search(words)
    if offset:
        sign, hours, minutes = offset.groups()
        shift = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return timezone(-shift if sign == "-" else shift)
    named = _ABBREVIATION.search(words)
    return _ZONES.get(named.group(1), UTC) if named else UTC
