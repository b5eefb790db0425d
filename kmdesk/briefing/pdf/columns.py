"""How wide the columns of a table are, so that all that stands in them has its room."""

from collections.abc import Sequence

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth

from kmdesk.briefing import tree
from kmdesk.briefing.pdf import fonts, style
from kmdesk.briefing.pdf.flowables import shape_width
from kmdesk.briefing.pdf.lists import standing_in

PADDING = 6.0
"""Points between the edge of a column and its words."""

LEAST_WORDS = 24.0
"""Points in which any letter has its room, so that words can be broken to fit."""

WIDEST_WORD = 72.0
"""Points of a word that is not broken where other columns have room to spare."""

SHAPES_GAP = 3.0
"""Points between the shapes of a certainty and its word."""


def column_widths(table: tree.Table, whole: float) -> list[float] | None:
    """Return the width of each column in points; None when no line has room for all of them.

    Columns share the width by their weights, but none gets less than its longest word takes, or
    where that cannot be, less than words that are broken.
    """
    columns: list[list[tree.Cell]] = [[(tree.Text(words),)] for words in table.header]
    for row in table.rows:
        for column, cell in zip(columns, row, strict=True):
            column.append(cell)
    least = [max(map(_least, column)) for column in columns]
    if sum(least) > whole:
        return None
    wanted = [
        max(need, *(_longest_word(cell) for cell in column))
        for need, column in zip(least, columns, strict=True)
    ]
    return _shared(table.widths, wanted if sum(wanted) <= whole else least, whole)


def _shared(weights: Sequence[float], needs: Sequence[float], whole: float) -> list[float]:
    """Return parts of a whole by weight, none smaller than it needs."""
    widths = list(needs)
    free = list(range(len(needs)))
    while free:
        room = whole - sum(needs[place] for place in range(len(needs)) if place not in free)
        total = sum(weights[place] for place in free)
        for place in free:
            widths[place] = room * weights[place] / total
        enough = [place for place in free if widths[place] >= needs[place]]
        if len(enough) == len(free):
            break
        for place in set(free) - set(enough):
            widths[place] = needs[place]
        free = enough
    return widths


def _least(cell: tree.Cell) -> float:
    """Return the points that a cell needs at least, with its padding."""
    inside = 0.0
    for block in tree.cell_blocks(cell):
        if isinstance(block, tree.BulletList):
            inside = max(inside, standing_in(block, cell_item()))
        else:
            inside = max(inside, shapes_width(block.inlines))
    return 2 * PADDING + inside + LEAST_WORDS


def _longest_word(cell: tree.Cell) -> float:
    """Return the points that a cell wants for its longest word, with all that stands beside it."""
    words = [word for line in tree.cell_lines(cell) for word in line.split()]
    longest = max(words, key=len, default="")[: style.LONGEST_LINE]
    width = float(stringWidth(longest, fonts.BOLD, cell_item().fontSize))
    return _least(cell) - LEAST_WORDS + min(width + 1, WIDEST_WORD)


def shapes_width(inlines: tree.Inlines) -> float:
    """Return the points that the shapes of a certainty take before its word, if it has any."""
    match inlines:
        case (tree.Certainty(of=of), *_) if of:
            return of * shape_width() + SHAPES_GAP
    return 0.0


def cell_item() -> ParagraphStyle:
    """Return how items of a list in a cell look."""
    return style.styles("#000000")["cell-item"]
