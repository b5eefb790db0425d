from pathlib import Path

import pytest

from kmdesk.base.errors import Cancelled, UserError
from kmdesk.base.progress import Progress
from kmdesk.exchange import (
    Choice,
    export_file,
    import_file,
    plan,
    preview,
    read,
    undo_import,
)
from kmdesk.store.collection import Collection
from kmdesk.store.views import Query

LESSON = {"kind": "lesson", "title": "Book the room early", "statement": "Rooms fill by May."}


def swap(source: Collection, target: Collection, folder: Path) -> None:
    file = folder / "swap.kmx"
    export_file(source, file)
    import_file(target, file)


def everything(collection: Collection) -> dict[str, object]:
    ids = collection.ids(Query()) + collection.ids(Query(trashed=True))
    return {i: (collection.get(i).document, collection.get(i).conflicts) for i in ids}


def test_an_attachment_travels_by_its_hash(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    [record] = ours.add([LESSON]).ids
    note = tmp_path / "note.txt"
    note.write_text("the room is on the second floor")
    ours.attach(record, note)
    swap(ours, theirs, tmp_path)
    view = theirs.get(record).record
    assert view is not None
    [attachment] = view.attachments
    assert theirs.attachment(attachment.id) == note.read_bytes()


@pytest.mark.parametrize("size", [2**20, 3 * 2**20 + 1])
def test_what_repeats_one_byte_travels_too(
    ours: Collection, theirs: Collection, tmp_path: Path, size: int
) -> None:
    """A blank picture packs further than readers accept of a file that they do not know."""
    blank = tmp_path / "blank.bmp"
    blank.write_bytes(bytes(size))
    [record] = ours.add([{"kind": "lesson", "title": "Blank", "context": "a" * size}]).ids
    ours.attach(record, blank)
    import_file(theirs, export_file(ours, tmp_path / "blank.kmx").path)
    [kept] = theirs.get(record).document["attachments"]
    assert theirs.attachment(kept["id"]) == bytes(size)


def test_earlier_text_stays_at_home_unless_asked_for(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    [record] = ours.add([{**LESSON, "statement": "A first thought"}]).ids
    ours.edit(record, {"statement": "A better one"})
    plain, full = tmp_path / "plain.kmx", tmp_path / "full.kmx"
    export_file(ours, plain)
    export_file(ours, full, with_history=True)
    import_file(theirs, plain)
    assert [r.readable for r in theirs.history(record)] == [True, False]
    with pytest.raises(UserError, match="not in this collection"):
        theirs.restore(record, theirs.history(record)[1].id)
    import_file(theirs, full)
    assert [r.readable for r in theirs.history(record)] == [True, True]
    theirs.restore(record, theirs.history(record)[1].id)
    assert theirs.get(record).document["statement"] == "A first thought"


def test_trash_travels_but_does_not_beat_an_edit(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    kept, gone = ours.add([LESSON, {**LESSON, "title": "Another"}]).ids
    swap(ours, theirs, tmp_path)
    ours.trash([kept, gone])
    theirs.edit(kept, {"statement": "Still needed"})
    swap(ours, theirs, tmp_path)
    swap(theirs, ours, tmp_path)
    assert everything(ours) == everything(theirs)
    assert not ours.get(kept).trashed
    assert "trashed" in ours.get(kept).revived
    assert ours.get(gone).trashed


def test_preview_tells_what_the_import_then_does(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    same, changed, disputed, gone = ours.add(
        [{**LESSON, "title": title} for title in ("Same", "Changed", "Disputed", "Gone")]
    ).ids
    swap(ours, theirs, tmp_path)
    ours.edit(changed, {"why": "because"})
    ours.edit(disputed, {"why": "ours"})
    theirs.edit(disputed, {"why": "theirs"})
    ours.trash([gone])
    [new] = ours.add([{**LESSON, "title": "New"}]).ids
    file = tmp_path / "next.kmx"
    export_file(ours, file)
    before = everything(theirs)
    lines = {line.id: line for line in preview(theirs, read(file)).lines}
    assert {i: line.effect for i, line in lines.items()} == {
        same: "known",
        changed: "changed",
        disputed: "conflict",
        gone: "trashed",
        new: "new",
    }
    bundle = read(file).bundle
    expected = {}
    for record in (changed, disputed, new):
        after = theirs.would_show(bundle, record)
        assert after is not None
        expected[record] = after.document
    assert everything(theirs) == before
    import_file(theirs, file)
    for record in (changed, disputed, new):
        assert theirs.get(record).document == expected[record]


def test_what_a_colleague_lacks_is_found_from_their_last_file(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    first, second = ours.add([LESSON, {**LESSON, "title": "Second"}]).ids
    swap(ours, theirs, tmp_path)
    swap(theirs, ours, tmp_path)
    assert plan(ours, Choice(since="JO")).records == ()
    ours.edit(second, {"why": "later"})
    assert plan(ours, Choice(since="JO")).records == (second,)
    with pytest.raises(UserError, match="files came from: JO"):
        plan(ours, Choice(since="Nobody"))
    assert first in everything(theirs)


def test_an_import_is_taken_back_only_while_nothing_was_built_on_it(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    [record] = ours.add([LESSON]).ids
    swap(ours, theirs, tmp_path)
    [entry] = theirs.exchanges()
    theirs.edit(record, {"why": "built on it"})
    with pytest.raises(UserError, match="was changed after this import"):
        undo_import(theirs, entry.number)
    assert theirs.get(record).document["why"] == "built on it"
    assert not theirs.exchanges()[0].undone


def test_an_undone_import_can_come_again(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    ours.add([LESSON])
    swap(ours, theirs, tmp_path)
    undo_import(theirs, theirs.exchanges()[0].number)
    assert everything(theirs) == {}
    swap(ours, theirs, tmp_path)
    assert everything(theirs) == everything(ours)
    assert theirs.check().problems == ()


def test_a_cancelled_import_leaves_no_trace(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    ours.add([LESSON])
    export_file(ours, tmp_path / "swap.kmx")
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        import_file(theirs, tmp_path / "swap.kmx", progress=progress)
    assert everything(theirs) == {}
    assert theirs.exchanges() == []


def test_there_is_a_backup_from_before_each_import_and_few_are_kept(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    [record] = ours.add([LESSON]).ids
    for number in range(7):
        ours.edit(record, {"why": f"reason {number}"})
        swap(ours, theirs, tmp_path)
    kept = sorted((tmp_path / "backups").glob("theirs before import *.kmdesk"))
    assert len(kept) == 5
    with Collection.open(kept[-1], read_only=True) as before:
        assert before.get(record).document["why"] == "reason 5"


def test_an_old_backup_that_cannot_be_removed_stops_no_import(
    ours: Collection, theirs: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlink = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path.suffix == ".kmdesk":
            raise PermissionError
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    [record] = ours.add([LESSON]).ids
    for number in range(7):
        ours.edit(record, {"why": f"reason {number}"})
        swap(ours, theirs, tmp_path)
    assert theirs.get(record).document["why"] == "reason 6"


def test_exports_of_one_record_in_sequence_all_arrive(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    [record] = ours.add([LESSON]).ids
    files = []
    for number in range(3):
        ours.edit(record, {"why": f"reason {number}"})
        files.append(tmp_path / f"{number}.kmx")
        export_file(ours, files[-1])
    for file in (files[2], files[0], files[1]):
        import_file(theirs, file)
    assert everything(theirs) == everything(ours)


def test_what_a_newer_kmdesk_wrote_travels_untouched(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    from tests.exchange.newer import newer_file

    file, record = newer_file(tmp_path)
    import_file(ours, file)
    view = ours.get(record)
    assert view.record is None
    assert view.document["holograms"] == ["blue", "green"]
    with pytest.raises(UserError, match="newer kmdesk"):
        ours.edit(record, {"title": "Changed"})
    swap(ours, theirs, tmp_path)
    assert theirs.get(record) == view
    assert [hit.row.id for hit in theirs.search("green")] == [record]
