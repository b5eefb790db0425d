"""What kmdesk writes is read by a reader that was written from the document alone, and back."""

import itertools
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmdesk.base.errors import UserError
from kmdesk.exchange import Choice, export, export_file, import_file
from kmdesk.models import canonical
from kmdesk.store.collection import Collection
from kmdesk.store.views import Query, Wish
from tests import factory
from tests.exchange import newer
from tests.exchange.independent_reader import Shelf, UnsoundError, check
from tests.exchange.independent_reader import canonical as spelt
from tests.exchange.test_kmx import put, rewritten, set_manifest
from tests.models.strategies import contents


def everything(collection: Collection, file: Path) -> Path:
    ids = collection.ids(Query()) + collection.ids(Query(trashed=True))
    choice = Choice(ids=ids, with_history=True, with_page=True)
    return export(collection, file, choice).path


def without_positions(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: without_positions(v) for k, v in value.items() if k != "position"}
    return [without_positions(one) for one in value] if isinstance(value, list) else value


def assert_same(shelf: Shelf, collection: Collection) -> None:
    """The reader shows what kmdesk shows."""
    ids = collection.ids(Query()) + collection.ids(Query(trashed=True))
    assert shelf.records() == set(ids)
    for record in ids:
        view = collection.get(record)
        document, disputed = shelf.shows(record)
        assert document.get("trashed", False) == view.trashed
        assert {"kind": view.kind, "id": record, **without_positions(document)} == view.document
        assert disputed == {conflict.path for conflict in collection.conflicts(record)}


@pytest.fixture
def swapped(ours: Collection, theirs: Collection, tmp_path: Path) -> list[Path]:
    """Two people work on the same records; return the files of both, from before they meet."""
    ids = ours.add([make() for make in factory.DOCUMENTS.values()]).ids
    note = tmp_path / "note.txt"
    note.write_text("the room is on the second floor")
    ours.attach(ids[0], note)
    first = everything(ours, tmp_path / "first.kmx")
    import_file(theirs, first)
    for side, word in ((ours, "ours"), (theirs, "theirs")):
        side.edit(ids[0], {"title": f"A title of {word}", "tags": ["falls", word]})
        side.edit(ids[1], {"summary": f"A summary, {word}"})
    items = ours.get(ids[0]).document["findings"]
    ours.edit(ids[0], {"findings": [items[1]]})
    theirs.edit(ids[0], {"findings": [{**items[0], "text": "Edited"}, items[1]]})
    theirs.edit(ids[3], {"reuse": [*theirs.get(ids[3]).document["reuse"], {"where": "Ward 9"}]})
    ours.trash([ids[2], ids[4]])
    theirs.edit(ids[2], {"challenge": "Still needed"})
    files = [first, everything(ours, tmp_path / "ours.kmx")]
    return [*files, everything(theirs, tmp_path / "theirs.kmx")]


def test_files_in_any_order_show_what_kmdesk_shows(
    ours: Collection, theirs: Collection, swapped: list[Path]
) -> None:
    import_file(ours, swapped[2])
    import_file(theirs, swapped[1])
    for order in itertools.permutations(swapped[1:]):
        shelf = Shelf()
        for path in (swapped[0], *order, *order):
            manifest = shelf.read(path)
            assert manifest["page"].startswith(b"<!doctype html>")
            assert manifest["keys"]
        assert [len(data) for data in shelf.files.values()] == [31]
        assert_same(shelf, ours)
        assert_same(shelf, theirs)
    assert ours.conflicts()


def test_erasures_in_any_order_leave_what_kmdesk_leaves(
    ours: Collection, theirs: Collection, swapped: list[Path], tmp_path: Path
) -> None:
    import_file(ours, swapped[2])
    ids = {row.kind: row.id for row in ours.rows(ours.ids(Query()))}
    ours.settle(
        ids["review"], {c.path: c.values[0].revision for c in ours.conflicts(ids["review"])}
    )
    ours.erase([Wish(ids["review"], ("summary",)), Wish(ids["lesson"])], "A reason")
    theirs.edit(ids["review"], {"summary": "Unaware of it", "title": "New title"})
    late = everything(theirs, tmp_path / "late.kmx")
    erased = everything(ours, tmp_path / "erased.kmx")
    import_file(ours, late)
    for order in itertools.permutations((*swapped, erased, late)):
        if order.index(swapped[0]) > 0:
            continue
        shelf = Shelf()
        for path in order:
            shelf.read(path)
        assert_same(shelf, ours)
        assert "Unaware" not in str(shelf.contents)
        heads = {record: shelf.heads(record) for record in shelf.records()}
        assert heads == {record: set(ours.get(record).heads) for record in heads}


def test_kmdesk_reads_what_follows_the_document(
    theirs: Collection, swapped: list[Path], tmp_path: Path
) -> None:
    """A file is a zip of lines that anybody can write."""
    shelf = Shelf()
    shelf.read(swapped[1])
    with zipfile.ZipFile(swapped[1]) as source, zipfile.ZipFile(tmp_path / "own.kmx", "w") as made:
        for name in ("content.jsonl", "headers.jsonl"):
            made.writestr(name, source.read(name))
        for digest, data in shelf.files.items():
            made.writestr(f"attachments/{digest}", data)
        told = {"headers": len(shelf.headers), "contents": len(shelf.contents), "attachments": 1}
        manifest = {
            "format": "kmdesk-exchange",
            "version": 1,
            "made": "2026-11-23T10:42:07.123456Z",
            "sender": {"id": "ANOTHER"},
            **told,
        }
        made.writestr("manifest.json", json.dumps(manifest, indent=2))
    import_file(theirs, tmp_path / "own.kmx")
    shelf.read(swapped[2])
    assert_same(shelf, theirs)


def test_what_is_unknown_is_kept_ignored_or_refused_as_the_document_says(
    theirs: Collection, ours: Collection, tmp_path: Path
) -> None:
    path, record = newer.newer_file(tmp_path)
    rewritten(path, path, set_manifest(mood="calm", sender={"id": "X", "name": "Y", "z": 1}))
    shelf = Shelf()
    shelf.read(path)
    import_file(theirs, path)
    content, _ = shelf.shows(record)
    assert content["holograms"] == theirs.get(record).document["holograms"] == ["blue", "green"]
    onward = export_file(theirs, tmp_path / "onward.kmx").path
    again = Shelf()
    again.read(onward)
    assert again.contents == shelf.contents


def unknown_field(entries: dict[str, bytes]) -> None:
    entries["headers.jsonl"] = entries["headers.jsonl"].replace(b'"v":1}', b'"v":1,"w":2}')


@pytest.mark.parametrize(
    "change",
    [
        put("extra.json", b"{}"),
        set_manifest(version=2),
        set_manifest(contents=70),
        unknown_field,
    ],
)
def test_both_refuse_the_same(
    theirs: Collection,
    swapped: list[Path],
    tmp_path: Path,
    change: Callable[[dict[str, bytes]], None],
) -> None:
    bad = rewritten(swapped[0], tmp_path / "bad.kmx", change)
    with pytest.raises(UserError):
        import_file(theirs, bad)
    with pytest.raises(UnsoundError):
        Shelf().read(bad)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def accepts(some: Callable[[Any], object], value: Any) -> bool:
    try:
        some(value)
    except (ValueError, UnsoundError):
        return False
    return True


@given(contents | plain)
@settings(max_examples=150)
def test_both_take_the_same_for_canonical(value: Any) -> None:
    assert accepts(canonical.check, value) == accepts(check, value)
    if accepts(check, value):
        assert canonical.encode(value) == spelt(value)
