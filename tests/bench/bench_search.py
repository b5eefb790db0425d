"""One keystroke of a search, beside FTS5 ordering the same text by rank.

What is typed are the beginnings, letter by letter, of common words and of rare ones, and a second
word after a first. The reference asks SQLite's FTS5 for the best 50 by `bm25` and reads no more
than their numbers.
"""

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from kmdesk.store.collection import Collection
from tests.bench import generate
from tests.bench.generate import VOCABULARY, percentile

RECORDS = 20_000
LIMIT = 50
REPEATS = 3

COMMON = ("the", "of", "patients", "evidence", "hospital", "falls")
RARE = tuple(VOCABULARY[rank] for rank in (2_000, 5_000, 9_000, 14_000, 20_000, 30_000))
PAIRS = tuple(f"{first} {second}" for first, second in zip(COMMON, RARE, strict=True))


def typed(words: Sequence[str]) -> list[str]:
    """Return what the search box holds after each keystroke."""
    return [word[:length] for word in words for length in range(1, len(word) + 1)]


KEYSTROKES = {
    "common words": typed(COMMON),
    "rare words": typed(RARE),
    "two words": [text for text in typed(PAIRS) if " " in text.strip()],
}


def times(search: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Return the milliseconds that each keystroke takes, the best of some repeats."""
    measured = []
    for text in texts:
        took = []
        for _ in range(REPEATS):
            began = time.perf_counter()
            search(text)
            took.append((time.perf_counter() - began) * 1_000)
        measured.append(min(took))
    return measured


def by_rank(connection: sqlite3.Connection) -> Callable[[str], object]:
    """Return the reference."""
    statement = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rank LIMIT ?"

    def search(text: str) -> object:
        expression = " AND ".join(f'"{word}" *' for word in text.split())
        return connection.execute(statement, (expression, LIMIT)).fetchall()

    return search


def main() -> None:
    """Print p50 and p95 of each sort of keystroke beside the reference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", nargs="?", type=int, default=RECORDS)
    records = parser.parse_args().records
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ours.kmdesk"
        with Collection.open(path, create=True, author="Bench") as collection:
            generate.fill(collection, records)
            with closing(sqlite3.connect(path)) as connection:
                reference = by_rank(connection)
                measured = {
                    name: (
                        times(lambda text: collection.search(text, limit=LIMIT), texts),
                        times(reference, texts),
                    )
                    for name, texts in KEYSTROKES.items()
                }
    measured["all"] = (
        [t for ours, _ in measured.values() for t in ours],
        [t for _, theirs in measured.values() for t in theirs],
    )
    for name, (ours, theirs) in measured.items():
        for part in (0.5, 0.95):
            mine, other = percentile(ours, part), percentile(theirs, part)
            print(
                f"search among {records:,}, {name}, p{part * 100:.0f}: {mine:.1f} ms; "
                f"by rank {other:.1f} ms; ratio {mine / other:.2f}"
            )


if __name__ == "__main__":
    main()
