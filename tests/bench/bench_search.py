"""One keystroke of a search, beside FTS5 ordering the same text by rank.

What is typed are the beginnings, letter by letter, of 200 words from the commonest to the rarest,
and some searches of several words. Ours is the first page with its passages, as the window asks for
it; the reference asks SQLite's FTS5 for the best 50 by `bm25` and reads no more than their numbers.
Collections are kept in a folder of temporary files between runs.
"""

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path

from kmdesk.store.collection import Collection
from tests.bench import generate
from tests.bench.generate import VOCABULARY, percentile

RECORDS = (10_000, 100_000)
LIMIT = 50
REPEATS = 2
WORDS = 200
COMMON = 10
"""So many of the words are the commonest; the rest are spread over all ranks."""


def _spread() -> list[str]:
    step = (len(VOCABULARY) / COMMON) ** (1 / (WORDS - COMMON))
    ranks = {*range(COMMON), *(round(COMMON * step**n) for n in range(1, WORDS - COMMON))}
    rank = COMMON
    while len(ranks) < WORDS:
        ranks.add(rank)
        rank += 1
    return [VOCABULARY[min(rank, len(VOCABULARY) - 1)] for rank in sorted(ranks)]


def typed(words: Sequence[str]) -> list[str]:
    """Return what the search box holds after each keystroke, once each."""
    return list(
        dict.fromkeys(word[:length] for word in words for length in range(1, len(word) + 1))
    )


SPREAD = _spread()
COMMONEST = SPREAD[:COMMON]
RAREST = SPREAD[-COMMON:]
KEYSTROKES = {
    "every beginning of 200 words": typed(SPREAD),
    "one letter": sorted({word[0] for word in SPREAD}),
    "the commonest words": COMMONEST,
    "the rarest words": RAREST,
    "two common words": [f"{a} {b}" for a, b in pairwise(COMMONEST)],
    "a common and a rare word": [f"{a} {b}" for a, b in zip(COMMONEST, RAREST, strict=True)],
}
ONLY_OURS = {
    "phrases": ['"of the"', '"in the of"', '"evidence hospital"'],
    "NOT and OR": ["the -patients", "patients OR evidence", "-the", "(falls OR sepsis) -hospital"],
    "fields": ["kind:evidence the", "tag:hospital the", "by:bench due:2027 of", "before:2030 the"],
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
    statement = "SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY rank LIMIT ?"

    def search(text: str) -> object:
        *words, last = text.split()
        expression = " AND ".join([*(f'"{word}"' for word in words), f'"{last}" *'])
        return connection.execute(statement, (expression, LIMIT)).fetchall()

    return search


def kept_folder() -> Path:
    """Return where collections are kept between runs."""
    folder = Path(tempfile.gettempdir()) / "kmdesk-bench"
    folder.mkdir(exist_ok=True)
    return folder


def collection_of(records: int, folder: Path) -> Path:
    """Return a collection of so many records, made now or kept from before."""
    path = folder / f"records-{records}.kmdesk"
    with Collection.open(path, create=True, author="Bench") as collection:
        there = sum(collection.counts().kinds.values())
    if there != records:
        path.unlink()
        with Collection.open(path, create=True, author="Bench") as collection:
            generate.fill(collection, records)
    return path


def plain_index(records: int, folder: Path) -> Path:
    """Return a database with FTS5 over the same text, as its documentation sets it up."""
    path = folder / f"plain-{records}.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        try:
            there = connection.execute("SELECT count(*) FROM plain").fetchone()[0]
        except sqlite3.OperationalError:
            there = 0
        if there != records:
            connection.execute("DROP TABLE IF EXISTS plain")
            connection.execute(
                "CREATE VIRTUAL TABLE plain USING fts5(title, body, prefix = '2 3', "
                "tokenize = 'unicode61 remove_diacritics 2')"
            )
            texts = map(_texts, generate.documents(records))
            connection.executemany("INSERT INTO plain (title, body) VALUES (?, ?)", texts)
            connection.commit()
    return path


def _texts(document: dict[str, object]) -> tuple[str, str]:
    return str(document["title"]), "\n".join(_strings(document))


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [
            text
            for name, one in value.items()
            if name not in ("id", "kind", "title", "certainty", "review_by")
            for text in _strings(one)
        ]
    if isinstance(value, list):
        return [text for one in value for text in _strings(one)]
    return [str(value)]


def report(records: int, name: str, ours: Sequence[float], theirs: Sequence[float]) -> None:
    """Print p50 and p95."""
    for part in (0.5, 0.95):
        mine = percentile(ours, part)
        line = f"search among {records:,}, {name}, p{part * 100:.0f}: {mine:.1f} ms"
        if theirs:
            other = percentile(theirs, part)
            line += f"; by rank {other:.1f} ms; {other / mine:.1f} times as fast"
        print(line, flush=True)


def main() -> None:
    """Print how long a keystroke takes in collections of several sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", nargs="*", type=int, default=RECORDS)
    folder = kept_folder()
    for records in parser.parse_args().records:
        path, plain = collection_of(records, folder), plain_index(records, folder)
        with (
            Collection.open(path, read_only=True) as collection,
            closing(sqlite3.connect(plain)) as connection,
        ):
            reference = by_rank(connection)

            def ours(text: str, collection: Collection = collection) -> object:
                return collection.search(text, limit=LIMIT)

            times(ours, COMMONEST)
            for name, texts in KEYSTROKES.items():
                report(records, name, times(ours, texts), times(reference, texts))
            for name, texts in ONLY_OURS.items():
                report(records, name, times(ours, texts), [])


if __name__ == "__main__":
    main()
