"""The words in attached files: read in order, and one sentence where they cannot be."""

import contextlib
import io
import zipfile

import pikepdf
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from kmdesk.base.errors import Cancelled, UserError
from kmdesk.base.progress import Progress
from kmdesk.exchange.file_text import LARGEST_DOCX, LONGEST_TEXT, file_text, is_readable


def pdf(*pages: str) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for words in pages:
        canvas.drawString(72, 700, words)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def word(*paragraphs: str) -> bytes:
    document = Document()
    for words in paragraphs:
        document.add_paragraph(words)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_a_pdf_gives_its_words_page_by_page() -> None:
    text = file_text("report.PDF", pdf("Falls on ward 7", "Café round"))
    assert text.split("\n") == ["Falls on ward 7", "Café round"]


def test_a_word_file_gives_paragraphs_and_table_cells_in_order() -> None:
    document = Document()
    document.add_paragraph("Before")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Cost", "£9,000"
    document.add_paragraph("After\twards")
    buffer = io.BytesIO()
    document.save(buffer)
    assert file_text("a.docx", buffer.getvalue()).split("\n") == [
        "Before",
        "Cost",
        "£9,000",
        "After\twards",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_plain_text_is_read_in_any_usual_encoding(encoding: str) -> None:
    assert file_text("notes.txt", "Café, £5 – dear".encode(encoding)) == "Café, £5 – dear"


def test_what_sqlite_cannot_carry_is_left_out() -> None:
    assert file_text("a.txt", b"one\x00two\r\nthree\x1b") == "onetwo\nthree"


def locked_pdf() -> bytes:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf("secret"))) as document:
        document.save(buffer, encryption=pikepdf.Encryption(owner="o", user="u"))
    return buffer.getvalue()


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(LARGEST_DOCX // 2**24 + 1):
            archive.writestr(f"word/{number}.xml", bytes(2**24))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.pdf", b"%PDF-1.7 nothing more", "a.pdf is damaged"),
        ("a.pdf", pdf("words")[:200], "a.pdf is damaged"),
        ("a.pdf", locked_pdf(), "a.pdf is locked with a password"),
        ("a.docx", b"PK\x03\x04 nothing more", "a.docx is damaged"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.docx is locked"),
        ("a.docx", bomb(), "a.docx is too large"),
        ("a.png", b"\x89PNG", "a.png is not a PDF"),
    ],
)
def test_a_file_without_words_to_read_says_why(name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(UserError, match=f"^{sentence}") as caught:
        file_text(name, data)
    assert str(caught.value).endswith("its words cannot be searched.")


def test_a_scan_without_words_is_named_as_such() -> None:
    with pytest.raises(UserError, match="holds no words that can be searched; it may be a scan"):
        file_text("a.pdf", pdf(""))


def test_only_files_with_words_are_tried() -> None:
    names = ["a.pdf", "B.DOCX", "c.txt", "d.png", "e", "f.exe"]
    assert [n for n in names if is_readable(n)] == ["a.pdf", "B.DOCX", "c.txt"]


def test_a_huge_text_is_cut() -> None:
    assert len(file_text("a.txt", b"word " * (LONGEST_TEXT // 2))) <= LONGEST_TEXT


def test_reading_stops_when_asked() -> None:
    progress = Progress()
    seen: list[int] = []

    def report(done: int, _total: int, _label: str) -> None:
        seen.append(done)
        if done == 1:
            progress.cancel()

    progress.report = report
    with pytest.raises(Cancelled):
        file_text("a.pdf", pdf("one", "two", "three"), progress)
    assert seen == [0, 1]


GOOD = {"a.pdf": pdf("Falls on the ward", "Second page"), "a.docx": word("Falls on the ward")}


@settings(max_examples=150)
@given(
    st.sampled_from(sorted(GOOD)),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=30),
    st.floats(0, 1),
)
def test_a_mutated_file_gives_words_or_one_sentence(
    name: str, changes: list[tuple[float, int]], cut: float
) -> None:
    data = bytearray(GOOD[name])
    for place, byte in changes:
        data[int(place * len(data))] = byte
    with contextlib.suppress(UserError):
        text = file_text(name, bytes(data[: max(8, int(cut * len(data)))]))
        assert len(text) <= LONGEST_TEXT
