"""A PDF as assistive technology reads it: through its tags, not its pages."""

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Name

_MAPPING = re.compile(rb"<([0-9A-F]+)> <([0-9A-F]+)>\n")
_BLOCKS = {"P", "H1", "H2", "H3", "H4", "H5", "H6", "Lbl", "Figure"}


class TaggedPdf:
    """The tag tree of a PDF, with the text of its content."""

    def __init__(self, data: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(data))
        self._texts = {page.obj.objgen: _marked_text(page) for page in self.pdf.pages}
        self.root = self.pdf.Root.StructTreeRoot.K

    def elements(self, start: pikepdf.Object | None = None) -> Iterator[pikepdf.Object]:
        """Yield all elements in reading order."""
        element = self.root if start is None else start
        yield element
        for kid in self._kids(element):
            if kid.get("/Type") == Name.StructElem:
                yield from self.elements(kid)

    def tags(self) -> list[str]:
        return [str(element.S)[1:] for element in self.elements()]

    def lines(self) -> list[str]:
        """Return the text of each block, in reading order; figures by their alternative."""
        found = []
        for element in self.elements():
            tag = str(element.S)[1:]
            if tag == "Figure":
                found.append(str(element.Alt))
            elif tag in _BLOCKS:
                found.append(self.text(element))
        return found

    def text(self, element: pikepdf.Object) -> str:
        parts = []
        for kid in self._kids(element):
            if kid.get("/Type") == Name.MCR:
                parts.append(self._texts[kid.Pg.objgen][int(kid.MCID)])
            elif kid.get("/Type") == Name.StructElem:
                parts.append(self.text(kid))
        return "".join(parts)

    def all_marked(self) -> dict[tuple[int, int], set[int]]:
        return {page: set(texts) for page, texts in self._texts.items()}

    @staticmethod
    def _kids(element: pikepdf.Object) -> list[pikepdf.Object]:
        kids = element.get("/K", Array([]))
        return list(kids) if isinstance(kids, Array) else [kids]


def _marked_text(page: pikepdf.Page) -> dict[int, str]:
    """Return the text of each run of marked content on a page by its number."""
    maps = {str(name): _to_unicode(font) for name, font in page.obj.Resources.Font.items()}
    texts: dict[int, str] = defaultdict(str)
    open_runs: list[int | None] = []
    font = ""
    for instruction in pikepdf.parse_content_stream(page):
        operands, name = instruction.operands, str(instruction.operator)
        if name in ("BDC", "BMC"):
            open_runs.append(_run_number(operands))
            if open_runs[-1] is not None:
                texts[open_runs[-1]] += ""
        elif name == "EMC":
            open_runs.pop()
        elif name == "Tf":
            font = str(operands[0])
        elif name == "Tj" and open_runs[-1] is not None:
            texts[open_runs[-1]] += "".join(maps[font][byte] for byte in bytes(operands[0]))
    assert not open_runs, "marked content ends where it began"
    return dict(texts)


def _run_number(operands: Any) -> int | None:
    if len(operands) < 2 or "/MCID" not in operands[1]:
        return None
    return int(operands[1].MCID)


def _to_unicode(font: pikepdf.Object) -> dict[int, str]:
    data = font.ToUnicode.read_bytes()
    pairs = _MAPPING.findall(data[data.index(b"beginbfchar") :])
    return {int(code, 16): chr(int(point, 16)) for code, point in pairs}


def squeezed(lines: list[str]) -> str:
    """Return lines without white space, in which writers may differ."""
    return "".join("".join(line.split()) for line in lines)
