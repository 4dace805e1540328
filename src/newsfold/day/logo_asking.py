"""Logos for publishers that came in and have none: a few a run, politely, and never in the way of the news.

Who waits for one, and who had none when asked, is remembered in ``.newsfold/logos.json``; without it a publisher waits until it comes in
again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final
from urllib.parse import urlsplit

import anyio
import msgspec

from newsfold.article import Frozen, Provider
from newsfold.collect import Client, walk
from newsfold.content.atomic import write_atomically
from newsfold.content.repository import ORGANIZATIONS, Announce, Repository
from newsfold.content.state_folder import STATE
from newsfold.day.logo_keeping import fetch_logos, keep_logos
from newsfold.outcome import Rejected

FILE: Final = f"{STATE}/logos.json"
AGAIN_AFTER_DAYS: Final = 30
"""Days until a site that had no icon is asked again."""

PATIENCE: Final = 60.0
"""Seconds a run gives to logos in all; who did not answer by then had none."""


_DOMAIN = re.compile(r"[\w-][\w.-]*")
"""What can be the name of an organization's file."""


class Logoless(Frozen, frozen=True, kw_only=True):
    """A publisher without a logo: its front page, the day (``YYYY-MM-DD``) it was last asked, and why it gave none."""

    domain: str
    name: str
    site: str
    asked: str = ""
    why: str = ""


def logoless(provider: Provider, fetched_url: str) -> Logoless:
    """A publisher as one that may have no logo; ``fetched_url`` is where an article of its was fetched, and tells http from https."""
    scheme = "http" if urlsplit(fetched_url).scheme == "http" else "https"
    return Logoless(domain=provider.domain, name=provider.name or provider.domain, site=f"{scheme}://{provider.domain}/")


@dataclass(frozen=True)
class LogoAsking:
    """Asks for logos. ``most`` bounds the sites of one run, ``announce`` is told what is about to be written."""

    repository: Repository
    most: int
    announce: Announce

    async def run(self, client: Client, met: Iterable[Logoless], *, today: date) -> int:
        """Ask the sites of some publishers that have no organization file; how many got a logo. Raises nothing for what sites do."""
        known = self._known()
        wanted = {one.domain: one for one in (*met, *known.values()) if self._lacks(one.domain)}
        due = [one for one in wanted.values() if _is_due(one, today)][: self.most]
        told: dict[str, str] = {one.domain: f"did not answer within {PATIENCE:.0f} seconds" for one in due}
        with anyio.move_on_after(PATIENCE):
            await walk([partial(self._one, client, one, told) for one in due], concurrency=max(1, self.most))
        left = {
            domain: one.evolve(asked=f"{today:%Y-%m-%d}", why=told[domain]) if domain in told else one
            for domain, one in wanted.items()
            if told.get(domain) != ""
        }
        if left != known:
            with suppress(OSError):  # It only saves asking again.
                write_atomically(
                    self.repository.folder / FILE, msgspec.json.format(msgspec.json.encode(sorted(left.values(), key=_domain)))
                )
        return sum(why == "" for why in told.values())

    async def _one(self, client: Client, one: Logoless, told: dict[str, str]) -> None:
        """Put the logo of one publisher into the portal; ``told`` is why it could not be, empty where it was."""
        try:
            files = await fetch_logos(client, one.domain, site=one.site)
            if isinstance(files, Rejected):
                told[one.domain] = files.reason
            else:
                keep_logos(self.repository.folder, one.domain, one.name, files, announce=self.announce)
                told[one.domain] = ""
        except Exception as error:  # A logo is never worth the day's news, whatever went wrong with it.
            told[one.domain] = f"{type(error).__name__}: {error}"[:300]

    def _lacks(self, domain: str) -> bool:
        """Whether a publisher has no organization file; one that an editor wrote without a logo stays as it is."""
        return bool(_DOMAIN.fullmatch(domain)) and not self.repository.has(f"{ORGANIZATIONS}/{domain}.md")

    def _known(self) -> Mapping[str, Logoless]:
        try:
            body = (self.repository.folder / FILE).read_bytes()
            return {one.domain: one for one in msgspec.json.decode(body, type=tuple[Logoless, ...])}
        except (OSError, msgspec.MsgspecError):
            return {}


def _domain(one: Logoless) -> str:
    return one.domain


def _is_due(one: Logoless, today: date) -> bool:
    try:
        return (today - date.fromisoformat(one.asked)).days >= AGAIN_AFTER_DAYS
    except ValueError:
        return True
