"""``newsfold alerts``: programs that are told of new leads."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from newsfold.cli.options import HERE, JsonOption, PortalOption
from newsfold.cli.terminal import print_json, say
from newsfold.errors import InputError
from newsfold.mail.alerting import Alerting, new_webhook
from newsfold.portal import Portal
from newsfold.store.people import People

alerts_app = typer.Typer(
    help="Signed webhooks for new leads: list, add, remove, send.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@alerts_app.command("list")
def list_command(portal: PortalOption = HERE) -> None:
    """List the webhooks, with what became of their calls."""
    with Portal.open(portal) as opened, People.in_folder(opened.folder, opened.settings.store) as people:
        webhooks = people.webhooks.all()
        for webhook in webhooks:
            calls = people.webhooks.calls_of(webhook.id)
            counts = ", ".join(f"{sum(call.state == state for call in calls)} {state}" for state in ("made", "waiting", "given up"))
            say(f"{webhook.id}  {webhook.url}  {webhook.topic or 'all topics'}, heat {webhook.minimum_heat}  {counts}")
    if not webhooks:
        say("There are no webhooks.")


@alerts_app.command("add")
def add_command(
    url: Annotated[str, typer.Argument(help="Where to post to.")],
    topic: Annotated[str, typer.Option(help="Only leads of this topic.")] = "",
    heat: Annotated[int, typer.Option(help="Only leads of at least this heat.", min=0)] = 0,
    portal: PortalOption = HERE,
) -> None:
    """Add a webhook and print its secret, which is shown this once."""
    with Portal.open(portal) as opened, People.in_folder(opened.folder, opened.settings.store) as people:
        names = [one.name for one in opened.repository.topics()[0]]
        if topic and topic not in names:
            raise InputError(f"the portal has no topic {topic!r}", where="--topic", remedy=f"Topics are: {', '.join(names)}.")
        webhook = new_webhook(url, opened.settings.collect, topic=topic, minimum_heat=heat, at=datetime.now(UTC))
        people.webhooks.add(webhook)
    say(f"Added {webhook.id}. Its secret, to check signatures with: {webhook.secret}")


@alerts_app.command("remove")
def remove_command(id: Annotated[str, typer.Argument(help="The webhook's id.")], portal: PortalOption = HERE) -> None:
    """Remove a webhook."""
    with Portal.open(portal) as opened, People.in_folder(opened.folder, opened.settings.store) as people:
        if not people.webhooks.remove(id):
            raise InputError("is no webhook", where=id, remedy="See `newsfold alerts list`.")
    say(f"Removed {id}.")


@alerts_app.command("send")
def send_command(portal: PortalOption = HERE, json: JsonOption = False) -> None:
    """Tell the webhooks of leads they were not told of, and try again what failed."""
    with Portal.open(portal) as opened, People.in_folder(opened.folder, opened.settings.store) as people:
        alerting = Alerting(people, opened.settings.collect, opened.settings.site_url)
        now = datetime.now(UTC)
        alerting.owe(opened.articles(), now=now)
        done = alerting.call(now=now)
    if json:
        print_json(done)
    else:
        say(f"{done.made} told, {done.later} to be tried again, {done.given_up} given up.")
