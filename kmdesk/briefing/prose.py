"""Long text of records, which is CommonMark (https://spec.commonmark.org), as nodes of the tree.

Papers of the NHS use no italics, so stress is dropped; strong stress is bold.
"""

from collections.abc import Iterable, Iterator, Sequence

from markdown_it.tree import SyntaxTreeNode

from kmdesk.briefing import tree
from kmdesk.briefing.tree import (
    Break,
    BulletList,
    Cell,
    Flow,
    Inline,
    Inlines,
    Link,
    ListItem,
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


def cell(text: str) -> Cell:
    """Return a text for a cell of a table: a run of words or, where it is more, what it is."""
    return _cell(text, 0)


def item(text: str, before: Inlines = (), after: Inlines = ()) -> ListItem:
    """Return a text as one item of a list, with words before and after it."""
    whole = tree.joined(tree.joined(before, _cell(text, 1)), after)
    match tree.cell_blocks(whole):
        case (Paragraph(inlines=words), *inside):
            return ListItem(words, tuple(inside))
        case inside:
            return ListItem((), inside)


def _cell(text: str, level: int) -> Cell:
    """Return a text as a cell inside so many lists."""
    match tuple(_inside(read_tokens(text).children, level)):
        case ():
            return ()
        case (Paragraph(inlines=words),):
            return words
        case several:
            return Flow(several)


def inlines(text: str) -> Inlines:
    """Return a text as one run of words, for where there is no room for more."""
    runs = [
        run for node in read_tokens(text).walk() if node.type == "inline" if (run := _run(node))
    ]
    joined: list[Inline] = []
    for run in runs:
        joined += [Text(" "), *run] if joined else run
    return tuple(joined)


def items(texts: Iterable[str]) -> tuple[ListItem, ...]:
    """Return each text as an item of a list, with the paragraphs and lists in it; none for ""."""
    found = (one for text in texts for one in _items(read_tokens(text), 1))
    return tuple(one for whole in found for one in _spread(whole))


def _spread(item: ListItem) -> Iterator[ListItem]:
    """Yield an item if anything is in it, and in place of one that is all bullets what they are."""
    bullets = [one for one in item.inside if isinstance(one, BulletList) and not one.numbered]
    if item.inlines or len(bullets) < len(item.inside):
        yield item
    else:
        yield from (inner for one in bullets for inner in one.items)


def _blocks(nodes: Sequence[SyntaxTreeNode], role: Role) -> Iterator[tree.Block]:
    for node in nodes:
        match node.type:
            case "paragraph":
                yield Paragraph(tuple(_run(node.children[0])), role)
            case "heading":
                yield Paragraph(tuple(_run(node.children[0])), "strong")
            case "bullet_list" | "ordered_list":
                yield from _lists(node, 1)
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


def _cells(table: SyntaxTreeNode) -> list[list[Inlines]]:
    """Return the rows of a table, its headings first."""
    return [
        [tuple(_run(cell.children[0])) if cell.children else () for cell in row.children]
        for part in table.children
        for row in part.children
    ]


def _table(table: SyntaxTreeNode) -> Table:
    header, *rows = _cells(table)
    names = tuple(tree.inline_text(cell) for cell in header)
    columns = zip(
        *([tree.inline_text(cell) for cell in row] for row in (header, *rows)), strict=True
    )
    widths = tuple(min(max(8, *map(len, column)), 40) for column in columns)
    summary = f"Table with the columns {', '.join(name for name in names if name)}"
    return Table(names, tuple(map(tuple, rows)), widths, summary, row_headings=False)


def _lists(listing: SyntaxTreeNode, level: int) -> Iterator[BulletList]:
    """Yield a list if anything is in it; an item without words keeps its number, but no bullet."""
    numbered = listing.type == "ordered_list"
    start = int(listing.attrs.get("start", 1)) if numbered else 1
    every = (one for item in listing.children for one in _items(item, level))
    items = tuple(one for one in every if numbered or one.inlines or one.inside)
    if any(one.inlines or one.inside for one in items):
        yield BulletList(items, numbered, start)


def _items(item: SyntaxTreeNode, level: int) -> Iterator[ListItem]:
    """Yield an item and, where no list may stand inside it, those of the lists in it after it."""
    words: Inlines = ()
    inside: list[Paragraph | BulletList] = []
    begun = False
    for block in _inside(item.children, level):
        if isinstance(block, Paragraph) and not begun:
            words = block.inlines
        elif isinstance(block, Paragraph) or level < tree.MOST_LEVELS:
            inside.append(block)
        else:
            if begun:
                yield ListItem(words, tuple(inside))
            *whole, last = block.items
            yield from whole
            words, inside = last.inlines, [*last.inside]
        begun = True
    yield ListItem(words, tuple(inside))


def _inside(nodes: Sequence[SyntaxTreeNode], level: int) -> Iterator[Paragraph | BulletList]:
    """Yield what stands in an item: paragraphs, a heading in bold, a row of a table as one."""
    for node in nodes:
        match node.type:
            case "bullet_list" | "ordered_list":
                yield from _lists(node, min(level + 1, tree.MOST_LEVELS))
            case "heading":
                yield Paragraph(tuple(_run(node.children[0], bold=True)))
            case "table":
                yield from map(Paragraph, _rows(_cells(node)))
            case "blockquote":
                yield from _inside(node.children, level)
            case _:
                yield from (one for one in _blocks([node], "normal") if isinstance(one, Paragraph))


def _rows(cells: list[list[Inlines]]) -> Iterator[Inlines]:
    """Yield each row of a table as words, its headings first and in bold."""
    header, *rows = cells
    names: list[Inlines] = [
        (Text(tree.inline_text(name), bold=True),) if name else () for name in header
    ]
    for row in (names, *rows):
        filled = [cell for cell in row if cell]
        yield tuple(one for cell in filled for one in (Text("; "), *cell))[1:]


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
