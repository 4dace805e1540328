"""The files of a new portal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from newsfold.content.atomic import write_atomically
from newsfold.content.fields import bare, quoted
from newsfold.content.paths import slug
from newsfold.content.repository import ORGANIZATIONS, RECORDS, SOURCES, TOPICS
from newsfold.settings import Settings
from newsfold.settings_file import settings_file

SOURCES_FILE = """\
# Where the articles come from: one feed an item (RSS, Atom, RDF or JSON Feed).
# `newsfold sources add ADDRESS` adds to this list.
#
# - url: https://publisher.example/feed.xml
#   title: The Publisher
#   category: General
[]
"""

TOPIC_FILE = """\
taxonomy: topic
_id: {id}
name: {name}
# An article is about the topic when a keyword stands in its title or excerpt, or twice in its text.
# Whole words only; "AI" in capitals does not match "Ai".
keywords:
  - {keyword}
"""

IGNORED = """\
# newsfold's own state; everything in it can be made again
.newsfold/
# the keys of the private fields; keep them safe elsewhere
seal.keys*
# the site, made from the records by `newsfold publish`
site/
"""


def new_portal_files(topic: str) -> Mapping[str, str]:
    """The paths and texts of a new portal about a topic."""
    name = slug(topic, topic)
    return {
        "newsfold.toml": settings_file({("portal", "title"): f"{topic} Every Day", ("portal", "topic"): topic}),
        f"{TOPICS}/00-{name}.yaml": TOPIC_FILE.format(id=name, name=bare(topic), keyword=bare(topic) if topic.isupper() else quoted(topic)),
        f"{ORGANIZATIONS}/.gitkeep": "",
        f"{RECORDS}/.gitkeep": "",
        SOURCES: SOURCES_FILE,
        ".gitignore": IGNORED,
    }


def write_new_files(folder: Path, files: Mapping[str, str]) -> tuple[str, ...]:
    """Write the files that are not there yet and return their paths; a file that exists is left as it is."""
    written = []
    for path, text in files.items():
        if not (folder / path).exists():
            write_atomically(folder / path, text.encode())
            written.append(path)
    return tuple(written)


TAKEN_OVER = ("_data/topics/*", "_data/organizations/*", "_data/sources.yaml", "_news/*.md", "_newsletters/*", "assets/**/*")
"""What a new portal takes over from an old one, as it is. Published files are made again."""


def take_over(folder: Path, old: Path, settings: Settings) -> tuple[str, ...]:
    """A new portal with an older one's records, topics, organizations and pictures, and its settings as ``newsfold.toml``.

    The old portal is not changed. Returns the paths written.
    """
    written = []
    for pattern in TAKEN_OVER:
        for file in sorted(old.glob(pattern)):
            path = file.relative_to(old).as_posix()
            if file.is_file() and not file.is_symlink():
                write_atomically(folder / path, file.read_bytes())
                written.append(path)
    portal = settings.portal
    chosen = {("portal", name): getattr(portal, name) for name in ("title", "topic", "url", "baseurl", "locale")}
    files = {"newsfold.toml": settings_file(chosen), SOURCES: SOURCES_FILE, ".gitignore": IGNORED}
    return (*written, *write_new_files(folder, files))
