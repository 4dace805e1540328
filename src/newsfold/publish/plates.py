"""Plates: what stands where an article has no picture. A small drawing of ours, made of its topic and publisher.

A drawing (SVG) of some 900 bytes that keeps to the reader's light or dark, cuts well to any proportions and asks nobody for anything.
It is named after its content, so it may be cached for ever, and all articles of a publisher on a topic share one.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from newsfold.article import Frozen
from newsfold.publish.plain_text import shown
from newsfold.publish.xml_words import escaped

FOLDER: Final = "assets/plates"
"""Where plates stand on the site."""

WIDTH: Final = 640
HEIGHT: Final = 360
"""Pixels of a plate, 16 to 9 as the frames that it stands in."""

_LONGEST_TOPIC = 34
"""Signs of a topic that fit on one line of a plate at its size."""


class Plate(Frozen, frozen=True, kw_only=True):
    """A plate: its path from the root of the site, what it says in words, and the drawing."""

    path: str
    alt: str
    drawing: str


def plate_of(letters: str, topic: str, provider: str, hue: int) -> Plate:
    """The plate of a topic (which may be empty) and a publisher, with the publisher's ``letters`` in a colour of ``hue`` degrees."""
    drawing = _DRAWING.format(
        hue=hue,
        far=hue + 35,
        letters=escaped(letters),
        topic=escaped(shown(topic, _LONGEST_TOPIC)),
        lines="".join(f"M0 {y}H{WIDTH}" for y in range(44, HEIGHT - 8, 45)),
    )
    name = sha256(drawing.encode("utf-8", "replace")).hexdigest()[:16]
    return Plate(path=f"{FOLDER}/{name}.svg", alt=f"{provider} · {topic}" if topic else provider, drawing=drawing)


_DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360" viewBox="0 0 640 360" preserveAspectRatio="xMidYMid slice">
<style>.a{{stop-color:hsl({hue} 38% 90%)}}.b{{stop-color:hsl({far} 38% 85%)}}path{{stroke:hsl({hue} 30% 34% / .13)}}\
text{{fill:hsl({hue} 34% 34%)}}
@media(prefers-color-scheme:dark){{.a{{stop-color:hsl({hue} 22% 20%)}}.b{{stop-color:hsl({far} 22% 15%)}}\
path{{stroke:hsl({hue} 30% 74% / .13)}}text{{fill:hsl({hue} 34% 74%)}}}}</style>
<linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop class="a"/><stop class="b" offset="1"/></linearGradient>
<rect width="640" height="360" fill="url(#g)"/><path d="{lines}"/>
<g font-family="Palatino,Georgia,serif" font-weight="600" text-anchor="middle">
<text x="320" y="206" font-size="132" letter-spacing="-4">{letters}</text>
<text x="320" y="262" font-size="27">{topic}</text></g>
</svg>
"""
