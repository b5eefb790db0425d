"""Long text read into blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from kmdesk.models.prose.blocks import Block, Prose, Run, Runs, Unit, runs_of

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_MARKED = re.compile(r"[^ \w.,;:()'\"/%?’‘“”–—-]|_")
"""What may mean something in CommonMark: everything but words and their usual company."""

_MARKED_START = re.compile(r"\s|-|:|\d+[.)]")
_SAFE_URL = re.compile(r"(https?://|mailto:)\S+", re.IGNORECASE)


_APART = re.compile(r"\n\n+(?=[A-Za-z|])")
"""Blank lines before a line that belongs to nothing above them."""

_FAR = re.compile(r"```|~~~|\]:|\r")
"""What may have to do with text far away: fences, the addresses of links."""

PIECE = 3_000
"""The least letters of a piece: it is read and shown within 50 ms."""


class _OddError(Exception):
    """Source that cannot be shown as blocks."""


def read(text: str) -> Prose:
    """Return a text as units; joined, they are the text again, whatever it holds."""
    prose = _read_plain(text)
    if prose is None:
        parts = [_read(part) for part in pieces(text)]
        prose = Prose(parts[0].lead, tuple(unit for part in parts for unit in part.units))
    return prose


def pieces(text: str, size: int = PIECE) -> list[str]:
    """Return a text in pieces of at least `size` letters that may be read one by one."""
    if len(text) <= size or _FAR.search(text):
        return [text]
    found = []
    start = 0
    while match := _APART.search(text, start + size):
        found.append(text[start : match.end()])
        start = match.end()
    return [*found, text[start:]] if start < len(text) else found


def tokens(text: str) -> SyntaxTreeNode:
    """Return the syntax tree of a text."""
    from markdown_it.tree import SyntaxTreeNode

    return SyntaxTreeNode(parser().parse(text))


@cache
def parser() -> MarkdownIt:
    """Return the one parser of long text: raw HTML in it is words, not markup.

    It works out its rules when it first reads, and a second thread that reads meanwhile would go
    by half of them; so it reads something before anybody has it.
    """
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    made.parse("*a*")
    return made


def safe_url(url: str) -> str:
    """Return an address that may be followed (``http``, ``https``, ``mailto``), else ""."""
    stripped = url.strip()
    return stripped if _SAFE_URL.fullmatch(stripped) else ""


def _read_plain(text: str) -> Prose | None:
    """Read a text of nothing but paragraphs without looking for more."""
    units = []
    parts = text.split("\n\n")
    for number, part in enumerate(parts, 1):
        if not part or part[-1].isspace() or _MARKED_START.match(part) or _MARKED.search(part):
            return None
        gap = "\n\n" if number < len(parts) else ""
        units.append(Unit(part, gap, (Block("paragraph", (Run(part),)),)))
    return Prose("", tuple(units))


def _read(text: str) -> Prose:
    lines = _LINE.findall(text)
    spans: list[tuple[int, int, SyntaxTreeNode | None]] = []
    done = 0
    for node in tokens(text).children:
        first, last = node.map or (done, done)
        last = max(last, first + 1)
        spans += [*_unread(lines, done, first), (first, last, node)]
        done = last
    spans += _unread(lines, done, len(lines))
    starts = [first for first, _, _ in spans] + [len(lines)]
    units = []
    for (first, last, top), following in zip(spans, starts[1:], strict=True):
        filled = next((n for n in range(last, first, -1) if lines[n - 1].strip()), first + 1)
        whole = "".join(lines[first:following])
        source = "".join(lines[first:filled]).rstrip("\r\n")
        units.append(Unit(source, whole[len(source) :], _blocks(top, source, lines)))
    return Prose("".join(lines[: starts[0]]), tuple(units))


def _unread(lines: list[str], first: int, last: int) -> Iterator[tuple[int, int, None]]:
    """Yield a stretch that made no token: the addresses of links, and what else is not shown."""
    filled = [n for n in range(first, last) if lines[n].strip()]
    if filled:
        yield filled[0], filled[-1] + 1, None


def _blocks(node: SyntaxTreeNode | None, source: str, lines: list[str]) -> tuple[Block, ...]:
    try:
        if node is not None:
            return tuple(_shown(node, lines))
    except _OddError:
        pass
    return (Block("source", (Run(source),)),)


def _shown(node: SyntaxTreeNode, lines: list[str]) -> Iterator[Block]:
    match node.type:
        case "paragraph":
            yield Block("paragraph", _runs(node))
        case "heading":
            plain = [Run(r.text, False, r.italic, r.href) for r in _runs(node)]
            yield Block("heading", runs_of(plain, one_line=True), int(node.tag[1:]))
        case "bullet_list" | "ordered_list":
            yield from _items(node, 0)
        case "table":
            yield _table(node, lines)
        case _:
            raise _OddError


def _items(listing: SyntaxTreeNode, level: int) -> Iterator[Block]:
    numbered = listing.type == "ordered_list"
    first = int(listing.attrs.get("start", 1)) if numbered else 0
    for place, item in enumerate(listing.children):
        inner = item.children
        leads = bool(inner) and inner[0].type == "paragraph"
        runs = _runs(inner[0]) if leads else ()
        yield (
            Block("number", runs, level, first + place)
            if numbered
            else Block("bullet", runs, level)
        )
        for node in inner[1:] if leads else inner:
            if node.type not in ("bullet_list", "ordered_list"):
                raise _OddError
            yield from _items(node, level + 1)


def _table(table: SyntaxTreeNode, lines: list[str]) -> Block:
    rows = [row for part in table.children for row in part.children]
    sides = tuple(str(cell.attrs.get("style", "")).rpartition(":")[2] for cell in rows[0].children)
    for row in rows:
        first = row.map[0] if row.map else 0
        if _cells_in(lines[first]) > len(sides):
            raise _OddError
    words = tuple(tuple(_runs(cell, one_line=True) for cell in row.children) for row in rows)
    return Block("table", rows=words, sides=sides)


def _cells_in(line: str) -> int:
    """Count the cells of a row: words beyond the last column would not be shown."""
    return len(re.sub(r"\\.", "", line).strip().strip("|").split("|"))


def _runs(node: SyntaxTreeNode, *, one_line: bool = False) -> Runs:
    return runs_of(_inline(node.children[0].children), one_line=one_line) if node.children else ()


def _inline(
    nodes: Sequence[SyntaxTreeNode], *, bold: bool = False, italic: bool = False, href: str = ""
) -> Iterator[Run]:
    for node in nodes:
        match node.type:
            case "text":
                yield Run(node.content, bold, italic, href)
            case "softbreak":
                yield Run(" ", bold, italic, href)
            case "hardbreak":
                yield Run("\n", bold, italic, href)
            case "strong":
                yield from _inline(node.children, bold=True, italic=italic, href=href)
            case "em":
                yield from _inline(node.children, bold=bold, italic=True, href=href)
            case "link" if node.children and not node.attrs.get("title"):
                address = str(node.attrs.get("href", ""))
                if not address:
                    raise _OddError
                yield from _inline(node.children, bold=bold, italic=italic, href=address)
            case _:
                raise _OddError
