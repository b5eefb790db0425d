"""How the paper looks: one typographic scale, one grid, few colours."""

from functools import cache, partial
from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth

from kmdesk.briefing.look import Look
from kmdesk.briefing.pdf import fonts

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 45.0
"""Points, left and right."""
TOP, BOTTOM = 44.0, 56.0
WIDTH = PAGE_WIDTH - 2 * MARGIN
LONGEST_LINE = 400
"""Letters of which fewer always fill a line."""

MOST_BALANCED = 3
"""Lines of a title that are made about as long as each other."""

GRID = 4.0
"""Points; every space is a multiple."""

CALLOUT_PADDING = 14.0

TEXT = HexColor(0x212B32)
QUIET = HexColor(0x425563)
GREEN = HexColor(0x006747)
RULE = HexColor(0xD8DDE0)
PALE = HexColor(0xAEB7BD)
WHITE = HexColor(0xFFFFFF)


class Palette:
    """The colours of a house for ReportLab; see `Look` for what each is for."""

    def __init__(self, look: Look) -> None:
        """Take the look of a paper."""
        self.accent = HexColor(look.accent)
        self.strong = HexColor(look.strong)
        self.tint = HexColor(look.tint)


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
def styles(strong: str) -> dict[str, ParagraphStyle]:
    """Return the paragraph styles by role.

    Args:
        strong: the colour of headings.
    """
    bold = {"fontName": fonts.BOLD}
    head = {"fontName": fonts.BOLD, "textColor": HexColor(strong)}
    return {
        "normal": _style("normal", 10.5, 15, spaceAfter=GRID * 1.5),
        "lead": _style("lead", 12.5, 17.5, spaceAfter=GRID * 1.5),
        "strong": _style("strong", 11.5, 16, spaceAfter=GRID, **bold),
        "headline": _style("headline", 26, 31, spaceBefore=GRID * 3, spaceAfter=GRID, **head),
        "small": _style("small", 9, 12.5, textColor=QUIET, spaceAfter=GRID),
        "item": _style("item", 10.5, 15, leftIndent=16, spaceAfter=GRID / 2),
        "reference": _style("reference", 9, 12, leftIndent=22, spaceAfter=GRID / 2),
        "cell": _style("cell", 9.5, 13),
        "cell-item": _style("cell-item", 9.5, 13, leftIndent=11, spaceAfter=1),
        "cell-part": _style("cell-part", 9.5, 13, spaceAfter=GRID / 2),
        "cell-strong": _style("cell-strong", 9.5, 13, **bold),
        "cell-head": _style("cell-head", 9.5, 13, textColor=WHITE, **bold),
        "label": _style("label", 9.5, 13, textColor=QUIET),
        "caption": _style("caption", 9.5, 13, spaceBefore=GRID, spaceAfter=GRID * 2, **bold),
        "organisation": _style("organisation", 11.5, 15, **head),
        "service": _style("service", 9.5, 13, textColor=QUIET),
        "occasion": _style("occasion", 9.5, 13, textColor=QUIET, alignment=TA_RIGHT),
        "subtitle": _style("subtitle", 10, 14, textColor=QUIET, spaceAfter=GRID * 3),
        "heading-1": _style("h1", 20.5, 24.5, spaceAfter=GRID, **head),
        "heading-2": _style("h2", 13.5, 17, spaceBefore=GRID * 3, spaceAfter=GRID * 1.5, **head),
        "heading-3": _style("h3", 11.5, 15, spaceBefore=GRID * 2, spaceAfter=GRID, **head),
        "heading-4": _style("h4", 10.5, 14, spaceBefore=GRID * 1.5, spaceAfter=GRID / 2, **bold),
        "callout-title": _style("callout", 13.5, 17, spaceAfter=GRID, **head),
    }


def heading_style(level: int) -> str:
    """Return the name of the style of a heading; below level 4 they look alike."""
    return f"heading-{min(level, 4)}"


def balanced(look: ParagraphStyle, words: str, width: float) -> ParagraphStyle:
    """Return a style in which the lines of a title are about as long as each other."""
    lines = partial(simpleSplit, words, look.fontName, look.fontSize)
    count = len(lines(width)) if len(words) < LONGEST_LINE else 0
    if not 1 < count <= MOST_BALANCED:
        return look
    longest = max(stringWidth(word, look.fontName, look.fontSize) for word in words.split())
    low, high = min(longest, width), width  # a narrower line would break words
    while high - low > GRID:
        middle = (low + high) / 2
        low, high = (low, middle) if len(lines(middle)) <= count else (middle, high)
    return ParagraphStyle(look.name, parent=look, rightIndent=width - high)


def coloured(style: ParagraphStyle, colour: Color) -> ParagraphStyle:
    """Return a style in another colour."""
    return ParagraphStyle(style.name, parent=style, textColor=colour)


def edge_width(kind: str) -> float:
    """Return how wide the bar at the left of a callout is, in points."""
    return {"bottom-line": 5.0, "quote": 3.0}.get(kind, 0.0)


def inner_width(kind: str, width: float) -> float:
    """Return what room a callout of some width has for what stands in it."""
    return width - edge_width(kind) / 2 - 2 * CALLOUT_PADDING


def box(kind: str, palette: Palette) -> tuple[list[Any], Color]:
    """Return how a callout is drawn, as commands of a table, and the colour of its title."""
    whole = ((0, 0), (-1, -1))
    match kind:
        case "bottom-line":
            edge = ("LINEBEFORE", (0, 0), (0, -1), edge_width(kind), palette.accent, 0)
            return [("BACKGROUND", *whole, palette.tint), edge], palette.strong
        case "local-knowledge":
            return [("BOX", *whole, 0.9, GREEN, None, (3, 2.5))], GREEN
        case "quote":
            edge = ("LINEBEFORE", (0, 0), (0, -1), edge_width(kind), palette.accent, 0)
            return [edge], palette.strong
        case _:
            return [("BOX", *whole, 0.6, RULE)], palette.strong
