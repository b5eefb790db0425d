"""What the format commands do to a text document, each as one step of undo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtGui import QFont, QTextBlock, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from kmdesk.models.prose import Block, Kind, Run
from kmdesk.ui.prose.building import (
    SOURCE,
    UNIT,
    Builder,
    Lister,
    block_format,
    char_format,
    insert_run,
    is_numbered,
)


@contextmanager
def one_step(cursor: QTextCursor) -> Iterator[None]:
    """Make one step of undo of all that happens meanwhile."""
    cursor.beginEditBlock()
    try:
        yield
    finally:
        cursor.endEditBlock()


def toggle_bold(edit: QTextEdit) -> None:
    """Make what is chosen, or typed next, bold, or not bold when it was."""
    look = QTextCharFormat()
    bold = edit.currentCharFormat().fontWeight() >= QFont.Weight.DemiBold
    look.setFontWeight(QFont.Weight.Normal if bold else QFont.Weight.Bold)
    edit.mergeCurrentCharFormat(look)


def toggle_italic(edit: QTextEdit) -> None:
    """Make what is chosen, or typed next, italic, or upright when it was."""
    look = QTextCharFormat()
    look.setFontItalic(not edit.currentCharFormat().fontItalic())
    edit.mergeCurrentCharFormat(look)


def link_at(cursor: QTextCursor) -> tuple[QTextCursor, str]:
    """Return what a link command is about: the selection, else the link under the cursor."""
    found = QTextCursor(cursor)
    href = cursor.charFormat().anchorHref()
    if cursor.hasSelection() or not href:
        return found, href
    block = cursor.block()
    start, end = block.position(), block.position() + block.length() - 1
    while found.position() > start and found.charFormat().anchorHref() == href:
        found.movePosition(QTextCursor.MoveOperation.Left)
    ahead = QTextCursor(cursor)
    while ahead.position() < end:
        ahead.movePosition(QTextCursor.MoveOperation.Right)
        if ahead.charFormat().anchorHref() != href:
            ahead.movePosition(QTextCursor.MoveOperation.Left)
            break
    found.setPosition(ahead.position(), QTextCursor.MoveMode.KeepAnchor)
    return found, href


def set_link(cursor: QTextCursor, href: str) -> None:
    """Have what is chosen lead to an address, "" for nowhere; with nothing chosen, add it."""
    look = QTextCharFormat()
    look.setAnchor(bool(href))
    look.setAnchorHref(href)
    look.setFontUnderline(bool(href))
    with one_step(cursor):
        if cursor.hasSelection():
            cursor.mergeCharFormat(look)
        elif href:
            after = cursor.charFormat()
            insert_run(cursor, Run(href, href=href))
            cursor.setCharFormat(after)


def is_list(block: QTextBlock, kind: Kind) -> bool:
    """Say whether a block is an item of a list of a kind."""
    listing = block.textList()
    return bool(listing) and is_numbered(listing) == (kind == "number")


def toggle_list(cursor: QTextCursor, kind: Kind) -> None:
    """Make items of the paragraphs chosen, or paragraphs of the items."""
    chosen = _chosen(cursor)
    take_out = all(is_list(block, kind) for block in chosen)
    with one_step(cursor):
        for block in chosen:
            if take_out:
                _make_plain(block)
            elif not block.textList():
                look = block_format(Block(kind), block.blockFormat().intProperty(UNIT))
                QTextCursor(block).setBlockFormat(look)
        kinds = {} if take_out else {b.blockNumber(): kind for b in chosen}
        for block in chosen:
            _relist(block, {}, kinds)


def toggle_heading(cursor: QTextCursor) -> None:
    """Make a heading of the paragraph, or a paragraph of the heading."""
    block = cursor.block()
    with one_step(cursor):
        if block.blockFormat().headingLevel():
            _make_plain(block)
            return
        whole = QTextCursor(block)
        whole.setBlockFormat(block_format(Block("heading", level=3)))
        whole.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        whole.mergeCharFormat(char_format(Run(""), heading=3))
        whole.mergeBlockCharFormat(char_format(Run(""), heading=3))


def indent(cursor: QTextCursor, by: int) -> bool:
    """Move the chosen items in (1) or out (-1); return whether that was possible."""
    chosen = [block for block in _chosen(cursor) if block.textList()]
    if not chosen:
        return False
    before = chosen[0].previous()
    deepest = _level(before) + 1 if before.isValid() and before.textList() else 0
    if not 0 <= _level(chosen[0]) + by <= deepest:
        return False
    levels = {block.blockNumber(): max(_level(block) + by, 0) for block in chosen}
    with one_step(cursor):
        _relist(chosen[0], levels, {})
    return True


def leave_list(cursor: QTextCursor) -> bool:
    """Move an item one level out, or out of its list; return whether it was an item."""
    block = cursor.block()
    if not block.textList():
        return False
    if not (_level(block) > 0 and indent(cursor, -1)):
        with one_step(cursor):
            _make_plain(block)
    return True


def leave_heading(cursor: QTextCursor) -> None:
    """Make a paragraph of a heading or of source."""
    with one_step(cursor):
        _make_plain(cursor.block())


def insert_blocks(cursor: QTextCursor, blocks: Sequence[Block]) -> None:
    """Put blocks in place of what is chosen."""
    with one_step(cursor):
        cursor.removeSelectedText()
        rest = list(blocks)
        if rest and rest[0].kind == "paragraph":
            for run in rest.pop(0).runs:
                insert_run(cursor, run)
        if not rest:
            cursor.setCharFormat(QTextCharFormat())
            return
        head = cursor.block()
        if head.textList() and not head.text() and not rest[0].in_list:
            _make_plain(head)
        if not cursor.atBlockEnd():
            cursor.insertBlock()
            cursor.movePosition(QTextCursor.MoveOperation.PreviousBlock)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        builder = Builder(cursor, fresh=not head.text())
        for block in rest:
            builder.add(block)


def add_table(cursor: QTextCursor) -> None:
    """Insert a table of two columns, or a row below in the table that the cursor is in."""
    if table := cursor.currentTable():
        table.insertRows(table.cellAt(cursor).row() + 1, 1)
        return
    insert_blocks(cursor, [Block("table", rows=(((), ()), ((), ())), sides=("", ""))])


def next_cell(cursor: QTextCursor, by: int, *, down: bool = False) -> QTextCursor | None:
    """Return a cursor in the next cell of a table, None when there is none."""
    if not (table := cursor.currentTable()):
        return None
    cell = table.cellAt(cursor)
    place = cell.row() * table.columns() + cell.column() + (table.columns() if down else by)
    if not 0 <= place < table.rows() * table.columns():
        return None
    return table.cellAt(place // table.columns(), place % table.columns()).lastCursorPosition()


def _chosen(cursor: QTextCursor) -> list[QTextBlock]:
    """Return the blocks chosen that can be items: not those of tables, not source."""
    document = cursor.document()
    block, last = (document.findBlock(n) for n in (cursor.selectionStart(), cursor.selectionEnd()))
    found = [block]
    while block.isValid() and block != last:
        block = block.next()
        found.append(block)
    return [b for b in found if not b.blockFormat().hasProperty(SOURCE) and not _in_table(b)]


def _in_table(block: QTextBlock) -> bool:
    return bool(QTextCursor(block).currentTable())


def _level(block: QTextBlock) -> int:
    listing = block.textList()
    return listing.format().indent() - 1 if listing else 0


def _make_plain(block: QTextBlock) -> None:
    if listing := block.textList():
        listing.remove(block)
    whole = QTextCursor(block)
    was_heading = bool(block.blockFormat().headingLevel())
    whole.setBlockFormat(block_format(Block("paragraph"), block.blockFormat().intProperty(UNIT)))
    if was_heading:
        plain = QTextCharFormat()
        plain.setFontWeight(QFont.Weight.Normal)
        plain.setProperty(QTextCharFormat.Property.FontSizeAdjustment, 0)
        whole.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        whole.mergeCharFormat(plain)
        whole.setBlockCharFormat(QTextCharFormat())


def _relist(block: QTextBlock, levels: dict[int, int], kinds: dict[int, Kind]) -> None:
    """Sort the items around a block into lists anew, some at another level or of another kind."""

    def is_item(one: QTextBlock) -> bool:
        return (
            one.isValid()
            and not _in_table(one)
            and (bool(one.textList()) or one.blockNumber() in kinds)
        )

    first = block
    while is_item(first.previous()):
        first = first.previous()
    items: list[tuple[QTextBlock, Kind, int, int]] = []
    while is_item(first):
        listing = first.textList()
        kind: Kind = "number" if listing and is_numbered(listing) else "bullet"
        start = listing.format().start() if listing and listing.itemNumber(first) == 0 else 0
        number = first.blockNumber()
        items.append((first, kinds.get(number, kind), levels.get(number, _level(first)), start))
        first = first.next()
    lister = Lister()
    for one, kind, level, start in items:
        lister.add(one, kind, level, start if kind == "number" and start > 1 else 0)
