"""One time out of one text, in the many ways publishers write it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.parser import isoparse


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as written: ``when`` may lack a zone; ``has_time`` is false where only the date is known."""

    when: datetime
    has_time: bool

    @property
    def has_zone(self) -> bool:
        """Whether the text names a zone."""
        return self.when.tzinfo is not None

    @property
    def offset(self) -> timedelta:
        """The zone's distance from UTC; zero where none is named."""
        return self.when.utcoffset() or timedelta()


_MAX_TEXT = 300

_ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "wet": 0, "bst": 60, "cet": 60, "mez": 60, "cest": 120, "mesz": 120, "eet": 120, "eest": 180,
    "msk": 180, "ist": 330, "jst": 540, "kst": 540, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360,
    "pst": -480, "pdt": -420, "aest": 600, "aedt": 660, "sast": 120, "wib": 420, "hkt": 480, "sgt": 480, "eat": 180,
    "wat": 60, "cat": 120,
}  # fmt: skip
"""Zone names that news pages use, in minutes from UTC, in the sense most usual in news (``IST`` India, ``BST`` Britain)."""
_PLACES = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
"""Zones named without saying whether it is summer time; the date tells."""

_NUMERIC = re.compile(
    r"(?<![\d.])(?P<y>(?:19|20)\d{2})[-/.年년]\s?(?P<m>\d{1,2})[-/.月월]\s?(?P<d>\d{1,2})(?:[日일.](?:\s?[(（].{1,3}[)）])?)?(?!\d)"
)
_DAY_FIRST = re.compile(r"(?<![\d.])(?P<d>\d{1,2})\s?[./-]\s?(?P<m>\d{1,2})\s?[./-]\s?(?P<y>(?:19|20)\d{2})(?!\d)")
_MONTHS = (
    "jan januar january januari janvier enero gennaio janeiro ocak styczeń stycznia leden ledna январь января tammikuuta "
    "jän jänner tháng1 gen ene sty",
    "feb februar february februari février fevrier febrero febbraio fevereiro şubat luty lutego únor února февраль февраля "
    "helmikuuta lut févr",
    "mar march märz mär marts maart mars marzo março mart marzec marca březen března март марта maaliskuuta mrz",
    "apr april avril abril aprile nisan kwiecień kwietnia duben dubna апрель апреля huhtikuuta avr abr kwi",
    "may mai maj mei mayo maggio maio mayıs maja květen května май мая toukokuuta mag",
    "jun june juni juin junio giugno junho haziran czerwiec czerwca červen června июнь июня kesäkuuta giu cze",
    "jul july juli juillet julio luglio julho temmuz lipiec lipca červenec července июль июля heinäkuuta juil lug lip",
    "aug august augustus août aout agosto ağustos sierpień sierpnia srpen srpna август августа elokuuta ago sie augusti",
    "sep sept september septembre septiembre settembre setembro eylül wrzesień września září сентябрь сентября syyskuuta set wrz",
    "oct okt october oktober octobre octubre ottobre outubro ekim październik października říjen října октябрь октября "
    "lokakuuta ott out paź",
    "nov november novembre noviembre novembro kasım listopad listopada listopadu ноябрь ноября marraskuuta lis",
    "dec dez december dezember décembre decembre diciembre dicembre dezembro aralık grudzień grudnia prosinec prosince "
    "декабрь декабря joulukuuta dic gru  desember",
)
_MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_WORD_MONTH = "(?P<w>[^\\W\\d_]{3,12})"
_DAY_MONTH = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.|º|er)?\s*(?:de\s+|of\s+)?{_WORD_MONTH}\.?,?\s*(?:de\s+|del\s+)?(?P<y>(?:19|20)\d{{2}})(?!\d)"
)
_MONTH_DAY = re.compile(rf"\b{_WORD_MONTH}\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d{{2}})(?!\d)")
_SHORT = re.compile(r"(?<![\d.])(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{2})(?![\d.]*\d)")
_CLOCK = re.compile(
    r"(?P<ampm_east>午前|午後|上午|下午|오전|오후)?\s*(?<![\d:])(?P<h>\d{1,2})\s?[:.h時时시]\s?(?P<i>[0-5]\d)(?::(?P<s>[0-5]\d)(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\b\.?)?\s*(?P<zone>Z\b|(?:UTC|GMT)?\s?[+-](?:1[0-4]|0?\d):?(?:[0-5]\d)?(?!\d)"
    r"|\[?(?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)/\w{2,20}(?:/\w{2,20})?\b|[A-Z]{2,4}\b)?",
    re.IGNORECASE,
)
_HOUR_ONLY = re.compile(r"(?<![\d:])(?P<h>1[0-2]|[1-9])\s?(?P<half>[ap]\.?m\b)", re.IGNORECASE)
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?")
_RFC_2822 = re.compile(r"[A-Za-z]{3},\s+\d{1,2} [A-Za-z]{3} \d{4} \d")
_COMMON_ISO = re.compile(
    r"\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?", re.ASCII
)
"""ISO 8601 as nearly all pages write it; Python's own reader takes a tenth of the time of the one for all its forms."""
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")


def moment_in(text: str, *, month_first: bool = False) -> Moment | None:
    """The first time in a text, None where there is none. ``month_first`` reads ``3/5/2024`` the American way."""
    text = text.strip()[:_MAX_TEXT]
    return _moment_in(text, month_first) if len(text) >= 6 else None


@lru_cache(maxsize=1024)
def _moment_in(text: str, month_first: bool) -> Moment | None:
    # A page says its times four times over.
    try:
        return _exact(text) or _written(text, month_first=month_first)
    except (ValueError, OverflowError):
        return None


def _exact(text: str) -> Moment | None:
    """ISO 8601, RFC 2822 and epoch seconds or milliseconds."""
    if _EPOCH.fullmatch(text):
        seconds = float(text[:13]) / (1000 if len(text.partition(".")[0]) == 13 else 1)
        return Moment(datetime.fromtimestamp(seconds, UTC), True)
    if text[:4].isdigit() and text[4:5] == "-" and " " not in text:
        try:
            return Moment(datetime.fromisoformat(text) if _COMMON_ISO.fullmatch(text) else isoparse(text), len(text) > 10)
        except (ValueError, OverflowError):
            return None
    if _RFC_2822.match(text):
        try:
            return Moment(parsedate_to_datetime(text), True)
        except (ValueError, TypeError, IndexError):
            return None
    return None


def _written(text: str, *, month_first: bool) -> Moment | None:
    date = _date_in(text, month_first=month_first)
    if date is None:
        return None
    (year, month, day), start, end = date
    clock = _clock_in(text[end : end + 40]) or _clock_in(text[max(0, start - 30) : start])
    if clock is None:
        return Moment(datetime(year, month, day), False)  # noqa: DTZ001 - the zone is not known yet
    hour, minute, second, zone = clock
    when = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - a place's zone depends on the date
    return Moment(when.replace(tzinfo=_at(zone, when)), True)


def _at(zone: tzinfo | None, when: datetime) -> tzinfo | None:
    """The zone with the distance from UTC it has then. A time that a change of clocks leaps over counts as before the change."""
    distance = zone.utcoffset(when) if zone is not None else None
    return timezone(distance) if distance is not None else None


def _date_in(text: str, *, month_first: bool) -> tuple[tuple[int, int, int], int, int] | None:
    for pattern in (_NUMERIC, _DAY_FIRST, _DAY_MONTH, _MONTH_DAY, _SHORT):
        for match in pattern.finditer(text):
            groups = match.groupdict()
            day, year = int(groups["d"]), int(groups["y"])
            month = int(groups["m"]) if "m" in groups else _MONTH_NUMBERS.get(groups["w"].lower(), 0)
            if pattern is _DAY_FIRST and (month > 12 or (month_first and day <= 12 and "/" in match[0])):
                day, month = month, day
            year += 2000 if year < 80 else 1900 if year < 100 else 0
            if 1 <= month <= 12 and 1 <= day <= 31:
                return (year, month, day), match.start(), match.end()
    return None


def _clock_in(text: str) -> tuple[int, int, int, tzinfo | None] | None:
    match = _CLOCK.search(text)
    if match is None:
        match = _HOUR_ONLY.search(text)
        if match is None:
            return None
    groups = match.groupdict()
    hour, minute, second = int(groups["h"]), int(groups.get("i") or 0), int(groups.get("s") or 0)
    half = (groups.get("half") or "").lower()[:1]
    east = groups.get("ampm_east") or ""
    if (half == "p" or east in {"午後", "下午", "오후"}) and hour < 12:
        hour += 12
    elif (half == "a" or east in {"午前", "上午", "오전"}) and hour == 12:
        hour = 0
    zone = groups.get("zone") or ""
    # Without a half of the day before it, a small "et" is a word: "14h30 et mis à jour".
    return (hour, minute, second, _zone(zone.upper() if half and len(zone) == 2 else zone)) if hour < 24 else None


def _zone(name: str) -> tzinfo | None:
    name = name.strip(" [")
    if place := _PLACES.get(name, name if "/" in name else ""):
        try:
            return ZoneInfo(place)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None
    if match := _OFFSET.search(name):
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes)) if minutes <= 14 * 60 else None
    minutes_known = _ZONES.get(name.lower())
    return timezone(timedelta(minutes=minutes_known)) if minutes_known is not None else None
