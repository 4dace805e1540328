"""Records that readers do not see, told at a glance: of a portal's records four in five are folded, and publishing needs none of them."""

from __future__ import annotations


def is_plainly_hidden(text: str) -> bool:
    """Whether a record surely says ``published: false``, without reading it as YAML.

    True only where that stands on a line of its own and no other sign of the front matter could say otherwise: not the word a second
    time, no merged mapping. A record this is true of may be damaged elsewhere; ``newsfold check`` tells that.
    """
    at = text.find("\npublished: false\n")
    if at < 0:
        return False
    end = text.find("\n---", at)
    front = text[:end] if end >= 0 else text
    return front.count("published") == 1 + front.count("publishedDateTime") and "<<" not in front
