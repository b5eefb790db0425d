"""Blocks of long text put into a text document."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextList,
    QTextListFormat,
    QTextTableFormat,
)

from kmdesk.models.prose import Block, Kind, Run

UNIT = int(QTextFormat.Property.UserProperty.value) + 1
"""Of a block: the number of the unit it was read as, from 1."""

SOURCE = UNIT + 1
"""Of a block: it holds source as it stands."""

SIDES = UNIT + 2
"""Of a table: to which side each column is set, joined by commas."""

AFTER = 6
"""Pixels below a paragraph."""

_RULE = QColor(128, 140, 150)
_HEADER = QColor(128, 140, 150, 44)
"""Both are seen on light and on dark."""

_BULLETS = (
    QTextListFormat.Style.ListDisc,
    QTextListFormat.Style.ListCircle,
    QTextListFormat.Style.ListSquare,
)
_ALIGNED = {
    "": Qt.AlignmentFlag.AlignLeft,
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "center": Qt.AlignmentFlag.AlignHCenter,
}
_LARGER = {1: 2, 2: 1}
"""By how many steps a heading is larger than the text."""

_UNSHOWN = str.maketrans(
    {"\n": "\u2028", "\u2029": " ", "\ufdd0": " ", "\ufdd1": " ", "\ufffc": " "}
)
"""A line break, and what a text document keeps for itself."""


def char_format(run: Run, *, heading: int = 0) -> QTextCharFormat:
    """Return the look of a run."""
    made = QTextCharFormat()
    if run.bold or heading:
        made.setFontWeight(QFont.Weight.Bold)
    if heading in _LARGER:
        made.setProperty(QTextFormat.Property.FontSizeAdjustment, _LARGER[heading])
    if run.italic:
        made.setFontItalic(True)
    if run.href:
        made.setAnchor(True)
        made.setAnchorHref(run.href)
        made.setFontUnderline(True)
    return made


def block_format(block: Block, unit: int = 0) -> QTextBlockFormat:
    """Return the look of a block that is no table."""
    made = QTextBlockFormat()
    made.setBottomMargin(3 if block.in_list else AFTER)
    if unit:
        made.setProperty(UNIT, unit)
    if block.kind == "heading":
        made.setHeadingLevel(block.level)
    if block.kind == "source":
        made.setProperty(SOURCE, True)
        made.setBackground(QBrush(_HEADER))
    return made


def list_format(kind: Kind, level: int, start: int = 1) -> QTextListFormat:
    """Return the look of a list."""
    made = QTextListFormat()
    made.setIndent(level + 1)
    if kind == "number":
        made.setStyle(QTextListFormat.Style.ListDecimal)
        made.setStart(start)
    else:
        made.setStyle(_BULLETS[min(level, len(_BULLETS) - 1)])
    return made


def is_numbered(listing: QTextList) -> bool:
    """Say whether a list has numbers."""
    return listing.format().style() == QTextListFormat.Style.ListDecimal


def table_format(sides: Sequence[str]) -> QTextTableFormat:
    """Return the look of a table."""
    made = QTextTableFormat()
    made.setBorder(1)
    made.setBorderCollapse(True)
    made.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    made.setBorderBrush(QBrush(_RULE))
    made.setCellPadding(5)
    made.setCellSpacing(0)
    made.setTopMargin(AFTER)
    made.setBottomMargin(AFTER)
    made.setHeaderRowCount(1)
    made.setProperty(SIDES, ",".join(sides))
    made.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    return made


class Lister:
    """Puts blocks, one after the other, into the lists they belong to."""

    def __init__(self) -> None:
        self._open: list[tuple[Kind, QTextList, int]] = []

    def add(self, block: QTextBlock, kind: Kind, level: int, number: int = 0) -> None:
        """Make a block an item.

        Args:
            block: stands after the ones added before.
            kind: "bullet" or "number".
            level: from 0; no deeper than one below the item before.
            number: of a numbered item, 0 for the next one.
        """
        level = min(level, len(self._open))
        del self._open[level + 1 :]
        if len(self._open) > level:
            before, listing, last = self._open[level]
            if before == kind and (kind == "bullet" or number in (0, last + 1)):
                listing.add(block)
                self._open[level] = (kind, listing, last + 1)
                return
        del self._open[level:]
        start = number or 1
        listing = QTextCursor(block).createList(list_format(kind, level, start))
        self._open.append((kind, listing, start))


class Builder:
    """Adds blocks at a cursor.

    Args:
        cursor: where; it moves along.
        fresh: the block it is in is empty and is used for what comes first.
    """

    def __init__(self, cursor: QTextCursor, *, fresh: bool) -> None:
        self._cursor = cursor
        self._fresh = fresh
        self._lister = Lister()

    @property
    def cursor(self) -> QTextCursor:
        """Return the cursor that it adds at."""
        return self._cursor

    def add(self, block: Block, unit: int = 0) -> None:
        """Add a block of a unit, 0 for one that has no source yet."""
        if block.kind == "table":
            self._lister = Lister()
            self._add_table(block, unit)
            return
        look = block_format(block, unit)
        heading = block.level if block.kind == "heading" else 0
        plain = char_format(Run(""), heading=heading)
        if self._fresh:
            self._cursor.setBlockFormat(look)
            self._cursor.setBlockCharFormat(plain)
            self._fresh = False
        else:
            self._cursor.insertBlock(look, plain)
        if block.in_list:
            number = block.number if block.kind == "number" else 0
            self._lister.add(self._cursor.block(), block.kind, block.level, number)
        else:
            self._lister = Lister()
        for run in block.runs:
            insert_run(self._cursor, run, heading=heading)

    def _add_table(self, block: Block, unit: int) -> None:
        table = self._cursor.insertTable(
            len(block.rows), len(block.sides), table_format(block.sides)
        )
        for row, cells in enumerate(block.rows):
            for column, runs in enumerate(cells):
                cell = table.cellAt(row, column)
                if row == 0:
                    look = QTextCharFormat()
                    look.setBackground(QBrush(_HEADER))
                    cell.setFormat(look)
                cursor = cell.firstCursorPosition()
                place = QTextBlockFormat()
                place.setProperty(UNIT, unit)
                place.setAlignment(_ALIGNED[block.sides[column]])
                cursor.setBlockFormat(place)
                for run in runs:
                    insert_run(cursor, run)
        self._cursor.setPosition(table.lastPosition() + 1)
        self._cursor.setBlockFormat(block_format(Block("paragraph")))
        self._fresh = True


def insert_run(cursor: QTextCursor, run: Run, *, heading: int = 0) -> None:
    """Insert words at a cursor."""
    cursor.insertText(run.text.translate(_UNSHOWN), char_format(run, heading=heading))
