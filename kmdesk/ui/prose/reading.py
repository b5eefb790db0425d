"""A text document read back as CommonMark, block by block, so that a key costs one block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtGui import QFont, QTextBlock, QTextCursor, QTextDocument, QTextTable

from kmdesk.models.canonical import text as canonical
from kmdesk.models.prose import Block, Run, Unit, runs_of, write
from kmdesk.ui.prose.building import SIDES, SOURCE, UNIT, is_numbered


@dataclass(slots=True)
class _Piece:
    """A block of the document: `place` tells its list or its table from others."""

    unit: int
    block: Block
    place: int = -1
    start: int = 1


class Reader:
    """Reads a document that was filled from units and changed since."""

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        self.clear("")
        document.contentsChange.connect(self._on_change)

    def clear(self, lead: str) -> None:
        """Forget all; `lead` are the blank lines that the text begins with."""
        self._lead = lead
        self._units: list[Unit] = []
        self._numbers: dict[int, int] = {}
        self._given = 0
        self._tables: dict[int, tuple[list[_Piece], Block]] = {}
        self._pieces: list[_Piece | None] = [None] * self._document.blockCount()

    @property
    def next_number(self) -> int:
        """Return the number that the next unit gets."""
        return self._given + 1

    def extend(self, units: Sequence[Unit], first: int) -> None:
        """Remember the source of units that were added from the block numbered `first` on."""
        shown = dict(_grouped(self._blocks(first)))
        for unit in units:
            self._given += 1
            if self._given in shown:
                self._numbers[self._given] = len(self._units)
                self._units.append(replace(unit, blocks=shown[self._given]))
            elif self._units:
                last = self._units[-1]
                self._units[-1] = replace(last, gap=last.gap + unit.source + unit.gap)
            else:
                self._lead += unit.source + unit.gap

    def _on_change(self, position: int, _removed: int, added: int) -> None:
        document = self._document
        first = max(document.findBlock(position).blockNumber(), 0)
        end = document.findBlock(position + added)
        last = end.blockNumber() if end.isValid() else document.blockCount() - 1
        gone = len(self._pieces) - document.blockCount() + last - first + 1
        if gone < 0:
            self._pieces = [None] * document.blockCount()
        else:
            self._pieces[first : first + gone] = [None] * (last - first + 1)

    def value(self) -> str:
        """Return the text: the source of what is as it was, and new source for the rest."""
        numbers = self._numbers
        groups = [(numbers.get(unit, -1), blocks) for unit, blocks in _grouped(self._blocks(0))]
        if not groups and not self._units:
            return self._lead
        parts: list[str] = []
        changed: list[Block] = []
        before = -1
        for place, (number, blocks) in enumerate(groups):
            kept = self._units[number] if number >= 0 else None
            if kept is None or kept.blocks != blocks or _runs_on(groups, place):
                changed += blocks
                continue
            if changed:
                parts += _apart(parts, canonical(write(changed)))
                changed, before = [], -1
            if before >= 0 and number == before + 1:
                parts += (self._units[before].gap, kept.source)
            elif not parts and number == 0:
                parts += (self._lead, kept.source)
            else:
                parts += _apart(parts, kept.source)
            before = number
        if changed:
            parts += _apart(parts, canonical(write(changed)))
        elif 0 <= before == len(self._units) - 1:
            parts.append(self._units[-1].gap)
        return "".join(parts)

    def _blocks(self, first: int) -> Iterator[tuple[int, Block]]:
        """Yield each block that says something, with its unit, from a block of the document on."""
        numbers: list[tuple[int, int]] = []
        cells: list[_Piece] = []
        for piece in self._read(first):
            block = piece.block
            if cells and (block.kind != "table" or cells[0].place != piece.place):
                yield cells[0].unit, self._table(cells)
                cells = []
            if block.kind == "table":
                cells.append(piece)
                numbers = []
            elif block.kind == "number":
                number = _number(numbers, piece)
                if number != block.number:
                    piece.block = block = replace(block, number=number)
                yield piece.unit, block
            elif block.kind == "bullet":
                del numbers[block.level :]
                numbers += [(-1, 0)] * (block.level - len(numbers))
                yield piece.unit, block
            elif block.runs or block.kind == "heading":
                numbers = []
                yield piece.unit, block
            elif numbers:
                numbers = []
        if cells:
            yield cells[0].unit, self._table(cells)

    def _read(self, first: int) -> Iterator[_Piece]:
        if len(self._pieces) != self._document.blockCount():
            self._pieces = [None] * self._document.blockCount()
        for number, piece in enumerate(self._pieces[first:] if first else self._pieces, first):
            if piece is None:
                piece = _read(self._document.findBlockByNumber(number))  # noqa: PLW2901
                self._pieces[number] = piece
            yield piece

    def _table(self, cells: list[_Piece]) -> Block:
        """Return a table, the same one as before when nothing in it was touched."""
        place = cells[0].place
        known = self._tables.get(place)
        if known is not None and [*map(id, known[0])] == [*map(id, cells)]:
            return known[1]
        table = self._document.object(place)
        if not isinstance(table, QTextTable):
            raise TypeError("a table was expected")
        width = table.columns()
        given = str(table.format().property(SIDES) or "").split(",")
        sides = tuple((given + [""] * width)[:width])
        words = [cell.block.runs for cell in cells]
        if len(cells) != width * table.rows():
            words = [_cell(table, n // width, n % width) for n in range(width * table.rows())]
        rows = tuple(tuple(words[n : n + width]) for n in range(0, len(words), width))
        made = Block("table", rows=rows, sides=sides)
        self._tables[place] = (cells, made)
        return made


def _grouped(blocks: Iterable[tuple[int, Block]]) -> Iterator[tuple[int, tuple[Block, ...]]]:
    """Yield the blocks of each unit together."""
    unit = 0
    group: list[Block] = []
    for number, block in blocks:
        if group and number != unit:
            yield unit, tuple(group)
            group = []
        unit = number
        group.append(block)
    if group:
        yield unit, tuple(group)


def _apart(parts: list[str], source: str) -> tuple[str, str]:
    """Return source after a blank line, if anything stands before it."""
    return ("\n\n" if any(parts[-2:]) and source else "", source)


def _runs_on(groups: Sequence[tuple[int, tuple[Block, ...]]], place: int) -> bool:
    """Say whether a list stands beside another that was not its neighbour: they are one."""
    number, blocks = groups[place]
    if not blocks[0].in_list:
        return False
    if place and groups[place - 1][1][-1].in_list and groups[place - 1][0] != number - 1:
        return True
    after = groups[place + 1] if place + 1 < len(groups) else None
    return after is not None and after[1][0].in_list and after[0] != number + 1


def _number(numbers: list[tuple[int, int]], piece: _Piece) -> int:
    """Return the number of an item: the next one of its list, or the first."""
    level = piece.block.level
    del numbers[level + 1 :]
    if len(numbers) > level and numbers[level][0] == piece.place:
        number = numbers[level][1] + 1
    else:
        del numbers[level:]
        numbers += [(-1, 0)] * (level + 1 - len(numbers))
        number = piece.start
    numbers[level] = (piece.place, number)
    return number


def _cell(table: QTextTable, row: int, column: int) -> tuple[Run, ...]:
    cell = table.cellAt(row, column)
    block, last = cell.firstCursorPosition().block(), cell.lastCursorPosition().block()
    runs = list(_runs(block))
    while block != last:
        block = block.next()
        runs += [Run(" "), *_runs(block)]
    return runs_of(runs, one_line=True)


def _read(block: QTextBlock) -> _Piece:
    look = block.blockFormat()
    unit = look.intProperty(UNIT)
    if table := QTextCursor(block).currentTable():
        cell = Block("table", runs_of(_runs(block), one_line=True))
        return _Piece(unit, cell, table.objectIndex())
    if look.hasProperty(SOURCE):
        source = block.text().replace("\u2028", "\n")
        return _Piece(
            unit, Block("source", (Run(source),)) if source.strip() else Block("paragraph")
        )
    if listing := block.textList():
        level = max(listing.format().indent() - 1, 0)
        kind = Block("number" if is_numbered(listing) else "bullet", runs_of(_runs(block)), level)
        return _Piece(unit, kind, listing.objectIndex(), listing.format().start())
    if level := look.headingLevel():
        plain = (replace(run, bold=False) for run in _runs(block))
        return _Piece(unit, Block("heading", runs_of(plain, one_line=True), level))
    return _Piece(unit, Block("paragraph", runs_of(_runs(block))))


def _runs(block: QTextBlock) -> Iterator[Run]:
    fragments = block.begin()
    while not fragments.atEnd():
        fragment = fragments.fragment()
        look = fragment.charFormat()
        text = fragment.text().replace("\u2028", "\n").replace("\ufffc", "")
        href = look.anchorHref() if look.isAnchor() else ""
        yield Run(text, look.fontWeight() >= QFont.Weight.DemiBold, look.fontItalic(), href)
        fragments += 1
