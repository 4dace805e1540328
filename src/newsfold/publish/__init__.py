"""Publishing: articles to a JSON API, a site, feeds and sitemaps. Values in, files out; only :func:`write` touches the disk."""

from newsfold.publish.api import article_json
from newsfold.publish.catalogue import Catalogue, Placed, Shelf, catalogue_of
from newsfold.publish.holdings import HeldPicture, Holdings, Output, PictureCopy
from newsfold.publish.render import held_copies, render
from newsfold.publish.wire import WireArticle
from newsfold.publish.write import Written, write

__all__ = [
    "Catalogue",
    "HeldPicture",
    "Holdings",
    "Output",
    "PictureCopy",
    "Placed",
    "Shelf",
    "WireArticle",
    "Written",
    "article_json",
    "catalogue_of",
    "held_copies",
    "render",
    "write",
]
