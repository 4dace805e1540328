"""Held pictures: where the site shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from newsfold.publish.addresses import safe_path
from newsfold.publish.catalogue import Catalogue
from newsfold.publish.holdings import FileCopy, Letter

PICTURES: Final = "assets/pictures/"
"""The folder of pictures, both in the portal and on the site."""


def site_picture(path: str) -> str | None:
    """The place on the site of a picture held at ``path`` in the portal, relative to the site's root; None for an unsafe path."""
    if not safe_path(path) or any(sign in path for sign in "?#% \"'<>"):
        return None
    return path if path.startswith(PICTURES) else PICTURES + path.replace("/", "-")


def picture_copies(catalogue: Catalogue, letters: Iterable[Letter] = ()) -> Iterator[FileCopy]:
    """The held pictures of the shown articles in all their sizes, and those that editions show, each once."""
    seen: set[str] = set()
    for source in _sources(catalogue, letters):
        path = site_picture(source)
        if path and path not in seen:
            seen.add(path)
            yield FileCopy(source=source, path=f"site/{path}")


def _sources(catalogue: Catalogue, letters: Iterable[Letter]) -> Iterator[str]:
    for item in catalogue.placed:
        for image in item.slip.images:
            held = catalogue.held_pictures.get(image.url)
            if held:
                yield held.path
                yield from (size.path for size in held.sizes)
                yield from (size.path for size in held.cards)
    for letter in letters:
        yield from letter.pictures
