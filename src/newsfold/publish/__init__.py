"""Publishing: articles to a JSON API, a site, feeds and sitemaps. Values in, files out; only :func:`write` touches the disk."""

from newsfold.publish.api import article_json
from newsfold.publish.catalogue import Catalogue, Placed, Shelf, catalogue_of
from newsfold.publish.holdings import FileCopy, HeldPicture, Holdings, Letter, Output, OwnPage, Plan
from newsfold.publish.leaves import Leaves
from newsfold.publish.memory import MEMORY, Memory
from newsfold.publish.render import held_copies, plans, render
from newsfold.publish.search import index_site
from newsfold.publish.slips import Kept, Slip, kept_of
from newsfold.publish.theme import ASSETS, TEMPLATES
from newsfold.publish.wire import WireArticle
from newsfold.publish.wording import WORDING_FILE
from newsfold.publish.write import Delivered, Traces, Written, write

__all__ = [
    "ASSETS",
    "MEMORY",
    "TEMPLATES",
    "WORDING_FILE",
    "Catalogue",
    "Delivered",
    "FileCopy",
    "HeldPicture",
    "Holdings",
    "Kept",
    "Leaves",
    "Letter",
    "Memory",
    "Output",
    "OwnPage",
    "Placed",
    "Plan",
    "Shelf",
    "Slip",
    "Traces",
    "WireArticle",
    "Written",
    "article_json",
    "catalogue_of",
    "held_copies",
    "index_site",
    "kept_of",
    "plans",
    "render",
    "write",
]
