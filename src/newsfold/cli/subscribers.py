"""``newsfold subscribers``: who gets the edition, and on which consent."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from newsfold.cli.options import HERE, JsonOption, PortalOption
from newsfold.cli.terminal import counted, print_json, say, warn
from newsfold.errors import InputError
from newsfold.mail.addresses import clean_mail_address
from newsfold.mail.bouncing import LARGEST_MAIL, Bouncing, mails_in
from newsfold.mail.composing import checked
from newsfold.mail.mailing import send_one
from newsfold.mail.newsletter import import_csv, written_csv
from newsfold.mail.opting import opt_in_mail
from newsfold.portal import Portal
from newsfold.store.people import Erasure, People, Subscriber

subscribers_app = typer.Typer(
    help="Who gets the edition: list, add, import, export, delete with proof, read bounces.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Address = Annotated[str, typer.Argument(help="A mail address.", metavar="ADDRESS")]
LARGEST_CSV = 200_000_000


@contextmanager
def _people(portal: Path) -> Iterator[tuple[Portal, People]]:
    with Portal.open(portal) as opened, People.in_folder(opened.folder, opened.settings.store) as people:
        yield opened, people


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@subscribers_app.command("list")
def list_command(portal: PortalOption = HERE, json: JsonOption = False) -> None:
    """Tell how many there are in each state."""
    with _people(portal) as (_, people):
        counts = people.subscribers.counts()
    if json:
        print_json(counts)
        return
    for state, count in sorted(counts.items()):
        say(f"{state:<12} {count}")
    if not counts:
        say("Nobody has subscribed yet.")


@subscribers_app.command("add")
def add_command(address: Address, portal: PortalOption = HERE) -> None:
    """Send an address the mail that asks for confirmation. It gets nothing else before it confirmed."""
    with _people(portal) as (opened, people):
        checked(opened.settings)
        kept = people.subscribers.find(address)
        if kept is None or kept.state != "subscribed":
            wanted = kept or Subscriber(address=clean_mail_address(address), asked_at=_now(), consent="asked by an editor")
            kept = people.subscribers.put(wanted.evolve(state="waiting", asked_at=_now(), invited_at=_now()))
            send_one(opt_in_mail(kept, opened.settings, at=_now()), opened.settings.mail)
            say(f"Asked {kept.address} to confirm.")
        else:
            say(f"{kept.address} is subscribed already.")


@subscribers_app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="CSV with a column address, in UTF-8.", metavar="FILE")],
    consent: Annotated[str, typer.Option(help="How and when those who are subscribed agreed, where the file does not say it.")] = "",
    portal: PortalOption = HERE,
    json: JsonOption = False,
) -> None:
    """Take subscribers in from CSV. Who has no state, time and consent there waits until he confirms: `newsfold subscribers add`."""
    try:
        if file.stat().st_size > LARGEST_CSV:
            raise InputError(f"is larger than {LARGEST_CSV:,} bytes", where=str(file), remedy="Import it in parts.")
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {getattr(error, 'strerror', 'it is no UTF-8')}", where=str(file), remedy="Mend it.") from error
    with _people(portal) as (_, people):
        done = import_csv(people, text, consent=consent, now=_now())
    if json:
        print_json(done)
        return
    say(f"{done.taken} taken, {done.known} known before, {len(done.refused)} refused.")
    for reason in done.refused[:20]:
        warn(reason)


@subscribers_app.command("export")
def export_command(portal: PortalOption = HERE) -> None:
    """Write all subscribers to standard output as CSV. Their secret links are not in it."""
    with _people(portal) as (_, people):
        sys.stdout.write(written_csv(people.subscribers.all()))


@subscribers_app.command("delete")
def delete_command(address: Address, portal: PortalOption = HERE, json: JsonOption = False) -> None:
    """Delete all that is known of an address, and print the proof."""
    with _people(portal) as (_, people):
        proof = people.subscribers.delete(address, at=_now())
    if proof is None:
        raise InputError("is not known here", where=address, remedy="See `newsfold subscribers export`.")
    if json:
        print_json(proof)
        return
    mails = counted(proof.deliveries, "delivery", "deliveries")
    say(f"Deleted, with {mails}. Proof: number {proof.id}, key {proof.salt}, {proof.at:%Y-%m-%d}.")
    say("Give number and key to the person; only with the key can anybody tell whose deletion it was.")


@subscribers_app.command("proof")
def proof_command(
    address: Address,
    number: Annotated[str, typer.Argument(help="The proof's number.", metavar="NUMBER")],
    key: Annotated[str, typer.Argument(help="The proof's key.", metavar="KEY")],
    portal: PortalOption = HERE,
) -> None:
    """Say whether a proof of deletion is of this portal and this address. Exit status 1 where it is not."""
    with _people(portal) as (_, people):
        holds = people.subscribers.was_deleted(Erasure(id=number, salt=key, at=_now(), deliveries=0), address)
    say("The proof holds: this address was deleted here." if holds else "The proof does not hold.")
    if not holds:
        raise typer.Exit(1)


@subscribers_app.command("bounces")
def bounces_command(
    place: Annotated[Path | None, typer.Argument(help="A Maildir, an mbox, or a mail; without it one mail from standard input.")] = None,
    portal: PortalOption = HERE,
    json: JsonOption = False,
) -> None:
    """Read what came back, and send no more to addresses that are gone."""
    mails = mails_in(place) if place else iter([sys.stdin.buffer.read(LARGEST_MAIL)])
    with _people(portal) as (opened, people):
        done = Bouncing(people, opened.settings.mail).take(mails, at=_now())
    if json:
        print_json(done)
    else:
        read = f"{counted(done.mails, 'mail')} read, {counted(done.bounces, 'bounce')}"
        ended = f"{counted(done.ended, 'subscriber gets', 'subscribers get')} no more mail"
        say(f"{read}: {ended}, {counted(done.passing, 'failure')} may pass.")
