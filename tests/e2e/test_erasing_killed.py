"""A process that is killed while it erases has erased all of it, to the last byte, or nothing."""

import multiprocessing
import random
import shutil
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from kmdesk.store.collection import Collection
from kmdesk.store.views import Wish
from tests.factory import lesson

LONGEST = 0.25
"""Seconds that a process may live after it began to erase."""

MARK = b"xylophon"
FORKS = "forkserver" in multiprocessing.get_all_start_methods()


def erase(path: str, doomed: str, ours: Connection) -> None:
    """Erase a record and part of others, and say when that begins and ends."""
    with Collection.open(Path(path), author="AP") as collection:
        others = [hit.row.id for hit in collection.search("xylophone") if hit.row.id != doomed]
        wishes = [Wish(doomed), *(Wish(one, ("why",)) for one in others)]
        ours.send("begins")
        collection.erase(wishes, "A reason")
        ours.send("done")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A collection with words to be erased, made once to be copied, and a record to go."""
    path = tmp_path_factory.mktemp("prepared") / "words.kmdesk"
    with Collection.open(path, create=True) as made:
        made.add([lesson(why="Nothing of note " * 50) for _ in range(60)])
        doomed, *_others = made.add([lesson(why="Xylophone " * 200) for _ in range(4)]).ids
    return path, doomed


def try_kill(prepared: tuple[Path, str], folder: Path, seed: int) -> bool:
    """Kill a process at some moment while it erases; return whether it had erased."""
    source, doomed = prepared
    path = Path(shutil.copyfile(source, folder / f"{seed}.kmdesk"))
    context: Any = multiprocessing.get_context("forkserver" if FORKS else "spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=erase, args=(str(path), doomed, theirs), daemon=True)
    process.start()
    theirs.close()
    assert ours.poll(30), "nothing began in 30 seconds"
    assert ours.recv() == "begins"
    process.join(random.Random(seed).uniform(0, LONGEST))
    process.kill()
    process.join()
    said = ours.poll() and _said(ours)
    ours.close()
    with Collection.open(path) as left:
        done = bool(left.erasures())
        assert left.check().problems == ()
        assert left.setting("scrub") is None
        assert bool(left.rows([doomed])) != done
        assert len(left.erasures()) == (4 if done else 0)
        found = path.read_bytes() + b"".join(p.read_bytes() for p in folder.glob(f"{path.name}-*"))
        assert (MARK not in found.lower()) == done
        assert done or not said
    return done


def _said(ours: Connection) -> str:
    try:
        return str(ours.recv())
    except EOFError:
        return ""


def test_three_kills(prepared: tuple[Path, str], tmp_path: Path) -> None:
    for seed in range(3):
        try_kill(prepared, tmp_path, seed)


@pytest.mark.slow
def test_a_hundred_kills(prepared: tuple[Path, str], tmp_path: Path) -> None:
    ends = [try_kill(prepared, tmp_path, seed) for seed in range(100)]
    assert {True, False} == set(ends), "the moments were not spread over the erasing"
