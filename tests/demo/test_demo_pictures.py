"""Pictures are the same every time and differ from one another."""

import io
from random import Random

import pytest
from PIL import Image

from newsfold.demo import bundle
from newsfold.demo.canvas import Canvas, blend
from newsfold.demo.motifs import MOTIFS, motif_for
from newsfold.demo.pictures import palette, picture


def test_an_article_has_the_same_picture_every_time() -> None:
    again = picture.__wrapped__
    assert again("one", "Robotics", "#336699", 400, 225) == again("one", "Robotics", "#336699", 400, 225)


def test_no_two_articles_of_the_bundle_share_a_picture() -> None:
    pictures = [
        picture(piece.slug, piece.section, publisher.colour, 160, 90)
        for publisher in bundle.load()
        for piece in publisher.articles
        if piece.picture and piece.reprint_of is None
    ]
    assert len(set(pictures)) == len(pictures)


@pytest.mark.parametrize("section", ["AI Chips", "Robotics", "Computer Vision", "Healthcare AI", "AI Policy", "Town", ""])
def test_a_section_has_motifs(section: str) -> None:
    words = {word: motifs for word, motifs in MOTIFS if word in section.lower()}
    assert motif_for(section, Random(1)) in next(iter(words.values()))


@pytest.mark.parametrize("motif", [motif for _, motifs in MOTIFS for motif in motifs], ids=lambda motif: motif.__name__)
@pytest.mark.parametrize("size", [(320, 180), (200, 200)])
def test_a_motif_fills_the_picture_with_several_colours(motif: object, size: tuple[int, int]) -> None:
    from PIL import ImageDraw

    colours = palette("#1f4e79", Random(4))
    sheet = Image.new("RGB", size, colours.ground)
    assert callable(motif)
    motif(Canvas(ImageDraw.Draw(sheet), *size, colours), Random(4))
    used = sheet.getcolors(maxcolors=size[0] * size[1])
    assert used is not None
    assert len(used) >= 4
    assert max(count for count, _ in used) < 0.9 * size[0] * size[1]


def test_a_blend_starts_at_one_colour_and_ends_at_the_other() -> None:
    assert blend((0, 10, 20), (100, 110, 120), 0) == (0, 10, 20)
    assert blend((0, 10, 20), (100, 110, 120), 1) == (100, 110, 120)
    assert blend((0, 10, 20), (100, 110, 120), 0.5) == (50, 60, 70)


def test_a_picture_has_the_size_asked_for() -> None:
    with Image.open(io.BytesIO(picture("two", "AI Chips", "#0f7c8a", 800, 800))) as image:
        assert image.size == (800, 800)
