"""Saving a record, beside one bare sqlite3 transaction of the same bytes on the same disk.

Both with a write-ahead log and `synchronous=FULL`, in turn, so that both meet the same disk. The
seconds of the processor, of all threads, leave out what is waited for: the disk, and other work.
"""

import argparse
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from kmdesk.store.collection import Collection
from tests.bench.generate import document, fill, percentile

Times = tuple[float, float]
SAVES = 300
RECORDS = 2_000


class Bare:
    """A table of nothing but bytes."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
            self.connection.execute(f"PRAGMA {pragma}")
        self.connection.execute("CREATE TABLE bytes (number INTEGER PRIMARY KEY, bytes BLOB)")

    def save(self, data: bytes) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.execute("INSERT INTO bytes (bytes) VALUES (?)", (data,))
        self.connection.execute("COMMIT")


def written(path: Path, record: str) -> bytes:
    """Return the bytes that the latest save of a record put into the collection."""
    with closing(sqlite3.connect(path)) as connection:
        revision = connection.execute(
            "SELECT header, content FROM revision WHERE record = ? ORDER BY number DESC", (record,)
        ).fetchone()
        row = connection.execute(
            "SELECT document, search.words, search.facts FROM record "
            "JOIN search ON search.rowid = record.number WHERE id = ?",
            (record,),
        ).fetchone()
    return b"".join([*revision, *(text.encode() for text in row)])


def seconds(action: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds that something takes by the clock and of the processor."""
    began, used = time.perf_counter(), time.process_time()
    action()
    return time.perf_counter() - began, time.process_time() - used


def measure(folder: Path, records: int) -> tuple[list[Times], list[Times]]:
    """Return the times of saves and of bare transactions."""
    path = folder / "ours.kmdesk"
    bare = Bare(folder / "bare.sqlite")
    ours, reference = [], []
    with Collection.open(path, create=True, author="Bench") as collection:
        fill(collection, records)
        for number in range(SAVES):
            view = collection.get(document(number % records)["id"])
            fields = {k: v for k, v in view.document.items() if k not in ("kind", "id")}
            fields["bottom_line"] = document(records + number)["bottom_line"]
            ours.append(seconds(lambda: collection.save(view.id, view.kind, fields, view.heads)))  # noqa: B023
            data = written(path, view.id)
            reference.append(seconds(lambda: bare.save(data)))  # noqa: B023
    bare.connection.close()
    return ours[10:], reference[10:]


def main() -> None:
    """Print both times and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", nargs="?", type=int, default=RECORDS, help="already there")
    records = parser.parse_args().records
    with tempfile.TemporaryDirectory() as folder:
        ours, reference = measure(Path(folder), records)
    for name, of in (("median", statistics.median), ("p95", lambda t: percentile(t, 0.95))):
        for what, place in (("by the clock", 0), ("of the processor", 1)):
            one, other = (of([times[place] for times in some]) for some in (ours, reference))
            print(
                f"save a record among {records:,}, {name} {what}: {one * 1_000:.2f} ms; bare "
                f"sqlite3 transaction {other * 1_000:.2f} ms; ratio {one / other:.2f}"
            )


if __name__ == "__main__":
    main()
