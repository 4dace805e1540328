"""The agencies and wires whose texts many publishers print: their names, and how their texts begin and end.

News agencies sign with a dateline (``LONDON (Reuters) -``), press release wires with one of their own kind (``/PRNewswire/ --``).
"""

from __future__ import annotations

import re

from newsfold.read.plain_text import normalised

AGENCIES: dict[str, tuple[str, ...]] = {
    "AA": ("Anadolu Agency", "Anadolu Ajansı"), "AAP": ("Australian Associated Press",), "AFP": ("Agence France-Presse", "AFP Relaxnews"),
    "ANI": ("Asian News International",), "ANP": ("Algemeen Nederlands Persbureau",), "ANSA": ("Agenzia ANSA",),
    "Antara": ("Antara News",), "AP": ("Associated Press", "AP News"), "APA": ("Austria Presse Agentur",), "Belga": ("Belga News Agency",),
    "Bernama": (), "Bloomberg": ("Bloomberg News",), "CNA": ("Central News Agency", "中央社"), "CNN Wire": ("CNN Newsource",),
    "CNS": ("China News Service", "中新社", "中新网"), "CP": ("Canadian Press",), "ČTK": ("Česká tisková kancelář",),
    "DHA": ("Demirören Haber Ajansı",), "DPA": ("Deutsche Presse-Agentur", "dpa-AFX", "dpa-infocom"),
    "dts": ("dts Nachrichtenagentur",), "EFE": ("Agencia EFE",), "EPD": ("Evangelischer Pressedienst",), "Europa Press": (),
    "IANS": ("Indo-Asian News Service",), "İHA": ("İhlas Haber Ajansı",), "Interfax": ("Интерфакс",), "Jiji Press": ("時事", "時事通信"),
    "KNA": ("Katholische Nachrichten-Agentur",), "Kyodo News": ("共同", "共同通信", "Kyodo"), "LUSA": ("Agência Lusa",), "MTI": (),
    "Newsis": ("뉴시스",), "NTB": ("Norsk Telegrambyrå",), "PA Media": ("Press Association",), "PAP": ("Polska Agencja Prasowa",),
    "PTI": ("Press Trust of India",), "Reuters": ("Thomson Reuters", "ロイター"), "RIA Novosti": ("РИА Новости",), "Ritzau": (),
    "SDA": ("Keystone-SDA", "Keystone-ATS"), "SID": ("Sport-Informations-Dienst",), "STT": ("STT-Lehtikuva",), "TASS": ("ТАСС",),
    "Tribune News Service": ("Tribune Content Agency",), "TT": ("TT Nyhetsbyrån",), "UPI": ("United Press International",),
    "Xinhua": ("Xinhua News Agency", "新华社", "新华网"), "Yonhap": ("Yonhap News Agency", "연합뉴스"),
    "ACCESSWIRE": (), "Business Wire": ("BusinessWire",), "CNW": ("CNW Group", "Canada NewsWire"), "EIN Presswire": ("EINPresswire.com",),
    "EQS": ("EQS-News", "EQS Newswire"), "GlobeNewswire": ("Globe Newswire",), "Marketwired": ("Marketwire",),
    "Newsfile": ("Newsfile Corp.",), "ots": ("news aktuell", "APA-OTS"), "PR Newswire": ("PRNewswire", "PRNewswire-PRWeb"), "PRWeb": (),
}  # fmt: skip
"""Agencies and wires: how they sign, and their other names."""

_SHORT = {normalised(form): short for short, forms in AGENCIES.items() for form in (short, *forms)}
_NAMES = "|".join(sorted((re.escape(form) for short, forms in AGENCIES.items() for form in (short, *forms)), key=len, reverse=True))
_TWO_LETTERS = frozenset(("AA", "CP", "TT"))
"""Names that companies share; they sign only after a place in capitals or a date."""
_PLACE = r"(?P<place>[^\n()\[\]【】]{0,80}?)"
_DATELINES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_PLACE}\(\s?(?P<name>(?i:{_NAMES}))(?:[/, -][^()\n]{{0,40}})?\s?\)\s{{0,3}}(?:[-–—:−|.]|$)",
        rf"(?P<place>[^\n()]{{3,60}}?,[^\n()]{{0,20}}\d[^\n()]{{0,8}}?)\((?P<name>{_NAMES})\)",
        rf"{_PLACE}/\s?(?P<name>(?i:{_NAMES}))\s?/(?:\s?[-–—.]|\s)",
        r"(?P<place>)(?P<name>新华社|中新社|中新网)[^\n]{2,24}[电電]",
        r"(?P<place>)[（(](?P<name>中央社)[^）)\n]{0,40}[）)]",
        r"(?P<place>[^\n]{0,40}?)【[^】\n]{0,16}?(?P<name>時事|共同|ロイター|AFP)[^】\n]{0,8}】",
        r"(?P<place>)[(\[][^)\]\n]{1,24}=(?P<name>연합뉴스|뉴시스)[)\]]",
    )
)
_MARK = re.compile(r"[(/（【\[新中]")
_ALONE = re.compile(
    rf"[-–—*(\s]*(?P<name>{_NAMES}|dpa|afp|sda|apa|epd|kna|sid|ansa|ats|ap)(?:/[\w-]{{2,12}}){{0,3}}(?:\s[A-Z]{{2,4}}){{0,4}}[\s).*]*"
)
_AT_END = re.compile(rf"[.!?”\"’]\s+[-–—(]{{0,3}}(?P<name>{_NAMES}|dpa|afp)(?:/[\w-]{{2,12}}){{0,3}}\)?$")
_SOURCE = re.compile(
    rf"(?:^|[\s(])(?:©\s?(?:\d{{4}} )?|Quelle:\s?|Source:\s?|Fuente:\s?|来源[:：]\s?|"
    rf"(?:Mit Material|unter Verwendung|mit Informationen) (?:von|der)\s|"
    rf"With (?:additional )?(?:inputs?|files|reporting|agency inputs) from (?:the )?|With (?=\S+ inputs))"
    rf"(?P<name>{_NAMES})\b[^\n]{{0,80}}$",
    re.IGNORECASE,
)
_REPUBLISHED = re.compile(
    r"(?:\boriginally (?:published|appeared) (?:by|at|on|in)|"
    r"\bre-?published (?:here )?(?:from|by permission of|courtesy of|with permission from)|"
    r"\bist zuerst (?:bei|auf|in)|\berschien zuerst (?:bei|auf|in))\s+"
    r"(?P<name>(?:the |der |dem )?[A-Z][\w.'’&-]*(?: (?:of|the|and|[A-Z][\w.'’&-]*)){0,5})"
)
_NO_SOURCE = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|march|april|may|june|july|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|"
    r"\w+day|issue|edition|spring|summer|autumn|fall|winter|english|arabic|french|german|spanish|facebook|twitter|instagram|linkedin|youtube)\b",
    re.IGNORECASE,
)
_SERVICE = re.compile(r"(?:staff|news|wire|in|reporters?|writers?|sports|agency|international|infocom|afx)\b|[/|–—-]", re.IGNORECASE)


def agency(name: str) -> str:
    """The agency's short name where ``name`` is one of an agency's; empty where it is none's."""
    key = normalised(name)
    return _SHORT.get(key, "") or _SHORT.get(key.removeprefix("the"), "")


def agency_in(byline: str) -> str:
    """The agency in a byline that may say more: ``Associated Press in Valencia``, ``Reuters Staff``, ``dpa/lno``, ``Ada Holm, AFP``."""
    if whole := agency(byline):
        return whole
    if match := _BEGINS.match(byline):
        rest = byline[match.end() :].strip(" ,")
        return agency(match[1]) if not rest or _SERVICE.match(rest) else ""
    match = _ENDS.search(byline)
    return agency(match[1] or match[2]) if match else ""


_LONG = "|".join(re.escape(form) for forms in AGENCIES.values() for form in forms if " " in form)
_CAPITALS = "|".join(re.escape(short) for short in AGENCIES if short.isupper() and len(short) > 2)
_BEGINS = re.compile(rf"(?:The\s)?({_NAMES}|dpa|afp|sda|epd|kna)\b")
_PERSON_AND_AGENCY = re.compile(rf"(\S+(?:\s\S+){{1,3}}?)\s(?:The\s)?({_LONG})")
_AGENCY_IN_PLACE = re.compile(rf"((?:The\s)?(?:{_NAMES}))\s(?:in|aus|en|à)\s[A-Z].{{0,40}}")
_ENDS = re.compile(rf"\S\s*(?:[,/(|]\s*(?:The\s)?({_NAMES})|\s(?:The\s)?((?:{_LONG})|(?:{_CAPITALS})))\)?$")


def parted(byline: str) -> tuple[str, ...]:
    """A name as it stands in a byline, or the person and the agency apart: ``Ada Holm Associated Press``, ``Reuters in Oslo``."""
    if match := _PERSON_AND_AGENCY.fullmatch(byline):
        return match[1], match[2]
    match = _AGENCY_IN_PLACE.fullmatch(byline)
    return (match[1],) if match else (byline,)


def dateline(line: str) -> str:
    """The agency in a line that begins as agencies begin; empty where it does not."""
    # Most lines have no bracket where a dateline has one, and to look for that is cheap.
    for pattern in _DATELINES if _MARK.search(line, 0, 110) else ():
        match = pattern.match(line)
        if match and (match["name"] not in _TWO_LETTERS or match["place"].isupper() or any(map(str.isdigit, match["place"]))):
            return agency(match["name"])
    return ""


def signature(line: str) -> str:
    """The agency that a line below a text names as its source; empty where it names none."""
    match = (_ALONE.fullmatch(line) if len(line) <= 60 else None) or _AT_END.search(line[-60:]) or _SOURCE.search(line[-160:])
    return agency(match["name"]) if match else ""


def republished_from(line: str) -> str:
    """The publication that a line names as the first to print a text; empty where it names none."""
    match = _REPUBLISHED.search(line[-400:])
    name = match["name"].rstrip(".,") if match else ""
    name = re.sub(r"^(?:the|der|dem)\s|\s(?:of|the|and)$|\.\s.*$", "", name)
    return name if 2 < len(name) <= 60 and not _NO_SOURCE.search(name) else ""
