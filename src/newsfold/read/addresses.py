"""Addresses: the canonical one, the AMP version, its copy in the AMP cache, and the registrable domain (RECORD.md, laws 2 and 3)."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import idna
import tldextract

from newsfold.article import Organization
from newsfold.read.choosing import Candidate
from newsfold.read.document import Document
from newsfold.read.json_ld import objects, texts
from newsfold.read.wrappers import uncached, unwrapped_address

AMP_CACHE = ".cdn.ampproject.org"
_MAX_LABEL = 63
MAX_ADDRESS = 4_000
"""Characters; a longer address is no address."""

_TRACKERS = frozenset((
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "ttclid", "li_fat_id", "igshid", "igsh",
    "mc_cid", "mc_eid", "_hsenc", "_hsmi", "mkt_tok", "vero_id", "oly_anon_id", "oly_enc_id", "rb_clickid", "s_cid", "wickedid",
    "ncid", "cmpid", "cmp", "icid", "ito", "xtor", "at_medium", "at_campaign", "at_custom1", "at_custom2", "at_custom3",
    "at_custom4", "guccounter", "guce_referrer", "guce_referrer_sig", "__twitter_impression", "ref_src", "ref_url", "feature", "spm",
    "smid", "smtyp", "srnd", "share_id", "sharetype", "ftag", "wt_mc", "wt_zmc", "taid", "cid_source", "traffic_source",
    "ns_campaign", "ns_mchannel", "ns_source", "ns_linkname", "ns_fee", "__source", "amp_js_v", "usqp",
))  # fmt: skip
"""Query parameters that tell who sent the reader, never which article; with every ``utm_…``, ``pk_…`` and ``mtm_…``."""
_TRACKER_FAMILIES = re.compile(r"(?:utm|pk|mtm|piwik|hsa|itm|ga)_", re.IGNORECASE)
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_PLAIN = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*/[\w./%~+,:!*()-]*(?:\?[\w./%~+,:!*()=&-]+)?", re.ASCII)
"""Addresses as most are: nothing to join, to take off or to escape. To know that takes a tenth of the time of taking one apart."""
_UNSAFE = re.compile('[\u0000-\u0020\u007f<>"\\\\^`{|}]')


@cache
def _suffixes() -> tldextract.TLDExtract:
    """The bundled Public Suffix List, its ICANN part: no request, no cache on disk.

    With the private part ``blogs.example`` hosting names would split one provider into many; RECORD.md's records hold
    ``github.io`` and ``blogspot.com`` as domains.
    """
    return tldextract.TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=False)


@lru_cache(maxsize=4096)
def registrable_domain(url: str) -> str:
    """The registrable domain of an address or host by the Public Suffix List; the host itself where there is none (an IP, a local name)."""
    return _domain_of_host(_host_of(url))


@lru_cache(maxsize=4096)
def _domain_of_host(host: str) -> str:
    # A page names a dozen addresses of one host.
    if not host:
        return ""
    try:
        parts = _suffixes()(host)
    except (ValueError, UnicodeError):
        return host
    if parts.domain and parts.suffix:
        return f"{parts.domain}.{parts.suffix}"
    labels = host.split(".")
    # Where no rule of the list matches, its rule "*" does: the last label is the suffix.
    return ".".join(labels[-2:]) if parts.domain and not parts.suffix and labels[-1].isalpha() else host


def _host_of(url: str) -> str:
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname
    except ValueError:
        return ""
    return punycode(host) if host else ""


@lru_cache(maxsize=4096)
def punycode(host: str) -> str:
    """A host in lower case and ASCII (IDNA 2008 with the UTS 46 mapping); unchanged but for case where it cannot be encoded."""
    host = host.rstrip(".").lower()
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return host


def amp_cache_url(url: str) -> str:
    """Where the Google AMP cache holds an AMP page (RECORD.md, law 2).

    https://developers.google.com/amp/cache/overview#amp-cache-url-format. The fallback label is base32 of the SHA-256 of the host.
    Empty where ``url`` is no http or https address.
    """
    match = _SCHEME.match(url)
    host = _host_of(url) if match else ""
    if not match or not host:
        return ""
    label = host.replace("-", "--").replace(".", "-")
    if len(label) > _MAX_LABEL or "." not in host:
        label = base64.b32encode(hashlib.sha256(host.encode()).digest()).decode().lower().rstrip("=")
    secure = "s/" if match[0].lower() == "https://" else ""
    return f"https://{label}{AMP_CACHE}/c/{secure}{url[match.end() :]}"


def clean_address(url: str) -> str:
    """The canonical form of an address: host in lower case and punycode, no fragment, default port or tracking parameters.

    What is no http or https address is given back trimmed; a path keeps its case, order and escapes, for servers may tell them apart.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return url
    host = punycode(parts.hostname)
    if ":" in host:
        host = f"[{host}]"
    if port and port != {"http": 80, "https": 443}[parts.scheme]:
        host = f"{host}:{port}"
    return urlunsplit((parts.scheme, host, parts.path or "/", _without_trackers(parts.query), ""))


def article_address(url: str) -> str:
    """The address under which an article is known: what a wrapper's address holds (:func:`unwrapped_address`), cleaned."""
    return clean_address(unwrapped_address(url.strip()))


def _without_trackers(query: str) -> str:
    if not query:
        return ""
    kept = [pair for pair in query.split("&") if pair and not _is_tracker(pair.partition("=")[0])]
    return "&".join(kept)


def _is_tracker(name: str) -> bool:
    return name.lower() in _TRACKERS or _TRACKER_FAMILIES.match(name) is not None


def absolute(url: str, base: str) -> str:
    """An address on a page as an absolute http or https address; empty where it is none."""
    url = url.strip()
    if not url or len(url) > MAX_ADDRESS:
        return ""
    if _PLAIN.fullmatch(url):
        return url
    try:
        joined = urljoin(base, url)
        parts = urlsplit(joined)
        _ = parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        return ""
    return _UNSAFE.sub(lambda match: f"%{ord(match[0]):02X}", joined)


def canonical_of(document: Document, organizations: Mapping[str, Organization]) -> Candidate[str]:
    """The address readers are sent to, and its witness: what the page names if that is sane, else the address that answered.

    ``organizations`` tell which domains have one owner.
    """
    found = [
        ("link canonical", document.link("canonical")),
        ("og:url", document.meta("og:url")),
        *(("json-ld url", url) for url in texts(document.article.get("url"))[:1]),
        *(("json-ld mainEntityOfPage", url) for url in _main_entity(document)[:1]),
    ]
    for witness, url in found:
        address = absolute(url, document.address)
        if address and _is_sane(address, document.address, organizations):
            return Candidate(clean_address(address), witness)
    return Candidate(clean_address(uncached(document.address)), "address")


def canonical_elsewhere(document: Document, organizations: Mapping[str, Organization]) -> str:
    """The canonical address where it is an article on another site, as wire copies name their original; empty where it is not."""
    address = absolute(document.link("canonical"), document.address)
    if not address or _host_of(address).endswith(AMP_CACHE) or _is_local(_host_of(address)):
        return ""
    mine, theirs = registrable_domain(uncached(document.address)), registrable_domain(address)
    same_name = mine.partition(".")[0] == theirs.partition(".")[0]
    is_own = same_name or _owner(mine, organizations) == _owner(theirs, organizations)
    return clean_address(address) if not is_own and len(urlsplit(address).path) > 10 else ""


def _owner(domain: str, organizations: Mapping[str, Organization]) -> str:
    """The registrable domain of a domain's owner, as the portal's organizations tell it; else the domain."""
    known = organizations.get(domain)
    return (known.network if known is not None else None) or domain


def _main_entity(document: Document) -> tuple[str, ...]:
    entity = document.article.get("mainEntityOfPage")
    return texts(entity) + tuple(url for one in objects(entity) for url in texts(one.get("@id")))


def _is_sane(address: str, asked: str, organizations: Mapping[str, Organization]) -> bool:
    """Whether a canonical address can be believed: one site or owner with the asked one, and an article where that was an article."""
    asked = uncached(asked)
    mine, theirs = registrable_domain(asked), registrable_domain(address)
    same_name = mine.partition(".")[0] == theirs.partition(".")[0] and len(mine.partition(".")[0]) > 2
    is_own = mine == theirs or same_name or _owner(mine, organizations) == _owner(theirs, organizations)
    if not is_own or _is_local(theirs):
        return mine == theirs
    try:
        asked_parts, parts = urlsplit(asked), urlsplit(address)
    except ValueError:
        return False
    is_front = parts.path in {"", "/"} and not parts.query
    return not is_front or (asked_parts.path in {"", "/"} and not asked_parts.query)


def _is_local(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host


def amp_of(document: Document, web_url: str) -> str:
    """The page's AMP version, empty where it names none on its own site or an AMP cache copy."""
    address = absolute(document.link("amphtml"), document.address)
    own = uncached(document.address)
    if not address and document.is_amp and clean_address(own) != web_url:
        address = absolute(own, own)
    if not address or _host_of(address).endswith(AMP_CACHE):
        return ""
    there, here = registrable_domain(address), registrable_domain(web_url)
    return address if there.partition(".")[0] == here.partition(".")[0] else ""


def query_value(url: str, name: str) -> str:
    """The first value of a query parameter, empty where there is none."""
    try:
        return next((value for key, value in parse_qsl(urlsplit(url).query, max_num_fields=100) if key == name), "")
    except ValueError:
        return ""


def encoded_query(**values: str) -> str:
    """Query text of the values in their order."""
    return urlencode(values)
