"""Attached files are read in the background's own way: apart, one by one, and never twice."""

from pathlib import Path

import pytest

from kmdesk.base.errors import Cancelled, UserError
from kmdesk.base.progress import Progress
from kmdesk.exchange import file_index
from kmdesk.exchange.file_reader import Reader
from kmdesk.exchange.file_text import UnreadableError
from kmdesk.store.collection import Collection
from tests.exchange.test_file_text import locked_pdf, pdf, word
from tests.factory import lesson
from tests.processes import Children


@pytest.fixture
def three_files(ours: Collection, tmp_path: Path) -> Collection:
    [record] = ours.add([lesson(title="Rotas")]).ids
    for name, data in {
        "plan.pdf": pdf("The night rota"),
        "plan.docx": word("Café rounds"),
        "secret.pdf": locked_pdf(),
        "photo.png": b"\x89PNG",
    }.items():
        (tmp_path / name).write_bytes(data)
        ours.attach(record, tmp_path / name)
    return ours


def test_files_are_read_and_found_and_one_that_is_locked_is_named(
    three_files: Collection,
) -> None:
    told: list[tuple[int, int, str]] = []
    report = file_index.index_files(three_files, Progress(lambda *step: told.append(step)))
    assert report.read == 2
    assert report.faults == {
        "secret.pdf": "is locked with a password, so its words cannot be searched"
    }
    assert {name for *_, name in told} == {"plan.pdf", "plan.docx", "secret.pdf"}
    assert [(done, total) for done, total, _ in told] == [(0, 3), (1, 3), (2, 3)]
    for words, name in (("night rota", "plan.pdf"), ("cafe", "plan.docx")):
        [hit] = three_files.search(words)
        assert hit.snippet.startswith(f"in {name}: ")
    assert file_index.waiting(three_files) == []
    assert file_index.index_files(three_files, Progress()) == file_index.IndexReport()


def test_work_that_was_stopped_goes_on_where_it_was(three_files: Collection) -> None:
    progress = Progress()

    def stop_at_the_second(done: int, _total: int, _name: str) -> None:
        if done == 1:
            progress.cancel()

    progress.report = stop_at_the_second
    with pytest.raises(Cancelled):
        file_index.index_files(three_files, progress)
    assert len(file_index.waiting(three_files)) == 2
    again = file_index.index_files(three_files, Progress())
    assert again.read + len(again.faults) == 2


def test_a_file_that_takes_too_long_is_given_up() -> None:
    with Reader(seconds=0) as reader, pytest.raises(UnreadableError, match="takes too long"):
        reader.read("slow.pdf", pdf("words"), Progress())


def test_a_file_that_brings_its_process_down_harms_no_other(children: Children) -> None:
    def kill_what_reads() -> None:
        for process in children() if reader._apart._is_ready else ():
            process.kill()

    with Reader() as reader:
        assert reader.read("a.pdf", pdf("first"), Progress()) == "first"
        with pytest.raises(UnreadableError, match="cannot be read safely"):
            reader.read("b.pdf", pdf("second"), Progress(let_pass=kill_what_reads))
        assert reader.read("c.pdf", pdf("third"), Progress()) == "third"


def test_a_file_is_not_blamed_for_a_process_that_somebody_ended(children: Children) -> None:
    with Reader() as reader:
        assert reader.read("a.pdf", pdf("first"), Progress()) == "first"
        [process] = children()
        process.kill()
        assert reader.read("b.pdf", pdf("second"), Progress()) == "second"


def test_a_pc_that_starts_no_process_blames_no_file(
    three_files: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_process: object) -> None:
        raise PermissionError

    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", refuse)
    with pytest.raises(UserError, match="so none was read"):
        file_index.index_files(three_files, Progress())
    assert len(file_index.waiting(three_files)) == 3


def test_reading_stops_at_once_when_asked(children: Children) -> None:
    progress = Progress()
    progress.cancel()
    with Reader() as reader:
        with pytest.raises(Cancelled):
            reader.read("a.pdf", pdf("words"), progress)
        assert children() == []
