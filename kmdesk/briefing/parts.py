"""What the writers need to know of the tree."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from kmdesk.briefing import tree

LAST_REFERENCES = 3
"""References that stand together at the end: a page that holds one alone looks like a mistake."""

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Placed:
    """A block with the level of its heading, 0 where it has none, and what a callout holds.

    The title of a callout is a heading of the level of the one before it.
    """

    block: tree.Block
    level: int = 0
    inside: tuple["Placed", ...] = ()


def placed(document: tree.Document) -> tuple[Placed, ...]:
    """Return the blocks with heading levels that skip none, whatever was asked for.

    PDF/UA-1 (ISO 14289-1:2014, 7.4.2) and WCAG 2.2 want headings to go down one level at a time.
    """
    return _placed(document.blocks, 1)[0]


def _placed(blocks: Iterable[tree.Block], level: int) -> tuple[tuple[Placed, ...], int]:
    """Return placed blocks after a heading of `level`, and the level of the last heading."""
    done: list[Placed] = []
    for block in blocks:
        match block:
            case tree.Heading():
                level = max(2, min(block.level, level + 1, 6))
                done.append(Placed(block, level))
            case tree.Callout():
                own = max(2, level) if block.title else 0
                inside, level = _placed(block.blocks, own or level)
                done.append(Placed(block, own, inside))
            case _:
                done.append(Placed(block))
    return tuple(done), level


def reference_numbers(blocks: Iterable[tree.Block]) -> frozenset[int]:
    """Return the numbers of all entries in reference lists, those in callouts included."""
    numbers: set[int] = set()
    for block in blocks:
        if isinstance(block, tree.References):
            numbers.update(entry.number for entry in block.entries)
        elif isinstance(block, tree.Callout):
            numbers |= reference_numbers(block.blocks)
    return frozenset(numbers)


def cite_parts(numbers: Iterable[int], known: frozenset[int]) -> tuple[tuple[str, int | None], ...]:
    """Return a citation in parts, each with the number of the entry that it leads to, if any."""
    parts = re.split(r"(\d+)", tree.cite_text(numbers))
    return tuple(
        (part, int(part) if part.isdecimal() and int(part) in known else None)
        for part in parts
        if part
    )


def row_by_row(table: tree.Table) -> tuple[tree.Facts, ...]:
    """Return the rows of a table as facts, for where its columns have no room side by side."""
    return tuple(
        tree.Facts(
            tuple(zip(table.header, row, strict=True)),
            f"{table.summary}, row {number} of {len(table.rows)}",
        )
        for number, row in enumerate(table.rows, 1)
    )


def reference_inlines(entry: tree.Reference) -> tree.Inlines:
    """Return an entry with its address as a link, where it stands in the text or else after it."""
    if not entry.url:
        return _spoken(entry.text, entry)
    link = tree.Link(entry.url, entry.url)
    before, found, after = entry.text.partition(entry.url)
    if found:
        return (*_spoken(before, entry), link, tree.Text(after))
    return (*_spoken(f"{entry.text} ", entry), link)


def _spoken(text: str, entry: tree.Reference) -> tree.Inlines:
    """Return a text with the part of an entry that is in another language marked as such."""
    before, found, after = text.partition(entry.foreign) if entry.foreign else (text, "", "")
    if not found:
        return (tree.Text(text),)
    foreign = tree.Text(found, language=entry.language)
    return tuple(one for one in (tree.Text(before), foreign, tree.Text(after)) if one.text)


def printable(text: str) -> str:
    """Return text in NFC with single spaces, without what no XML file may hold (XML 1.0, 2.2)."""
    spaced = _SPACES.sub(" ", text)
    if spaced.isascii() and spaced.isprintable():
        return spaced
    return unicodedata.normalize("NFC", "".join(c for c in spaced if not _forbidden(c)))


def _forbidden(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs") or character in "\ufffe\uffff"
