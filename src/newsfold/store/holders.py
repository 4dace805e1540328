"""Whose store this is: a store that is named in the settings remembers its portal, so that no second one writes into it by mistake."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from uuid import uuid4

from sqlalchemy import Column, Engine, MetaData, String, Table, insert, inspect, select, update

from newsfold.errors import StoreError
from newsfold.store.column_types import Words
from newsfold.store.connection import told_clearly
from newsfold.store.migrations import WRITING

ID_FILE: Final = ".newsfold/portal-id"

holder = Table("holder", MetaData(), Column("id", String(32), primary_key=True), Column("folder", Words, nullable=False))
"""The one portal whose store this is. It is not among the tables of a step, nor of a dump: a copy may go to another portal."""


def hold(engine: Engine, folder: Path, *, where: str) -> None:
    """Claim a store for the portal in ``folder``, or see that it is that portal's. A portal is known by the name in its ``.newsfold``,
    so it may be moved; one that lost that file is known by its folder. A copy of a folder is another portal.

    Raises :class:`StoreError` where the store is another portal's. ``where`` is the store as it may be shown.
    """
    here, own = str(folder.resolve()), _id_in(folder)
    with told_clearly(), engine.connect() as connection:
        known = inspect(connection).has_table(holder.name)
        row = connection.execute(select(holder)).first() if known else None
    if row is not None and (row.id, row.folder) == (own, here):
        return
    with told_clearly(), engine.connect().execution_options(**WRITING) as connection, connection.begin():
        holder.create(connection, checkfirst=True)
        row = connection.execute(select(holder)).first()  # Another process may have been quicker.
        if row is None:
            own = own or uuid4().hex
            connection.execute(insert(holder).values(id=own, folder=here))
        elif own != row.id and row.folder != here:
            raise _taken(where, folder, row.folder, row.id)
        elif row.folder != here and _id_in(Path(row.folder)) == row.id:
            raise _taken(where, folder, row.folder)
        else:
            own = row.id
            connection.execute(update(holder).values(folder=here))
    try:
        (folder / ID_FILE).parent.mkdir(parents=True, exist_ok=True)
        (folder / ID_FILE).write_text(f"{own}\n", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"cannot be written: {error.strerror}", where=str(folder / ID_FILE), remedy="Mend its rights.") from error


def _id_in(folder: Path) -> str:
    try:
        return (folder / ID_FILE).read_text(encoding="utf-8")[:100].strip()
    except (OSError, ValueError):
        return ""


def _taken(where: str, folder: Path, other: str, id: str = "") -> StoreError:
    moved = f"; where {folder} is that portal moved, write {id} into its {ID_FILE}" if id else f", and remove {folder / ID_FILE}"
    problem = f"the store is that of the portal in {other}, and two portals must not share one"
    return StoreError(problem, where=where, remedy=f"Set store.schema (or store.url) in one of them{moved}.")
