"""Characters that the typeface of the PDF lacks: which, where, and what stands for them."""

import unicodedata
from collections.abc import Iterable, Iterator

from kmdesk.briefing import tree
from kmdesk.briefing.tree import Block, Callout, Document, Heading

TOLD_ONE_BY_ONE = 20
"""Characters that get a sentence each; more of them share one."""


def unshown(document: Document) -> tuple[str, ...]:
    """Return sentences that name each character which a PDF of the document cannot show."""
    from kmdesk.briefing.pdf.fonts import lacking, substitute

    found: dict[str, str] = {}
    for where, text in _texts(document):
        for character in lacking(text):
            found.setdefault(character, where)
    sentences = [
        f"The typeface of the PDF lacks {_named(character)}, first {where}; it is printed as "
        f"{substitute(character)}."
        for character, where in list(found.items())[:TOLD_ONE_BY_ONE]
    ]
    if more := list(found)[TOLD_ONE_BY_ONE:]:
        sentences.append(
            f"It lacks {len(more):,} more, each printed as its number: {' '.join(more)}."
        )
    return tuple(sentences)


def _named(character: str) -> str:
    name = unicodedata.name(character, "a character without a name")
    return f"“{character}” (U+{ord(character):04X}, {name.lower()})"


def _texts(document: Document) -> Iterator[tuple[str, str]]:
    """Yield every text with where it stands, in reading order."""
    head = (document.organisation, document.service, *document.occasion)
    yield from (("at the head of the paper", text) for text in head)
    yield from (("in the title", text) for text in (document.title, document.subtitle))
    yield from _every(document.blocks, "below the title")
    yield "at the foot of each page", document.provenance


def _every(blocks: Iterable[Block], where: str) -> Iterator[tuple[str, str]]:
    for block in blocks:
        if isinstance(block, Heading):
            where = f"in “{block.text}”"
        if isinstance(block, Callout):
            inside = f"in “{block.title}”" if block.title else where
            yield inside, block.title
            yield from _every(block.blocks, inside)
        else:
            yield from ((where, line) for line in tree.block_lines(block))
