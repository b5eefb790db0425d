"""The look of a Word document: styles and boxes."""

import io
from functools import lru_cache

import docx
from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.text.paragraph import Paragraph

from kmdesk.briefing import docx_lists as lists
from kmdesk.briefing.docx_markup import LINK, element
from kmdesk.briefing.look import Look

FONT = "Arial"
"""Stands in for Frutiger, as NHS identity has it for office documents."""
TEXT = RGBColor(0x21, 0x2B, 0x32)
QUIET = RGBColor(0x42, 0x55, 0x63)
GREEN = RGBColor(0x00, 0x67, 0x47)

FACT = Mm(35)
"""How far the value of a fact stands in."""

MODE = "15"
"""That of Word 2013 and later, without which Word shows a document as one of an older Word."""

ROLES = {
    "normal": "Normal",
    "lead": "Lead",
    "strong": "Strong text",
    "small": "Small",
    "headline": "Headline",
}
"""The style of a paragraph by its role in the tree."""

_HEADINGS = (20, 14, 12, 11, 11, 11)
"""Sizes of headings 1 to 6, in points."""

GREEN_HEX, PALE_HEX, RULE_HEX = "006747", "AEB7BD", "D8DDE0"

TABLE = "Paper table"
"""The name of the style of tables."""

_SIDES = ("top", "left", "bottom", "right")


def _edges(kind: str, look: Look) -> tuple[dict[str, tuple[str, str, str]], str]:
    """Return the edges of a callout (kind, eighths of a point, colour), and its fill."""
    match kind:
        case "bottom-line":
            unseen = ("single", "4", look.tint[1:])  # keeps the words from the edges of the fill
            edges = {"top": unseen, "left": ("single", "36", look.accent[1:]), "bottom": unseen}
            return edges, look.tint[1:]
        case "local-knowledge":
            return dict.fromkeys(_SIDES, ("dashed", "8", GREEN_HEX)), ""
        case "quote":
            return {"left": ("single", "24", look.accent[1:])}, ""
        case _:
            return dict.fromkeys(_SIDES, ("single", "4", PALE_HEX)), ""


def empty(language: str, look: Look) -> Word:
    """Return a document without words, with its page, language and styles."""
    return docx.Document(io.BytesIO(_empty(language, look.strong, look.accent)))


@lru_cache(maxsize=8)
def _empty(language: str, strong: str, accent: str) -> bytes:
    """Return such a document as a file; to set it up takes longer than to write a short paper."""
    word = docx.Document()
    _set_up(word, language, RGBColor.from_string(strong[1:]), RGBColor.from_string(accent[1:]))
    data = io.BytesIO()
    word.save(data)
    return data.getvalue()


def _set_up(word: Word, language: str, strong: RGBColor, accent: RGBColor) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(18)
    _set_language(word, language)
    for setting in word.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), MODE)
    _paragraph_styles(word, strong)
    _table_style(word)
    _heading_styles(word, strong)
    link: CharacterStyle = word.styles.add_style(LINK, WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb = accent
    link.font.underline = True


def text_width(word: Word) -> int:
    """Return the width between the margins, in EMU."""
    section = word.sections[0]
    page, left, right = section.page_width, section.left_margin, section.right_margin
    assert page is not None, "the page was set up"
    assert left is not None, "the page was set up"
    assert right is not None, "the page was set up"
    return page - left - right


def _set_language(word: Word, language: str) -> None:
    """Make a language that of all text that names no other (ECMA-376, part 1, 17.3.2.20)."""
    for found in word.styles.element.iter(qn("w:lang")):
        found.set(qn("w:val"), language)


def _paragraph_styles(word: Word, strong: RGBColor) -> None:
    _style(word, "Normal", 11, after=6)
    _style(word, "Lead", 13, after=6)
    _style(word, "Strong text", 12, after=6, bold=True)
    _style(word, "Headline", 24, before=10, colour=strong, bold=True)
    _style(word, "Small", 9.5, after=4, colour=QUIET)
    _style(word, "Organisation", 12, colour=strong, bold=True)
    _style(word, "Letterhead", 10, colour=QUIET)
    _style(word, "Subtitle", 10.5, after=12, colour=QUIET)
    _style(word, "Caption", 10, before=6, after=4, bold=True)
    _style(word, "Cell", 10, before=2, after=2)
    _style(word, "After table", 6)
    lists.add_styles(word)
    for name in lists.styles_of_lists():
        _style(word, name, 11, after=3)
    lists.join_levels(word)
    _hang(_style(word, "Fact", 10.5, after=3), FACT)
    _style(word, "Fact continued", 10.5, after=3).paragraph_format.left_indent = FACT
    _hang(_style(word, "Reference", 10, after=3), Mm(9))
    foot = _style(word, "Footer", 9, colour=QUIET)
    foot.paragraph_format.tab_stops.clear_all()
    foot.paragraph_format.tab_stops.add_tab_stop(Emu(text_width(word)), WD_TAB_ALIGNMENT.RIGHT)


def _table_style(word: Word) -> None:
    """Add the style of tables: a line below each row (17.7.6)."""
    made = word.styles.add_style(TABLE, WD_STYLE_TYPE.TABLE)
    made.base_style = word.styles["Normal Table"]
    properties = element("w:tblPr")
    borders = element("w:tblBorders")
    for edge in ("bottom", "insideH"):
        borders.append(element(f"w:{edge}", val="single", sz="4", space="0", color=RULE_HEX))
    properties.append(borders)
    made.element.append(properties)


def _heading_styles(word: Word, strong: RGBColor) -> None:
    for level, size in enumerate(_HEADINGS, 1):
        colour = strong if level < 4 else TEXT
        style = _style(word, f"Heading {level}", size, before=14, after=4, colour=colour, bold=True)
        style.paragraph_format.keep_with_next = True


def _style(
    word: Word,
    name: str,
    size: float,
    *,
    before: float = 0,
    after: float = 0,
    colour: RGBColor = TEXT,
    bold: bool = False,
) -> ParagraphStyle:
    """Return a paragraph style, made if it is not there, in points."""
    if name not in word.styles:
        made: ParagraphStyle = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = word.styles["Normal"]
    style: ParagraphStyle = word.styles[name]
    font = style.font
    font.name, font.size, font.bold, font.color.rgb = FONT, Pt(size), bold, colour
    font.italic = False
    _drop_theme_fonts(style)
    for unwanted in style.element.xpath("w:rPr/w:spacing | w:pPr[not(w:numPr/w:numId)]/w:numPr"):
        unwanted.getparent().remove(unwanted)
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.widow_control = True
    return style


def _drop_theme_fonts(style: ParagraphStyle) -> None:
    """Take the theme's fonts out of a style: they would win over the font it names."""
    fonts = style.element.get_or_add_rPr().find(qn("w:rFonts"))
    for script in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{script}"), None)
    fonts.set(qn("w:cs"), FONT)


def _hang(style: ParagraphStyle, width: Mm) -> None:
    """Let all lines but the first stand in by `width`, where the first has a tab."""
    layout = style.paragraph_format
    layout.left_indent, layout.first_line_indent = width, -width
    layout.tab_stops.add_tab_stop(width)


def box(paragraph: Paragraph, kind: str, look: Look) -> None:
    """Put a paragraph into the box of a callout; Word joins neighbours of one look."""
    edges, colour = _edges(kind, look)
    borders = element("w:pBdr")
    for edge in ("top", "left", "bottom", "right"):
        if edge in edges:
            line, size, edge_colour = edges[edge]
            borders.append(element(f"w:{edge}", val=line, sz=size, space="6", color=edge_colour))
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, *_AFTER_BORDERS)
    if colour:
        shading = element("w:shd", val="clear", color="auto", fill=colour)
        properties.insert_element_before(shading, *_AFTER_BORDERS[1:])


_AFTER_BORDERS = (
    "w:shd",
    "w:tabs",
    "w:suppressAutoHyphens",
    "w:spacing",
    "w:ind",
    "w:jc",
    "w:rPr",
    "w:sectPr",
)
"""What follows borders in the properties of a paragraph, whose order is fixed (17.3.1.26)."""
