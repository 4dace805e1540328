"""The demo's day: a portal about AI, made by the real pipeline from the invented publishers over real HTTP on loopback."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from newsfold.collect import FixedClock, write_source_list
from newsfold.content.new_portal import IGNORED, write_new_files
from newsfold.content.repository import SOURCES, TOPICS
from newsfold.day.pipeline import DayReport
from newsfold.demo.bundle import sources
from newsfold.demo.server import PublisherServer
from newsfold.errors import InputError
from newsfold.portal import Portal
from newsfold.portal_folder import SETTINGS, is_portal
from newsfold.progress import Progress
from newsfold.settings_file import settings_file

NOW = datetime(2026, 11, 15, 20, 0, tzinfo=UTC)
"""The demo's hour. The invented news is of the week before it; a clock that stands still makes every demo the same."""

MARK = ".newsfold/demo"
"""The file that tells a demo portal from somebody's own."""

_SETTINGS = {
    ("portal", "title"): "The AI Fold",
    ("portal", "topic"): "AI",
    ("portal", "description"): "Every story about AI once, with everyone who reported it. A demo: all publishers are invented.",
    ("portal", "contact"): "https://newsfold.example/demo",
    ("collect", "delay"): 0.0,
    ("collect", "allow_addresses"): ("127.0.0.0/8",),
    ("publish", "front_page_size"): 60,
}

_TOPICS: Mapping[str, tuple[str, ...]] = {
    "AI": ("AI", "artificial intelligence"),
    "Machine Learning": (
        "machine learning",
        "deep learning",
        "neural network",
        "training data",
        "open weights",
        "fine-tuning",
        "benchmark",
    ),
    "Natural Language Processing": (
        "natural language processing",
        "language model",
        "translation",
        "transcription",
        "speech recognition",
        "chatbot",
        "AI assistant",
    ),
    "Computer Vision": ("computer vision", "facial recognition", "face recognition", "image recognition", "camera", "segmentation"),
    "Robotics": ("robotics", "robot", "humanoid", "gripper", "actuator"),
    "Generative AI": ("generative AI", "image generator", "video generator", "synthetic voice", "voice clone", "deepfake", "generated"),
    "AI Ethics": ("AI ethics", "bias", "biased", "unfair", "fairness", "consent", "cloned", "dignity"),
    "AI Policy": (
        "AI policy",
        "AI law",
        "regulation",
        "regulator",
        "lawmaker",
        "parliament",
        "export licence",
        "Accountability Act",
        "judgment",
    ),
    "AI Chips": ("AI chip", "chip", "accelerator", "semiconductor", "wafer"),
    "Healthcare AI": ("healthcare AI", "hospital", "radiology", "radiologist", "clinical trial", "sepsis", "diagnosis"),
}


def demo_files() -> Mapping[str, str]:
    """The files of the demo portal before its first run."""
    files = {SETTINGS: settings_file(_SETTINGS), SOURCES: write_source_list(sources()), ".gitignore": IGNORED, MARK: "a demo portal\n"}
    for number, (name, keywords) in enumerate(_TOPICS.items()):
        topic = name.lower().replace(" ", "-")
        parent = "" if number == 0 else "parent: AI\n"
        listed = "".join(f"  - {keyword}\n" for keyword in keywords)
        files[f"{TOPICS}/{min(number, 1):02d}-{topic}.yaml"] = f"taxonomy: topic\n_id: {topic}\nname: {name}\n{parent}keywords:\n{listed}"
    return files


def run_demo(folder: Path, *, progress: Progress | None = None) -> DayReport:
    """Make the demo portal in a folder, or run it once more.

    Raises :class:`InputError` where it cannot be made, or somebody's own portal stands there.
    """
    if is_portal(folder) and not (folder / MARK).exists():
        raise InputError("is a portal of its own", where=str(folder), remedy="Choose another folder for the demo.")
    try:
        write_new_files(folder, demo_files())
    except OSError as error:
        raise InputError(f"cannot be made: {error.strerror}", where=str(folder), remedy="Choose another folder.") from error
    with PublisherServer() as server:
        environment = {**os.environ, "NEWSFOLD_COLLECT_RESOLVE": f"*.example=127.0.0.1:{server.port}"}
        with Portal.open(folder, environment=environment, clock=FixedClock(NOW), progress=progress) as portal:
            return portal.run()
