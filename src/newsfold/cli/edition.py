"""``newsfold edition``: an issue of the newsletter, looked at, kept, or sent."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from newsfold.cli.options import HERE, JsonOption, PortalOption
from newsfold.cli.terminal import counted, print_json, progress, say, warn
from newsfold.content.repository import PICTURES
from newsfold.edition import Issue, html_of, plain_of, web_page
from newsfold.errors import InputError, MailError
from newsfold.mail.newsletter import Done, Newsletter
from newsfold.portal import Portal
from newsfold.store.people import People


def edition_command(
    *,
    portal: PortalOption = HERE,
    topic: Annotated[str, typer.Option(help="An edition of one topic, for those who asked for that topic.")] = "",
    since: Annotated[str, typer.Option(help="From when on, such as 2026-11-08. Default: since the last edition.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write it to a file of its own and show it in the browser; keep nothing.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option(help="With --dry-run: the HTML file, and .txt beside it; no browser.", metavar="FILE")
    ] = None,
    send: Annotated[bool, typer.Option("--send", help="Send it to all subscribers, or go on where sending was cut off.")] = False,
    json: JsonOption = False,
) -> None:
    """Make an edition: the hottest stories since the last one, grouped by topic, nothing that readers had before.

    Without options it is kept in _newsletters/, for the site or a mailing service. Nothing is made where nothing is new.
    """
    begin = _time(since)
    with Portal.open(portal) as opened, People.in_folder(opened.folder, opened.settings.store) as people:
        letter = Newsletter(opened.repository, opened.settings, people, lambda: datetime.now(UTC), announce=opened.journal)
        if dry_run:
            _show(letter.issue(topic=topic, since=begin), opened, output)
            return
        with progress(quiet=json) as bars:
            if send:
                bars.begin("Sending", sum(1 for _ in people.subscribers.all("subscribed")))
                done = letter.send(topic=topic, since=begin, on_done=bars.advance)
            else:
                done = letter.make(topic=topic, since=begin)
    if json:
        print_json(done)
    else:
        _tell(done)
    if done.sent is not None and done.sent.stopped:
        raise MailError(done.sent.stopped, where="mail", remedy="Run `newsfold edition --send` again; it goes on where it stopped.")


def _time(text: str) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError("is no day or time", where="--since", remedy="Write it as 2026-11-08 or 2026-11-08T06:00Z.") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _show(issue: Issue | None, opened: Portal, output: Path | None) -> None:
    if issue is None:
        say("Nothing is new since the last edition.")
        return
    file = output or Path(tempfile.mkdtemp(prefix="newsfold-edition-")) / f"{issue.id}.html"
    page = web_page(html_of(issue), newsletter_url=f"{opened.settings.site_url}/newsletter/", imprint=opened.settings.mail.imprint)
    page = _with_local_pictures(page, issue, opened, file.parent)
    try:
        for plate in issue.plates:
            (file.parent / Path(plate.path).name).write_bytes(plate.body)
        file.write_text(page, encoding="utf-8")
        file.with_suffix(".txt").write_text(plain_of(issue), encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=str(file), remedy="Name another file.") from error
    stories = counted(len(issue.entries), "story", "stories")
    say(f"{issue.subject}", style="bold")
    say(f"{stories} in {file} and {file.with_suffix('.txt').name} beside it. Nothing was kept or sent.")
    if output is None:
        typer.launch(file.as_uri())


def _with_local_pictures(page: str, issue: Issue, opened: Portal, folder: Path) -> str:
    """A dry run's page with pictures from this machine: the site has none yet of an edition that is not made."""
    for plate in issue.plates:
        page = page.replace(f"{opened.settings.site_url}/{plate.path}", (folder.resolve() / Path(plate.path).name).as_uri())
    held = (opened.folder.resolve() / PICTURES).as_uri()
    return page.replace(f"{opened.settings.site_url}/{PICTURES}/", f"{held}/")


def _tell(done: Done) -> None:
    if not done.edition:
        say("Nothing is new since the last edition; none was made.")
        return
    say(done.subject, style="bold")
    if done.paths:
        say(f"{counted(done.stories, 'story', 'stories')}, kept in {done.paths[-1]}. `newsfold publish` takes it to the site.")
    if done.sent is None:
        return
    sent = done.sent
    say(f"{'Went on with' if done.is_resumed else 'Sent'} {done.edition}: {sent.sent} sent, {sent.later} put off, {sent.refused} refused.")
    if sent.withdrawn:
        say(f"{sent.withdrawn} had unsubscribed meanwhile.")
    if sent.tally.handed:
        warn(f"{sent.tally.handed} were handed to the server, whose answer was lost; they are not sent again.")
    if sent.tally.waiting:
        say(f"{sent.tally.waiting} still wait: run `newsfold edition --send` again in an hour.")
