"""The briefing tree: what a paper says, before anybody decides how it looks.

A writer walks it from the top; that is also the reading order of a screen reader. The PDF's tag
tree is made from the same nodes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from kmdesk.briefing.look import USUAL, Look


@dataclass(frozen=True, slots=True)
class Text:
    """Words.

    Attributes:
        language: a BCP 47 tag where the words are not in the document's language, else "".
        expansion: what the words are short for, or "".
    """

    text: str
    bold: bool = False
    language: str = ""
    expansion: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """The end of a line inside a paragraph, which somebody meant."""


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Cite:
    """The numbers of references, read as ``[1–4, 6]``."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Certainty:
    """How sure we are: a word, with as many of some shapes filled. Without shapes, `of` is 0."""

    word: str
    filled: int = 0
    of: int = 0


Inline: TypeAlias = Text | Break | Link | Cite | Certainty
Inlines: TypeAlias = tuple[Inline, ...]

Level = Literal[1, 2, 3, 4, 5, 6]
Role = Literal["normal", "lead", "strong", "small", "headline"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; the first of a document has level 2, below the title, and none skips a level.

    Attributes:
        new_page: it begins a page, where there are pages.
        language: as of `Text`.
    """

    text: str
    level: Level = 2
    new_page: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    inlines: Inlines
    role: Role = "normal"


MOST_LEVELS = 4
"""Lists inside lists, the outermost one included; writers have styles for so many."""


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item of a list: its words, and below them more paragraphs and lists."""

    inlines: Inlines
    inside: tuple["Paragraph | BulletList", ...] = ()


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list, with numbers from `start` instead of bullets when `numbered`."""

    items: tuple[ListItem, ...]
    numbered: bool = False
    start: int = 1

    def labels(self) -> list[str]:
        """Return what stands before each item."""
        if not self.numbered:
            return ["•"] * len(self.items)
        return [f"{number}." for number in range(self.start, self.start + len(self.items))]


@dataclass(frozen=True, slots=True)
class Flow:
    """What stands in a cell and is more than one run of words."""

    blocks: tuple[Paragraph | BulletList, ...]


Cell: TypeAlias = Inlines | Flow

SHORT_FACT = 72
"""Letters of a fact that may stand beside another: two lines of half a page."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and values, such as on a cover sheet."""

    rows: tuple[tuple[str, Cell], ...]
    summary: str = "Facts"

    @property
    def side_by_side(self) -> bool:
        """Say whether two of them stand side by side: they are more than two, and short."""
        values = [value for _label, value in self.rows]
        return len(values) > 2 and all(
            not isinstance(one, Flow) and len(inline_text(one)) < SHORT_FACT for one in values
        )


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a row of headings.

    Attributes:
        widths: what part of the width each column takes, in any unit.
        summary: what the table is, for those who do not see it.
        row_headings: the first cell of each row is its heading.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    summary: str
    row_headings: bool = True


@dataclass(frozen=True, slots=True)
class BarChart:
    """How many of something for each of some categories, as columns or as bars.

    Attributes:
        unit: what is counted, such as ``people``.
        category: what the categories are, such as ``mark``.
        across: bars from left to right, for categories that are words.
        middle: the middle of numbered categories that begin at 0, or None.
    """

    title: str
    categories: tuple[str, ...]
    values: tuple[int, ...]
    unit: str
    category: str
    across: bool = False
    middle: float | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its caption; `alternative` tells its numbers in words."""

    chart: BarChart
    alternative: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry of the reference list.

    Attributes:
        foreign: the part of the text that is in another language, such as a title, or "".
        language: of that part, as of `Text`.
    """

    number: int
    text: str
    url: str = ""
    foreign: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class References:
    """The reference list, in order of number."""

    entries: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Callout:
    """A box: the bottom line, somebody's words, or what people here know, apart from research."""

    kind: Literal["bottom-line", "local-knowledge", "quote", "note"]
    title: str
    blocks: tuple["Block", ...]


Block: TypeAlias = Heading | Paragraph | BulletList | Facts | Table | Figure | References | Callout


@dataclass(frozen=True, slots=True)
class Document:
    """A paper.

    Attributes:
        title: the level 1 heading.
        subtitle: a line below it: reference, evidence up to, review by.
        organisation, service: head of the first page, left.
        occasion: head of the first page, right: a line each for meeting, item, public or private.
        provenance: foot of each page: which records it was made from.
        identifier: by which kmdesk knows the file again, as a URN; "" for a paper nobody issued.
        created: the moment it was made, with a time zone.
        look: the colours and the logo of the house.
    """

    title: str
    blocks: tuple[Block, ...]
    created: datetime
    language: str = "en-GB"
    author: str = ""
    subject: str = ""
    subtitle: str = ""
    organisation: str = ""
    service: str = ""
    occasion: tuple[str, ...] = ()
    provenance: str = ""
    identifier: str = ""
    keywords: tuple[str, ...] = field(default=())
    look: Look = USUAL


def cite_text(numbers: Iterable[int]) -> str:
    """Return reference numbers as they stand in the text, ``[1–4, 6]``; "" for none."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = []
    for run in runs:
        if len(run) > 2:
            parts.append(f"{run[0]}–{run[-1]}")
        else:
            parts.extend(map(str, run))
    return f"[{', '.join(parts)}]" if parts else ""


def chart_alternative(chart: BarChart) -> str:
    """Return the numbers of a chart in sentences."""
    middle = "" if chart.middle is None else f" The middle is {chart.middle:g}."
    shown = [
        f"{chart.category} {category}: {value:,}"
        for category, value in zip(chart.categories, chart.values, strict=True)
        if value
    ]
    return f"{chart.title}. Number of {chart.unit} by {chart.category}. {'; '.join(shown)}.{middle}"


def inline_text(inlines: Iterable[Inline]) -> str:
    """Return the words of inlines."""
    return "".join(
        cite_text(one.numbers)
        if isinstance(one, Cite)
        else one.word
        if isinstance(one, Certainty)
        else " "
        if isinstance(one, Break)
        else one.text
        for one in inlines
    )


def cell_blocks(cell: Cell) -> tuple[Paragraph | BulletList, ...]:
    """Return what stands in a cell; a run of words is a paragraph."""
    return cell.blocks if isinstance(cell, Flow) else (Paragraph(cell),)


def cell_lines(cell: Cell) -> list[str]:
    """Return the words of a cell in reading order."""
    return [line for block in cell_blocks(cell) for line in block_lines(block)]


def cell_text(cell: Cell) -> str:
    """Return the words of a cell in one line."""
    return " ".join(cell_lines(cell))


def joined(before: Cell, after: Cell) -> Cell:
    """Return a cell that goes on with another: in the same paragraph where that can be."""
    if isinstance(before, Flow) or isinstance(after, Flow):
        *first, last = cell_blocks(before)
        begin, *rest = cell_blocks(after)
        if isinstance(last, Paragraph) and isinstance(begin, Paragraph):
            first.append(Paragraph((*last.inlines, *begin.inlines), last.role))
        else:
            first += [one for one in (last, begin) if one != Paragraph(())]
        return Flow((*first, *rest))
    return (*before, *after)


def block_lines(block: Block) -> list[str]:
    """Return the words of a block in reading order."""
    match block:
        case Heading(text=text):
            return [text]
        case Paragraph(inlines=inlines):
            return [inline_text(inlines)]
        case BulletList(items=items):
            return [line for item in items for line in _item_lines(item)]
        case Facts(rows=rows):
            return [line for label, value in rows for line in (label, *cell_lines(value))]
        case Table(header=header, rows=cells):
            return [*header, *(line for row in cells for cell in row for line in cell_lines(cell))]
        case Figure(caption=caption, alternative=alternative):
            return [caption, alternative]
        case References(entries=entries):
            return [f"{entry.number}. {entry.text}" for entry in entries]
        case Callout(title=title, blocks=blocks):
            return [title, *(line for inner in blocks for line in block_lines(inner))]


def _item_lines(item: ListItem) -> list[str]:
    inside = (line for block in item.inside for line in block_lines(block))
    return [inline_text(item.inlines), *inside]
