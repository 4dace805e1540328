"""What all tests share: where the real data is, how articles are made, and what CI may not skip."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from newsfold.article import Article, Provider

SHARED = Path(__file__).parents[2] / "shared"

# Derandomised: the same input gives the same answer, and a slow machine fails nothing.
settings.register_profile("newsfold", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("newsfold")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the project."""
    if not SHARED.is_dir():
        pytest.skip(f"the real data is not here: {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def portals(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the three real portals unpacked: azure, diablo4, powerapps. Not to be written to."""
    folder = tmp_path_factory.mktemp("portals")
    for archive in sorted((shared / "data" / "portals").glob("*.tar.gz")):
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
    return folder


@pytest.fixture(scope="session")
def make_article() -> Callable[..., Article]:
    """Makes articles of invented publishers; every field can be said, those that are not are plain."""

    def make(title: str = "Lumen opens a laboratory", **fields: object) -> Article:
        domain = str(fields.pop("domain", "lumen-daily.example"))
        hours = float(str(fields.pop("hours", 0)))
        slug = "-".join(title.lower().split())
        values = {
            "title": title,
            "published_at": datetime(2026, 11, 10, 8, 0, tzinfo=UTC) + timedelta(hours=hours),
            "web_url": f"https://{domain}/{slug}",
            "original_url": f"https://{domain}/{slug}",
            "provider": Provider(name=domain.partition(".")[0].title(), domain=domain),
            **fields,
        }
        return Article(**values)

    return make


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Under CI a test that is skipped because a browser or the real data is missing fails."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped under CI: {report.longrepr}"
