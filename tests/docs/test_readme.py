"""README, done as it stands."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]


def test_all_that_readme_has_its_reader_type_works(tmp_path: Path, warm_shell: Callable, pages: ModuleType) -> None:
    reader = warm_shell(tmp_path)
    for block in pages.blocks_of(ROOT / "README.md"):
        reader.do(block)
        if block.language == "python":
            program = f'{block.text}\nprint(len(leads), "leads")\n'
            status, printed = reader.run(f"{shlex.quote(sys.executable)} -c {shlex.quote(program)}")
            assert status == 0, printed
            assert int(printed.split()[0]) > 5
    assert (tmp_path / "ai-news" / "site" / "index.html").is_file()


def test_every_link_and_picture_of_readme_and_contributing_leads_to_something() -> None:
    told = []
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "tools" / "README.md"):
        for address in re.findall(r"\]\(([^)#]+)[^)]*\)|src=\"([^\"]+)\"", page.read_text()):
            target = address[0] or address[1]
            if not target.startswith("http") and not (page.parent / target).exists():
                told.append(f"{page.name}: {target}")
    assert told == []
