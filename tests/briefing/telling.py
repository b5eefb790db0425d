"""What a document says, line by line, as each writer should write it."""

from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

import docx
from docx.oxml.ns import qn

from kmdesk.briefing import parts, tree
from kmdesk.briefing.docx import MOST_COLUMNS
from kmdesk.briefing.pdf import style
from kmdesk.briefing.pdf.columns import column_widths
from kmdesk.briefing.pdf.fonts import Coverage

Writer = Literal["pdf", "html", "docx"]


class Telling:
    """Tells a document as a writer writes it: with the labels of lists, figures in words."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self._shown = Coverage().text if writer == "pdf" else parts.printable
        self._width = style.WIDTH

    def lines(self, document: tree.Document) -> list[str]:
        head = [document.organisation, document.service, *document.occasion]
        logo = document.look.logo
        if logo and self.writer == "pdf":
            head.append(logo.alternative)
        lines = [*head, document.title or "Untitled", document.subtitle]
        lines += self._every(document.blocks)
        if self.writer == "html":
            lines.append(document.provenance)
        return [self._shown(line) for line in lines]

    def _every(self, blocks: Iterable[tree.Block]) -> Iterator[str]:
        for block in blocks:
            yield from self._block(block)

    def _block(self, block: tree.Block) -> Iterator[str]:  # noqa: C901  # a case for each kind
        match block:
            case tree.Heading(text=text):
                yield text
            case tree.Paragraph(inlines=inlines):
                yield self._run(inlines)
            case tree.BulletList(items=items, numbered=numbered, start=start):
                for number, item in enumerate(items, start):
                    label = f"{number}." if numbered else "•"
                    yield (label if self.writer == "pdf" else "") + self._run(item.inlines)
                    yield from self._every(item.inside)
            case tree.Facts(rows=rows):
                for label, value in rows:
                    yield from (label, *self._every(tree.cell_blocks(value)))
            case tree.Table() if self._has_no_room(block):
                yield from self._every(parts.row_by_row(block))
            case tree.Table(header=header, rows=cells):
                yield from header
                for cell in (cell for row in cells for cell in row):
                    yield from self._every(tree.cell_blocks(cell))
            case tree.Figure(caption=caption, alternative=alternative):
                yield from (caption, alternative if self.writer == "pdf" else "")
            case tree.References(entries=entries):
                for entry in entries:
                    label = "" if self.writer == "html" else f"{entry.number}."
                    yield label + self._run(parts.reference_inlines(entry))
            case tree.Callout(title=title, blocks=blocks, kind=kind):
                yield title
                outer, self._width = self._width, style.inner_width(kind, self._width)
                yield from self._every(blocks)
                self._width = outer

    def _has_no_room(self, table: tree.Table) -> bool:
        """Say whether a table is written row by row."""
        if self.writer == "pdf":
            return column_widths(table, self._width) is None
        return self.writer == "docx" and len(table.header) > MOST_COLUMNS

    def _run(self, inlines: tree.Inlines) -> str:
        return "".join(
            f"{one.word}({one.filled} of {one.of})"
            if isinstance(one, tree.Certainty) and one.of and self.writer == "docx"
            else tree.inline_text((one,))
            for one in inlines
        )


class _PageText(HTMLParser):
    """Collects the words of a page that stand in the body and are seen."""

    UNSEEN = ("head", "svg", "caption")

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._unseen += tag in self.UNSEEN

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in self.UNSEEN

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words.append(data)


def words_of_page(page: str) -> list[str]:
    reader = _PageText()
    reader.feed(page)
    return reader.words


def words_of_word(path: Path) -> list[str]:
    body = docx.Document(str(path)).element.body
    return [found.text or "" for found in body.iter(qn("w:t"))]
