"""The exchange folder: presses in any order, with faults; all end equal and nothing is lost."""

import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kmdesk.base.errors import Cancelled, UserError
from kmdesk.base.progress import Progress
from kmdesk.exchange import export_file, folder, kmx_writing, peers, read, undo_import
from kmdesk.exchange.folder import SwapReport
from kmdesk.exchange.kmx import PassphraseError
from kmdesk.store.collection import Collection
from kmdesk.store.settings import DEVICE
from kmdesk.store.views import Wish
from tests.exchange.newer import header, write
from tests.exchange.test_transfer import LESSON, everything


@pytest.fixture
def share(tmp_path: Path) -> Path:
    made = tmp_path / "share"
    made.mkdir()
    return made


def press(collection: Collection, share: Path, passphrase: str | None = None) -> SwapReport:
    looked = folder.look(collection, share, passphrase, Progress())
    return folder.swap(collection, looked, passphrase=passphrase)


def quiet(report: SwapReport) -> bool:
    """Say whether a swap did nothing at all."""
    return not (report.numbers or report.written or report.skipped or report.not_written)


def files_of(collection: Collection, share: Path) -> list[str]:
    return sorted(path.name for path in share.glob(f"{collection.setting(DEVICE)}-*.kmx"))


def test_one_press_each_and_both_have_everything(
    ours: Collection, theirs: Collection, share: Path
) -> None:
    [mine] = ours.add([LESSON]).ids
    theirs.add([{**LESSON, "title": "Theirs"}])
    first = press(ours, share)
    assert (first.records, first.numbers) == (1, ())
    second = press(theirs, share)
    assert (second.records, second.taken.count("new")) == (1, 1)
    press(ours, share)
    assert everything(ours) == everything(theirs)
    device = ours.setting(DEVICE)
    assert files_of(ours, share) == [f"{device}-000001.kmx"]
    ours.edit(mine, {"why": "because"})
    assert press(ours, share).written == share / f"{device}-000002.kmx"
    assert ours.exchanges()[0].direction == "out"


def test_nothing_new_reads_and_writes_nothing(
    ours: Collection, theirs: Collection, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours.add([LESSON])
    theirs.add([{**LESSON, "title": "Theirs"}])
    for side in (ours, theirs, ours, theirs):
        press(side, share)
    listed = sorted(share.iterdir())
    monkeypatch.setattr("kmdesk.exchange.kmx.read", lambda *_: pytest.fail("read again"))
    before = [side.path.read_bytes() for side in (ours, theirs)]
    assert quiet(press(ours, share))
    assert quiet(press(theirs, share))
    assert sorted(share.iterdir()) == listed
    assert [side.path.read_bytes() for side in (ours, theirs)] == before


def test_a_later_file_carries_only_what_the_folder_lacks(
    ours: Collection, theirs: Collection, share: Path
) -> None:
    ids = ours.add([{**LESSON, "title": f"Lesson {n}"} for n in range(30)]).ids
    press(ours, share)
    press(theirs, share)
    theirs.edit(ids[4], {"why": "because"})
    written = press(theirs, share).written
    assert written is not None
    with zipfile.ZipFile(written) as archive:
        assert archive.read("content.jsonl").count(b"\n") == 1
        assert archive.read("headers.jsonl").count(b"\n") == 2
    press(ours, share)
    assert everything(ours) == everything(theirs)


def test_two_people_press_at_once(ours: Collection, theirs: Collection, share: Path) -> None:
    """Each writes while the other reads: what is half there is left, and nobody's file changes."""
    [record] = ours.add([{**LESSON, "context": "long " * 20_000}]).ids
    for side in (ours, theirs):
        press(side, share)
    with ThreadPoolExecutor(2) as pool:
        for number in range(6):
            ours.edit(record, {"why": f"ours {number}"})
            theirs.edit(record, {"context": f"{number} " * 20_000})
            both = [pool.submit(press, side, share) for side in (ours, theirs)]
            for report in both:
                assert not report.result(timeout=60).not_written
    for side in (ours, theirs, ours):
        press(side, share)
    assert everything(ours) == everything(theirs)
    devices = {side.setting(DEVICE) for side in (ours, theirs)}
    for file in share.iterdir():
        sender = read(file).manifest.sender.id
        assert sender in devices
        assert file.name.startswith(sender)


def test_private_records_stay(ours: Collection, share: Path) -> None:
    ours.add([{**LESSON, "sharing": "private"}])
    assert quiet(press(ours, share))
    assert list(share.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["x (1).kmx", "x - Copy.KMX", "x (conflicted copy 2026-11-20).kmx"]
)
def test_a_copy_under_another_name_is_what_it_holds(
    ours: Collection, theirs: Collection, share: Path, name: str
) -> None:
    ours.add([LESSON])
    written = press(ours, share).written
    assert written is not None
    shutil.copy(written, share / name)
    assert press(theirs, share).taken.count("new") == 1
    assert len(theirs.exchanges()) == 1
    written.unlink()
    assert quiet(press(theirs, share))
    assert quiet(press(ours, share))


@pytest.mark.parametrize("part", [0.0, 0.3, 0.99])
def test_a_half_copied_file_is_skipped_and_taken_later(
    ours: Collection, theirs: Collection, share: Path, part: float
) -> None:
    ours.add([LESSON])
    written = press(ours, share).written
    assert written is not None
    whole = written.read_bytes()
    written.write_bytes(whole[: int(len(whole) * part)] + b"\0" * 10)
    report = press(theirs, share)
    [skipped] = report.skipped
    assert skipped.name == written.name
    assert "not a sound exchange file" in skipped.reason
    assert everything(theirs) == {}
    written.write_bytes(whole)
    assert press(theirs, share).taken.count("new") == 1


def test_hostile_files_are_named_and_the_others_taken(
    ours: Collection, theirs: Collection, share: Path
) -> None:
    [record] = ours.add([LESSON]).ids
    press(ours, share)
    (share / "bad.kmx").write_bytes(b"PK\x03\x04 nonsense")
    content = {"title": "Not a lesson any more"}
    write(share / "kind.kmx", [header(content, record=record, kind="review")], [content])
    orphan = header(content, parents=("0" * 64,))
    write(share / "orphan.kmx", [orphan], [content])
    (share / "notes.txt").write_text("not ours")
    (share / "folder.kmx").mkdir()
    report = press(theirs, share)
    assert {one.name for one in report.skipped} == {"bad.kmx", "kind.kmx", "orphan.kmx"}
    assert everything(theirs) == everything(ours)
    assert (share / "notes.txt").exists()
    assert theirs.check().problems == ()


def test_what_somebody_deleted_is_made_up_for(
    ours: Collection, theirs: Collection, share: Path, tmp_path: Path
) -> None:
    ours.add([LESSON])
    theirs.add([{**LESSON, "title": "Theirs"}])
    for side in (ours, theirs, ours):
        press(side, share)
    for file in share.iterdir():
        file.unlink()
    report = press(theirs, share)
    assert report.records == 2
    assert files_of(theirs, share) == [f"{theirs.setting(DEVICE)}-000002.kmx"]
    with Collection.open(tmp_path / "third.kmdesk", create=True) as third:
        press(third, share)
        assert everything(third) == everything(ours)


def test_what_is_not_chosen_comes_with_a_later_swap(
    ours: Collection, theirs: Collection, share: Path
) -> None:
    first, second = ours.add([LESSON, {**LESSON, "title": "Second"}]).ids
    press(ours, share)
    looked = folder.look(theirs, share, None, Progress())
    report = folder.swap(theirs, looked, only=[first])
    assert (report.taken.count("new"), report.left) == (1, 1)
    assert set(everything(theirs)) == {first}
    lines = folder.look(theirs, share, None, Progress()).lines
    effects = {line.id: line.effect for line in lines}
    assert effects == {first: "known", second: "new"}
    press(theirs, share)
    assert everything(theirs) == everything(ours)


def test_what_was_taken_back_is_offered_again(
    ours: Collection, theirs: Collection, share: Path
) -> None:
    ours.add([LESSON])
    press(ours, share)
    undo_import(theirs, *press(theirs, share).numbers)
    assert everything(theirs) == {}
    assert press(theirs, share).taken.count("new") == 1
    assert everything(theirs) == everything(ours)


def test_files_from_before_an_erasure_are_replaced(
    ours: Collection, theirs: Collection, share: Path
) -> None:
    [record] = ours.add([LESSON]).ids
    [kept] = theirs.add([{**LESSON, "title": "Theirs"}]).ids
    for side in (ours, theirs, ours):
        press(side, share)
    old = files_of(ours, share)
    others = files_of(theirs, share)
    ours.erase([Wish(record, ("statement",))], "A name in it")
    press(ours, share)
    assert len(files_of(ours, share)) == 1
    assert files_of(ours, share) != old
    assert files_of(theirs, share) == others
    with zipfile.ZipFile(share / files_of(ours, share)[0]) as archive:
        assert LESSON["statement"].encode() not in archive.read("content.jsonl")
    assert quiet(press(ours, share))
    assert set(everything(ours)) == {record, kept}


def test_an_erasure_reaches_everybody_by_the_folder(
    ours: Collection, theirs: Collection, share: Path
) -> None:
    whole, part = ours.add([LESSON, {**LESSON, "title": "Second"}]).ids
    for side in (ours, theirs):
        press(side, share)
    theirs.edit(part, {"why": "because"})
    ours.erase([Wish(whole, ()), Wish(part, ("statement",))], "A name in it")
    for side in (ours, theirs, ours, theirs):
        press(side, share)
    assert everything(ours) == everything(theirs)
    assert set(everything(ours)) == {part}
    for file in share.iterdir():
        with zipfile.ZipFile(file) as archive:
            assert LESSON["statement"].encode() not in archive.read("content.jsonl")
    assert quiet(press(ours, share))
    assert quiet(press(theirs, share))


def test_two_files_that_contradict_each_other(theirs: Collection, share: Path) -> None:
    content = {"title": "One or the other"}
    for name, kind in (("a", "review"), ("b", "lesson"), ("c", "review")):
        write(
            share / f"{name}.kmx",
            [header({**content, "x": name}, kind=kind)],
            [{**content, "x": name}],
        )
    report = press(theirs, share)
    assert [one.name for one in report.skipped] == ["b.kmx"]
    assert len(everything(theirs)) == 1


def test_a_copied_collection_never_writes_as_the_same_one(
    ours: Collection, share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [record] = ours.add([LESSON]).ids
    press(ours, share)
    copy = tmp_path / "other" / "ours.kmdesk"
    copy.parent.mkdir()
    ours.backup(copy)
    monkeypatch.setenv("KMDESK_HOME", str(tmp_path / "other-home"))
    with Collection.open(copy, author="AP at home") as home:
        home.edit(record, {"why": "at home"})
        ours.edit(record, {"why": "at work"})
        one, other = press(ours, share).written, press(home, share).written
        assert one is not None
        assert other is not None
        assert one.name[:26] != other.name[:26]
        press(ours, share)
        assert everything(ours) == everything(home)
        assert [conflict.path for conflict in ours.conflicts(record)] == ["why"]


def test_an_older_state_put_back_does_not_use_its_numbers_again(
    ours: Collection, theirs: Collection, share: Path, tmp_path: Path
) -> None:
    ours.add([LESSON])
    old = tmp_path / "old.kmdesk"
    ours.backup(old)
    press(ours, share)
    ours.add([{**LESSON, "title": "Second"}])
    written = press(ours, share).written
    assert written is not None
    before = written.read_bytes()
    ours.close()
    shutil.copy(old, ours.path)
    with Collection.open(ours.path, author="AP") as again:
        press(again, share)
        assert len(everything(again)) == 2
        again.add([{**LESSON, "title": "Third"}])
        press(again, share)
    assert written.read_bytes() == before
    press(theirs, share)
    assert len(everything(theirs)) == 3


def test_a_number_in_the_folder_is_never_written_over(ours: Collection, share: Path) -> None:
    taken = share / f"{ours.setting(DEVICE)}-000041.kmx"
    taken.write_bytes(b"something else")
    ours.add([LESSON])
    written = press(ours, share).written
    assert written == share / f"{ours.setting(DEVICE)}-000042.kmx"
    assert taken.read_bytes() == b"something else"


def test_a_read_only_folder_gives_and_says_so(
    ours: Collection, theirs: Collection, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours.add([LESSON])
    theirs.add([{**LESSON, "title": "Theirs"}])
    press(ours, share)

    make = tempfile.mkstemp

    def refuse(**place: Any) -> tuple[int, str]:
        if place["dir"] == share:
            raise PermissionError(13, "Permission denied")
        return make(**place)

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    report = press(theirs, share)
    assert "could not be written (Permission denied)" in report.not_written
    assert len(everything(theirs)) == 2
    monkeypatch.undo()
    assert press(theirs, share).written


def test_a_folder_that_is_not_there_is_one_sentence(ours: Collection, share: Path) -> None:
    shutil.rmtree(share)
    before = ours.path.read_bytes()
    with pytest.raises(UserError, match="cannot be read"):
        press(ours, share)
    assert ours.path.read_bytes() == before
    assert not share.exists()


def test_a_folder_that_goes_away_midway_loses_nothing(
    ours: Collection, theirs: Collection, share: Path, tmp_path: Path
) -> None:
    note = tmp_path / "note.txt"
    note.write_text("bytes that are read at the end")
    [record] = ours.add([LESSON]).ids
    ours.attach(record, note)
    theirs.add([{**LESSON, "title": "Theirs"}])
    press(ours, share)
    looked = folder.look(theirs, share, None, Progress())
    share.rename(tmp_path / "away")
    before = everything(theirs)
    with pytest.raises(UserError, match="changed or went away"):
        folder.swap(theirs, looked)
    assert everything(theirs) == before
    (tmp_path / "away").rename(share)
    press(theirs, share)
    press(ours, share)
    assert everything(ours) == everything(theirs)


def test_a_folder_that_goes_away_after_the_taking_says_so(
    ours: Collection, theirs: Collection, share: Path, tmp_path: Path
) -> None:
    ours.add([LESSON])
    theirs.add([{**LESSON, "title": "Theirs"}])
    press(ours, share)
    looked = folder.look(theirs, share, None, Progress())
    share.rename(tmp_path / "away")
    report = folder.swap(theirs, looked)
    assert report.not_written
    assert len(everything(theirs)) == 2


def test_a_temporary_file_that_another_program_removes_is_a_sentence(
    ours: Collection, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours.add([LESSON])
    real = kmx_writing._write_zip

    def write_zip(*arguments: object) -> None:
        real(*arguments)  # type: ignore[arg-type]
        for part in share.glob(".*"):
            part.unlink()

    monkeypatch.setattr(kmx_writing, "_write_zip", write_zip)
    assert "could not be written" in press(ours, share).not_written
    monkeypatch.undo()
    assert press(ours, share).written
    assert [path.suffix for path in share.iterdir()] == [".kmx"]


def test_what_a_crash_left_of_ours_goes_and_of_others_stays(ours: Collection, share: Path) -> None:
    left = share / f".{ours.setting(DEVICE)}-000001.kmx.abc.part"
    other = share / ".OTHER-000001.kmx.abc.part"
    left.touch()
    other.touch()
    ours.add([LESSON])
    press(ours, share)
    assert not left.exists()
    assert other.exists()


def test_a_cancelled_swap_leaves_no_trace(
    ours: Collection, theirs: Collection, share: Path
) -> None:
    ours.add([LESSON])
    theirs.add([{**LESSON, "title": "Theirs"}])
    press(ours, share)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        folder.look(theirs, share, None, progress)
    looked = folder.look(theirs, share, None, Progress())
    with pytest.raises(Cancelled):
        folder.swap(theirs, looked, progress=progress)
    assert len(everything(theirs)) == 1
    assert theirs.exchanges() == []
    assert len(list(share.iterdir())) == 1


@pytest.mark.usefixtures("quick_passphrase")
def test_an_encrypted_folder_gets_no_plain_file(
    ours: Collection, theirs: Collection, share: Path
) -> None:
    ours.add([LESSON])
    theirs.add([{**LESSON, "title": "Theirs"}])
    press(ours, share, "correct horse")
    for side, wrong in ((ours, None), (theirs, None), (theirs, "wrong")):
        with pytest.raises(PassphraseError, match="nothing was taken or written"):
            press(side, share, wrong)
    assert len(list(share.iterdir())) == 1
    press(theirs, share, "correct horse")
    press(ours, share, "correct horse")
    assert everything(ours) == everything(theirs)
    assert all(path.read_bytes().startswith(b"age-") for path in share.iterdir())
    assert b"correct horse" not in ours.path.read_bytes() + theirs.path.read_bytes()


def test_a_colleague_is_known_from_the_folder_too(
    ours: Collection, theirs: Collection, share: Path, tmp_path: Path
) -> None:
    theirs.add([{**LESSON, "title": f"Lesson {n}", "why": "x" * 100} for n in range(3)])
    press(theirs, share)
    press(ours, share)
    ours.add([LESSON])
    assert peers(ours)[0].lacks == 1
    export_file(ours, tmp_path / "plain.kmx")


PRESSES = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["press", "edit", "add", "trash", "lose", "copy", "cut", "undo"]),
        st.integers(0, 7),
    ),
    max_size=25,
)


def _three(made: Path, empty_file: Path, stack: ExitStack) -> Iterator[Collection]:
    for number in range(3):
        path = made / f"{number}.kmdesk"
        shutil.copy(empty_file, path)
        yield stack.enter_context(Collection.open(path, author=f"Person {number}"))


def _step(sides: list[Collection], share: Path, who: int, what: str, which: int) -> None:
    side = sides[who]
    files = sorted(share.iterdir())
    ids = sorted(everything(side))
    steps: dict[str, Callable[[], object]] = {"press": lambda: press(side, share)}
    steps["add"] = lambda: side.add([{**LESSON, "title": f"By {who}, {which}"}])
    if ids:
        record = ids[which % len(ids)]
        steps["edit"] = lambda: side.edit(record, {"why": f"By {who}, {which}"})
        steps["trash"] = lambda: side.trash([record])
    if files:
        file = files[which % len(files)]
        steps["lose"] = file.unlink
        steps["copy"] = lambda: shutil.copy(file, share / f"{file.stem} ({which}).kmx")
        steps["cut"] = lambda: os.truncate(file, file.stat().st_size * which // 8)
    standing = [e.number for e in side.exchanges() if e.direction == "in" and not e.undone]
    if standing:
        steps["undo"] = lambda: undo_import(side, standing[0])
    if what in steps:
        try:
            steps[what]()
        except UserError as error:
            assert "was changed after this import" in str(error)  # noqa: PT017


def _presses_end_equal(made: Path, empty_file: Path, steps: list[tuple[int, str, int]]) -> None:
    share = made / "share"
    share.mkdir()
    with ExitStack() as stack:
        sides = list(_three(made, empty_file, stack))
        for who, what, which in steps:
            _step(sides, share, who, what, which)
        written = {record for side in sides for record in everything(side)}
        for side in (*sides, *sides):
            assert not press(side, share).not_written
        states = [everything(side) for side in sides]
        assert states[0] == states[1] == states[2]
        assert written == states[0].keys()
        assert all(quiet_but_damaged(press(side, share)) for side in sides)


def quiet_but_damaged(report: SwapReport) -> bool:
    return not (report.numbers or report.written or report.not_written)


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(steps=PRESSES)
def test_any_order_of_presses_ends_equal(
    tmp_path_factory: pytest.TempPathFactory, empty_file: Path, steps: list[tuple[int, str, int]]
) -> None:
    """Three people, files lost, copied and cut: two more presses each, and all have everything."""
    _presses_end_equal(tmp_path_factory.mktemp("presses"), empty_file, steps)


@pytest.mark.slow
@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(steps=PRESSES)
def test_many_orders_of_presses_end_equal(
    tmp_path_factory: pytest.TempPathFactory, empty_file: Path, steps: list[tuple[int, str, int]]
) -> None:
    """The same, longer."""
    _presses_end_equal(tmp_path_factory.mktemp("presses"), empty_file, steps)
