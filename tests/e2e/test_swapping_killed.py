"""A process that is killed while it imports or exports has done all of it or nothing."""

import multiprocessing
import os
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from kmdesk.exchange import export_file, import_file, read
from kmdesk.store.collection import Collection
from kmdesk.store.views import Query
from tests.e2e import swapper
from tests.factory import evidence_summary, lesson

LONGEST = {"take": 0.5, "give": 0.15}
"""Seconds that a process may live after it began, about what its deed takes."""

FORKS = "forkserver" in multiprocessing.get_all_start_methods()
Deed = Callable[[str, str, Connection], None]


@dataclass(frozen=True)
class Prepared:
    """Two collections, a file of the first that the second does not have, and an older one."""

    ours: Path
    theirs: Path
    new: Path
    old: Path


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp("prepared")
    here = Prepared(*(folder / n for n in ("ours.kmdesk", "theirs.kmdesk", "new.kmx", "old.kmx")))
    note = folder / "note.bin"
    note.write_bytes(random.Random(1).randbytes(2**20))
    with (
        Collection.open(here.ours, create=True, author="AP") as ours,
        Collection.open(here.theirs, create=True, author="JO") as theirs,
    ):
        ids = ours.add([lesson(title=f"Lesson {n}", why="words " * 50) for n in range(60)]).ids
        import_file(theirs, export_file(ours, here.old).path)
        for record in ids[:30]:
            ours.edit(record, {"why": "other words"})
        for record in ids[15:45]:
            theirs.edit(record, {"why": "their words"})
        ours.attach(ids[0], note)
        ours.trash(ids[50:])
        ours.add([evidence_summary(title=f"Summary {n}") for n in range(60)])
        export_file(ours, here.new)
    return here


def killed(deed: Deed, collection: Path, file: Path, seed: int) -> bool:
    """Let somebody swap and kill them; return whether they had said that it was done."""
    context: Any = multiprocessing.get_context("forkserver" if FORKS else "spawn")
    if FORKS:
        context.set_forkserver_preload(["kmdesk.exchange", swapper.__name__])
    ours, its = context.Pipe(duplex=False)
    process = context.Process(target=deed, args=(str(collection), str(file), its), daemon=True)
    process.start()
    its.close()
    assert ours.poll(30), "nothing began in 30 seconds"
    assert ours.recv() == "begins"
    process.join(random.Random(seed).uniform(0, LONGEST[deed.__name__]))
    process.kill()
    process.join()
    try:
        return bool(ours.poll() and ours.recv() == "done")
    except EOFError:
        return False
    finally:
        ours.close()
        process.close()


def shown(collection: Collection) -> dict[str, Any]:
    ids = collection.ids(Query()) + collection.ids(Query(trashed=True))
    documents = {i: (collection.get(i).document, collection.conflicts(i)) for i in ids}
    return {"records": documents, "log": [e.summary for e in collection.exchanges()]}


def age(folder: Path) -> None:
    """Let half-written files be two days old."""
    for path in folder.rglob(".*.part"):
        then = path.stat().st_mtime - 2 * 24 * 60 * 60
        os.utime(path, (then, then))


def try_import(prepared: Prepared, folder: Path, seed: int) -> bool:
    """Kill an import; return whether it had been done."""
    folder.mkdir()
    path = Path(shutil.copyfile(prepared.theirs, folder / "theirs.kmdesk"))
    with Collection.open(path) as before_it:
        before = shown(before_it)
    said = killed(swapper.take, path, prepared.new, seed)
    with Collection.open(path, author="JO") as left:
        assert left.check().problems == ()
        after = shown(left)
        done = after != before
        assert done or not said
        if not done:
            import_file(left, prepared.new)
        ends = shown(left)
        assert len(ends["log"]) == len(before["log"]) + 1
        assert len(ends["records"]) == 120
        assert left.check(rebuild=True).problems == ()
        assert not done or ends == after
        age(folder)
        left.backup()
    for backup in (folder / "backups").glob("*.kmdesk"):
        with Collection.open(backup, read_only=True) as kept:
            assert kept.check().problems == ()
    assert not list(folder.rglob("*.part"))
    return done


def try_export(prepared: Prepared, folder: Path, seed: int, *, there: bool) -> bool:
    """Kill an export; return whether it had been done."""
    folder.mkdir()
    path = Path(shutil.copyfile(prepared.ours, folder / "ours.kmdesk"))
    file = folder / "swap.kmx"
    before = b""
    if there:
        shutil.copyfile(prepared.old, file)
        before = file.read_bytes()
    said = killed(swapper.give, path, file, seed)
    now = file.read_bytes() if file.exists() else b""
    done = now != before
    assert done or not said
    if done:
        assert len(read(file).bundle.headers) > 120
    with Collection.open(path, author="AP") as left:
        assert left.check().problems == ()
        age(folder)
        export_file(left, file)
    assert not list(folder.rglob("*.part"))
    read(file)
    return done


def try_kills(prepared: Prepared, folder: Path, kills: int) -> None:
    taken = [try_import(prepared, folder / f"i{n}", n) for n in range(kills)]
    given = [try_export(prepared, folder / f"e{n}", n, there=bool(n % 2)) for n in range(kills)]
    if kills > 50:
        for ends in (taken, given):
            assert {True, False} == set(ends), "the moments were not spread over the deed"


def test_five_kills_of_each(prepared: Prepared, tmp_path: Path) -> None:
    try_kills(prepared, tmp_path, 5)


@pytest.mark.slow
def test_a_hundred_kills_of_each(prepared: Prepared, tmp_path: Path) -> None:
    try_kills(prepared, tmp_path, 100)
