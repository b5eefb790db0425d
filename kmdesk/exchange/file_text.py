"""The words in an attached file, so that search finds it by what it says: PDF, Word, plain text."""

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

from kmdesk.base.errors import UserError
from kmdesk.base.pdfium import TURN
from kmdesk.base.progress import Progress
from kmdesk.exchange.encoding import decoded
from kmdesk.models import canonical

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

READER = 1
"""The version of what reads files here. Raised, it has all files read anew that an older one read,
those too that it could not read."""

LONGEST_TEXT = 1_000_000
"""Characters kept of one file, about 500 pages; more would swell the collection only."""

LARGEST_DOCX = 200 * 2**20
"""Bytes of a Word file unpacked; a file that claims more is not opened."""


class UnreadableError(UserError):
    """A file whose words cannot be read.

    Attributes:
        fault: why, as the end of a sentence that begins with the file.
    """

    def __init__(self, name: str, fault: str) -> None:
        super().__init__(f"{name} {fault}.")
        self.fault = fault


def is_readable(name: str) -> bool:
    """Say whether the words of a file of this name can be read."""
    return PurePath(name).suffix.lower() in _READERS


def file_text(name: str, data: bytes, progress: Progress | None = None) -> str:
    """Return the words in a file, at most `LONGEST_TEXT` characters, in the order of its pages.

    Args:
        name: its name, whose ending tells what it is.
        data: its bytes.
        progress: told the pages done of a PDF.

    Raises:
        UnreadableError: the file is broken, locked with a password, holds no words, or is of a kind
            that has none to read; the sentence is about the file alone.
        Cancelled: somebody asked the work to stop.
    """
    reader = _READERS.get(PurePath(name).suffix.lower())
    if reader is None:
        raise UnreadableError(name, f"is not a PDF, Word or text file, {_SO}")
    parts: list[str] = []
    length = 0
    for part in reader(name, data, progress or Progress()):
        parts.append(part)
        length += len(part) + 1
        if length >= LONGEST_TEXT:
            break
    found = canonical.text("\n".join(parts))[:LONGEST_TEXT].strip()
    if not found:
        raise UnreadableError(name, "holds no words that can be searched; it may be a scan")
    return found


def _from_pdf(name: str, data: bytes, progress: Progress) -> Iterator[str]:
    import pypdfium2
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    try:
        with TURN:
            document = pypdfium2.PdfDocument(data)
            pages = len(document)
    except pypdfium2.PdfiumError as error:
        if error.err_code == FPDF_ERR_PASSWORD:
            raise UnreadableError(name, f"is locked with a password, {_SO}") from error
        raise _broken(name) from error
    try:
        for number in range(pages):
            progress.step(number, pages, name)
            with TURN:
                text = _page_text(document, number)
            yield text
    finally:
        with TURN:
            document.close()


def _page_text(document: "PdfDocument", number: int) -> str:
    """Return the words of a page; those of a broken page are missing, the others count."""
    import pypdfium2

    try:
        page = document[number]
        words = page.get_textpage()
        try:
            return str(words.get_text_bounded())
        finally:
            words.close()
            page.close()
    except pypdfium2.PdfiumError:
        return ""


def _from_word(name: str, data: bytes, _progress: Progress) -> Iterator[str]:
    from docx import Document
    from docx.oxml.ns import qn

    if data.startswith(_COMPOUND):
        raise UnreadableError(name, f"is locked with a password, or is an old Word file, {_SO}")
    if _unpacked(data) > LARGEST_DOCX:
        raise UnreadableError(name, f"is too large to be read, {_SO}")
    try:
        body = Document(io.BytesIO(data)).element.body
    except Exception as error:  # the reader raises whatever its parts do on a broken file
        raise _broken(name) from error
    pieces = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n"}
    for paragraph in body.iter(qn("w:p")):
        parts = paragraph.iter(qn("w:t"), *pieces)
        yield "".join(pieces.get(part.tag, "") or part.text or "" for part in parts)


_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an encrypted Word file begins, and one of before 2007 ([MS-CFB] 2.2)."""


def _unpacked(data: bytes) -> int:
    """Return the bytes that a zip says it holds, 0 when it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return 0


def _from_text(_name: str, data: bytes, _progress: Progress) -> Iterator[str]:
    yield decoded(data[: 4 * LONGEST_TEXT])


def _broken(name: str) -> UnreadableError:
    return UnreadableError(name, f"is damaged, {_SO}")


_SO = "so its words cannot be searched"


_Reader = Callable[[str, bytes, Progress], Iterator[str]]

_READERS: dict[str, _Reader] = {
    ".pdf": _from_pdf,
    ".docx": _from_word,
    ".docm": _from_word,
    **dict.fromkeys((".txt", ".text", ".md", ".csv", ".tsv", ".log"), _from_text),
}
