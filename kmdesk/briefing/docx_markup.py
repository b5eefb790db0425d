"""WordprocessingML that python-docx has no words for (ECMA-376, part 1, chapter 17)."""

from collections.abc import Callable, Sequence

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Emu
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from kmdesk.briefing.parts import printable
from kmdesk.models.prose import safe_url

LINK = "Link"
"""Id and name of the style of links."""

Fill = Callable[[_Cell], object]


def element(tag: str, **attributes: str) -> BaseOxmlElement:
    """Return an element such as ``w:shd``; its attributes are in the same namespace."""
    made: BaseOxmlElement = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def link(paragraph: Paragraph, text: str, url: str) -> None:
    """Add words that lead to an address, or plain words when it is no address to follow."""
    safe = safe_url(url)
    if not safe:
        paragraph.add_run(printable(text))
        return
    made = element("w:hyperlink")
    made.set(qn("r:id"), paragraph.part.relate_to(safe, RELATIONSHIP_TYPE.HYPERLINK, True))
    _add_link(paragraph, made, text)


def inner_link(paragraph: Paragraph, text: str, number: int | None) -> None:
    """Add a part of a citation that leads to an entry of the reference list, if there is one."""
    if number is None:
        paragraph.add_run(text)
    else:
        _add_link(paragraph, element("w:hyperlink", anchor=_bookmark_name(number)), text)


def _add_link(paragraph: Paragraph, made: BaseOxmlElement, text: str) -> None:
    run = paragraph.add_run(printable(text))
    run._r.style = LINK  # its name would be looked for among all styles
    made.append(run._r)
    paragraph._p.append(made)


def bookmark(paragraph: Paragraph, number: int) -> None:
    """Make an entry of the reference list a place that citations lead to."""
    start = element("w:bookmarkStart", id=str(number), name=_bookmark_name(number))
    paragraph._p.append(start)
    paragraph._p.append(element("w:bookmarkEnd", id=str(number)))


def _bookmark_name(number: int) -> str:
    return f"reference_{number}"


def field(paragraph: Paragraph, code: str) -> None:
    """Add a field that Word works out, such as ``PAGE`` (17.16.5)."""
    made = element("w:fldSimple", instr=code)
    made.append(paragraph.add_run("1")._r)
    paragraph._p.append(made)


def speak(run: Run, language: str) -> None:
    """Say which language a run is in."""
    run._r.get_or_add_rPr().append(element("w:lang", val=language))


def describe(table: CT_Tbl, summary: str) -> None:
    """Give a table its alternative text, and say that its first row is its header (17.4.55)."""
    properties = table.tblPr
    for old in properties.findall(qn("w:tblLook")):
        properties.remove(old)
    properties.append(element("w:tblLook", firstRow="1", firstColumn="0", noVBand="1"))
    if summary:
        properties.append(element("w:tblDescription", val=summary))


def header_row(row: _Row) -> None:
    """Repeat a row on each page the table runs over, and never split it."""
    row._tr.get_or_add_trPr().extend([element("w:cantSplit"), element("w:tblHeader")])


def keep_with_next(row: _Row) -> None:
    """Keep a row on the page where the next one stands."""
    for paragraph in row._tr.iter(qn("w:p")):
        paragraph.get_or_add_pPr().get_or_add_keepNext()


def fill(row: _Row, widths: Sequence[int], fills: Sequence[Fill]) -> None:
    """Give each cell of a row its width in EMU and its words."""
    for cell, width, write in zip(row.cells, widths, fills, strict=True):
        cell.width = Emu(width)
        write(cell)


def shade(cell: _Cell, colour: str) -> None:
    """Fill a cell with a colour such as ``003087``."""
    shading = element("w:shd", val="clear", color="auto", fill=colour)
    cell._tc.get_or_add_tcPr().append(shading)
