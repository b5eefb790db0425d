"""A process that is killed while it saves loses nothing that it said was saved."""

import multiprocessing
import random
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from kmdesk.store.collection import Collection
from tests.e2e import saver
from tests.e2e.saver import Report

LIVES = 8
"""How many processes work on one file, one after the other, before the next file."""

LONGEST = 0.15
"""Seconds that a process may live after its first save."""

FORKS = "forkserver" in multiprocessing.get_all_start_methods()


def killed(path: Path, seed: int) -> list[Report]:
    """Let somebody work on a collection and kill them; return what they had said by then."""
    context: Any = multiprocessing.get_context("forkserver" if FORKS else "spawn")
    if FORKS:
        context.set_forkserver_preload(["kmdesk.store.collection", saver.__name__])
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=saver.work, args=(str(path), seed, theirs), daemon=True)
    process.start()
    theirs.close()
    assert ours.poll(20), "nothing was saved in 20 seconds"
    said: list[Report] = [ours.recv()]
    process.join(random.Random(seed).uniform(0, LONGEST))
    assert process.is_alive()
    process.kill()
    process.join()
    said += _rest(ours)
    process.close()
    ours.close()
    return said


def _rest(reports: Connection) -> list[Report]:
    """Return what was said before the end; what was being said at the end does not count."""
    said = []
    try:
        while reports.poll():
            said.append(reports.recv())
    except (EOFError, OSError):
        pass
    return said


def check(collection: Collection, said: Sequence[Report], lives: int) -> None:
    """All is sound; what was said is there; and no life left more than its last deed unsaid."""
    report = collection.check()
    assert report.problems == ()
    saved = [one for one in said if one.what == "saved"]
    assert len(saved) <= report.revisions <= len(saved) + lives
    for one in saved:
        left = collection.at_revision(one.record, one.revision)
        assert left.document["statement"] == one.words
    for record, one in {one.record: one for one in said}.items():
        if one.what == "typed":
            assert number_of(kept(collection, record)) >= number_of(one.words)


def kept(collection: Collection, record: str) -> str:
    """Return what was typed last into a record, or else what was saved of it last."""
    draft = collection.draft(record)
    document = draft.fields if draft else collection.get(record).document
    return str(document["statement"])


def number_of(words: str) -> int:
    return int(words.split()[2])


def try_kills(folder: Path, kills: int) -> None:
    done = 0
    while done < kills:
        path = folder / f"{done}.kmdesk"
        Collection.open(path, create=True).close()
        said: list[Report] = []
        for life in range(min(LIVES, kills - done)):
            said += killed(path, done + life)
            with Collection.open(path) as collection:
                assert not collection.read_only
                check(collection, said, life + 1)
        done += LIVES


def test_five_kills(tmp_path: Path) -> None:
    try_kills(tmp_path, 5)


@pytest.mark.slow
def test_two_hundred_kills(tmp_path: Path) -> None:
    try_kills(tmp_path, 200)
