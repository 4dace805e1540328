"""Keep a store and a people database as they are after each step, as SQL for tests/store/kept: run it once when a step was added.

    tools/keep_stores.py --postgresql "postgresql://USER@/DATABASE?host=DIR" [--portal DIR --step 0002-index-of-records]

What is kept already is never made again. Of a ``--portal``, run by the newsfold of the step's time, one story, what waits and two
rejections are kept, their texts shortened; without one, what was kept of the step before is brought to the next. People are invented.
SQLite gets what the sqlite3 module dumps, PostgreSQL what pg_dump does, after the same steps.
"""

from __future__ import annotations

import argparse
import json
import re
import sqlite3
import subprocess
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, MetaData, Table, inspect, make_url

from newsfold.store.connection import made_engine
from newsfold.store.migrations import STORE, Migrations
from newsfold.store.people.migrations import PEOPLE
from newsfold.store.places import parsed

KEPT = Path(__file__).parents[1] / "tests" / "store" / "kept"
SCHEMA = "kept_as_it_was"
"""A word that no text has: the tests put another schema in its place."""
LONGEST = 160

PEOPLE_ROWS = """
INSERT INTO subscribers VALUES ('ada@lumen.example', 'Ada@Lumen.example', 'subscribed', '["AI"]', 'token-of-ada', 'the form on the site',
    '2026-11-15T20:00:00Z', '2026-11-15T20:00:00Z', '2026-11-15T20:05:00Z', NULL, 0, NULL, NULL);
INSERT INTO erasures VALUES ('0123456789abcdef', '00', '2026-11-15T20:00:00Z', 3);
INSERT INTO deliveries VALUES ('2026-11-15', 'ada@lumen.example', 'Ada@Lumen.example', 'sent', 1, '2026-11-15T20:00:00Z', '250 taken');
INSERT INTO webhooks VALUES ('hook', 'https://listener.example/in', 'secret', 'AI', 40, '2026-11-15T20:00:00Z');
INSERT INTO calls VALUES ('call', 'hook', 'https://a.example/1', CAST('x' AS {blob}), 'waiting', 0, '2026-11-15T20:00:00Z', NULL);
INSERT INTO accounts VALUES ('ada', 'owner', 'no hash', '2026-11-15T20:00:00Z', {no});
INSERT INTO tokens VALUES ('00', 'abcdef012345', 'ada', 'a script', 'reader', '2026-11-15T20:00:00Z', NULL);
INSERT INTO audit (at, who, did, what) VALUES ('2026-11-15T20:00:00Z', 'ada', 'hide', '_news/2026-11-15-a.md');
"""

Rows = Mapping[str, list[dict[str, object]]]


def main() -> None:
    arguments = argparse.ArgumentParser(description="Keep stores as SQL for the tests of migrations.")
    arguments.add_argument("--postgresql", required=True, help="a PostgreSQL server to make the other dialect on")
    arguments.add_argument("--portal", type=Path, help="a portal whose store has taken --step and none after it")
    arguments.add_argument("--step", default=next(reversed(STORE.steps)), help="the last step the store of --portal has taken")
    chosen = arguments.parse_args()
    KEPT.mkdir(exist_ok=True)
    for kind, migrations in (("store", STORE), ("people", PEOPLE)):
        names = list(migrations.steps)
        for number, step in enumerate(names):
            is_given = kind == "store" and chosen.portal is not None and step == chosen.step
            rows = trimmed(chosen.portal / ".newsfold/store.db") if is_given else {}
            old = f"{kind}-{names[number - 1]}" if number and not rows else ""
            for dialect, make in (("sqlite", in_sqlite), ("postgresql", partial(in_postgresql, chosen.postgresql))):
                file = KEPT / f"{kind}-{step}.{dialect}.sql"
                if not file.exists():
                    before = (KEPT / f"{old}.{dialect}.sql").read_text() if old else ""
                    file.write_text(make(migrations, tuple(names[: number + 1]), before, rows))
                    print(f"kept {file.name}, {file.stat().st_size} bytes")


def trimmed(file: Path) -> Rows:
    """The rows of a store that tell enough: one story of three, its articles, what waits, two rejections, their sources and records."""
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    rows = {name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")] for name in tables if name != "migrations"}
    connection.close()
    stories = [(row, json.loads(row["story"])) for row in rows["stories"]]
    chosen, told = min(((row, told) for row, told in stories if len(told["members"]) == 3), key=lambda each: each[0]["id"])
    addresses = set(told["members"])
    drafts = [row for row in rows["drafts"] if row["address"] in addresses]
    paths = {row["path"] for row in drafts}
    sources = {json.loads(row["draft"])["source"] for row in drafts}
    entries = [row for row in rows["entries"] if row["source"] in sources][:6]
    kept = {
        "stories": [chosen],
        "drafts": [{**row, "draft": shortened(row["draft"])} for row in drafts],
        "entries": entries,
        "rejected": [{**row, "draft": row["draft"] and shortened(row["draft"])} for row in rows["rejected"][:2]],
        "aliases": [row for row in rows.get("aliases", []) if row["article"] in addresses],
    }
    owned = {"sources": ("url", sources), "source_states": ("url", sources)}
    owned |= dict.fromkeys(("records", "addresses", "edits"), ("path", paths))
    for name, (column, wanted) in owned.items():
        kept[name] = [row for row in rows.get(name, []) if row[column] in wanted]
    return kept


def shortened(draft: bytes) -> bytes:
    """A draft with its long texts cut; what they say matters to nobody here."""
    told = json.loads(draft)
    for holder in (told, told.get("article") or {}):
        for name in ("text", "excerpt"):
            if isinstance(holder.get(name), str):
                holder[name] = holder[name][:LONGEST]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def in_sqlite(migrations: Migrations, steps: tuple[str, ...], before: str, rows: Rows) -> str:
    """The SQL of a database in SQLite that has taken these steps."""
    engine = made_engine(make_url("sqlite://"))
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.executescript(before)
        fill(connection, migrations, steps, rows)
        connection.commit()
        dump = "\n".join(raw.iterdump()) + "\n"
    engine.dispose()
    return dump


def in_postgresql(url: str, migrations: Migrations, steps: tuple[str, ...], before: str, rows: Rows) -> str:
    """The SQL of a schema in PostgreSQL that has taken these steps."""
    engine = made_engine(parsed(url))
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute(before or f"CREATE SCHEMA {SCHEMA}")
        connection.exec_driver_sql(f"SET search_path = {SCHEMA}")
        fill(connection, migrations, steps, rows)
        connection.commit()
    engine.dispose()
    command = ["pg_dump", "--inserts", "--no-owner", "--no-comments", f"--schema={SCHEMA}", f"--dbname={url}"]
    dump = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    # What pg_dump sets for psql, and psql's own words, are no part of what is kept.
    lines = [line for line in dump.splitlines() if not line.startswith(("--", "\\", "SET ", "SELECT pg_catalog.set_config"))]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def fill(connection: Connection, migrations: Migrations, steps: tuple[str, ...], rows: Rows) -> None:
    """Take the steps that were not taken; put in the rows, and people where their tables are new."""
    there = set(inspect(connection).get_table_names())
    for step in steps:
        migrations.take(connection, (step,))
    held = MetaData()
    held.reflect(connection)
    for name, held_rows in rows.items():
        if name in held.tables and held_rows:
            put(connection, held.tables[name], held_rows)
    if migrations is not PEOPLE:
        return
    blob, no = ("BLOB", "0") if connection.dialect.name == "sqlite" else ("BYTEA", "FALSE")
    for statement in PEOPLE_ROWS.replace("{blob}", blob).replace("{no}", no).split(";\n"):
        words = statement.split()
        if words and words[2] in held.tables.keys() - there:
            connection.exec_driver_sql(statement)


def put(connection: Connection, table: Table, rows: list[dict[str, object]]) -> None:
    strange = {name for row in rows for name in row} - set(table.columns.keys())
    if strange:
        raise SystemExit(f"the portal's {table.name} has {', '.join(sorted(strange))}, which the step does not know; name the right --step")
    connection.execute(table.insert(), rows)


if __name__ == "__main__":
    main()
