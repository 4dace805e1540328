"""Text and addresses as XML wants them."""

from __future__ import annotations

import re

# Everything XML 1.0 does not allow (section 2.2, "Char"); `shown` takes out more, but addresses do not pass through it.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def escaped(text: str) -> str:
    """Text that may stand in an element or in a double-quoted attribute."""
    if _FORBIDDEN.search(text):
        text = _FORBIDDEN.sub("", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
