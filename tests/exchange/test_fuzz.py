"""Files changed by chance are refused in one sentence without a trace, or leave all sound.

`KMDESK_FUZZ` is the number of the first file, to try others than these.
"""

import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from kmdesk.base.errors import UserError
from kmdesk.exchange import Choice, export, export_file, import_file, kmx, preview
from kmdesk.store.collection import Collection
from kmdesk.store.views import Query, Wish
from tests import factory
from tests.exchange.mutations import mutated
from tests.exchange.watching import snapshot

FIRST = int(os.environ.get("KMDESK_FUZZ", "0"))
LONGEST = 5
"""Seconds of processor time that one file may take."""

QUOTE = {"id": "q1", "text": "It settled the matter.", "name": "B", "consent": "public-named"}


@dataclass
class Prepared:
    """A collection, a good file for it, and ids that occur in it."""

    collection: Path
    good: bytes
    others: tuple[str, ...]
    outcomes: Counter[str] = field(default_factory=Counter)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Two collections that swapped once and worked on, the same at each run."""
    folder = tmp_path_factory.mktemp("prepared")
    choose, moments = random.Random(7), count()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("token_bytes", "choice"):
            by_chance = {"token_bytes": choose.randbytes, "choice": choose.choice}[name]
            patch.setattr(f"kmdesk.models.ids.secrets.{name}", by_chance)
        patch.setattr("kmdesk.base.clock.now", lambda: f"2026-11-23T10:00:00.{next(moments):06}Z")
        return _prepare(folder)


def _prepare(folder: Path) -> Prepared:
    with (
        Collection.open(folder / "ours.kmdesk", create=True, author="AP") as ours,
        Collection.open(folder / "theirs.kmdesk", create=True, author="JO") as theirs,
    ):
        made = [make() for kind, make in factory.DOCUMENTS.items() if kind != "case-study"]
        ids = list(ours.add([*made, factory.case_study(quotes=[QUOTE])]).ids)
        note = folder / "note.txt"
        note.write_text("the room is on the second floor")
        ours.attach(ids[0], note)
        import_file(theirs, export_file(ours, folder / "first.kmx").path)
        for record in ids:
            ours.edit(record, {"title": "A title of ours"})
        for record in ids[::2]:
            theirs.edit(record, {"title": "A title of theirs"})
        theirs.trash([ids[3]])
        [gone, part] = ours.add([factory.lesson(), factory.lesson(why="Words")]).ids
        ours.erase([Wish(gone), Wish(part, ("why",))], "A reason")
        good = export_file(ours, folder / "good.kmx", with_history=True).path.read_bytes()
        device = str(theirs.history(ids[0])[0].device)
        path = theirs.path
    return Prepared(path, good, (*ids, gone, device, "0" * 26))


@dataclass
class Tried:
    """Numbers of files, and the one that is being tried."""

    rest: Iterator[int]
    latest: int = -1

    def __iter__(self) -> "Tried":
        return self

    def __next__(self) -> int:
        self.latest = next(self.rest)
        return self.latest


@contextmanager
def target(prepared: Prepared, folder: Path) -> Iterator[Collection]:
    """Open a fresh copy of the collection in a folder of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    path = Path(shutil.copyfile(prepared.collection, folder / "theirs.kmdesk"))
    with Collection.open(path, author="JO") as collection:
        yield collection


def try_files(prepared: Prepared, folder: Path, numbers: Iterator[int]) -> None:
    """Import file after file; after one that was accepted, begin with a fresh collection."""
    here = folder / "here"
    for number in numbers:
        with target(prepared, here) as collection:
            before = snapshot(folder)
            while try_file(prepared, collection, folder, before, number):
                if (number := next(numbers, -1)) < 0:
                    return


def try_file(
    prepared: Prepared, theirs: Collection, folder: Path, before: dict[str, bytes], number: int
) -> bool:
    """Import the file of a number; return whether it was refused."""
    path = theirs.path.with_name("changed.kmx")
    path.write_bytes(mutated(prepared.good, prepared.others, number))
    began = time.process_time()
    refused = ""
    try:
        import_file(theirs, path)
    except UserError as error:
        refused = str(error)
    path.unlink()
    assert time.process_time() - began < LONGEST
    prepared.outcomes["refused" if refused else "accepted"] += 1
    if refused:
        assert "\n" not in refused
        assert len(refused) < 600
        assert snapshot(folder) == before
        return True
    look(theirs)
    return False


def look(collection: Collection) -> None:
    """Everything can be shown, listed and sent on, and all is sound."""
    assert collection.check().problems == ()
    ids = collection.ids(Query()) + collection.ids(Query(trashed=True))
    for record in ids:
        collection.get(record)
        for revision in collection.history(record):
            with suppress(UserError):  # what was before may be gone
                collection.difference(record, revision.id)
        with suppress(UserError):  # a newer kmdesk may have written it
            collection.parts(record)
        collection.conflicts(record)
        collection.backlinks(record)
        collection.sightings(record)
        collection.linked_from(record)
        collection.title_of(record)
        with suppress(UserError):  # there may be nothing to erase, or a newer kmdesk wrote it
            collection.would_erase(Wish(record))
    assert len(collection.rows(ids)) == len(ids)
    collection.search("falls")
    collection.overdue(10)
    collection.erasures()
    collection.occurrences("falls")
    collection.tags()
    collection.closest("falls on wards")
    for kind in factory.DOCUMENTS:
        list(collection.documents(kind))
    out = collection.path.with_name("out.kmx")
    export(collection, out, Choice(ids=ids, with_history=True, with_page=True))
    preview(collection, kmx.read(out))
    assert collection.check(rebuild=True).problems == ()


def try_numbers(prepared: Prepared, folder: Path, some: range) -> None:
    tried = Tried(iter(some))
    try:
        try_files(prepared, folder, tried)
    except Exception as error:
        error.add_note(f"KMDESK_FUZZ={tried.latest} begins with this file.")
        raise


def test_hundreds_of_changed_files(prepared: Prepared, tmp_path: Path) -> None:
    try_numbers(prepared, tmp_path, range(FIRST, FIRST + 300))


@pytest.mark.slow
@pytest.mark.parametrize("part", range(20))
def test_twenty_thousand_changed_files(prepared: Prepared, tmp_path: Path, part: int) -> None:
    prepared.outcomes.clear()
    try_numbers(prepared, tmp_path, range(part * 1_000, (part + 1) * 1_000))
    assert prepared.outcomes["accepted"] > 20, "no change reached what lies behind the checks"
