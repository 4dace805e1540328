"""Articles come in with pictures that load: held in all sizes, and without what a publisher puts beside everything."""

from __future__ import annotations

from collections.abc import Callable

from newsfold.article import Article, Image
from newsfold.day.picturing import Wear

LOGO = Image(url="https://lumen-daily.example/logo.png", width=1200, height=630)


def test_a_picture_beside_the_sixth_headline_of_a_publisher_is_dropped_from_then_on(make_article: Callable[..., Article]) -> None:
    wear = Wear(lambda: (make_article(f"Known {number}", images=(LOGO,)) for number in range(4)))
    kept = [bool(wear.without(make_article(f"New {number}", images=(LOGO,))).images) for number in range(4)]
    assert kept == [True, False, False, False]


def test_a_picture_of_one_headline_read_many_times_or_of_many_publishers_stays(make_article: Callable[..., Article]) -> None:
    wear = Wear(lambda: ())
    again = [make_article("The same headline", images=(LOGO,)) for _ in range(9)]
    agency = [make_article(f"Title {number}", domain=f"paper-{number}.example", images=(LOGO,)) for number in range(9)]
    assert all(wear.without(article).images for article in (*again, *agency))


def test_other_pictures_of_the_article_stay(make_article: Callable[..., Article]) -> None:
    own = Image(url="https://lumen-daily.example/weir.jpg", width=1200, height=630)
    wear = Wear(lambda: (make_article(f"Known {number}", images=(LOGO,)) for number in range(6)))
    assert wear.without(make_article("New", images=(LOGO, own))).images == (own,)
