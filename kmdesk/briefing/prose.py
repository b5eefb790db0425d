"""Long text of records, which is CommonMark (https://spec.commonmark.org), as nodes of the tree.

Papers of the NHS use no italics, so stress is dropped; strong stress is bold.
"""

from collections.abc import Iterator, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from kmdesk.briefing import parts, tree
from kmdesk.briefing.tree import BulletList, Inline, Inlines, Link, Paragraph, Role, Text


def blocks(text: str, role: Role = "normal") -> tuple[tree.Block, ...]:
    """Return paragraphs and lists; a heading inside a text becomes a bold paragraph.

    Args:
        text: as it stands in a record.
        role: of the paragraphs.
    """
    return tuple(_blocks(_parsed(text).children, role))


def inlines(text: str) -> Inlines:
    """Return a text as one run of words, for a cell or an item of a list."""
    runs = [run for node in _parsed(text).walk() if node.type == "inline" if (run := _run(node))]
    joined: list[Inline] = []
    for run in runs:
        joined += [Text(" "), *run] if joined else run
    return tuple(joined)


def _parsed(text: str) -> SyntaxTreeNode:
    return SyntaxTreeNode(_parser().parse(text))


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


def _blocks(nodes: Sequence[SyntaxTreeNode], role: Role) -> Iterator[tree.Block]:
    for node in nodes:
        match node.type:
            case "paragraph":
                yield Paragraph(tuple(_run(node.children[0])), role)
            case "heading":
                yield Paragraph(tuple(_run(node.children[0])), "strong")
            case "bullet_list" | "ordered_list":
                yield BulletList(tuple(_items(node)), numbered=node.type == "ordered_list")
            case "code_block" | "fence":
                yield Paragraph((Text(node.content.strip()),), role)
            case _:
                yield from _blocks(node.children, role)


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
            case "softbreak" | "hardbreak":
                words.append(Text(" ", bold))
            case "strong":
                words += _run(child, bold=True)
            case "link" if url := parts.safe_url(str(child.attrs.get("href", ""))):
                words.append(Link(tree.inline_text(_run(child)) or url, url))
            case "text" | "code_inline":
                words.append(Text(child.content, bold))
            case _:
                words += _run(child, bold=bold)
    return [one for one in words if not (isinstance(one, Text) and not one.text)]
