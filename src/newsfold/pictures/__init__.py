"""Pictures: bytes to pictures that load. Decoded under limits, turned upright, stripped, made in sizes, cut so that faces stay in view.

Bytes in, bytes out: nothing here touches network, clock or disk. What is not taken comes back as a :class:`Refused` with its reason.
"""

from newsfold.pictures.decoding import MOST_PIXELS, Decoded, Refused, decode
from newsfold.pictures.logos import logos
from newsfold.pictures.making import Made, made
from newsfold.pictures.plates import plate
from newsfold.pictures.repetition import PictureUse, placeholders, print_of

__all__ = ["MOST_PIXELS", "Decoded", "Made", "PictureUse", "Refused", "decode", "logos", "made", "placeholders", "plate", "print_of"]
