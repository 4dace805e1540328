"""``newsfold check``: what is wrong with a portal's files, and where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Annotated

import typer

from newsfold.checking import check_portal, fix_portal
from newsfold.cli.options import HERE, JsonOption, PortalOption
from newsfold.cli.terminal import print_json, say
from newsfold.content.check import Finding
from newsfold.portal import Portal


def check_command(
    portal: PortalOption = HERE,
    json: JsonOption = False,
    fix: Annotated[bool, typer.Option("--fix", help="Correct first what has one right answer.")] = False,
    notes: Annotated[bool, typer.Option("--notes", help="Tell every note, not just how many there are of each rule.")] = False,
) -> None:
    """Check every record, topic, organization, source list and setting.

    Errors stop a file from being used (exit status 1). Notes tell what records of older programs do otherwise (exit status 0).
    """
    if fix:
        with Portal.open(portal) as opened:
            mended = fix_portal(opened)
        for path in () if json else mended:
            say(f"fixed  {path}", style="green")
    findings = check_portal(portal)
    errors = [finding for finding in findings if finding.severity == "error"]
    if json:
        print_json(findings)
    else:
        _tell(findings, errors, every_note=notes)
    if errors:
        raise typer.Exit(1)


def _tell(findings: Sequence[Finding], errors: Sequence[Finding], *, every_note: bool) -> None:
    for error in errors:
        place = f"{error.file}:{error.line}" if error.line else error.file
        say(f"error  {place}: {error.message}. {error.remedy} [{error.rule}]", style="red")
    notes: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.severity == "note":
            notes[finding.rule].append(finding)
    for rule, found in sorted(notes.items()):
        shown = found if every_note else found[:1]
        for finding in shown:
            more = "" if every_note or len(found) == 1 else f" (and {len(found) - 1} more; --notes tells all)"
            say(f"note   {finding.file}: {finding.message} [{rule}]{more}", style="dim")
    count = sum(map(len, notes.values()))
    say(f"{len(errors)} error{'s' * (len(errors) != 1)}, {count} note{'s' * (count != 1)}", style="bold")
