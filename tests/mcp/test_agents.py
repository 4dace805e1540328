"""Agents read a portal through the official client, over standard streams and over HTTP, and change nothing."""

from __future__ import annotations

import hashlib
import json
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import anyio
import pytest
from jsonschema import Draft202012Validator
from mcp_types import CallToolResult

import newsfold
from mcp import Client, StdioServerParameters
from newsfold.mcp.reading_room import ReadingRoom
from newsfold.mcp.server import made_server

pytestmark = pytest.mark.timeout(300)
COMMAND = [sys.executable, "-c", "from newsfold.cli import main; main()", "mcp"]


def text(result: CallToolResult) -> str:
    return "".join(part.text for part in result.content if part.type == "text")


def talk(portal: Path, does: Callable[[Client], Awaitable[None]]) -> None:
    """Talk with the server in this process: the protocol whole, no streams."""

    async def run() -> None:
        room = ReadingRoom(portal)
        try:
            async with Client(made_server(room)) as client:
                await does(client)
        finally:
            room.close()

    anyio.run(run)


def fingerprint(folder: Path) -> dict[str, str]:
    files = (file for file in folder.rglob("*") if file.is_file() and ".newsfold" not in file.parts)
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


async def ask_everything(client: Client) -> None:
    """A session as an agent has it: what is there, what is new, a search, the story, the reasons."""
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) == {"search", "latest", "story", "explain"}
    assert all(tool.annotations is not None and tool.annotations.read_only_hint for tool in tools.values())

    async def asked(name: str, /, **arguments: object) -> dict:
        result = await client.call_tool(name, arguments)
        assert not result.is_error, text(result)
        Draft202012Validator(tools[name].output_schema).validate(result.structured_content)
        assert json.loads(text(result)) == result.structured_content
        return result.structured_content

    latest = await asked("latest")
    assert [each["title"] for each in latest["articles"]] == ["A net for the small boats", "Herring return to the Sund"]
    assert latest["is_complete"]
    hottest = await asked("latest", order="hot", limit=1)
    assert (hottest["articles"][0]["heat"], hottest["total"], hottest["more"]) == (80, 2, True)
    found = await asked("search", words="herring sund")
    assert [each["publisher"] for each in found["articles"]] == ["Lumen-Daily"]
    story = await asked("story", name=found["articles"][0]["url"])
    assert [each["state"] for each in story["articles"]] == ["shown", "folded"]
    explained = await asked("explain", name=story["articles"][1]["path"])
    assert explained["story"]["id"] == story["id"]
    refused = await client.call_tool("explain", {"name": "https://nobody.example/"})
    assert refused.is_error
    assert text(refused).startswith("https://nobody.example/: is no record or address this portal knows.")


def test_a_client_drives_a_session_over_standard_streams(portal_folder: Path) -> None:
    before = fingerprint(portal_folder)

    async def run() -> None:
        words = [*COMMAND[1:], "--portal", str(portal_folder)]
        async with Client(StdioServerParameters(command=COMMAND[0], args=words)) as client:
            await ask_everything(client)

    anyio.run(run)
    assert fingerprint(portal_folder) == before


def test_a_client_drives_a_session_over_http_on_this_machine(portal_folder: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [*COMMAND, "--portal", str(portal_folder), "--http", "--port", str(port)]
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    try:
        for _ in range(1_000):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)

        async def run() -> None:
            async with Client(f"http://127.0.0.1:{port}/mcp") as client:
                await ask_everything(client)

        anyio.run(run)
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.mark.parametrize(
    ("tool", "arguments", "sentence"),
    [
        ("search", {}, "search: Object missing required field `words`."),
        ("search", {"words": "x" * 301}, "search: Expected `str` of length <= 300 - at `$.words`."),
        ("search", {"words": "herring", "page": 101}, "search: Expected `int` <= 100 - at `$.page`."),
        ("search", {"words": "herring", "month": "May"}, "search: Expected `str` matching regex"),
        ("latest", {"limit": 1_000_000}, "latest: Expected `int` <= 50 - at `$.limit`."),
        ("latest", {"since": "yesterday"}, "since: is no time: 'yesterday'. Write a day such as 2026-11-01"),
        ("latest", {"since": "9999-12-31T23:59:59-12:00"}, "since: is no time: '9999-12-31T23:59:59-12:00'. Write a day"),
        ("latest", {"since": "0001-01-01T00:00:00+14:00"}, "since: is no time: '0001-01-01T00:00:00+14:00'. Write a day"),
        ("latest", {"delete": True}, "latest: Object contains unknown field `delete`."),
        ("story", {"name": "_news/../../etc/passwd"}, "_news/../../etc/passwd: is no record"),
        ("remove", {"path": "x"}, "remove: is no tool of this portal. Ask one of search, latest, story, explain."),
    ],
)
def test_a_question_that_is_wrong_is_answered_in_one_sentence(
    portal_folder: Path, tool: str, arguments: dict[str, object], sentence: str
) -> None:
    async def does(client: Client) -> None:
        result = await client.call_tool(tool, arguments)
        assert result.is_error
        assert text(result).startswith(sentence)
        assert "\n" not in text(result)

    talk(portal_folder, does)


def test_search_finds_what_readers_see_and_more_only_when_asked(portal_folder: Path) -> None:
    async def does(client: Client) -> None:
        async def states(**arguments: object) -> list[str]:
            return sorted(each["state"] for each in (await client.call_tool("search", arguments)).structured_content["articles"])

        assert await states(words="herring") == ["shown"]
        assert await states(words="herring", which="records") == ["folded", "hidden", "shown"]
        assert await states(words="herring", which="records", domain="tide.example") == ["folded"]
        for nothing in ('"-*:', '"', "\U0001f41f", "_"):
            assert await states(words=nothing, which="all") == await states(words=nothing, topic="Herring") == []
        assert (await client.call_tool("latest", {"topic": 'Herring" OR "x'})).structured_content["articles"] == []
        assert len((await client.call_tool("latest", {"topic": "Herring"})).structured_content["articles"]) == 1

    talk(portal_folder, does)


def test_a_record_that_is_written_meanwhile_is_found(portal_folder: Path) -> None:
    async def does(client: Client) -> None:
        first = next((portal_folder / "_news").glob("*net-for*"))
        await client.call_tool("latest", {})
        first.with_name("2026-11-12-seals.md").write_text(first.read_text().replace("A net for", "Seals beside").replace("a-net", "seals"))
        titles = [each["title"] for each in (await client.call_tool("latest", {})).structured_content["articles"]]
        assert "Seals beside the small boats" in titles

    talk(portal_folder, does)


def test_sealed_fields_are_told_to_no_agent(portal_folder: Path) -> None:
    record = next((portal_folder / "_news").glob("*net-for*"))
    record.write_text(record.read_text().rstrip().removesuffix("---") + 'secured: "c2VhbGVk;c2VhbGVk"\n---\n\n')
    with newsfold.open(portal_folder) as portal:
        assert any(article.secured for article in portal.articles())

    async def does(client: Client) -> None:
        for tool, arguments in (("latest", {}), ("explain", {"name": record.name}), ("story", {"name": record.name})):
            assert "c2VhbGVk" not in text(await client.call_tool(tool, arguments))

    talk(portal_folder, does)
