"""Importing revisions, beside a bare `executemany` of the same rows into the same tables.

Each record has two revisions; the content of the first did not travel, as in any exchange file.
The reference writes what the import left in the tables and the full-text index, in one transaction
with the same settings of SQLite.
"""

import argparse
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from kmdesk.base.progress import Progress
from kmdesk.models import canonical, document
from kmdesk.models.flat import flatten
from kmdesk.models.resolve import Resolution
from kmdesk.store import revisions
from kmdesk.store.collection import Collection
from kmdesk.store.revisions import Stamp
from kmdesk.store.union import Bundle
from kmdesk.store.views import ExchangeView
from tests.bench import generate

REVISIONS = 20_000
TABLES = ("revision", "record", "tag", "link", "search_word")


def bundle(count: int) -> Bundle:
    """Return so many revisions, two of each record."""
    headers = []
    contents = {}
    for number, one in enumerate(generate.documents(count // 2)):
        record, kind, fields = document.parse(one)
        content = document.to_content(fields)
        before = Resolution((), {})
        for second, title in ((0, "A first title"), (1, str(content["title"]))):
            stamp = Stamp("Bench", "DEVICE", f"2026-01-01T{number % 24:02}:00:0{second}.000000Z")
            new = {**content, "title": title}
            made = revisions.make(record, kind.name, new, before, stamp)
            assert made is not None
            headers.append(made.header)
            before = Resolution((made.header.id,), flatten(new))
        data = canonical.encode(content)
        contents[canonical.sha256(data)] = data
    return Bundle(headers, contents)


def ours(path: Path, incoming: Bundle) -> float:
    """Return the seconds that the import takes."""
    entry = ExchangeView(0, "in", "2026-01-01T00:00:00.000000Z", "bench.kmx")
    with Collection.open(path) as collection:
        began = time.perf_counter()
        collection.add_bundle(incoming, [], entry, progress=Progress())
        return time.perf_counter() - began


def reference(source: Path, path: Path) -> float:
    """Return the seconds that the rows of `source` take to be written to an empty collection."""
    with closing(sqlite3.connect(source)) as connection:
        rows = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
        search = connection.execute("SELECT rowid, words, facts FROM search").fetchall()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        for table, values in _filled(rows):
            marks = ", ".join("?" * len(values[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", values)
        connection.executemany("INSERT INTO search (rowid, words, facts) VALUES (?, ?, ?)", search)
        connection.execute("COMMIT")
        return time.perf_counter() - began


def _filled(rows: dict[str, list[Any]]) -> Iterator[tuple[str, list[Any]]]:
    return ((table, values) for table, values in rows.items() if values)


def main() -> None:
    """Print both times and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("revisions", nargs="?", type=int, default=REVISIONS)
    count = parser.parse_args().revisions
    with tempfile.TemporaryDirectory() as name:
        empty, imported, bare = (Path(name) / f"{n}.kmdesk" for n in ("empty", "ours", "bare"))
        Collection.open(empty, create=True).close()
        shutil.copyfile(empty, imported)
        shutil.copyfile(empty, bare)
        taken = ours(imported, bundle(count))
        compared = reference(imported, bare)
    print(
        f"import {count:,} revisions: {taken:.2f} s; bare executemany {compared:.2f} s; "
        f"ratio {taken / compared:.2f}"
    )


if __name__ == "__main__":
    main()
