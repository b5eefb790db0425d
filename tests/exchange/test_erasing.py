"""Erasures in exchange files: as they should be, broken, and meant to harm."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kmdesk.base.errors import UserError
from kmdesk.exchange import export_file, import_file, preview, read
from kmdesk.exchange.taking import undo_import
from kmdesk.models import canonical
from kmdesk.models.ids import record_id_from
from kmdesk.store.collection import Collection
from kmdesk.store.views import Wish
from tests.exchange.test_kmx import refused, rewritten, set_manifest
from tests.factory import case_study, lesson

QUOTE = {"id": "q1", "text": "Xylophone words", "name": "Zebedee", "consent": "public-named"}
WHY = "Asked for on 20 November"
PART = ("quotes/q1",)


@pytest.fixture
def erased(ours: Collection, tmp_path: Path) -> Path:
    """A file with an erasure of a quote in it."""
    [record] = ours.add([case_study(quotes=[QUOTE])]).ids
    ours.erase([Wish(record, PART)], WHY)
    return export_file(ours, tmp_path / "good.kmx").path


def with_erasures(*some: dict[str, Any]) -> Callable[[dict[str, bytes]], None]:
    """Put others in the place of the erasures."""

    def change(entries: dict[str, bytes]) -> None:
        lines = sorted(map(canonical.encode, some), key=canonical.sha256)
        entries["erasures.jsonl"] = b"".join(line + b"\n" for line in lines)
        set_manifest(erasures=len(some))(entries)

    return change


def changed(path: Path, **fields: Any) -> dict[str, Any]:
    """Return the erasure in a file with other fields; None takes one away."""
    [one] = read(path).bundle.erasures
    found = msgspec.json.decode(one.bytes) | fields
    return {name: value for name, value in found.items() if value is not None}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"v": 2}, "newer kmdesk"),
        ({"words": "Xylophone"}, "unknown field"),
        ({"paths": ["b", "a"]}, "sorted"),
        ({"paths": ["a", "a"]}, "sorted"),
        ({"paths": ["trashed"]}, "cannot be erased"),
        ({"paths": ["quotes/q1/position"]}, "cannot be erased"),
        ({"paths": ["tags/=falls"]}, "cannot be erased"),
        ({"paths": ["challenge"]}, "does not fit"),
        ({"paths": [f"p{n:04}" for n in range(1_001)]}, "1000"),
        ({"paths": None}, "without a clean revision"),
        ({"revision": None}, "without a clean revision"),
        ({"revision": "0" * 64}, "does not fit"),
        ({"record": record_id_from("nobody")}, "does not fit"),
        ({"record": "../../x"}, "record"),
        ({"time": "2026-13-45T00:00:00.000000Z"}, "month"),
        ({"reason": "x" * 501}, "reason"),
    ],
)
def test_an_erasure_that_is_not_as_it_should_be_is_refused(
    theirs: Collection, erased: Path, tmp_path: Path, fields: dict[str, Any], sentence: str
) -> None:
    change = with_erasures(changed(erased, **fields))
    assert sentence in refused(theirs, rewritten(erased, tmp_path / "bad.kmx", change))


def test_a_list_that_is_not_what_the_manifest_says_is_refused(
    theirs: Collection, erased: Path, tmp_path: Path
) -> None:
    def lost(entries: dict[str, bytes]) -> None:
        del entries["erasures.jsonl"]

    def twice(entries: dict[str, bytes]) -> None:
        entries["erasures.jsonl"] *= 2
        set_manifest(erasures=2)(entries)

    def ragged(entries: dict[str, bytes]) -> None:
        entries["erasures.jsonl"] = entries["erasures.jsonl"].rstrip(b"\n")

    for number, change in enumerate((lost, twice, ragged)):
        bad = rewritten(erased, tmp_path / f"{number}.kmx", change)
        assert "not a sound exchange file" in refused(theirs, bad)


def test_an_erasure_of_another_record_is_not_taken_for_this_one(
    ours: Collection, theirs: Collection, erased: Path, tmp_path: Path
) -> None:
    """The clean revision of one record frees no other from its words, nor takes them."""
    [other] = ours.add([case_study(quotes=[QUOTE])]).ids
    export_file(ours, erased)
    one = changed(erased) | {"record": other}
    path = rewritten(erased, tmp_path / "bad.kmx", with_erasures(one))
    assert "does not fit" in refused(theirs, path)


def test_a_clean_revision_that_comes_late_is_asked_for(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    """Whoever leaves a record out of an import leaves its erasures out too, until it comes."""
    [one, other] = ours.add([case_study(quotes=[QUOTE]), lesson(title="Quokka")]).ids
    file = tmp_path / "all.kmx"
    export_file(ours, file)
    import_file(theirs, file)
    ours.erase([Wish(one, PART), Wish(other)], WHY)
    export_file(ours, file)
    import_file(theirs, file, only=[one])
    assert "quotes" not in theirs.get(one).document
    assert theirs.get(other).title == "Quokka"
    seen = preview(theirs, read(file))
    assert {line.id: line.effect for line in seen.lines} == {one: "known", other: "erased"}
    report = import_file(theirs, file)
    assert (report.erased, report.known) == (1, 1)
    assert theirs.rows([other]) == []


def test_a_record_that_was_never_here_stays_away(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    [gone, _kept] = ours.add([lesson(title="Quokka"), lesson()]).ids
    old, new = tmp_path / "old.kmx", tmp_path / "new.kmx"
    export_file(ours, old)
    ours.erase([Wish(gone)], WHY)
    export_file(ours, new)
    seen = preview(theirs, read(new))
    assert [line.effect for line in seen.lines if line.id == gone] == ["erased"]
    assert seen.erasures == ()
    import_file(theirs, new)
    report = import_file(theirs, old)
    assert report.new == 0
    assert theirs.rows([gone]) == []
    before = theirs.path.read_bytes()
    import_file(theirs, new)
    assert theirs.path.read_bytes() == before


def test_the_order_of_files_does_not_matter(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    [record] = ours.add([case_study(quotes=[QUOTE])]).ids
    old, new = tmp_path / "old.kmx", tmp_path / "new.kmx"
    export_file(ours, old, with_history=True)
    ours.erase([Wish(record, PART)], WHY)
    export_file(ours, new, with_history=True)
    for path in (new, old, new):
        import_file(theirs, path)
    assert theirs.get(record).document == ours.get(record).document
    assert theirs.history(record) == ours.history(record)
    undo_import(theirs, theirs.exchanges()[0].number)
    import_file(theirs, old)
    assert b"Xylophone" not in theirs.path.read_bytes()


def test_a_colleague_hears_of_it_also_when_nothing_else_changed(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    from kmdesk.exchange import Choice, export

    [record] = ours.add([lesson(title="Quokka")]).ids
    export_file(ours, tmp_path / "1.kmx")
    import_file(theirs, tmp_path / "1.kmx")
    export_file(theirs, tmp_path / "2.kmx")
    import_file(ours, tmp_path / "2.kmx")
    ours.erase([Wish(record)], WHY)
    [peer] = ours.settings("peer:")
    export(ours, tmp_path / "3.kmx", Choice(since=peer))
    import_file(theirs, tmp_path / "3.kmx")
    assert theirs.rows([record]) == []
    export_file(theirs, tmp_path / "4.kmx")
    import_file(ours, tmp_path / "4.kmx")
    with pytest.raises(UserError, match="everything already"):
        export(ours, tmp_path / "5.kmx", Choice(since=peer))
