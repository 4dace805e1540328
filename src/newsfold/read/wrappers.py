"""Addresses that lead on: an aggregator's or network's wrapper around the article's own address, resolved where the address or page tells.

No request is made. What only the wrapper's server knows stays a wrapper.
"""

from __future__ import annotations

import base64
import re
from urllib.parse import parse_qsl, urlsplit

from newsfold.read.choosing import Candidate
from newsfold.read.document import Document

_AMP_CACHE_PATH = re.compile(r"^/(?:c|v)/(s/)?([^/]+\..+)$")
_AMP_VIEWER_PATH = re.compile(r"^/amp/(s/)?([^/]+\.[^/]+/.+)$")
_LEADING_ON = re.compile(
    r"/(?:url|redirect|redir|l\.php|link|links|out|outbound|go|goto|click|track|away|exit|jump|ck\.php|rd|r)/?$", re.IGNORECASE
)
"""How the paths of addresses that lead on end."""
_TARGETS = ("url", "u", "q", "z", "to", "target", "dest", "destination", "redirect", "link", "href", "murl", "ru")
_WEB = re.compile(r"https?://[^\s\"'<>\x00-\x20\x7f-\xff]{4,2000}")
_CODED_PATH = re.compile(r"/articles/(CBM[\w-]{20,2000})")
"""Google News names an article by a protocol buffer in base64; the older ones hold the address itself."""
_REFRESH = re.compile(r"^\s*\d{1,2}\s*[;,]\s*url\s*=\s*['\"]?(https?://[^'\"]{4,2000})", re.IGNORECASE)
_MAX_WRAPPER_TEXT = 600
"""Characters of visible text; a page with more is more than a wrapper."""
_MAX_DEPTH = 3


def unwrapped_address(url: str) -> str:
    """The address that a wrapper's address holds, or the address itself: AMP caches and viewers, redirecting links, Google News."""
    for _ in range(_MAX_DEPTH):
        inner = _held_by(url)
        if not inner or inner == url:
            break
        url = inner
    return url


def _held_by(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"}:
        return ""
    pattern = _AMP_CACHE_PATH if host.endswith(".cdn.ampproject.org") else _AMP_VIEWER_PATH if _is_google(host) else None
    if pattern is not None and (match := pattern.match(parts.path)):
        return f"http{'s' if match[1] else ''}://{match[2]}{f'?{parts.query}' if parts.query else ''}"
    if match := _CODED_PATH.search(parts.path):
        return _decoded(match[1])
    if parts.query and _LEADING_ON.search(parts.path):
        return _target(parts.query, host)
    return ""


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
    """Where a page that is only a wrapper leads to, and what told it: a ``meta refresh`` or the one link it exists for."""
    if document.article or len(text) > _MAX_WRAPPER_TEXT:
        return None
    for node in document.tree.css("meta[http-equiv=refresh i]")[:3]:
        if match := _REFRESH.match(node.attributes.get("content") or ""):
            return Candidate(match[1], "meta refresh")
    for node in document.tree.css("[data-n-au], a[data-original-url], a[rel~=nofollow][jsname][href^=http]")[:3]:
        attributes = node.attributes
        target = attributes.get("data-n-au") or attributes.get("data-original-url") or attributes.get("href") or ""
        if _WEB.fullmatch(target):
            return Candidate(target, "wrapper link")
    return None
