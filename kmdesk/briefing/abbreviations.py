"""Abbreviations of the field: each is marked with what it is short for where it is first used.

WCAG 2.2, 3.1.4. Those that a paper spells out itself are left alone.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

import msgspec

from kmdesk.base.paths import resource
from kmdesk.briefing import tree
from kmdesk.briefing.tree import Block, Inlines, Paragraph, Text
from kmdesk.models.saying import say


@cache
def known() -> Mapping[str, str]:
    """Return what each abbreviation is short for."""
    data = resource("briefing", "abbreviations.json").read_bytes()
    return msgspec.json.decode(data, type=dict[str, str])


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(known(), key=len, reverse=True)
    return re.compile(rf"(?<![\w./-])(?:{'|'.join(map(re.escape, longest_first))})(?=s?(?![\w/-]))")


def explained(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return blocks with abbreviations marked at first use, and a line that lists them.

    In headings, which stand in the outline too, and in heads of tables they are listed alone.
    """
    every = " ".join(line for block in blocks for line in tree.block_lines(block)).casefold()
    first = _First(every)
    marked = [_each(block, first.run) for block in blocks]
    for block in blocks:
        for label in _labels(block):
            first.note(label)
    if not first.met:
        return tuple(marked)
    listed = "; ".join(f"{short}: {long}" for short, long in sorted(first.met.items()))
    line = Paragraph((Text(f"{say('Abbreviations')}. {listed}."),), "small")
    return (*_with_line(marked, line),)


def _with_line(blocks: list[Block], line: Paragraph) -> Iterator[Block]:
    """Yield blocks with a line at the end, before the references if they are the end."""
    ends = bool(blocks) and isinstance(blocks[-1], tree.References)
    place = len(blocks) - 2 if ends else len(blocks)
    yield from (*blocks[:place], line, *blocks[place:])


class _First:
    """Marks abbreviations that were not met before.

    Attributes:
        met: those that were, and what each is short for.
    """

    def __init__(self, every: str) -> None:
        self.met: dict[str, str] = {}
        self._spelt_out = {short for short, long in known().items() if long.casefold() in every}

    def run(self, inlines: Inlines) -> Inlines:
        return tuple(self._every(inlines))

    def note(self, text: str) -> None:
        """Take in what stands where nothing can be marked."""
        for found in _pattern().finditer(text):
            if found[0] not in self._spelt_out:
                self.met[found[0]] = known()[found[0]]

    def _every(self, inlines: Iterable[tree.Inline]) -> Iterator[tree.Inline]:
        for one in inlines:
            if isinstance(one, Text) and not one.language:
                yield from self._marked(one)
            else:
                yield one

    def _marked(self, text: Text) -> Iterator[Text]:
        done = 0
        for found in _pattern().finditer(text.text):
            short = found[0]
            if short in self.met or short in self._spelt_out:
                continue
            self.met[short] = known()[short]
            if before := text.text[done : found.start()]:
                yield replace(text, text=before)
            yield replace(text, text=short, expansion=known()[short])
            done = found.end()
        if done < len(text.text) or not done:
            yield replace(text, text=text.text[done:])


def _labels(block: Block) -> Iterator[str]:
    """Yield the words of a block that are no runs."""
    match block:
        case tree.Heading(text=text, language=""):
            yield text
        case tree.Facts(rows=rows):
            yield from (label for label, _value in rows)
        case tree.Table(header=header):
            yield from header
        case tree.Figure(caption=caption, alternative=alternative):
            yield from (caption, alternative)
        case tree.Callout(title=title, blocks=inner):
            yield title
            yield from (label for one in inner for label in _labels(one))


def _each(block: Block, change: Callable[[Inlines], Inlines]) -> Block:
    """Return a block with all its runs of words changed; headings stay as they are."""
    match block:
        case tree.Paragraph() | tree.BulletList():
            return _changed(block, change)
        case tree.Facts(rows=rows):
            changed = ((label, _changed_cell(value, change)) for label, value in rows)
            return replace(block, rows=tuple(changed))
        case tree.Table(rows=cells):
            lines = (tuple(_changed_cell(cell, change) for cell in row) for row in cells)
            return replace(block, rows=tuple(lines))
        case tree.Callout(blocks=inner):
            return replace(block, blocks=tuple(_each(one, change) for one in inner))
        case _:
            return block


def _changed_cell(cell: tree.Cell, change: Callable[[Inlines], Inlines]) -> tree.Cell:
    if isinstance(cell, tree.Flow):
        return tree.Flow(tuple(_changed(one, change) for one in cell.blocks))
    return change(cell)


def _changed(
    block: tree.Paragraph | tree.BulletList, change: Callable[[Inlines], Inlines]
) -> tree.Paragraph | tree.BulletList:
    if isinstance(block, tree.Paragraph):
        return replace(block, inlines=change(block.inlines))
    items = (
        tree.ListItem(change(item.inlines), tuple(_changed(one, change) for one in item.inside))
        for item in block.items
    )
    return replace(block, items=tuple(items))
