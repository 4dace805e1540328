"""Addresses and names that may be published: safe links, folder names and paths.

Records are hostile until proven otherwise, so a link is rendered only when it is plain http or https, and a name becomes a folder
only when it is one harmless path component.
"""

from __future__ import annotations

import hashlib
import re

from newsfold.article import Article, Provider
from newsfold.written_time import day

# RFC 3986 without user information: a host that begins with a letter or digit (or a bracketed IPv6 address), then anything that
# neither ends an attribute nor is a blank, a control or an invisible sign that turns the direction of writing.
_LINK = re.compile(
    r"https?://(?:[^\W_][\w.-]*|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:[/?#][^\x00-\x20\x7f-\xa0\"<>\\^`{|}\u200b-\u200f\u2028-\u202e\u2066-\u2069]*)?",
    re.I,
)
_MAX_LINK = 2_048
"""Longer addresses are no links; what browsers, proxies and the sitemap protocol (sitemaps.org) agree to take."""

_FOLDER = re.compile(r"[A-Za-z0-9_][\w.~-]{0,199}", re.ASCII)
_DATED = re.compile(r"\d{4}-\d\d-\d\d-")
_TOPIC_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}", re.I | re.ASCII)
_DOMAIN = re.compile(r"[a-z0-9][a-z0-9.-]{0,120}", re.ASCII)
_PAGE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}", re.ASCII)
_LETTER_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,180}", re.ASCII)
_UNSAFE_PATH = re.compile(r"[\x00-\x1f\x7f\\:]|(?:^|/)\.{0,2}(?:/|\Z)")
_RESERVED_PAGES = frozenset({"api", "archive", "assets", "news", "page", "pagefind", "posts", "providers", "search", "top", "topics"})
_RESERVED_TOPICS = frozenset({"page", "index", "con", "prn", "aux", "nul"})


def safe_link(url: str | None) -> str | None:
    """The address where it may stand in a link, else None. Only http and https are links; no user name, no blanks, no controls."""
    if url is None or len(url) > _MAX_LINK:
        return None
    url = url.strip()
    return url if _LINK.fullmatch(url) else None


def absolute(url: str, site_url: str) -> str:
    """An address that begins with ``/`` made absolute with the portal's own (RECORD.md, "The JSON API"); others unchanged."""
    return site_url + url if url.startswith("/") and not url.startswith("//") else url


def folder_name(article: Article) -> str:
    """The folder an article is published under: the stem of its path where that is harmless, else the date and a digest of its address."""
    stem = article.path.removeprefix("_news/").removesuffix(".md")
    if _FOLDER.fullmatch(stem) and _DATED.match(stem) and ".." not in stem:
        return stem
    return f"{day(article.published_at)}-article-{_digest(article)}"


def other_folder_name(article: Article, taken: str) -> str:
    """A second name for an article whose folder name another article already has."""
    return f"{taken[:180]}-{_digest(article)}"


def provider_folder(provider: Provider) -> str:
    """The folder of a publisher's page: its domain where that is a plain host name, else a digest of its domain and name."""
    domain = provider.domain.lower()
    if _DOMAIN.fullmatch(domain) and ".." not in domain and domain not in _RESERVED_TOPICS:
        return domain
    return "publisher-" + hashlib.sha256(f"{provider.domain} {provider.name}".encode("utf-8", "replace")).hexdigest()[:8]


def safe_page_name(name: str) -> bool:
    """Whether a page of the portal's own may stand under this name: one plain word, and none that newsfold's own pages have."""
    return bool(_PAGE_NAME.fullmatch(name)) and name not in _RESERVED_PAGES


def safe_letter_name(name: str) -> bool:
    """Whether an edition may stand under this name below ``newsletter/``."""
    return bool(_LETTER_NAME.fullmatch(name))


def safe_topic_id(name: str) -> bool:
    """Whether a topic's id may be a folder: one plain word that cannot be mistaken for a page or an article."""
    return bool(_TOPIC_ID.fullmatch(name)) and name.lower() not in _RESERVED_TOPICS and not _DATED.match(name)


def safe_path(path: str) -> bool:
    """Whether a relative path stays below the folder it is taken from: plain parts, no ``..``, no drive, no backslash."""
    return not _UNSAFE_PATH.search(path)


def up(depth: int) -> str:
    """The relative way from a page ``depth`` folders down to the root of the site."""
    return "../" * depth


def _digest(article: Article) -> str:
    # RECORD.md, law 1: the first 8 hex digits of the SHA-256 of the address.
    return hashlib.sha256(article.address.encode("utf-8", "replace")).hexdigest()[:8]
