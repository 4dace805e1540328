"""A video's player, rebuilt from the record's ``featuredContent``. The record's HTML itself is never shown."""

from __future__ import annotations

from urllib.parse import urlsplit

from newsfold.article import Frozen
from newsfold.publish.addresses import safe_link

_MAX_HTML = 20_000
"""Characters of ``featuredContent`` that are looked at; a real player has a few hundred."""


class Player(Frozen, frozen=True, kw_only=True):
    """What a player's frame is made of: its https address and the host it loads from."""

    url: str
    host: str


def player_of(html: str | None, own_host: str) -> Player | None:
    """The player in a piece of foreign HTML: its first ``<iframe>`` with a plain https address, else None.

    A frame of the portal's own host (``own_host``) is refused, as the sandbox would not hold it (HTML standard, ``sandbox``).
    """
    if not html or len(html) > _MAX_HTML:
        return None
    import nh3  # noqa: PLC0415 - few portals have videos

    found: list[str] = []

    def keep(tag: str, attribute: str, value: str) -> str | None:
        if tag == "iframe" and attribute == "src":
            found.append(value)
        return None

    nh3.clean(html, tags={"iframe"}, attributes={"iframe": {"src"}}, attribute_filter=keep, url_schemes={"https"})
    for address in found:
        url = safe_link("https:" + address if address.startswith("//") else address)
        host = urlsplit(url).hostname if url and url.lower().startswith("https://") else None
        if url and host and host != own_host:
            return Player(url=url, host=host)
    return None
