"""Text and addresses as XML wants them."""

from __future__ import annotations

import re

# Everything XML 1.0 does not allow (section 2.2, "Char"); `shown` takes out more, but addresses do not pass through it.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escaped(text: str) -> str:
    """Text that may stand in an element or in a double-quoted attribute."""
    if _FORBIDDEN.search(text):
        text = _FORBIDDEN.sub("", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
