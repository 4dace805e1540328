"""Edition: leads to an issue of the newsletter. Choose, group, render; values in, values out.

What is new in a story, where its page stands and which picture may be shown is told by who calls. Nothing here touches disk or network.
"""

from newsfold.edition.choosing import Candidate, Item, Limits, Section, choose
from newsfold.edition.html import html_of, personal, web_page
from newsfold.edition.issue import Issue, Plate, issue_of
from newsfold.edition.plain import plain_of
from newsfold.edition.wording import ENGLISH, GERMAN, Words, words_for

__all__ = [
    "ENGLISH",
    "GERMAN",
    "Candidate",
    "Issue",
    "Item",
    "Limits",
    "Plate",
    "Section",
    "Words",
    "choose",
    "html_of",
    "issue_of",
    "personal",
    "plain_of",
    "web_page",
    "words_for",
]
