"""Whether a PDF is a paper that went out from here, also when somebody saved it anew since."""

import re
import zlib
from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

import pikepdf
import pypdfium2

from kmdesk.base.errors import UserError
from kmdesk.base.paths import existing_file
from kmdesk.base.pdfium import TURN
from kmdesk.briefing.issued import IssuedPaper, issued_paper, issues, occasion
from kmdesk.models import canonical, provenance
from kmdesk.models.ids import ALPHABET
from kmdesk.models.kinds.briefing import KIND
from kmdesk.store.collection import LARGEST_ATTACHMENT, Collection

Verdict = Literal["issued", "altered", "other", "draft", "elsewhere", "unknown"]

_REFERENCE = re.compile(rf"\b{KIND.prefix}-[{ALPHABET}]{{4,26}}\b")
_PAGES_READ = 3
_LONGEST_METADATA = 1_000_000


@dataclass(frozen=True)
class Recognised:
    """What a file turned out to be.

    Attributes:
        file: its name.
        verdict: ``issued`` is the file that went out, byte for byte. ``altered`` says which paper
            it was made from. ``other`` names a briefing that was issued, but as other files;
            ``draft`` one that never was; ``elsewhere`` one that is not in this collection.
        reference: of the briefing that it names, or "".
        paper: the paper that it is or was made from; of ``other`` the one issued last.
    """

    file: str
    verdict: Verdict
    reference: str = ""
    paper: IssuedPaper | None = None

    @property
    def sentence(self) -> str:
        """Return what it is, for people."""
        went = occasion(self.paper.issue) if self.paper else ""
        match self.verdict:
            case "issued":
                return f"{self.file} is {self._named}, as it was issued {went}."
            case "altered":
                return (
                    f"{self.file} carries the mark of {self._named}, which was issued {went}, but "
                    "it is not that file: it was altered or saved anew since."
                )
            case "other":
                return (
                    f"{self.file} carries the reference of {self._named}, last issued {went}, but "
                    "it is none of the files that went out: it was altered, or never issued."
                )
            case "draft":
                return (
                    f"{self.file} carries the reference {self.reference} of this collection, which "
                    "was never issued."
                )
            case "elsewhere":
                return (
                    f"{self.file} carries the reference {self.reference}, which is not in this "
                    "collection."
                )
            case _:
                return f"{self.file} is not a paper that was issued from this collection."

    @property
    def _named(self) -> str:
        return f"{self.paper.reference}, “{self.paper.title}”" if self.paper else self.reference


def recognise(collection: Collection, file: Path) -> Recognised:
    """Return what a file is.

    Raises:
        UserError: it cannot be read.
    """
    try:
        if existing_file(file).stat().st_size > LARGEST_ATTACHMENT:
            return Recognised(file.name, "unknown")
        data = file.read_bytes()
    except OSError as error:
        raise UserError(f"{file} cannot be read ({error.strerror}).") from error
    if found := collection.issued_as(canonical.sha256(data)):
        paper = issued_paper(collection, *found)
        return Recognised(file.name, "issued", paper.reference, paper)
    if b"%PDF-" not in data[:1024]:
        return Recognised(file.name, "unknown")
    if marked := provenance.read_mark(_metadata(data)):
        return _marked(collection, file.name, *marked)
    if named := _reference(data):
        return _named(collection, file.name, named)
    return Recognised(file.name, "unknown")


def _marked(collection: Collection, name: str, briefing: str, issue: str) -> Recognised:
    try:
        paper = issued_paper(collection, briefing, issue)
    except UserError:
        return _named(collection, name, f"{KIND.prefix}-{briefing}")
    return Recognised(name, "altered", paper.reference, paper)


def _named(collection: Collection, name: str, reference: str) -> Recognised:
    try:
        briefing = collection.find_id(reference)
    except UserError:
        return Recognised(name, "elsewhere", reference[: len(KIND.prefix) + 5])
    went = issues(collection, briefing)
    shown = collection.get(briefing).reference
    if not went:
        return Recognised(name, "draft", shown)
    return Recognised(name, "other", shown, went[-1])


def _metadata(data: bytes) -> str:
    """Return the XMP packet of a PDF, "" when there is none to be read."""
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            stream = pdf.Root.get("/Metadata")
            if not isinstance(stream, pikepdf.Stream):
                return ""
            raw = stream.read_raw_bytes()
    except (pikepdf.PdfError, ValueError, TypeError):
        return ""
    try:
        packet = zlib.decompressobj().decompress(raw, _LONGEST_METADATA)
    except zlib.error:
        packet = raw[:_LONGEST_METADATA]
    return packet.decode("utf-8", "replace")


def _reference(data: bytes) -> str:
    """Return the reference of a briefing that the pages of a PDF name most, "" for none."""
    found: Counter[str] = Counter()
    try:
        with TURN, pypdfium2.PdfDocument(data) as document:
            for number in range(min(len(document), _PAGES_READ)):
                found.update(_REFERENCE.findall(document[number].get_textpage().get_text_range()))
    except pypdfium2.PdfiumError:
        return ""
    return found.most_common(1)[0][0] if found else ""
