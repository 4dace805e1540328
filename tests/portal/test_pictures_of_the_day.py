"""A day's pictures, from the publisher to the site."""

from __future__ import annotations

import io

from PIL import Image

from newsfold.held_sizes import card_path, held_sizes
from newsfold.portal import Portal


def test_every_picture_a_record_calls_held_stands_in_all_its_sizes_and_is_as_large_as_it_says(portal: Portal) -> None:
    shown = [(article, article.images[0]) for article in portal.articles() if article.images and article.images[0].is_cached]
    held = portal.repository.held_pictures(tuple(article for article, _ in shown))
    assert shown
    for _, image in shown:
        path = held[image.url]
        sizes = held_sizes(path, image.width, image.height)
        assert len(sizes) >= 4
        for size in sizes:
            with Image.open(io.BytesIO((portal.folder / size.path).read_bytes())) as picture:
                assert picture.size == (size.width, size.height)
        assert (portal.folder / str(card_path(path))).is_file()
