"""Addresses that lead on: an aggregator's or network's wrapper around the article's own address, resolved where the address or page tells.

No request is made. What only the wrapper's server knows stays a wrapper.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from newsfold.read.choosing import Candidate
from newsfold.read.document import Document

_AMP_CACHE_PATH = re.compile(r"^/(?:c|v)/(s/)?([^/]+\..+)$")
_AMP_VIEWER_PATH = re.compile(r"^/amp/(s/)?([^/]+\.[^/]+/.+)$")
_LEADING_ON = re.compile(
    r"/(?:url|redirect|redir|l\.php|link|links|out|outbound|go|goto|(?:api)?click(?:\.aspx)?|track|away|exit|jump|ck\.php|rd|r)/?$",
    re.IGNORECASE,
)
"""How the paths of addresses that lead on end."""
_TARGETS = ("url", "u", "q", "z", "to", "target", "dest", "destination", "redirect", "link", "href", "murl", "ru")
_WEB = re.compile(r"https?://[^\s\"'<>\x00-\x20\x7f-\xff]{4,2000}")
_CODED_PATH = re.compile(r"/articles/(CBM[\w-]{20,2000})")
"""Google News names an article by a protocol buffer in base64; the older ones hold the address itself."""
_IN_PATH = re.compile(r"/RU=(https?%3a[^/]{4,2000})(?:/|$)", re.IGNORECASE)
"""A search engine's address that holds its target between slashes."""
_REFRESH = re.compile(r"^\s*\d{1,2}(?:\.\d)?\s*[;,]\s*(?:url\s*=\s*)?+['\"]?([^'\"\s]{2,2000})", re.IGNORECASE)
_SCRIPTED = re.compile(
    rb"(?:location(?:\.href)?\s*=|location\.(?:replace|assign)\(|\bredirect\w{0,30}\()\s*[\"'](https?:(?:\\?/){2}[^\"'\s<>]{4,2000})[\"']"
)
_MAX_WRAPPER_TEXT = 600
"""Characters of visible text; a page with more is more than a wrapper."""
_MAX_STUB, _MAX_STUB_TEXT = 20_000, 200
"""Bytes, and characters of text, of a page whose script may be believed to be all it is for."""
_MAX_DEPTH = 3


def unwrapped_address(url: str) -> str:
    """The address that a wrapper's address holds, or the address itself: AMP caches and viewers, redirecting links, Google News."""
    for _ in range(_MAX_DEPTH):
        inner = _held_by(url)
        if not inner or inner == url:
            break
        url = inner
    return url


def uncached(url: str) -> str:
    """The address of the page that an AMP cache or viewer shows at ``url``; any other as it is."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return url
    pattern = _AMP_CACHE_PATH if host.endswith(".cdn.ampproject.org") else _AMP_VIEWER_PATH if _is_google(host) else None
    match = pattern.match(parts.path) if pattern is not None and parts.scheme in {"http", "https"} else None
    return f"http{'s' if match[1] else ''}://{match[2]}{f'?{parts.query}' if parts.query else ''}" if match else url


def _held_by(url: str) -> str:
    if (shown := uncached(url)) != url:
        return shown
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme in {"http", "https"}:
        if match := _CODED_PATH.search(parts.path):
            return _decoded(match[1])
        if match := _IN_PATH.search(parts.path):
            return target if _WEB.fullmatch(target := unquote(match[1])) else ""
    return _target(parts.query, host) if parts.query and _LEADING_ON.search(parts.path) else ""


def _is_google(host: str) -> bool:
    return host.startswith(("www.google.", "google.", "amp.google."))


def _target(query: str, host: str) -> str:
    """The absolute address of another host among the parameters that name a target."""
    try:
        values = dict(parse_qsl(query, max_num_fields=50))
    except ValueError:
        return ""
    for name in _TARGETS:
        value = values.get(name, "")
        if _WEB.fullmatch(value) and (urlsplit(value).hostname or host) != host:
            return value
    return ""


def _decoded(name: str) -> str:
    try:
        held = base64.urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode("latin-1")
    except ValueError:
        return ""
    match = _WEB.search(held)
    return match[0] if match else ""


def leads_on(document: Document, text: str) -> Candidate[str] | None:
    """Where a page that is only a wrapper leads to, and what told it: a ``meta refresh``, the one link it exists for, or its script."""
    if document.article or len(text) > _MAX_WRAPPER_TEXT:
        return None
    own = document.address.partition("#")[0]
    for target, witness in _onward(document, text):
        if _WEB.fullmatch(target) and target.partition("#")[0] != own:
            return Candidate(target, witness)
    return None


def _onward(document: Document, text: str) -> Iterator[tuple[str, str]]:
    for node in document.tree.css("meta[http-equiv=refresh i]")[:3]:
        if match := _REFRESH.match(node.attributes.get("content") or ""):
            yield _joined(document.address, match[1]), "meta refresh"
    for node in document.tree.css("[data-n-au], a[data-original-url], a[rel~=nofollow][jsname][href^=http]")[:3]:
        attributes = node.attributes
        yield attributes.get("data-n-au") or attributes.get("data-original-url") or attributes.get("href") or "", "wrapper link"
    if len(document.whole) <= _MAX_STUB and len(text) <= _MAX_STUB_TEXT:
        for found in islice(_SCRIPTED.finditer(document.whole), 3):
            target = found[1].decode("ascii", "ignore").replace("\\/", "/")
            if _host(target) != _host(document.address):
                yield target, "wrapper script"


def _joined(base: str, target: str) -> str:
    try:
        return urljoin(base, target)
    except ValueError:
        return ""


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
