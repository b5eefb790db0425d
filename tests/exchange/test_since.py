"""What a colleague lacks, known from their own files alone."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kmdesk.base.errors import UserError
from kmdesk.exchange import Choice, export, export_file, import_file, peers, plan, read, undo_import
from kmdesk.store.collection import Collection
from kmdesk.store.views import Query
from tests.exchange.test_transfer import LESSON, everything, swap


def send(source: Collection, target: Collection, file: Path, since: str) -> int:
    """Give what the target is not known to have, and return how many records went."""
    report = export(source, file, Choice(since=since))
    import_file(target, file)
    return report.records


@pytest.fixture
def many(ours: Collection, theirs: Collection, tmp_path: Path) -> list[str]:
    """Two collections that have the same twenty records and know that they do."""
    ids = ours.add([{**LESSON, "title": f"Lesson {n}"} for n in range(20)]).ids
    swap(ours, theirs, tmp_path)
    swap(theirs, ours, tmp_path)
    return list(ids)


def test_the_next_file_back_holds_what_changed_and_no_more(
    ours: Collection, theirs: Collection, tmp_path: Path, many: list[str]
) -> None:
    whole = (tmp_path / "swap.kmx").stat().st_size
    ours.edit(many[3], {"why": "later"})
    file = tmp_path / "since.kmx"
    assert send(ours, theirs, file, "JO") == 1
    incoming = read(file)
    assert {header.record for header in incoming.bundle.headers} == {many[3]}
    assert len(incoming.bundle.headers) == 2
    assert len(incoming.bundle.contents) == 1
    assert file.stat().st_size < whole / 1.8
    assert everything(theirs) == everything(ours)


def test_a_file_that_got_lost_is_made_up_for(
    ours: Collection, theirs: Collection, tmp_path: Path, many: list[str]
) -> None:
    ours.edit(many[3], {"why": "in a file that never arrives"})
    export(ours, tmp_path / "lost.kmx", Choice(since="JO"))
    ours.edit(many[4], {"why": "in the next one"})
    assert send(ours, theirs, tmp_path / "next.kmx", "JO") == 2
    assert everything(theirs) == everything(ours)


def test_nothing_new_is_one_sentence_and_no_file(
    ours: Collection, theirs: Collection, tmp_path: Path, many: list[str]
) -> None:
    file = tmp_path / "none.kmx"
    with pytest.raises(UserError, match="JO has everything already; no file was written"):
        export(ours, file, Choice(since="JO"))
    assert not file.exists()


def test_what_they_wrote_last_decides_not_what_came_last(
    ours: Collection, theirs: Collection, tmp_path: Path, many: list[str]
) -> None:
    first, second = tmp_path / "first.kmx", tmp_path / "second.kmx"
    ours.edit(many[0], {"why": "new"})
    export_file(theirs, first)
    swap(ours, theirs, tmp_path)
    export_file(theirs, second)
    import_file(ours, second)
    assert plan(ours, Choice(since="JO")).records == ()
    import_file(ours, first)
    assert plan(ours, Choice(since="JO")).records == ()


def test_who_takes_an_import_back_is_known_to_lack_it_from_the_next_file(
    ours: Collection, theirs: Collection, tmp_path: Path, many: list[str]
) -> None:
    [extra] = ours.add([{**LESSON, "title": "Extra"}]).ids
    number = import_file(theirs, export_file(ours, tmp_path / "a.kmx").path).number
    swap(theirs, ours, tmp_path)
    assert plan(ours, Choice(since="JO")).records == ()
    undo_import(theirs, number)
    swap(theirs, ours, tmp_path)
    assert plan(ours, Choice(since="JO")).records == (extra,)
    assert send(ours, theirs, tmp_path / "b.kmx", "JO") == 1
    assert everything(theirs) == everything(ours)


def test_what_an_import_said_is_forgotten_with_it(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    ours.add([LESSON])
    swap(ours, theirs, tmp_path)
    theirs.add([{**LESSON, "title": "Theirs"}])
    number = import_file(ours, export_file(theirs, tmp_path / "t.kmx").path).number
    assert plan(ours, Choice(since="JO")).records == ()
    undo_import(ours, number)
    assert len(plan(ours, Choice(since="JO")).records) == 1
    import_file(ours, tmp_path / "t.kmx")
    assert plan(ours, Choice(since="JO")).records == ()


def test_only_the_head_that_is_lacking_goes(
    ours: Collection, theirs: Collection, tmp_path: Path, many: list[str]
) -> None:
    theirs.edit(many[0], {"statement": "Theirs"})
    swap(theirs, ours, tmp_path)
    ours.edit(many[1], {"statement": "Ours"})
    theirs.edit(many[1], {"statement": "Theirs"})
    swap(theirs, ours, tmp_path)
    assert ours.conflicts(many[1])
    export(ours, tmp_path / "half.kmx", Choice(since="JO"))
    bundle = read(tmp_path / "half.kmx").bundle
    assert {header.record for header in bundle.headers} == {many[1]}
    assert len(bundle.contents) == 1
    import_file(theirs, tmp_path / "half.kmx")
    assert everything(theirs) == everything(ours)


def test_an_attachment_goes_once(
    ours: Collection, theirs: Collection, tmp_path: Path, many: list[str]
) -> None:
    note = tmp_path / "note.txt"
    note.write_bytes(b"the room is on the second floor")
    ours.attach(many[0], note)
    send(ours, theirs, tmp_path / "one.kmx", "JO")
    swap(theirs, ours, tmp_path)
    ours.edit(many[0], {"why": "because"})
    file = tmp_path / "two.kmx"
    send(ours, theirs, file, "JO")
    assert read(file).bundle.attachments == frozenset()
    assert everything(theirs) == everything(ours)


def test_a_colleague_without_the_bytes_of_a_file_gets_them(
    ours: Collection, theirs: Collection, tmp_path: Path, many: list[str]
) -> None:
    note = tmp_path / "note.txt"
    note.write_bytes(b"the room is on the second floor")
    ours.attach(many[0], note)
    source = export_file(ours, tmp_path / "all.kmx").path
    poor = tmp_path / "poor.kmx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(poor, "w") as new:
        for name in old.namelist():
            data = old.read(name).replace(b'"attachments":1', b'"attachments":0')
            if not name.startswith("attachments/"):
                new.writestr(name, data)
    import_file(theirs, poor)
    swap(theirs, ours, tmp_path)
    assert send(ours, theirs, tmp_path / "again.kmx", "JO") == 1
    [attachment] = theirs.get(many[0]).document["attachments"]
    assert theirs.attachment(attachment["id"]) == note.read_bytes()


def test_private_records_are_not_spoken_of(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    ours.add([LESSON])
    [private] = ours.add([{**LESSON, "sharing": "private"}]).ids
    export_file(ours, tmp_path / "a.kmx")
    [head] = ours.get(private).heads
    assert head[:16] not in read(tmp_path / "a.kmx").holds
    export_file(ours, tmp_path / "b.kmx", [private])
    assert head[:16] in read(tmp_path / "b.kmx").holds
    planned = plan(ours, Choice())
    assert [row.id for row in planned.private] == [private]


def test_a_search_leaves_private_records_and_finds_more_than_a_list_shows(
    ours: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kmdesk.store.collection.MOST_IDS", 3)
    ours.add([{**LESSON, "title": f"Falls {n}"} for n in range(8)])
    ours.add([{**LESSON, "title": "Slips"}])
    ours.add([{**LESSON, "title": "Falls at home", "sharing": "private"}])
    planned = plan(ours, Choice(query=Query(text="falls")))
    assert (len(planned.records), len(planned.private)) == (8, 1)


def test_the_plan_says_what_the_file_then_holds(ours: Collection, tmp_path: Path) -> None:
    ids = ours.add([{**LESSON, "title": f"Lesson {n}", "why": "x y z " * 50} for n in range(40)])
    note = tmp_path / "note.bin"
    note.write_bytes(bytes(range(256)) * 400)
    ours.attach(ids.ids[0], note)
    ours.trash([ids.ids[1]])
    planned = plan(ours, Choice())
    report = export_file(ours, tmp_path / "a.kmx")
    assert (len(planned.records), planned.attachments) == (report.records, report.attachments)
    assert (planned.kinds, planned.trashed) == ({"lesson": 40}, 1)
    size = report.path.stat().st_size
    assert size / 3 < planned.size - note.stat().st_size + 20_000 < size * 3 + note.stat().st_size


def test_colleagues_are_listed_with_what_they_lack(
    ours: Collection, theirs: Collection, tmp_path: Path, many: list[str]
) -> None:
    ours.edit(many[0], {"why": "later"})
    [peer] = peers(ours)
    assert (peer.name, peer.lacks, peer.went) == ("JO", 1, "")
    assert peer.came
    export(ours, tmp_path / "a.kmx", Choice(since="jo"))
    [peer] = peers(ours)
    assert (peer.lacks, bool(peer.went)) == (1, True)


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.tuples(st.integers(0, 1), st.integers(0, 4), st.booleans()), max_size=20))
def test_since_files_with_losses_end_equal(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int, bool]]
) -> None:
    """Whoever writes, whatever is lost: two files that arrive at the end make both equal."""
    folder = tmp_path_factory.mktemp("since")
    names = ("AP", "JO")
    sides = [Collection.open(folder / f"{name}.kmdesk", create=True, author=name) for name in names]
    ids = sides[0].add([{**LESSON, "title": f"Lesson {n}"} for n in range(5)]).ids
    swap(sides[0], sides[1], folder)
    swap(sides[1], sides[0], folder)

    def send_since(writer: int, number: int, *, arrives: bool) -> None:
        file = folder / f"{number}.kmx"
        try:
            export(sides[writer], file, Choice(since=names[1 - writer]))
        except UserError as error:
            assert "has everything" in str(error)  # noqa: PT017
            return
        if arrives:
            import_file(sides[1 - writer], file)

    for number, (writer, which, arrives) in enumerate(steps):
        sides[writer].edit(ids[which], {"why": f"{names[writer]} {number}"})
        send_since(writer, number, arrives=arrives)
    for writer in (0, 1, 0):
        send_since(writer, 100 + writer, arrives=True)
    assert everything(sides[0]) == everything(sides[1])
    for side in sides:
        side.close()
