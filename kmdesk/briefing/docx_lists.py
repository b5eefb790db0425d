"""Lists in Word: a style for each level, and numbers that begin where the list begins."""

from collections.abc import Iterator, Sequence

from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Emu, Mm
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from kmdesk.briefing import tree
from kmdesk.briefing.docx_markup import element

STEP = Mm(6.5)
"""How much further each level stands in."""

CELL_STEP = Mm(4)
"""As `STEP`, in the cell of a table."""

_NUMBERS, _BULLETS, _CONTINUED = "List Number", "List Bullet", "List Continue"
_FORMS = {_BULLETS: "bullet", _NUMBERS: "decimal"}


def styles_of_lists() -> Iterator[str]:
    """Yield the names of the styles of items and of further paragraphs in them."""
    for level in range(1, tree.MOST_LEVELS + 1):
        yield from (_style_name(kind, level) for kind in (_NUMBERS, _BULLETS, _CONTINUED))


def add_styles(word: Word) -> None:
    """Add the styles of lists that the empty document has not; Word knows them by name."""
    for name in styles_of_lists():
        if name not in word.styles:
            made: ParagraphStyle = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, True)
            made.base_style = word.styles["Normal"]


def join_levels(word: Word) -> None:
    """Make the styles of bullets levels of one list, and so those of numbers (17.9)."""
    numbers = word.part.numbering_part.element
    for linked in [*numbers.iter(qn("w:pStyle"))]:  # a style may be a level of one list only
        linked.getparent().remove(linked)
    for kind, form in _FORMS.items():
        styles: list[ParagraphStyle] = [
            word.styles[_style_name(kind, level)] for level in range(1, tree.MOST_LEVELS + 1)
        ]
        used = _levels(word, form, STEP, styles)
        for level, style in enumerate(styles, 1):
            _set_number(style.element.get_or_add_pPr(), used, level)
    for level in range(1, tree.MOST_LEVELS + 1):
        continued: ParagraphStyle = word.styles[_style_name(_CONTINUED, level)]
        continued.paragraph_format.left_indent = STEP * level


def item_style(listing: tree.BulletList, level: int) -> str:
    """Return the name of the style of a list's items, at a level from 1."""
    return _style_name(_NUMBERS if listing.numbered else _BULLETS, level)


def continued_style(level: int) -> str:
    """Return the name of the style of further paragraphs in an item."""
    return _style_name(_CONTINUED, level)


class Numberings:
    """Where the numbers of lists begin (17.9); there may be thousands of lists in a document."""

    def __init__(self, word: Word) -> None:
        """Take a document that has the styles of lists."""
        self._word = word
        self._of_page = int(word.styles[_NUMBERS].element.pPr.numPr.numId.val)
        self._of_cells: dict[str, int] = {}
        self._look_up()

    def on_page(self, listing: tree.BulletList, level: int) -> int | None:
        """Return the numbering of a list at a level from 1; None where its style has it."""
        return self._begun(self._of_page, listing, level) if listing.numbered else None

    def in_cell(self, listing: tree.BulletList, level: int) -> int:
        """Return the numbering of a list in a cell: less far apart, in the style of the cell."""
        form = "decimal" if listing.numbered else "bullet"
        if form not in self._of_cells:
            self._of_cells[form] = _levels(self._word, form, CELL_STEP)
            self._look_up()
        used = self._of_cells[form]
        return self._begun(used, listing, level) if listing.numbered else used

    def _look_up(self) -> None:
        """Look which numberings there are, which python-docx would do for each new one."""
        every = self._word.part.numbering_part.element.findall(qn("w:num"))
        self._abstract = {int(one.numId): int(one.abstractNumId.val) for one in every}
        self._last = every[-1]
        self._next = max(self._abstract) + 1

    def _begun(self, used: int, listing: tree.BulletList, level: int) -> int:
        """Add a numbering that begins where a list does (17.9.15)."""
        number = self._next
        made = element("w:num", numId=str(number))
        made.append(element("w:abstractNumId", val=str(self._abstract[used])))
        override = element("w:lvlOverride", ilvl=str(_place(level)))
        override.append(element("w:startOverride", val=str(listing.start)))
        made.append(override)
        self._last.addnext(made)
        self._last = made
        self._next += 1
        return number


def number(paragraph: Paragraph, numbered_by: int, level: int) -> None:
    """Make a paragraph an item of a numbered list."""
    _set_number(paragraph._p.get_or_add_pPr(), numbered_by, level)


def _style_name(kind: str, level: int) -> str:
    place = _place(level)
    return f"{kind} {place + 1}" if place else kind


def _place(level: int) -> int:
    """Return the level of Word's for one that counts from 1."""
    return min(level, tree.MOST_LEVELS) - 1


def _levels(word: Word, form: str, step: Mm, styles: Sequence[ParagraphStyle] = ()) -> int:
    """Add a numbering of all levels, each of which may be that of a style; return its number."""
    numbers = word.part.numbering_part.element
    before = numbers.findall(qn("w:abstractNum"))
    made = element("w:abstractNum", abstractNumId=str(len(before)))
    made.append(element("w:multiLevelType", val="multilevel"))
    before[-1].addnext(made)
    for level in range(1, tree.MOST_LEVELS + 1):
        made.append(_level(styles[level - 1].style_id if styles else "", form, level, step))
    return int(numbers.add_num(len(before)).numId)


def _level(style: str, form: str, level: int, step: Mm) -> BaseOxmlElement:
    made = element("w:lvl", ilvl=str(_place(level)))
    text = "•" if form == "bullet" else f"%{level}."
    for tag, value in (
        ("w:start", "1"),
        ("w:numFmt", form),
        ("w:pStyle", style),
        ("w:lvlText", text),
        ("w:lvlJc", "left"),
    ):
        if value:
            made.append(element(tag, val=value))
    properties = element("w:pPr")
    left, hanging = (Emu(step * level).twips, step.twips)
    properties.append(element("w:ind", left=str(left), hanging=str(hanging)))
    made.append(properties)
    return made


def _set_number(properties: BaseOxmlElement, numbered_by: int, level: int) -> None:
    chosen = properties.get_or_add_numPr()
    chosen.get_or_add_ilvl().val = _place(level)
    chosen.get_or_add_numId().val = numbered_by
