"""``newsfold pictures``: the pictures a portal holds, kept in order."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import anyio
import typer

from newsfold.cli.options import HERE, JsonOption, PortalOption
from newsfold.cli.terminal import counted, print_json, say, warn
from newsfold.collect import Client
from newsfold.day.logo_keeping import fetch_logos, keep_logos
from newsfold.day.picture_keeping import PictureKeeping
from newsfold.outcome import Rejected
from newsfold.pictures.making import PictureFile
from newsfold.portal import Portal

pictures_app = typer.Typer(
    help="The pictures a portal holds: drop placeholders and what is old, fetch logos.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@pictures_app.command("tidy")
def tidy_command(portal: PortalOption = HERE, json: JsonOption = False) -> None:
    """Drop publishers' placeholders from records, and let go of held pictures that are old (pictures.keep_days) or unused."""
    with Portal.open(portal) as opened, opened.rewriting("pictures tidy") as rewrite:
        keeping = PictureKeeping(opened.repository, rewrite)
        done = keeping.tidy(opened.articles(), now=datetime.now(UTC), keep_days=opened.settings.pictures.keep_days)
    if json:
        print_json(done)
        return
    for url in done.placeholders:
        say(f"placeholder  {url}")
    records = f"{counted(len(done.placeholders), 'placeholder')}, {counted(done.changed, 'record')} changed"
    say(f"{records}, {counted(done.files, 'file')} let go of.")


@pictures_app.command("logos")
def logos_command(
    domains: Annotated[list[str] | None, typer.Argument(help="Publishers. Default: all with records and without a logo.")] = None,
    portal: PortalOption = HERE,
) -> None:
    """Fetch logos of publishers from the icons of their sites, 50 and 400 pixels wide."""
    with Portal.open(portal) as opened:
        names = {article.provider.domain: article.provider.name for article in opened.articles()}
        have = {one.domain for one in opened.repository.organizations()[0] if one.images}
        wanted = domains or sorted(names.keys() - have)
        found = anyio.run(_fetch, opened, wanted)
        if found:
            with opened.writing("pictures logos", f"Logos of {len(found)} publishers") as announce:
                for domain, files in found.items():
                    keep_logos(opened.folder, domain, names.get(domain) or domain, files, announce=announce)
                    say(f"{domain}: {', '.join(file.path for file in files)}")


async def _fetch(opened: Portal, domains: list[str]) -> dict[str, tuple[PictureFile, ...]]:
    found = {}
    async with Client(opened.settings.collect, contact=opened.settings.portal.contact) as client:
        for domain in domains:
            files = await fetch_logos(client, domain)
            if isinstance(files, Rejected):
                warn(f"{domain}: {files.reason}")
            else:
                found[domain] = files
    return found
