"""How the paper looks: one typographic scale, one grid, few colours."""

from functools import cache

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle

from kmdesk.briefing.pdf import fonts

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 45.0
"""Points, left and right."""
TOP, BOTTOM = 42.0, 58.0
WIDTH = PAGE_WIDTH - 2 * MARGIN
GRID = 4.0
"""Points; every space is a multiple."""

BLUE = HexColor(0x005EB8)
DARK_BLUE = HexColor(0x003087)
TINT = HexColor(0xEAF2FB)
TEXT = HexColor(0x212B32)
QUIET = HexColor(0x425563)
GREEN = HexColor(0x006747)
RULE = HexColor(0xD8DDE0)
PALE = HexColor(0xAEB7BD)
WHITE = HexColor(0xFFFFFF)


def _style(name: str, size: float, leading: float, **fields: object) -> ParagraphStyle:
    return ParagraphStyle(
        name,
        **{
            "fontName": fonts.REGULAR,
            "fontSize": size,
            "leading": leading,
            "textColor": TEXT,
            "alignment": TA_LEFT,
            "allowWidows": 0,
            "allowOrphans": 0,
            "splitLongWords": 1,
            "spaceAfter": 0,
            **fields,
        },
    )


@cache
def styles() -> dict[str, ParagraphStyle]:
    """Return the paragraph styles by role."""
    bold = {"fontName": fonts.BOLD}
    return {
        "normal": _style("normal", 10.5, 15, spaceAfter=GRID * 1.5),
        "lead": _style("lead", 12, 17.5, spaceAfter=GRID * 1.5),
        "strong": _style("strong", 11.5, 16.5, spaceAfter=GRID, **bold),
        "headline": _style("headline", 22, 28, textColor=DARK_BLUE, **bold),
        "small": _style("small", 9, 12.5, textColor=QUIET, spaceAfter=GRID),
        "item": _style("item", 10.5, 15, leftIndent=16, spaceAfter=GRID / 2),
        "reference": _style("reference", 9.5, 13, leftIndent=24, spaceAfter=GRID / 2),
        "cell": _style("cell", 9.5, 13),
        "cell-strong": _style("cell-strong", 9.5, 13, **bold),
        "cell-head": _style("cell-head", 9.5, 13, textColor=WHITE, **bold),
        "label": _style("label", 9.5, 13, textColor=QUIET),
        "organisation": _style("organisation", 11.5, 15, textColor=DARK_BLUE, **bold),
        "service": _style("service", 9.5, 13, textColor=QUIET),
        "occasion": _style("occasion", 9.5, 13, textColor=QUIET, alignment=TA_RIGHT),
        "subtitle": _style("subtitle", 10, 14, textColor=QUIET, spaceAfter=GRID * 3),
        "heading-1": _style("h1", 20, 24, textColor=DARK_BLUE, spaceAfter=GRID, **bold),
        "heading-2": _style(
            "h2", 13, 17, textColor=DARK_BLUE, spaceBefore=GRID * 3, spaceAfter=GRID * 1.5, **bold
        ),
        "heading-3": _style(
            "h3", 11.5, 15, textColor=DARK_BLUE, spaceBefore=GRID * 2, spaceAfter=GRID, **bold
        ),
        "callout-title": _style("callout", 12.5, 16, textColor=DARK_BLUE, spaceAfter=GRID, **bold),
    }


def heading_style(level: int) -> ParagraphStyle:
    """Return the style of a heading; below level 3 they look alike."""
    return styles()[f"heading-{min(level, 3)}"]


def coloured(style: ParagraphStyle, colour: Color) -> ParagraphStyle:
    """Return a style in another colour."""
    return ParagraphStyle(style.name, parent=style, textColor=colour)
