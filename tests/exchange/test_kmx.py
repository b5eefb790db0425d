"""Files that are broken or meant to harm: one sentence each, and not a byte of ours changes."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kmdesk.base.errors import UserError
from kmdesk.exchange import export_file, import_file, read
from kmdesk.models import canonical
from kmdesk.models.ids import record_id_from
from kmdesk.store.collection import Collection
from kmdesk.store.settings import FILES
from kmdesk.store.views import Query
from tests.exchange.newer import header, write

LESSON = {"kind": "lesson", "title": "Book the room early", "statement": "Rooms fill by May."}
CONTENT = {"title": "A lesson", "sharing": "organisation", "status": "noted"}


@pytest.fixture
def good(ours: Collection, tmp_path: Path) -> Path:
    ours.add([LESSON, {**LESSON, "title": "Another"}])
    return export_file(ours, tmp_path / "good.kmx").path


def rewritten(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Copy a file with its entries changed."""
    with zipfile.ZipFile(source) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return target


def refused(theirs: Collection, path: Path) -> str:
    """Import a file that must be refused without a trace, and return the sentence."""
    before = theirs.path.read_bytes()
    with pytest.raises(UserError) as caught:
        import_file(theirs, path)
    assert theirs.path.read_bytes() == before
    assert str(caught.value).count("\n") == 0
    return str(caught.value)


def set_manifest(**fields: Any) -> Callable[[dict[str, bytes]], None]:
    def change(entries: dict[str, bytes]) -> None:
        entries["manifest.json"] = json.dumps(
            json.loads(entries["manifest.json"]) | fields
        ).encode()

    return change


def replace_in(name: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(entries: dict[str, bytes]) -> None:
        assert old in entries[name]
        entries[name] = entries[name].replace(old, new)

    return change


def put(name: str, data: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda entries: entries.update({name: data})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (set_manifest(format="something else"), "manifest"),
        (set_manifest(version=2), "newer kmdesk"),
        (set_manifest(headers=7), "what its manifest says"),
        (set_manifest(made="yesterday"), "made"),
        (put("manifest.json", b"[" * 100_000), "not a sound exchange file"),
        (put("headers.jsonl", b"{}\n"), "not a sound exchange file"),
        (put("headers.jsonl", b"no end of line"), "too long"),
        (replace_in("headers.jsonl", b'"v":1', b'"v": 1'), "not in canonical form"),
        (replace_in("headers.jsonl", b'"v":1', b'"v":2'), "newer kmdesk"),
        (replace_in("headers.jsonl", b'"author":"AP"', b'"author":7'), "author"),
        (set_manifest(number=-1), "number"),
        (set_manifest(holds=0), "what its manifest says"),
        (put("holds.txt", b"0" * 15 + b"\n"), "not a list of what the sender has"),
        (put("holds.txt", b"Z" * 16 + b"\n"), "not a list of what the sender has"),
        (put("holds.txt", (b"1" * 16 + b"\n") * 2), "not a list of what the sender has"),
        (put("holds.txt", b"0" * 18 + b"\n"), "too long"),
        (put("records.html", b"\0" * 40_000_000), "far more"),
        (replace_in("content.jsonl", b"Rooms", b"Booms"), "belongs to no header"),
        (put("../outside.txt", b"x"), "an entry is called"),
        (put("/etc/passwd", b"x"), "an entry is called"),
        (put("C:\\evil", b"x"), "an entry is called"),
        (put("attachments/" + "0" * 64, b"x"), "an attachment"),
        (put("attachments/../../x", b"x"), "an entry is called"),
        (put("attachments/" + "0" * 64, b"\0" * 40_000_000), "far more"),
    ],
)
def test_a_changed_file_is_refused(
    theirs: Collection,
    good: Path,
    tmp_path: Path,
    change: Callable[[dict[str, bytes]], None],
    sentence: str,
) -> None:
    assert sentence in refused(theirs, rewritten(good, tmp_path / "bad.kmx", change))


@pytest.mark.parametrize("name", ["manifest.json", "headers.jsonl", "content.jsonl"])
def test_a_file_that_lacks_a_part_is_refused(
    theirs: Collection, good: Path, tmp_path: Path, name: str
) -> None:
    def change(entries: dict[str, bytes]) -> None:
        del entries[name]

    assert name in refused(theirs, rewritten(good, tmp_path / "bad.kmx", change))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_entry_that_occurs_twice_is_refused(
    theirs: Collection, good: Path, tmp_path: Path
) -> None:
    path = rewritten(good, tmp_path / "bad.kmx", lambda _entries: None)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("manifest.json", b"{}")
    assert "twice" in refused(theirs, path)


def test_a_file_cut_anywhere_is_refused(theirs: Collection, good: Path, tmp_path: Path) -> None:
    data = good.read_bytes()
    path = tmp_path / "cut.kmx"
    for length in range(0, len(data), 17):
        path.write_bytes(data[:length])
        with pytest.raises(UserError):
            read(path)
    path.write_bytes(data[:-1])
    refused(theirs, path)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_flipped_bits_never_crash_nor_change_what_is_read(
    good: Path, tmp_path: Path, data: st.DataObject
) -> None:
    original = good.read_bytes()
    at = data.draw(st.integers(0, len(original) - 1))
    mask = data.draw(st.integers(1, 255))
    path = tmp_path / "flipped.kmx"
    path.write_bytes(original[:at] + bytes([original[at] ^ mask]) + original[at + 1 :])
    try:
        found = read(path)
    except UserError:
        return
    expected = read(good)
    assert found.bundle.contents == expected.bundle.contents
    assert {h.id for h in found.bundle.headers} == {h.id for h in expected.bundle.headers}


def test_a_parent_that_is_missing_is_refused(theirs: Collection, tmp_path: Path) -> None:
    path = tmp_path / "orphan.kmx"
    write(path, [header(CONTENT, kind="lesson", parents=("0" * 64,))], [CONTENT])
    assert "is not here" in refused(theirs, path)


def test_a_parent_of_another_record_is_refused(theirs: Collection, tmp_path: Path) -> None:
    path = tmp_path / "stranger.kmx"
    one = header(CONTENT, kind="lesson")
    other = header(CONTENT, kind="lesson", record=record_id_from("other"), parents=(one.id,))
    write(path, [one, other], [CONTENT])
    assert "is not here" in refused(theirs, path)


def test_a_record_never_changes_its_kind(theirs: Collection, tmp_path: Path) -> None:
    first, second = tmp_path / "first.kmx", tmp_path / "second.kmx"
    write(first, [header(CONTENT, kind="lesson")], [CONTENT])
    write(second, [header(CONTENT, kind="review")], [CONTENT])
    import_file(theirs, first)
    assert "change its kind" in refused(theirs, second)


@pytest.mark.parametrize(
    "content",
    [
        {"title": "A", "half": 0.5},
        {"title": "A", "nothing": None},
        {"title": "A", "empty": ""},
        {"title": "A", "no": False},
        {"title": "A", "huge": 2**60},
        {"title": "A", "tags": ["b", "a"]},
        {"title": "A", "tags": ["a", "a"]},
        {"title": "A", "mixed": ["a", 1]},
        {"title": "A", "position": "i"},
        {"title": "A", "items": [{"id": "x", "position": "b"}, {"id": "x", "position": "c"}]},
        {"title": "A", "items": [{"id": "../x", "position": "b"}]},
        {"title": "A", "decomposed": "e\u0301"},
    ],
)
def test_content_that_is_not_canonical_is_refused(
    theirs: Collection, tmp_path: Path, content: dict[str, Any]
) -> None:
    path = tmp_path / "bad.kmx"
    digest = canonical.sha256(canonical.encode(content))
    write(path, [msgspec.structs.replace(header({"title": "A"}), content=digest)], [content])
    assert "not a sound exchange file" in refused(theirs, path)


def test_a_year_9999_and_a_wrong_clock_do_no_harm(theirs: Collection, tmp_path: Path) -> None:
    path = tmp_path / "future.kmx"
    made = header(CONTENT, kind="lesson", time="9999-12-31T23:59:59.999999Z")
    write(path, [made], [CONTENT])
    import_file(theirs, path)
    assert [hit.row.id for hit in theirs.search("lesson")] == [made.record]
    assert [hit.row.id for hit in theirs.page(Query()).hits] == [made.record]
    theirs.edit(made.record, {"statement": "Today"})
    assert theirs.get(made.record).document["statement"] == "Today"
    assert [r.current for r in theirs.history(made.record)] == [True, False]


def test_the_same_bytes_are_written_for_the_same_records(
    ours: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours.add([LESSON])
    monkeypatch.setattr("kmdesk.base.clock.now", lambda: "2026-11-23T10:00:00.000000Z")
    one = export_file(ours, tmp_path / "one.kmx").path.read_bytes()
    ours.put_setting(FILES, None)
    two = export_file(ours, tmp_path / "two.kmx").path.read_bytes()
    assert one == two
