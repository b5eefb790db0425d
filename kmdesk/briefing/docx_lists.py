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


def numbering(word: Word, listing: tree.BulletList, level: int) -> int:
    """Return a new numbering that begins where a numbered list does (17.9.15)."""
    used = int(word.styles[item_style(listing, level)].element.pPr.numPr.numId.val)
    return _begun(word, used, listing, level)


class CellLists:
    """Numberings of lists in the cells of tables: less far apart, in the style of the cell."""

    def __init__(self, word: Word) -> None:
        """Take the document; nothing is added before there is such a list."""
        self._word = word
        self._used: dict[str, int] = {}

    def numbering(self, listing: tree.BulletList, level: int) -> int:
        """Return the numbering of a list, at a level from 1."""
        form = "decimal" if listing.numbered else "bullet"
        if form not in self._used:
            self._used[form] = _levels(self._word, form, CELL_STEP)
        used = self._used[form]
        return _begun(self._word, used, listing, level) if listing.numbered else used


def _begun(word: Word, used: int, listing: tree.BulletList, level: int) -> int:
    numbers = word.part.numbering_part.element
    made = numbers.add_num(numbers.num_having_numId(used).abstractNumId.val)
    made.add_lvlOverride(ilvl=_place(level)).add_startOverride(listing.start)
    return int(made.numId)


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
