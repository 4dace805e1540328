"""docs/reference/collecting.md names every code there is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from newsfold.page import HealthFlag

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "collecting.md").read_text(encoding="utf-8")


def test_every_code_and_flag_is_told() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "src" / "newsfold" / "collect").glob("*.py")))
    codes = set(re.findall(r'(?:\bcode=|if moved.bytes > MUCH else )"([a-z]+(?:-[a-z0-9]+)*)"', source)) | set(
        re.findall(r'"(address-[a-z-]+)"', source)
    )
    codes |= set(re.findall(r'_rejected\([^\n]*, "([a-z-]+)"', source))
    assert len(codes) > 40
    assert [code for code in sorted(codes) if f"`{code}`" not in PAGE] == []
    assert [flag for flag in get_args(HealthFlag) if f"| {flag} |" not in PAGE] == []
