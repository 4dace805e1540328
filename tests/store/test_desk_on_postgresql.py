"""The desk of a portal whose store and people are in PostgreSQL: search, a decision, an edit, its undoing, accounts and tips."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from starlette.testclient import TestClient

from newsfold.article import Article
from newsfold.collect import FixedClock
from newsfold.content.record import write_record
from newsfold.desk.admitting import Admitting
from newsfold.desk.serve import made_app
from newsfold.desk.services import Desk
from newsfold.portal import Portal
from newsfold.settings_file import settings_file

NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)
PASSWORD = "four words of courage"


def test_a_morning_at_a_desk_in_postgresql(postgresql: str, make_article: Callable[..., Article], tmp_path: Path) -> None:
    (tmp_path / "_news").mkdir()
    (tmp_path / "newsfold.toml").write_text(settings_file({("portal", "title"): "The Fold", ("git", "commit"): False}))
    for title, domain in (("Lumen opens a laboratory", "lumen-daily.example"), ("Robots in the halls", "north-wire.example")):
        article = make_article(title, domain=domain, quality=50, heat=50, published=True)
        (tmp_path / "_news" / f"2026-11-10-{'-'.join(title.lower().split())}.md").write_text(write_record(article))
    environment = {"NEWSFOLD_STORE_URL": postgresql}
    with Portal.open(tmp_path, environment=environment, clock=FixedClock(NOW)) as portal:
        portal.rebuild()
    desk = Desk.open(tmp_path, environment=environment, clock=FixedClock(NOW))
    desk.shelving.run()
    Admitting(desk.people).add("ada", "owner", PASSWORD, at=NOW)
    client = TestClient(made_app(desk, keeps_up=False), base_url="http://127.0.0.1", follow_redirects=False)

    def send(path: str, **values: object):
        token = re.search(r'form_token" value="(\w+)"', client.get("/login" if path == "/login" else "/me").text)[1]
        return client.post(path, data={"form_token": token, **values}, headers={"accept": "text/html"})

    assert send("/login", name="ada", password=PASSWORD).status_code == 303
    lead, other = "2026-11-10-lumen-opens-a-laboratory", "2026-11-10-robots-in-the-halls"
    assert "Robots in the halls" in client.get("/search", params={"q": "robots hall*"}).text
    assert other not in client.get("/search", params={"q": "robots -halls"}).text
    assert client.get("/preview", params=[("action", "merge"), ("article", lead), ("article", other)]).status_code == 200
    assert send("/merge", article=[lead, other]).status_code == 303
    record = desk.portal.repository.record
    assert {record(f"_news/{name}.md").article.is_folded for name in (lead, other)} == {True, False}
    assert send("/undo").status_code == 303
    assert not any(record(f"_news/{name}.md").article.is_folded for name in (lead, other))
    edited = send(f"/articles/{lead}/edit", was_title="Lumen opens a laboratory", title="Lumen's laboratory is open")
    assert edited.status_code == 303
    assert "laboratory is open" in client.get("/search", params={"q": "open laboratory"}).text
    assert send("/tips", url="https://shed-weekly.example/robots").status_code == 303
    assert "shed-weekly.example" in client.get("/queues/tips").text
    assert "merge" in client.get("/audit").text
    desk.close()
    assert not list((tmp_path / ".newsfold").glob("store.db*")) + list((tmp_path / ".newsfold").glob("people.db*"))
