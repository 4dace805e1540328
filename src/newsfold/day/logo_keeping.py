"""Logos of organizations, from the icons of their sites into the portal."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urljoin

from anyio.to_thread import run_sync

from newsfold.collect import Client, Response
from newsfold.content.atomic import write_atomically
from newsfold.content.fields import bare
from newsfold.day.picturing import write_files
from newsfold.outcome import Rejected
from newsfold.pictures import Refused, logos
from newsfold.pictures.logos import SIDES, logo_path
from newsfold.pictures.making import PictureFile

_ICON = re.compile(r"<link\b[^>]{0,500}>", re.IGNORECASE)
_REL = re.compile(r"""\brel\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_USUAL_ICONS = ("/apple-touch-icon.png", "/favicon.ico")
_MOST_ICONS = 6


async def fetch_logos(client: Client, domain: str, *, site: str = "") -> tuple[PictureFile, ...] | Rejected:
    """The logo files of an organization, from the icons its site names or the usual places; or why there are none.

    ``site`` is the address of its front page; empty for ``https://<domain>/``.
    """
    address = site or f"https://{domain}/"
    front = await client.get(address)
    named = [] if isinstance(front, Rejected) else named_icons(front.body.decode("utf-8", "replace"), front.final_url)
    base = address if isinstance(front, Rejected) else front.final_url
    last = Rejected(stage="collect", reason="The site names no icon.", code="no-icon", url=address)
    for url in [*named, *(urljoin(base, usual) for usual in _USUAL_ICONS)][:_MOST_ICONS]:
        answer = await client.get(url, max_bytes=client.settings.max_picture_bytes)
        if isinstance(answer, Rejected):
            last = answer
            continue
        files = await run_sync(logos_of, answer, domain, limiter=client.workers)
        if not isinstance(files, Refused):
            return files
        last = Rejected(stage="collect", reason=files.reason, code=files.code, url=url)
    return last


def logos_of(answer: Response, domain: str) -> tuple[PictureFile, ...] | Refused:
    """The logo files made of a fetched icon."""
    return logos(answer.body, domain, content_type=answer.content_type)


def named_icons(page: str, base: str) -> list[str]:
    """The addresses of the icons a page names, those for telephones first because they are larger."""
    found: list[tuple[int, str]] = []
    for match in _ICON.finditer(page[:200_000]):
        rel, href = _REL.search(match[0]), _HREF.search(match[0])
        words = (rel[1] or rel[2] or rel[3] or "").lower().split() if rel else []
        if href and ("icon" in words or "apple-touch-icon" in words) and not href[1].lower().split("?")[0].endswith(".svg"):
            found.append(("apple-touch-icon" not in words, urljoin(base, href[1])))
    return [url for _, url in sorted(dict.fromkeys(found), key=lambda one: one[0])]


def keep_logos(
    folder: Path, domain: str, name: str, files: Sequence[PictureFile], *, announce: Callable[[str, bytes], None] = lambda path, body: None
) -> bool:
    """Write logo files, and an organization file that names them where the organization has none; whether one was made.

    ``announce`` is told path and bytes before each is written, for git.
    """
    for file in files:
        announce(file.path, file.body)
    write_files(folder, files)
    organization = folder / "_data" / "organizations" / f"{domain}.md"
    if organization.exists():
        return False
    images = "".join(f"  - url: /{logo_path(domain, side)}\n    width: {side}\n    height: {side}\n" for side in SIDES)
    text = f"---\ntaxonomy: organization\n_id: {domain}\nname: {bare(name)}\ndomain: {domain}\nimages:\n{images}---\n"
    announce(f"_data/organizations/{domain}.md", text.encode())
    write_atomically(organization, text.encode())
    return True
