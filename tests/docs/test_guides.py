"""The how-to guides, done as they stand on a small portal: every command runs, prints what the page says and ends well."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from newsfold.collect import SystemClock
from newsfold.demo.bundle import sources
from newsfold.portal import Portal

GUIDES = sorted((Path(__file__).parents[2] / "docs" / "how-to").glob("*.md"))
OTHERS = ("install.md", "deploy.md", "upgrade.md")
"""Guides about what is around newsfold; tests/install holds them."""
PUBLISHERS = ("Northwire", "Port Maren Herald", "The Policy Thread")


@pytest.fixture(scope="session")
def small_portal(publishers: dict[str, str], made_once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """A portal of the tutorial's kind: AI, three publishers, a week's news; not to be written to."""

    def make(folder: Path) -> None:
        Portal.create(folder, topic="AI")
        listed = "".join(f"- url: {one.url}\n  title: {one.title}\n" for one in sources() if one.title in PUBLISHERS)
        (folder / "_data" / "sources.yaml").write_text(listed)
        environment = {**publishers, "NEWSFOLD_COLLECT_DELAY": "0"}
        with Portal.open(folder, environment=environment, clock=SystemClock()) as portal:
            report = portal.run()
        assert report.published is not None

    return made_once("small-portal", make)


@pytest.mark.parametrize("guide", [guide for guide in GUIDES if guide.name not in OTHERS], ids=lambda guide: guide.stem)
def test_a_guides_commands_do_what_it_says(
    guide: Path, small_portal: Path, warm_shell: Callable, pages: ModuleType, tmp_path: Path
) -> None:
    folder = tmp_path / "ai-news"
    shutil.copytree(small_portal, folder)
    editor = warm_shell(folder)
    for block in pages.blocks_of(guide):
        editor.do(block)
