"""What people may rely on when files go to and fro, each in a few lines."""

from pathlib import Path

import pytest

from kmdesk.exchange import export_file, import_file, preview, read
from kmdesk.store.collection import Collection
from kmdesk.store.views import Query
from tests.exchange.test_transfer import LESSON, everything, swap
from tests.exchange.watching import snapshot


def test_our_own_file_brings_nothing_and_changes_no_byte(ours: Collection, tmp_path: Path) -> None:
    ours.add([LESSON, {**LESSON, "title": "Another"}])
    file = export_file(ours, tmp_path / "own.kmx").path
    import_file(ours, file)
    before = snapshot(tmp_path)
    report = import_file(ours, file)
    assert (report.number, report.new, report.known) == (0, 0, 2)
    assert snapshot(tmp_path) == before


def test_a_file_that_goes_round_comes_back_as_nothing_new(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    ours.add([LESSON])
    before = everything(ours)
    for _ in range(3):
        swap(ours, theirs, tmp_path)
        swap(theirs, ours, tmp_path)
    assert everything(ours) == everything(theirs) == before


def test_records_of_one_title_stay_two_and_keep_it(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    [mine], [yours] = ours.add([LESSON]).ids, theirs.add([LESSON]).ids
    swap(ours, theirs, tmp_path)
    assert {row.id: row.title for row in theirs.rows([mine, yours])} == {
        mine: LESSON["title"],
        yours: LESSON["title"],
    }


@pytest.mark.parametrize("year", ["1980", "9998"])
def test_a_wrong_clock_decides_nothing(
    ours: Collection,
    theirs: Collection,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    year: str,
) -> None:
    """Who built on the other's words has the last word, whatever either clock said."""
    [record] = ours.add([LESSON]).ids
    swap(ours, theirs, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("kmdesk.base.clock.now", lambda: f"{year}-01-01T00:00:00.000000Z")
        theirs.edit(record, {"statement": "Theirs", "why": "Theirs"})
    swap(theirs, ours, tmp_path)
    assert ours.get(record).document["statement"] == "Theirs"
    ours.edit(record, {"statement": "Ours again"})
    swap(ours, theirs, tmp_path)
    assert theirs.get(record).document["statement"] == "Ours again"
    assert theirs.get(record).document["why"] == "Theirs"
    assert not theirs.conflicts()


def test_a_much_smaller_file_takes_nothing_away(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    ids = ours.add([{**LESSON, "title": f"Lesson {n}"} for n in range(50)]).ids
    swap(ours, theirs, tmp_path)
    before = everything(theirs)
    file = export_file(ours, tmp_path / "small.kmx", ids[:1]).path
    assert not preview(theirs, read(file)).brings
    import_file(theirs, file)
    assert everything(theirs) == before


def test_what_was_merged_is_listed_found_and_has_the_tags_of_both(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    [record] = ours.add([{**LESSON, "tags": ["rooms", "old"]}]).ids
    swap(ours, theirs, tmp_path)
    ours.edit(record, {"tags": ["rooms", "ours"], "why": "Quokkas"})
    theirs.edit(record, {"tags": ["old", "rooms", "theirs"], "context": "Zebras"})
    swap(theirs, ours, tmp_path)
    assert ours.ids(Query()) == [record]
    assert ours.get(record).document["tags"] == ["ours", "rooms", "theirs"]
    for words in ("Quokkas", "Zebras"):
        assert [hit.row.id for hit in ours.search(words)] == [record]


def test_a_disagreement_is_told_at_once_and_both_texts_are_kept(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    [record] = ours.add([LESSON]).ids
    swap(ours, theirs, tmp_path)
    ours.edit(record, {"statement": "Ours"})
    theirs.edit(record, {"statement": "Theirs"})
    file = export_file(theirs, tmp_path / "theirs.kmx").path
    assert preview(ours, read(file)).count("conflict") == 1
    assert import_file(ours, file).conflicts == 1
    assert ours.counts().conflicts == 1
    [conflict] = ours.conflicts(record)
    assert {one.value for one in conflict.values} == {"Ours", "Theirs"}
    assert all(revision.readable for revision in ours.history(record)[:2])
