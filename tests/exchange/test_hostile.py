"""Zip files made to harm, cut and spoilt at every byte, and clocks and texts beyond reason.

Each is refused in one sentence, and in the folder that everything lies in no byte changes.
"""

import io
import random
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from kmdesk.base.errors import UserError
from kmdesk.exchange import archive as archives
from kmdesk.exchange import export_file, import_file, read
from kmdesk.models import canonical
from kmdesk.models.ids import record_id_from
from kmdesk.store.collection import Collection
from tests.exchange.newer import header, write
from tests.exchange.test_kmx import CONTENT, LESSON, put, rewritten, set_manifest
from tests.exchange.watching import snapshot

Spoil = Callable[[bytes], bytes]

WITHIN = 5
"""Seconds of processor time that it takes at most to refuse a file."""


@pytest.fixture
def good(ours: Collection, tmp_path: Path) -> Path:
    ours.add([LESSON])
    note = tmp_path / "note.txt"
    note.write_text("a few words")
    ours.attach(ours.add([{**LESSON, "title": "Another"}]).ids[0], note)
    return export_file(ours, tmp_path / "good.kmx").path


def refused(theirs: Collection, path: Path, *, passphrase: str | None = None) -> str:
    """Import a file that must be refused without a trace anywhere, and return the sentence."""
    before, began = snapshot(path.parent), time.process_time()
    with pytest.raises(UserError) as caught:
        import_file(theirs, path, passphrase=passphrase)
    assert time.process_time() - began < WITHIN
    assert snapshot(path.parent) == before
    assert "\n" not in str(caught.value)
    return str(caught.value)


def spoilt(good: Path, spoil: Spoil) -> Path:
    path = good.with_name("bad.kmx")
    path.write_bytes(spoil(good.read_bytes()))
    return path


def in_directory(name: str, at: int, form: str, value: int) -> Spoil:
    """Let the central directory say something else of an entry (APPNOTE.TXT 6.3.10, 4.3.12)."""

    def spoil(data: bytes) -> bytes:
        place = data.rindex(name.encode()) - 46
        assert data.startswith(b"PK\1\2", place)
        changed = bytearray(data)
        struct.pack_into(form, changed, place + at, value)
        return bytes(changed)

    return spoil


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (in_directory("headers.jsonl", 8, "<H", 1), "another way than deflated"),
        (in_directory("headers.jsonl", 10, "<H", 12), "another way than deflated"),
        (in_directory("headers.jsonl", 10, "<H", 14), "another way than deflated"),
        (in_directory("content.jsonl", 38, "<I", 0o120777 << 16), "no file"),
        (in_directory("content.jsonl", 38, "<I", 0o040755 << 16), "no file"),
        (in_directory("content.jsonl", 24, "<I", 2**30), "far more"),
        (in_directory("content.jsonl", 24, "<I", 5_000), "as long as the file says"),
        (in_directory("content.jsonl", 24, "<I", 10), "not a sound exchange file"),
        (in_directory("manifest.json", 24, "<I", 2**20), "too large"),
        (in_directory("content.jsonl", 20, "<I", 2**20), "overlap"),
        (in_directory("content.jsonl", 42, "<I", 0), "overlap"),
        (in_directory("content.jsonl", 16, "<I", 7), "CRC"),
    ],
)
def test_a_directory_that_lies_is_refused(
    theirs: Collection, good: Path, spoil: Spoil, sentence: str
) -> None:
    assert sentence in refused(theirs, spoilt(good, spoil))


@pytest.mark.parametrize(
    "name",
    [
        *("../x", "..\\x", "/x", "\\x", "C:x", "C:\\x", "\\\\server\\share\\x", "~/x", "x/../y"),
        *("CON", "NUL.txt", "attachments/", "attachments/../" + "0" * 64, "attachments/CON"),
        *("ATTACHMENTS/" + "0" * 64, "attachments/" + "F" * 64, "Manifest.json", "manifest.json "),
        *("attachments/" + "0" * 65, "attachments/" + "0" * 64 + "\n", "x" * 60_000, "é", "."),
    ],
)
def test_no_name_but_those_of_the_format_is_taken(
    theirs: Collection, good: Path, name: str
) -> None:
    path = rewritten(good, good.with_name("bad.kmx"), put(name, b"x"))
    assert "an entry is " in refused(theirs, path)


def test_entries_that_share_their_bytes_are_refused(theirs: Collection, good: Path) -> None:
    """The same packed bytes under many names would unpack to any size."""
    data = good.read_bytes()
    end = data.rindex(b"PK\5\6")
    [start] = struct.unpack_from("<I", data, end + 16)
    entry = data[data.rindex(b"PK\1\2") : end]
    count, size = struct.unpack_from("<HI", data, end + 10)
    copies = [entry.replace(entry[-64:], b"%064x" % n) for n in range(500)]
    tail = bytearray(data[end:])
    struct.pack_into("<HHI", tail, 8, count + 500, count + 500, size + 500 * len(entry))
    bad = data[:end] + b"".join(copies) + bytes(tail)
    assert start < end
    assert "overlap" in refused(theirs, spoilt(good, lambda _data: bad))


def bomb(entry: bytes) -> Spoil:
    """Return a zip file whose only entry is another zip file, of zeros."""

    def spoil(_data: bytes) -> bytes:
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("zeros", bytes(2**26))
        outer = io.BytesIO()
        with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(entry.decode(), inner.getvalue())
        return outer.getvalue()

    return spoil


@pytest.mark.parametrize("name", [b"inner.zip", b"content.jsonl", b"attachments/" + b"0" * 64])
def test_a_zip_file_in_a_zip_file_is_never_unpacked(
    theirs: Collection, good: Path, name: bytes
) -> None:
    assert "not a sound exchange file" in refused(theirs, spoilt(good, bomb(name)))


def many_entries(_data: bytes) -> bytes:
    """Return a zip file that is hardly more than a list of half a million entries."""
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 3, 20, 0, *[0] * 14) + b"x"
    listed = entry * 500_000
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, *[500_000] * 2, len(listed), 0)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(listed), 1)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 2**16 - 1, 2**16 - 1, 2**32 - 1, 2**32 - 1, 0)
    return listed + end64 + locator + end


def test_a_list_of_too_many_entries_is_not_read(theirs: Collection, good: Path) -> None:
    assert "too many entries" in refused(theirs, spoilt(good, many_entries))


def test_more_entries_than_there_may_be_are_refused(
    theirs: Collection, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MOST_ENTRIES", 3)
    assert "too many entries" in refused(theirs, good)


def test_more_text_than_there_may_be_is_neither_read_nor_written(
    ours: Collection, theirs: Collection, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kmdesk.exchange.kmx.LARGEST_TEXT", 1_000)
    assert "too much text" in refused(theirs, good)
    before = good.read_bytes()
    with pytest.raises(UserError, match="more than an exchange file may hold; no file was written"):
        export_file(ours, good)
    assert good.read_bytes() == before


@pytest.mark.parametrize(
    ("limit", "passphrase", "said"),
    [
        ("kmx.LARGEST_FILE", None, "Export fewer records."),
        ("kmx_writing.LARGEST_ENCRYPTED", "right", "fewer records or without a passphrase."),
    ],
)
def test_a_larger_archive_than_there_may_be_is_not_written(
    ours: Collection,
    good: Path,
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
    passphrase: str | None,
    said: str,
) -> None:
    monkeypatch.setattr(f"kmdesk.exchange.{limit}", 150_000)
    file = good.with_name("noise.bin")
    [record] = ours.add([LESSON]).ids
    for number in range(3):
        file.write_bytes(random.Random(number).randbytes(100_000))
        ours.attach(record, file)
    before, beside = good.read_bytes(), sorted(good.parent.iterdir())
    with pytest.raises(UserError, match=f"no file was written. .*{said}"):
        export_file(ours, good, passphrase=passphrase)
    assert good.read_bytes() == before
    assert sorted(good.parent.iterdir()) == beside


def test_what_unpacks_to_more_than_is_read_is_not_written(
    ours: Collection, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "LARGEST_TOTAL", 500_000)
    file = good.with_name("long.txt")
    file.write_text("words and words\n" * 40_000)
    [record] = ours.add([LESSON]).ids
    ours.attach(record, file)
    before = good.read_bytes()
    with pytest.raises(UserError, match=r"no file was written\. Export fewer records"):
        export_file(ours, good)
    assert good.read_bytes() == before


def test_a_small_file_cut_at_every_byte_is_refused(theirs: Collection, good: Path) -> None:
    data = good.read_bytes()
    path, before = good.with_name("cut.kmx"), theirs.path.read_bytes()
    for length in range(len(data)):
        path.write_bytes(data[:length])
        with pytest.raises(UserError):
            read(path)
    assert theirs.path.read_bytes() == before
    for length in (0, 1, len(data) // 2, len(data) - 1):
        path.write_bytes(data[:length])
        refused(theirs, path)


def test_zeros_from_any_byte_on_are_refused(theirs: Collection, good: Path) -> None:
    """As a full disk or a stick pulled out too early leaves a file."""
    data = good.read_bytes()
    path = good.with_name("cut.kmx")
    for length in range(0, len(data) - 22, 7):
        path.write_bytes(data[:length] + bytes(len(data) - length))
        with pytest.raises(UserError):
            read(path)


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("secret")
    with Collection.open(folder / "ours.kmdesk", create=True, author="AP") as ours:
        ours.add([LESSON])
        return export_file(ours, folder / "secret.kmx", passphrase="right").path.read_bytes()


def test_a_wrong_passphrase_changes_nothing(
    theirs: Collection, secret: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "secret.kmx"
    path.write_bytes(secret)
    assert "needs a passphrase" in refused(theirs, path)
    assert "cannot be opened with this passphrase" in refused(theirs, path, passphrase="wrong")
    assert "cannot be opened with this passphrase" in refused(theirs, path, passphrase="")


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_an_encrypted_file_that_is_cut_or_spoilt_is_refused(
    theirs: Collection, secret: bytes, tmp_path: Path, part: int
) -> None:
    choose = random.Random(part)
    at = choose.randrange(part * len(secret) // 4, (part + 1) * len(secret) // 4)
    cut_and_spoilt(theirs, tmp_path / "bad.kmx", secret, at, choose.randrange(8))


def cut_and_spoilt(theirs: Collection, path: Path, secret: bytes, at: int, bit: int) -> None:
    path.write_bytes(secret[:at])
    refused(theirs, path, passphrase="right")
    path.write_bytes(secret[:at] + bytes([secret[at] ^ 1 << bit]) + secret[at + 1 :])
    refused(theirs, path, passphrase="right")


@pytest.mark.usefixtures("quick_passphrase")
def test_an_encrypted_file_is_refused_wherever_it_is_cut_or_spoilt(
    ours: Collection, theirs: Collection, tmp_path: Path
) -> None:
    ours.add([LESSON])
    path = tmp_path / "bad.kmx"
    secret = export_file(ours, path, passphrase="right").path.read_bytes()
    choose = random.Random(1)
    for at in range(0, len(secret), 41):
        cut_and_spoilt(theirs, path, secret, at, choose.randrange(8))


@pytest.mark.parametrize("work", [b"30", b"63", b"255", b"-1", b"99999999999999999999"])
def test_an_encrypted_file_that_asks_for_endless_work_is_refused(
    theirs: Collection, secret: bytes, tmp_path: Path, work: bytes
) -> None:
    path = tmp_path / "bad.kmx"
    first, stanza, rest = secret.split(b"\n", 2)
    path.write_bytes(b"\n".join((first, stanza.rpartition(b" ")[0] + b" " + work, rest)))
    refused(theirs, path, passphrase="right")


def nested(levels: int, form: tuple[bytes, bytes, bytes]) -> bytes:
    opening, inner, closing = form
    return opening * levels + inner + closing * levels


@pytest.mark.parametrize("levels", [33, 1_000, 200_000])
@pytest.mark.parametrize("form", [(b'{"a":', b"1", b"}"), (b"[", b"1", b"]")])
@pytest.mark.parametrize("name", ["manifest.json", "headers.jsonl", "content.jsonl"])
def test_json_of_many_levels_is_refused(
    theirs: Collection, good: Path, name: str, form: tuple[bytes, bytes, bytes], levels: int
) -> None:
    value = nested(levels, form)
    data = value if name == "manifest.json" else b'{"a":' + value + b"}\n"
    path = rewritten(good, good.with_name("bad.kmx"), put(name, data))
    assert "not a sound exchange file" in refused(theirs, path)


def test_content_of_many_levels_under_its_right_hash_is_refused(
    theirs: Collection, tmp_path: Path
) -> None:
    for levels in (33, 1_000):
        data = b'{"title":' + nested(levels, (b'{"a":', b"1", b"}")) + b"}"
        assert "not a sound exchange file" in refused(theirs, with_content(tmp_path, data))


@pytest.mark.parametrize(
    "text",
    [
        *(
            b"\\ud800",
            b"\\udfff",
            b"\xed\xa0\x80",
            b"\xff",
            b"\xc0\xaf",
            b"\0",
            b"\\u0000",
            b"\\u000b",
        ),
        *(b"\xef\xbb\xbf", b"e\xcc\x81", b"\\u00e9", b"\\/", b"\r"),
    ],
)
def test_text_that_is_not_in_its_one_form_is_refused(
    theirs: Collection, tmp_path: Path, text: bytes
) -> None:
    """Halves of surrogate pairs, bytes that are not UTF-8, NUL, and other spellings."""
    path = with_content(tmp_path, b'{"title":"' + text + b'"}')
    if text == b"\xef\xbb\xbf":  # within a text it is a character like others
        import_file(theirs, path)
    else:
        assert "not a sound exchange file" in refused(theirs, path)


def with_content(folder: Path, data: bytes) -> Path:
    """Write a file with one record whose content has these bytes and their hash."""
    made = header(CONTENT, kind="lesson", changed=("title",))
    made = msgspec.structs.replace(made, content=canonical.sha256(data))
    path = folder / "bad.kmx"
    write(path, [header(CONTENT, kind="lesson")], [CONTENT])
    return rewritten(path, path, replaced(made.bytes, data))


def replaced(header_bytes: bytes, content: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(entries: dict[str, bytes]) -> None:
        entries["headers.jsonl"] = header_bytes + b"\n"
        entries["content.jsonl"] = content + b"\n"

    return change


def test_the_same_id_never_stands_for_other_content(theirs: Collection, tmp_path: Path) -> None:
    """A revision is named by its hash: other words are another revision, and people disagree."""
    record = record_id_from("reused")
    for number, title in enumerate(("First words", "Other words")):
        content = {**CONTENT, "title": title}
        path = tmp_path / f"{number}.kmx"
        write(path, [header(content, kind="lesson", record=record)], [content])
        import_file(theirs, path)
    [conflict] = theirs.conflicts(record)
    assert {one.value for one in conflict.values} == {"First words", "Other words"}


def test_parents_cannot_run_in_a_circle(theirs: Collection, tmp_path: Path) -> None:
    """A header holds the hashes of its parents, so one of two in a circle has another name."""
    first = header(CONTENT, kind="lesson", parents=("0" * 64,))
    second = header(CONTENT, kind="lesson", parents=(first.id,), author="Second")
    back = msgspec.structs.replace(first, parents=(second.id,))
    path = tmp_path / "circle.kmx"
    write(path, [back, second], [CONTENT])
    assert "is not here" in refused(theirs, path)
    own = header(CONTENT, kind="lesson")
    itself = msgspec.structs.replace(own, parents=(own.id,))
    write(path, [itself], [CONTENT])
    assert "is not here" in refused(theirs, path)


@pytest.mark.parametrize("made", ["2026-99-99T99:99:99.999999Z", "2026-11-23T10:00:00.000000Z\n"])
def test_a_moment_that_is_none_is_refused(theirs: Collection, good: Path, made: str) -> None:
    path = rewritten(good, good.with_name("bad.kmx"), set_manifest(made=made))
    assert "not a sound exchange file" in refused(theirs, path)


LIMITED = """
import sys
from pathlib import Path
from kmdesk.base.errors import UserError
from kmdesk.exchange import import_file
from kmdesk.store.collection import Collection
from tests.memory import peak

with Collection.open(Path(sys.argv[1]), author="JO") as theirs:
    held = peak()
    try:
        import_file(theirs, Path(sys.argv[2]))
    except UserError as error:
        print(peak() - held, error)
"""
"""Imports a file and tells by how many MiB the process grew, and the sentence."""


def a_gigabyte(name: str, packing: int) -> Callable[[zipfile.ZipFile], None]:
    """Put a text of a gigabyte into an entry; part of it does not repeat, to look like text."""

    def fill(archive: zipfile.ZipFile) -> None:
        varied = random.Random(1).randbytes(2**17).hex().encode()
        info = zipfile.ZipInfo(name)
        info.compress_type = packing
        with archive.open(info, "w", force_zip64=True) as entry:
            entry.write(b'{"title":"')
            for number in range(1_000):
                entry.write(varied[: 2**16] if number % 4 == 0 else b"")
                entry.write(b"a" * 2**20)
            entry.write(b'"}\n')

    return fill


@pytest.mark.skipif(sys.platform == "win32", reason="needs resource limits")
@pytest.mark.parametrize(
    ("name", "packing", "sentence"),
    [
        ("content.jsonl", zipfile.ZIP_DEFLATED, "too long"),
        ("headers.jsonl", zipfile.ZIP_DEFLATED, "too long"),
        ("manifest.json", zipfile.ZIP_DEFLATED, "too large"),
        ("attachments/" + "0" * 64, zipfile.ZIP_DEFLATED, "too large"),
    ],
)
@pytest.mark.slow
def test_a_text_of_a_gigabyte_takes_little_memory(
    theirs: Collection, good: Path, name: str, packing: int, sentence: str
) -> None:
    path = good.with_name("bad.kmx")
    fill = a_gigabyte(name, packing)
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(path, "w") as archive:
        for entry in source.namelist():
            if entry != name:
                archive.writestr(entry, source.read(entry))
        fill(archive)
    theirs.close()
    grown, told = limited(theirs.path, path)
    assert sentence in told
    assert 0 < grown < 100


def limited(collection: Path, path: Path) -> tuple[float, str]:
    """Import in a process that may take 2 GiB of addresses and 30 seconds."""
    import resource

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (2 * 2**30, 2 * 2**30))
        resource.setrlimit(resource.RLIMIT_CPU, (30, 30))

    before = snapshot(path.parent)
    ended = subprocess.run(
        [sys.executable, "-c", LIMITED, collection, path],
        capture_output=True,
        text=True,
        timeout=120,
        preexec_fn=limit,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    changed = {n for n, data in snapshot(path.parent).items() if before.get(n) != data}
    assert all(name.startswith("home") for name in changed), changed
    grown, told = ended.stdout.split(" ", 1)
    return float(grown), told
