"""Who may do what at the desk, and what nobody may."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from newsfold.content.record import write_record
from newsfold.desk.admitting import Admitting, form_token
from newsfold.desk.ask import RANKS
from newsfold.desk.serve import made_app, refuse_open
from newsfold.desk.services import Desk
from newsfold.desk.ways import WAYS
from newsfold.errors import InputError, SettingsError
from newsfold.settings import DeskSettings

PASSWORD = "four words of courage"
LEAD = "2026-11-10-lumen-opens-a-laboratory"
SCRIPT = '"><script>document.title=1</script><img src=x onerror=alert(1)>'
GUARDED = [way for way in WAYS if way.role is not None]
OPEN = {("GET", "/login"), ("POST", "/login"), ("GET", "/static/{version}/{name}"), ("GET", "/healthz")}
"""What anybody may ask for: to log in, what pages are made of, and whether the desk is there."""


def address(path: str) -> str:
    given = {"name": LEAD, "file": "ai", "key": "0" * 32, "version": "0"}
    return re.sub(r"{(\w+)}", lambda found: given[found[1]], path.replace("/queues/{name}", "/queues/gate"))


def routes(client: TestClient) -> set[tuple[str, str]]:
    """What the application answers, whatever the table of ways says."""
    found = set()
    for route in client.app.routes:
        assert isinstance(route, Route), f"{route!r} answers what no test enumerates"
        found |= {(method, route.path) for method in route.methods or () if method != "HEAD"}
    return found


def test_the_application_answers_the_ways_of_the_table_and_nothing_else(anybody: TestClient) -> None:
    assert routes(anybody) == {(way.method, way.path) for way in WAYS}
    assert {(way.method, way.path) for way in WAYS if way.role is None} == OPEN


def test_nobody_gets_in_without_logging_in(anybody: TestClient) -> None:
    guarded = routes(anybody) - OPEN
    assert len(guarded) > 40
    for method, path in guarded:
        answer = anybody.request(method, address(path))
        if method == "GET":
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/login"), path
        else:
            assert answer.status_code == 401, path
        told = anybody.request(method, address(path), headers={"accept": "application/json"})
        assert told.status_code == 401, path
        assert told.json()["error"]["code"] == "nobody"


def test_a_lesser_role_is_refused(log_in: Callable) -> None:
    roles = [role for role in RANKS if role != "tip"]  # That is of tokens alone: test_desk_tips.py.
    browsers = {role: log_in(role) for role in roles}
    for way in GUARDED:
        for role in (role for role in roles if RANKS[role] < RANKS[way.role]):
            browser = browsers[role]
            answer = browser.get(address(way.path)) if way.method == "GET" else browser.send(address(way.path))
            assert answer.status_code == 403, (role, way.path)


def test_a_form_without_its_sessions_token_does_nothing(log_in: Callable, desk: Desk) -> None:
    browser = log_in("owner")
    before = desk.people.desk.told(limit=100)
    right = {"form_token": form_token(browser.secret)}
    wrong = ({}, {"form_token": "wrong"}, {"form_token": form_token("another session")})
    strange = ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"})
    for way in (way for way in WAYS if way.method == "POST"):
        for values in wrong:
            assert browser.client.post(address(way.path), data=values).status_code == 403, way.path
        for headers in strange:
            assert browser.client.post(address(way.path), data=right, headers=headers).status_code == 403, way.path
    assert desk.people.desk.told(limit=100) == before


def test_every_answer_is_protected(anybody: TestClient, log_in: Callable) -> None:
    for answer in (anybody.get("/login"), anybody.get("/nowhere"), log_in("reader").get("/"), log_in("reader").get("/people")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


def test_no_page_has_inline_script_or_style(log_in: Callable) -> None:
    owner = log_in("owner")
    for way in WAYS:
        if way.method == "GET" and not way.path.startswith(("/static", "/pictures", "/healthz", "/openapi", "/sources.opml", "/preview")):
            page = owner.get(address(way.path))
            assert page.status_code == 200, way.path
            assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son\w+=|javascript:", page.text), way.path


def test_a_password_opens_a_session_and_a_wrong_one_does_not(anybody: TestClient) -> None:
    token = re.search(r'form_token" value="(\w+)"', anybody.get("/login").text)[1]
    wrong = anybody.post("/login", data={"form_token": token, "name": "editor", "password": "wrong"})
    nobody = anybody.post("/login", data={"form_token": token, "name": "nobody", "password": "wrong"})
    assert wrong.status_code == nobody.status_code == 401
    assert "Name or password is wrong." in wrong.text
    assert "newsfold_desk" not in anybody.cookies
    right = anybody.post("/login", data={"form_token": token, "name": "Editor", "password": PASSWORD, "next": "/queues"})
    assert (right.status_code, right.headers["location"]) == (303, "/queues")
    cookie = right.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert anybody.get("/").status_code == 200


def test_a_session_that_somebody_planted_is_not_taken_over(anybody: TestClient) -> None:
    anybody.cookies.set("newsfold_desk", "planted")
    token = re.search(r'form_token" value="(\w+)"', anybody.get("/login").text)[1]
    anybody.post("/login", data={"form_token": token, "name": "reader", "password": PASSWORD})
    values = {cookie.value for cookie in anybody.cookies.jar if cookie.name == "newsfold_desk"}
    fresh = next(value for value in values if value != "planted")
    anybody.cookies.clear()
    anybody.cookies.set("newsfold_desk", "planted")
    assert anybody.get("/").status_code == 303
    anybody.cookies.clear()
    anybody.cookies.set("newsfold_desk", fresh)
    assert anybody.get("/").status_code == 200


def test_a_session_gets_another_token_every_hour_and_ends_when_idle(log_in: Callable, later: Callable) -> None:
    browser = log_in("reader")
    old = browser.client.cookies["newsfold_desk"]
    later(timedelta(minutes=61))
    changed = browser.get("/")
    assert "newsfold_desk=" in changed.headers["set-cookie"]
    later(timedelta(minutes=2))
    assert browser.get("/").status_code == 200
    thief = TestClient(browser.client.app, base_url="http://127.0.0.1", follow_redirects=False, cookies={"newsfold_desk": old})
    assert thief.get("/").status_code == 303
    later(timedelta(hours=13))
    assert browser.get("/").status_code == 303


def test_logging_out_ends_the_session(log_in: Callable) -> None:
    browser = log_in("reader")
    token = browser.client.cookies["newsfold_desk"]
    assert browser.send("/logout").status_code == 303
    browser.client.cookies.set("newsfold_desk", token)
    assert browser.get("/").status_code == 303


def test_guessing_is_slowed_down_for_the_account_and_the_network(desk: Desk) -> None:
    admitting, at = Admitting(desk.people), desk.now()
    for _ in range(5):
        assert admitting.log_in("editor", "guess", network="192.0.2.1", at=at).words == "Name or password is wrong."
    assert admitting.log_in("editor", PASSWORD, network="192.0.2.9", at=at).wait > 0
    assert admitting.log_in("owner", PASSWORD, network="192.0.2.1", at=at).wait > 0
    assert admitting.log_in("editor", PASSWORD, network="192.0.2.9", at=at + timedelta(minutes=1)).who == "editor"


def test_secrets_are_kept_as_digests_only(desk: Desk, folder: Path, log_in: Callable) -> None:
    page = log_in("editor").send("/me/tokens", label="a program", scope="reader").text
    token = re.search(r"newsfold_[\w-]{43}", page)[0]
    desk.people.close()
    kept = b"".join(file.read_bytes() for file in (folder / ".newsfold").glob("people.db*"))
    assert token.encode() not in kept
    assert PASSWORD.encode() not in kept
    assert b"$argon2id$" in kept


def test_a_token_may_do_what_its_scope_says_and_no_more(desk: Desk, anybody: TestClient) -> None:
    token = Admitting(desk.people).new_token("owner", "a program", "reader", at=desk.now())
    bearer = {"authorization": f"Bearer {token}"}
    assert anybody.get("/", headers=bearer).json()["which"] == "new"
    assert anybody.post("/hide", data={"article": LEAD}, headers=bearer).status_code == 403
    assert anybody.get("/people", headers=bearer).status_code == 403
    assert anybody.get("/", headers={"authorization": "Bearer newsfold_x"}).status_code == 401
    with pytest.raises(InputError):
        Admitting(desk.people).new_token("reader", "too much", "owner", at=desk.now())


def test_nobody_is_sent_elsewhere_after_logging_in(anybody: TestClient) -> None:
    for place in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/ok\r\nset-cookie: a=b"):
        page = anybody.get("/login", params={"next": place}).text
        assert 'name="next" value="/"' in page, place


def test_what_an_action_goes_back_to_is_at_the_desk(log_in: Callable) -> None:
    for place in ("https://evil.example/", "//evil.example"):
        assert log_in("editor").send("/hide", article=LEAD, back=place).headers["location"] == "/"


def test_hostile_words_of_articles_are_words_on_every_page(folder: Path, desk: Desk, log_in: Callable) -> None:
    article = desk.portal.repository.record(f"_news/{LEAD}.md").article
    hostile = article.evolve(title=SCRIPT, excerpt=SCRIPT, topics=(SCRIPT,), kind=SCRIPT, web_url="javascript:alert(1)")
    (folder / article.path).write_text(write_record(hostile.evolve(provider=article.provider.evolve(name=SCRIPT))))
    desk.shelving.run()
    owner = log_in("owner")
    for path in (
        "/?which=all",
        f"/stories/{LEAD}",
        f"/articles/{LEAD}",
        "/search?q=script",
        f"/search?q={SCRIPT}",
        f"/preview?action=lead&article={LEAD}",
    ):
        page = owner.get(path).text
        assert "<script>document" not in page, path
        assert "<img src=x" not in page, path
        assert 'href="javascript:' not in page, path


def test_no_path_leads_out_of_the_portal(log_in: Callable, folder: Path) -> None:
    (folder.parent / "secret.md").write_text("---\ntitle: hushhush\n---\n")
    owner = log_in("owner")
    for path in ("..%2f..%2fsecret", "..%5csecret", "%2e%2e%2fnewsfold.toml", "x%00", "/etc/passwd"):
        for place in ("/articles/", "/stories/", "/rules/topics/", "/pictures/", "/static/0/"):
            answer = owner.get(place + path)
            assert answer.status_code in (404, 405), (place, path)
            assert "hushhush" not in answer.text


def test_what_is_sent_is_bounded(log_in: Callable) -> None:
    owner = log_in("owner")
    assert owner.send("/hide", article="x" * 300_000).status_code == 400
    token = {"form_token": form_token(owner.secret)}
    many = {**token, **{f"n{number}": "1" for number in range(1_100)}}
    assert owner.client.post("/hide", data=many).status_code == 400
    large = owner.client.post("/sources/import", data=token, files={"file": ("a.opml", b"x" * 3_100_000)})
    assert large.status_code == 400
    assert "larger than" in large.text
    for body in (b"<opml", b'<!DOCTYPE o [<!ENTITY a "b">]><opml>&a;</opml>', b"\0\1"):
        answer = owner.client.post("/sources/import", data=token, files={"file": ("a.opml", body)})
        assert answer.status_code == 400, body


def test_a_page_elsewhere_cannot_lend_the_desk_its_name(anybody: TestClient) -> None:
    assert anybody.get("/login", headers={"host": "evil.example"}).status_code == 421
    assert anybody.get("/login", headers={"host": "localhost:8640"}).status_code == 200


def test_the_desk_does_not_listen_openly_without_tls_before_it() -> None:
    for host in ("127.0.0.1", "::1", "localhost"):
        refuse_open(host, "", "")
    for url, proxy in (("", ""), ("http://desk.example", "10.0.0.1"), ("https://desk.example", "")):
        with pytest.raises(SettingsError, match="without TLS"):
            refuse_open("0.0.0.0", url, proxy)
    refuse_open("0.0.0.0", "https://desk.example", "10.0.0.1")


def test_behind_a_proxy_with_tls_cookies_go_over_tls_alone(desk: Desk) -> None:
    desk.portal.settings = desk.settings.evolve(desk=DeskSettings(url="https://desk.example", proxy="127.0.0.1"))
    client = TestClient(made_app(desk, keeps_up=False), base_url="https://desk.example", follow_redirects=False)
    token = re.search(r'form_token" value="(\w+)"', client.get("/login").text)[1]
    form = {"form_token": token, "name": "reader", "password": PASSWORD}
    answer = client.post("/login", data=form, headers={"origin": "https://desk.example"})
    assert answer.headers["set-cookie"].startswith("__Host-newsfold_desk=")
    assert "Secure" in answer.headers["set-cookie"]
    assert "max-age" in answer.headers["strict-transport-security"]
    assert client.get("/").status_code == 200
    assert client.post("/login", data=form, headers={"origin": "https://evil.example"}).status_code == 403


def test_the_last_owner_stays_one(log_in: Callable) -> None:
    owner = log_in("owner")
    assert owner.send("/people/change", name="owner", role="reader").status_code == 400
    assert owner.send("/people/change", name="owner", role="owner", close="yes").status_code == 400


def test_who_is_let_out_is_out_at_once(log_in: Callable) -> None:
    editor, owner = log_in("editor"), log_in("owner")
    assert editor.get("/").status_code == 200
    owner.send("/people/change", name="editor", role="editor", close="yes")
    assert editor.get("/").status_code == 303
