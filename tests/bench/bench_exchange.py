"""Exporting and importing a file, beside a bare `executemany` of the same rows with the same index.

Each record has two revisions; the content of the first does not travel, as in any exchange file.
Each step runs in a process of its own, which tells how much memory it took at most beyond what it
took before. Where other work fills the machine, the seconds of the processor say more than those of
the clock. The reference writes what the import left in the tables and the full-text index, in one
transaction with the same settings of SQLite; for the export it reads the same rows and packs them.
"""

import argparse
import gzip
import json
import multiprocessing
import shutil
import sqlite3
import tempfile
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from kmdesk.exchange import export_file, import_file
from kmdesk.store.collection import Collection
from tests.bench import bench_import
from tests.memory import peak

REVISIONS = 10_000
Step = Callable[[Path, Path], float]


@dataclass(frozen=True)
class Cost:
    """What a step took.

    Attributes:
        seconds: by the clock.
        processor: seconds of the processor, with those of opening and reading what is written.
        memory: MiB at most beyond what its process had before.
    """

    seconds: float
    processor: float
    memory: float

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s ({self.processor:.2f} s processor), {self.memory:.0f} MiB"


def fill(collection: Path, count: int) -> None:
    """Make a collection of so many revisions."""
    Collection.open(collection, create=True).close()
    bench_import.ours(collection, bench_import.bundle(count))


def give(collection: Path, file: Path) -> float:
    """Return the seconds that an export of everything takes."""
    with Collection.open(collection) as opened:
        began = time.perf_counter()
        export_file(opened, file)
        return time.perf_counter() - began


def pack(collection: Path, file: Path) -> float:
    """Return the seconds that it takes to read the rows of all revisions and pack them."""
    with closing(sqlite3.connect(collection)) as connection:
        began = time.perf_counter()
        rows = connection.execute("SELECT header, content FROM revision ORDER BY id").fetchall()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            archive.writestr("headers.jsonl", b"\n".join(header for header, _ in rows))
            archive.writestr("content.jsonl", b"\n".join(content or b"" for _, content in rows))
        return time.perf_counter() - began


def take(collection: Path, file: Path) -> float:
    """Return the seconds that an import takes, with its preview and backup."""
    with Collection.open(collection) as opened:
        began = time.perf_counter()
        import_file(opened, file)
        return time.perf_counter() - began


def insert(collection: Path, imported: Path) -> float:
    """Return the seconds that the rows of an imported collection take to be written bare."""
    return bench_import.reference(imported, collection)


def gzipped(collection: Path) -> int:
    """Return the bytes of all headers and contents as one JSON value, gzipped."""
    with closing(sqlite3.connect(collection)) as connection:
        rows = connection.execute("SELECT header, content FROM revision ORDER BY id").fetchall()
    values = [[json.loads(h), json.loads(c) if c else None] for h, c in rows]
    return len(gzip.compress(json.dumps(values, ensure_ascii=False).encode(), 6))


def measured(step: Step, *paths: Path) -> Cost:
    """Return what a step costs in a process of its own."""
    context = multiprocessing.get_context("spawn")
    ours, its = context.Pipe(duplex=False)
    process = context.Process(target=_measure, args=(step, paths, its))
    process.start()
    its.close()
    cost: Cost = ours.recv()
    process.join()
    return cost


def _measure(step: Step, paths: tuple[Path, Path], said: Connection) -> None:
    before, used = peak(), time.process_time()
    seconds = step(*paths)
    said.send(Cost(seconds, time.process_time() - used, peak() - before))


def main() -> None:
    """Print each cost beside its reference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("revisions", nargs="?", type=int, default=REVISIONS)
    count = parser.parse_args().revisions
    with tempfile.TemporaryDirectory() as name:
        full, empty, imported, bare = (
            Path(name) / f"{n}.kmdesk" for n in ("full", "empty", "imported", "bare")
        )
        file, packed = Path(name) / "all.kmx", Path(name) / "bare.zip"
        fill(full, count)
        Collection.open(empty, create=True).close()
        shutil.copyfile(empty, imported)
        shutil.copyfile(empty, bare)
        costs = {
            "export": (measured(give, full, file), measured(pack, full, packed)),
            "import": (measured(take, imported, file), measured(insert, bare, imported)),
        }
        for deed, (ours, reference) in costs.items():
            ratio = ours.seconds / reference.seconds
            used = ours.processor / reference.processor
            print(
                f"{deed} {count:,} revisions: {ours}; bare {reference}; "
                f"ratio {ratio:.2f} (processor {used:.2f})"
            )
        size, compared = file.stat().st_size, gzipped(full)
        print(
            f"file: {size / 2**20:.2f} MiB; its JSON gzipped {compared / 2**20:.2f} MiB; "
            f"ratio {size / compared:.2f}"
        )


if __name__ == "__main__":
    main()
