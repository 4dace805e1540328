"""The HTML part of an edition: tables and inlined style, as mail programs want it; the same file is kept and put on the site."""

from __future__ import annotations

import html
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from newsfold.edition.issue import Issue
from newsfold.edition.plain import IMPRINT, UNSUBSCRIBE

if TYPE_CHECKING:
    from jinja2 import Template

_HERE = Path(__file__).parent / "templates"


def html_of(issue: Issue) -> str:
    """The edition as HTML, with :data:`UNSUBSCRIBE` and :data:`IMPRINT` still in it. Everything from records is escaped."""
    from css_inline import CSSInliner  # noqa: PLC0415 - publishing shows kept editions and makes none

    drawn = template("edition.html").render(issue=issue, words=issue.words, unsubscribe=UNSUBSCRIBE, imprint=IMPRINT)
    inlined = CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False).inline(drawn)
    # The kept file stands in a folder that Jekyll reads as a template; a headline must not become a command to it.
    return (
        "\n".join(line.rstrip() for line in inlined.splitlines() if line.strip()).replace("{{", "&#123;&#123;").replace("{%", "&#123;%")
        + "\n"
    )


def personal(text: str, *, unsubscribe: str, imprint: str, is_html: bool) -> str:
    """A kept edition made into one person's mail: with the link to leave, and the imprint."""
    if is_html:
        lines = "<br>".join(html.escape(line) for line in imprint.splitlines() if line.strip())
        return text.replace(UNSUBSCRIBE, html.escape(unsubscribe)).replace(IMPRINT, lines)
    return text.replace(UNSUBSCRIBE, unsubscribe).replace(IMPRINT, imprint.strip())


def web_page(text: str, *, newsletter_url: str, imprint: str) -> str:
    """A kept edition as a page of the site: whoever reads it there leaves, or joins, on the newsletter's own page."""
    return personal(text, unsubscribe=newsletter_url, imprint=imprint, is_html=True)


@cache
def template(name: str) -> Template:
    """A compiled template of this room; it escapes all it is given."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - as above

    loader = FileSystemLoader(_HERE)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).get_template(name)
