"""README, done as it stands."""

from __future__ import annotations

import re
import shlex
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from urllib.parse import urljoin, urlsplit

from newsfold.cli.commands import COMMANDS, load

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


def test_the_address_that_readme_has_its_reader_open_shows_pages_whose_links_lead_to_pages(
    tmp_path: Path, warm_shell: Callable, pages: ModuleType
) -> None:
    reader = warm_shell(tmp_path)
    assert reader.run("newsfold init demo-portal --topic AI && newsfold publish --portal demo-portal")[0] == 0
    first = next(block for block in pages.blocks_of(ROOT / "README.md") if block.language == "console")
    typed = re.sub(r"\s+#.*", "", first.steps[-1].command).removeprefix(".venv/bin/")
    opened = re.search(r"^Open <(.+?)>", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert opened is not None
    (port,) = [one for one in load("serve", COMMANDS["serve"]).params if one.name == "port"]
    assert urlsplit(opened[1]).port == port.default
    address = reader.as_here(opened[1])
    reader.background(f"{typed} --port {port.default}", ("Serving on …",))
    front = urllib.request.urlopen(address).read().decode()
    led = {link for link in re.findall(r'<a [^>]*href="([^"#:?]+)"', front) if link.endswith("/")}
    assert len(led) > 3
    for link in sorted(led):
        with urllib.request.urlopen(urljoin(address, link)) as answer:
            assert "<h1" in answer.read().decode(), link


def test_no_page_has_its_reader_open_a_page_of_the_site_as_a_file() -> None:
    """Its links are folders, of which a browser shows a listing when they are files."""
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        assert not re.search(r"[Oo]pen\s+`[^`]*\.html`", page.read_text()), page


def test_every_link_and_picture_of_readme_and_contributing_leads_to_something() -> None:
    told = []
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "tools" / "README.md"):
        for address in re.findall(r"\]\(([^)#]+)[^)]*\)|src=\"([^\"]+)\"", page.read_text()):
            target = address[0] or address[1]
            if not target.startswith("http") and not (page.parent / target).exists():
                told.append(f"{page.name}: {target}")
    assert told == []
