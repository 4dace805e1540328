"""What a step builds with: tables are made where they are missing, and get the columns and indexes they lack."""

from __future__ import annotations

from sqlalchemy import Connection, MetaData, Table, inspect, text
from sqlalchemy.schema import CreateColumn


def bring_to(connection: Connection, metadata: MetaData) -> None:
    """Bring a store to these tables: make those that are missing, add the columns and indexes that others lack."""
    there = set(inspect(connection).get_table_names())
    for table in metadata.sorted_tables:
        if table.name not in there:
            table.create(connection)
        else:
            _complete(connection, table)


def _complete(connection: Connection, table: Table) -> None:
    columns = {column["name"] for column in inspect(connection).get_columns(table.name)}
    for column in table.columns:
        if column.name not in columns:
            wanted = CreateColumn(column).compile(dialect=connection.dialect)
            connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {wanted}"))
    indexes = {index["name"] for index in inspect(connection).get_indexes(table.name)}
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        if index.name not in indexes:
            index.create(connection)
