"""The desk for programs: every way is described, and nothing that is sent breaks it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from starlette.testclient import TestClient
from typer.testing import CliRunner

from newsfold.cli import app
from newsfold.collect.refusal import RefusalError
from newsfold.desk.admitting import Admitting
from newsfold.desk.serve import made_app
from newsfold.desk.services import Desk
from newsfold.desk.ways import WAYS
from newsfold.store.people import People

DOCS = Path(__file__).parents[2] / "docs" / "reference" / "desk.md"
LEAD = "2026-11-10-lumen-opens-a-laboratory"

HERE = "http://127.0.0.1"

values = st.one_of(
    st.sampled_from(
        [
            LEAD,
            f"_news/{LEAD}.md",
            "yes",
            "ai",
            "reader",
            "merge",
            "pin",
            "provider",
            "minimum_quality",
            "1",
            "-1",
            "https://a.example/",
            "http://[::1",
            "0001-01-01T00:00:00+10:00",
            "nan",
            "9" * 5_000,
            "[" * 5_000,
            "..",
            "%00",
        ]
    ),
    st.text(max_size=40),
)


class NoNames:
    """A look-up that knows no name and lets no address be asked, so that nothing is fetched."""

    async def resolve(self, host: str, port: int) -> tuple[tuple[str, int], ...]:
        raise RefusalError(f"The host {host} is not known in DNS.", code="dns-unknown")


@pytest.fixture
def settled(desk: Desk, caplog: pytest.LogCaptureFixture) -> Callable[[], None]:
    """Waits for what was begun in the background, none of which may meet an error nobody thought of."""
    desk.resolver = NoNames()

    def wait() -> None:
        while not all(job.is_done for job in desk.jobs.all):
            time.sleep(0.002)
        assert not [record for record in caplog.records if record.name == "newsfold.desk"]

    return wait


@pytest.fixture
def program(desk: Desk) -> Callable[..., TestClient]:
    token = Admitting(desk.people).new_token("owner", "a program", "owner", at=desk.now())
    headers = {"authorization": f"Bearer {token}", "accept": "application/json"}
    return TestClient(made_app(desk, keeps_up=False), base_url="http://127.0.0.1", headers=headers, follow_redirects=False)


def test_every_way_is_described_for_programs_and_in_the_reference(program: TestClient) -> None:
    paths = program.get("/openapi.json").json()["paths"]
    text = DOCS.read_text()
    for way in WAYS:
        if way.path not in ("/login", "/logout") and not way.path.startswith("/static"):
            assert paths[way.path][way.method.lower()]["summary"] == way.help
        assert f"| {way.method} | `{way.path}` |" in text, f"{way.method} {way.path} is not in {DOCS.name}"


def test_every_operation_has_a_name_of_its_own(program: TestClient) -> None:
    paths = program.get("/openapi.json").json()["paths"]
    names = [told["operationId"] for ways in paths.values() for told in ways.values()]
    assert len(names) == len(set(names)) > 40


def test_a_program_decides_and_reads_what_came_of_it(program: TestClient, desk: Desk) -> None:
    told = program.post("/hide", data={"article": LEAD}).json()
    assert told["stories"][0][0] == f"_news/{LEAD}.md"
    assert program.get(f"/stories/{LEAD}").json()["lead"]["is_shown"] is False
    assert program.get(f"/articles/{LEAD}").json()["article"]["title"] == "Lumen opens a laboratory"
    wrong = program.post("/merge", data={"article": LEAD})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (400, "input")


def test_nothing_that_is_sent_breaks_the_desk(program: TestClient, settled: Callable[[], None]) -> None:
    sent = [way for way in WAYS if not way.path.endswith("/remove")]

    @settings(max_examples=150, deadline=None)
    @given(st.sampled_from(sent), st.data())
    def ask(way, data) -> None:
        path = re.sub(r"{\w+}", lambda _: data.draw(st.sampled_from([LEAD, "ai", "x", "gate", "a%2fb", "%00"])), way.path)
        named = {field.name: data.draw(st.lists(values, max_size=2)) for field in way.fields}
        answer = program.get(path, params=named) if way.method == "GET" else program.post(path, data=named)
        assert answer.status_code < 500, (way.path, named, answer.text)
        settled()

    ask()


def test_what_its_description_allows_and_forbids_is_answered_as_described(program: TestClient, settled: Callable[[], None]) -> None:
    """Schemathesis, shortly."""
    sent = {name: program.headers[name] for name in ("authorization", "accept")}
    schema = schemathesis.openapi.from_dict(program.get("/openapi.json").json())
    schema.app = program.app
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 45

    def ask(operation, mode: GenerationMode) -> None:
        @settings(max_examples=2, phases=(Phase.generate,), database=None, suppress_health_check=list(HealthCheck))
        @given(operation.as_strategy(generation_mode=mode))
        def asked(case) -> None:
            answer = case.call(base_url=HERE, headers=sent)
            settled()
            assert answer.status_code in {int(status) for status in operation.definition.raw["responses"]}, answer.text
            if answer.status_code == 401:
                return  # It also sends what carries no token.
            assert "application/json" in answer.headers["content-type"] or answer.status_code == 200
            if answer.status_code >= 400:
                assert answer.json()["error"]["message"]

        asked()

    for operation in operations:
        for mode in GenerationMode:
            with suppress(Unsatisfiable):  # Nothing can be wrong about an address that takes nothing.
                ask(operation, mode)


def test_the_first_account_is_made_on_the_command_line(folder: Path) -> None:
    runner, here = CliRunner(), ["--portal", str(folder)]
    made = runner.invoke(app, ["desk", "user", "add", "Grace", "--role", "owner", *here], input="a long enough password\n")
    assert "grace may come in as owner." in made.output
    assert "grace  owner" in runner.invoke(app, ["desk", "user", "list", *here]).output
    assert runner.invoke(app, ["desk", "user", "add", "short", *here], input="short\n").exception is not None
    runner.invoke(app, ["desk", "user", "close", "grace", *here])
    with People.in_folder(folder) as people:
        assert people.accounts.find("grace").is_closed
        assert [deed.did for deed in people.desk.told(limit=2)] == ["change account", "add account"]
