"""What only SQLite knows, part two: the full-text index (FTS5, https://sqlite.org/fts5.html).

One row for each record, by its number; written in the transaction that writes the record.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row

START, END = "\x02", "\x03"
"""What stands around a matching word in a snippet; neither occurs in text."""

CREATE = (
    "CREATE VIRTUAL TABLE search USING fts5(title, body, "
    "tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
)

_WEIGHTS = "10.0, 1.0"
"""A word in the title counts as much as ten in the text."""


def add(connection: Connection, rows: Sequence[tuple[int, str, str]]) -> None:
    """Index records that are not in the index: their number, title and text."""
    connection.exec_driver_sql(
        "INSERT INTO search (rowid, title, body) VALUES (?, ?, ?)", list(rows)
    )


def remove(connection: Connection, numbers: Iterable[int]) -> None:
    """Take records out of the index."""
    doomed = [(number,) for number in numbers]
    if doomed:
        connection.exec_driver_sql("DELETE FROM search WHERE rowid = ?", doomed)


def clear(connection: Connection) -> None:
    """Empty the index."""
    connection.exec_driver_sql("DELETE FROM search")


def match(
    connection: Connection, expression: str, where: str, values: Mapping[str, Any], limit: int
) -> Sequence[Row[Any]]:
    """Return number, snippet and score of the records that match, the best first.

    Args:
        connection: where to look.
        expression: in FTS5's own query syntax, from `search_query`.
        where: a condition on ``record``, with named parameters.
        values: its parameters.
        limit: at most so many.
    """
    # In the order of its own rank FTS5 sorts before it makes the columns, so that only the rows
    # returned cost a snippet (https://sqlite.org/fts5.html#sorting_by_auxiliary_function_results).
    return connection.exec_driver_sql(
        f"SELECT record.number, snippet(search, -1, '{START}', '{END}', ' … ', 16) AS snippet, "
        f"-search.rank AS score "
        f"FROM search CROSS JOIN record ON record.number = search.rowid "
        f"WHERE search MATCH :expression AND search.rank MATCH 'bm25({_WEIGHTS})' AND {where} "
        f"ORDER BY search.rank LIMIT :limit",
        {"expression": expression, "limit": limit, **values},
    ).all()


def numbers(connection: Connection) -> set[int]:
    """Return the numbers of all records in the index."""
    return set(connection.exec_driver_sql("SELECT rowid FROM search").scalars())
