"""Long text of records, which is CommonMark (https://spec.commonmark.org), as nodes of the tree.

Papers of the NHS use no italics, so stress is dropped; strong stress is bold.
"""

from collections.abc import Iterator, Sequence

from markdown_it.tree import SyntaxTreeNode

from kmdesk.briefing import tree
from kmdesk.briefing.tree import (
    Break,
    BulletList,
    Inline,
    Inlines,
    Link,
    Paragraph,
    Role,
    Table,
    Text,
)
from kmdesk.models.prose import safe_url
from kmdesk.models.prose import tokens as read_tokens


def blocks(text: str, role: Role = "normal") -> tuple[tree.Block, ...]:
    """Return paragraphs, lists and tables; a heading inside a text becomes a bold paragraph.

    Args:
        text: as it stands in a record.
        role: of the paragraphs.
    """
    return tuple(_blocks(read_tokens(text).children, role))


def inlines(text: str) -> Inlines:
    """Return a text as one run of words, for a cell or an item of a list."""
    runs = [
        run for node in read_tokens(text).walk() if node.type == "inline" if (run := _run(node))
    ]
    joined: list[Inline] = []
    for run in runs:
        joined += [Text(" "), *run] if joined else run
    return tuple(joined)


def _blocks(nodes: Sequence[SyntaxTreeNode], role: Role) -> Iterator[tree.Block]:
    for node in nodes:
        match node.type:
            case "paragraph":
                yield Paragraph(tuple(_run(node.children[0])), role)
            case "heading":
                yield Paragraph(tuple(_run(node.children[0])), "strong")
            case "bullet_list" | "ordered_list":
                yield BulletList(tuple(_items(node)), numbered=node.type == "ordered_list")
            case "table":
                yield _table(node)
            case "code_block" | "fence":
                yield Paragraph(tuple(_lines(node.content)), role)
            case _:
                yield from _blocks(node.children, role)


def _lines(text: str) -> Iterator[Inline]:
    """Yield lines that were set out by hand, such as those of a search strategy."""
    for number, line in enumerate(text.strip().splitlines()):
        if number:
            yield Break()
        yield Text(line)


def _table(table: SyntaxTreeNode) -> Table:
    header, *rows = [
        [tuple(_run(cell.children[0])) if cell.children else () for cell in row.children]
        for part in table.children
        for row in part.children
    ]
    names = tuple(tree.inline_text(cell) for cell in header)
    columns = zip(
        *([tree.inline_text(cell) for cell in row] for row in (header, *rows)), strict=True
    )
    widths = tuple(min(max(8, *map(len, column)), 40) for column in columns)
    summary = f"Table with the columns {', '.join(name for name in names if name)}"
    return Table(names, tuple(map(tuple, rows)), widths, summary, row_headings=False)


def _items(listing: SyntaxTreeNode) -> Iterator[Inlines]:
    """Yield each item of a list and, after it, those of the lists inside it."""
    for item in listing.children:
        words: list[Inline] = []
        inner: list[Inlines] = []
        for node in item.children:
            if node.type in ("bullet_list", "ordered_list"):
                inner += _items(node)
            elif node.type == "paragraph":
                words += [Text(" ")] if words else []
                words += _run(node.children[0])
        if words:
            yield tuple(words)
        yield from inner


def _run(node: SyntaxTreeNode, *, bold: bool = False) -> list[Inline]:
    words: list[Inline] = []
    for child in node.children:
        match child.type:
            case "softbreak":
                words.append(Text(" ", bold))
            case "hardbreak":
                words.append(Break())
            case "strong":
                words += _run(child, bold=True)
            case "link" if url := safe_url(str(child.attrs.get("href", ""))):
                words.append(Link(tree.inline_text(_run(child)) or url, url))
            case "text" | "code_inline":
                words.append(Text(child.content, bold))
            case _:
                words += _run(child, bold=bold)
    return [one for one in words if not (isinstance(one, Text) and not one.text)]
