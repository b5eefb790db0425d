"""What other programs put on the clipboard, read as blocks: HTML, cells of a sheet, lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from kmdesk.models.canonical import text as canonical
from kmdesk.models.prose import Block, Kind, Run, runs_of

_BULLET = re.compile(r"\s*[•·▪◦‣*–-][ \t]+(?=\S)")
_NUMBER = re.compile(r"\s*(\d{1,3})[.)][ \t]+(?=\S)")
_HEADING = re.compile(r"h[1-6]")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_LEVEL = re.compile(r"level(\d)")

_BREAKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "blockquote",
        "pre",
        "tr",
        "table",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "hr",
    ]
)
_UNSEEN = frozenset(["style", "script", "title", "head", "xml", "template"])
_VOID = frozenset(["br", "img", "hr", "meta", "link", "input", "col", "area", "base", "wbr"])
DEEPEST = 6
"""The most levels of lists that are kept."""


def from_html(html: str) -> list[Block]:
    """Return the blocks of HTML, which may be anything."""
    reader = _Reader()
    reader.feed(canonical(html))
    reader.close()
    reader.end_block()
    return reader.blocks


def from_text(text: str, *, plain: bool = False) -> list[Block]:
    """Return the blocks of a text: a table when its lines are cells, else lists and paragraphs.

    Args:
        text: canonical.
        plain: each line is a paragraph, whatever it looks like.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    if not plain and (rows := _cells(lines)):
        return [_table([[runs_of([Run(cell)], one_line=True) for cell in row] for row in rows])]
    blocks = (Block("paragraph", runs_of([Run(line)])) if plain else _line(line) for line in lines)
    return [block for block in blocks if block.runs]


def _cells(lines: list[str]) -> list[list[str]]:
    """Return the cells of lines that are all divided alike, as a spreadsheet gives them."""
    rows = [line.split("\t") for line in lines]
    wide = {len(row) for row in rows}
    return rows if len(wide) == 1 and wide.pop() > 1 and (len(rows) > 1) else []


def _line(line: str) -> Block:
    if found := _NUMBER.match(line):
        return Block("number", runs_of([Run(line[found.end() :])]), number=int(found[1]))
    if found := _BULLET.match(line):
        return Block("bullet", runs_of([Run(line[found.end() :])]))
    return Block("paragraph", runs_of([Run(line)]))


def _table(rows: list[list[tuple[Run, ...]]]) -> Block:
    width = max(map(len, rows))
    return Block(
        "table",
        rows=tuple((*row, *((),) * (width - len(row))) for row in rows),
        sides=("",) * width,
    )


class _Reader(HTMLParser):
    """Gathers runs into blocks while tags come and go."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._runs: list[Run] = []
        self._looks: list[tuple[str, bool, bool, str]] = [("", False, False, "")]
        self._unseen = 0
        self._lists: list[tuple[Kind, int]] = []
        self._item: Block | None = None
        self._heading = 0
        self._tables: list[list[list[tuple[Run, ...]]]] = []
        self._mark: list[str] | None = None
        self._mark_depth = 0
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        said = {name: value or "" for name, value in attrs}
        if tag in _UNSEEN:
            self._unseen += 1
        style = said.get("style", "").lower()
        if tag not in _VOID:
            self._begin_look(tag, style, said)
        self._begin_block(tag, style)
        if tag == "br":
            self._runs.append(Run("\n"))
        elif tag in ("ul", "ol"):
            self._lists.append(("number" if tag == "ol" else "bullet", 0))
        elif tag == "table":
            self._tables.append([])
        elif tag == "tr" and self._tables:
            self._tables[-1].append([])
        elif tag in ("td", "th"):
            self._begin_cell(said)
        if "mso-list:ignore" in style.replace(" ", "") and self._mark is None:
            self._mark, self._mark_depth = [], len(self._looks)

    def _begin_block(self, tag: str, style: str) -> None:
        if self._in_cell:
            return
        if tag in _BREAKS or _HEADING.fullmatch(tag):
            self.end_block()
        if _HEADING.fullmatch(tag):
            self._heading = int(tag[1])
        elif tag == "li":
            self._begin_item()
        elif tag == "p":
            self._begin_word_item(style)

    def handle_endtag(self, tag: str) -> None:
        """End an element, whether or not it was begun."""
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        self._end_look(tag)
        if tag in ("td", "th") and self._tables:
            self._end_cell()
        elif tag == "table" and self._tables:
            self._end_table()
        elif (tag in _BREAKS or tag == "li" or _HEADING.fullmatch(tag)) and not self._in_cell:
            self.end_block()
        elif tag in ("p", "div") and self._in_cell:
            self._runs.append(Run(" "))
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        if _HEADING.fullmatch(tag):
            self._heading = 0

    def handle_data(self, data: str) -> None:
        """Take words."""
        if self._unseen:
            return
        if self._mark is not None:
            self._mark.append(data)
            return
        _, bold, italic, href = self._looks[-1]
        self._runs.append(Run(_SPACES.sub(" ", data).replace("\xa0", " "), bold, italic, href))

    @property
    def _in_cell(self) -> bool:
        return bool(self._tables and self._tables[-1])

    def end_block(self) -> None:
        """Keep what was gathered as a block."""
        runs = runs_of(self._squeezed())
        self._runs = []
        item, self._item = self._item, None
        if not runs:
            if item is not None:
                self._item = item
            return
        if self._heading:
            plain = [Run(run.text, False, run.italic, run.href) for run in runs]
            self.blocks.append(Block("heading", runs_of(plain, one_line=True), self._heading))
        elif item is not None:
            self.blocks.append(Block(item.kind, runs, item.level, item.number))
        else:
            self.blocks.append(Block("paragraph", runs))

    def _squeezed(self) -> Iterator[Run]:
        """Yield what was gathered, with one space where several met."""
        space = False
        for run in self._runs:
            text = run.text.lstrip(" ") if space else run.text
            if text:
                space = text.endswith(" ")
                yield Run(text, run.bold, run.italic, run.href)

    def _begin_look(self, tag: str, style: str, said: dict[str, str]) -> None:
        _, bold, italic, href = self._looks[-1]
        weight = re.search(r"(?<![\w-])font-weight:\s*(\w+)", style)
        if weight:
            bold = weight[1] in ("bold", "bolder") or (
                weight[1].isdecimal() and int(weight[1]) >= 600
            )
        elif tag in ("b", "strong"):
            bold = True
        slope = re.search(r"(?<![\w-])font-style:\s*(\w+)", style)
        if slope:
            italic = slope[1] in ("italic", "oblique")
        elif tag in ("i", "em"):
            italic = True
        if tag == "a" and re.match(r"(https?://|mailto:)\S+$", said.get("href", "")):
            href = said["href"]
        self._looks.append((tag, bold, italic, href))

    def _end_look(self, tag: str) -> None:
        tags = [look[0] for look in self._looks]
        if tag in tags[1:]:
            del self._looks[len(tags) - 1 - tags[::-1].index(tag) :]
        if self._mark is not None and len(self._looks) < self._mark_depth:
            self._end_mark("".join(self._mark))
            self._mark = None

    def _begin_item(self) -> None:
        self.end_block()
        kind, number = self._lists[-1] if self._lists else ("bullet", 0)
        level = min(max(len(self._lists) - 1, 0), DEEPEST)
        number = number + 1 if kind == "number" else 0
        if self._lists:
            self._lists[-1] = (kind, number)
        self._item = Block(kind, (), level, number)

    def _begin_word_item(self, style: str) -> None:
        """Begin an item as Word writes it: a paragraph with a style of a list."""
        if "mso-list:" not in style or "mso-list:none" in style.replace(" ", ""):
            return
        found = _LEVEL.search(style)
        level = int(found[1]) - 1 if found else 0
        self._item = Block("bullet", (), min(level, DEEPEST))

    def _end_mark(self, mark: str) -> None:
        """Tell bullets from numbers by the mark that Word wrote out."""
        found = re.match(r"\s*\(?(\w{1,4})[.)]", mark)
        if self._item is None or found is None or not (found[1].isalnum()):
            return
        number = int(found[1]) if found[1].isdecimal() else self._next_number(self._item.level)
        self._item = Block("number", (), self._item.level, number)

    def _next_number(self, level: int) -> int:
        for block in reversed(self.blocks):
            if not block.in_list or block.level < level:
                break
            if block.level == level:
                return block.number + 1
        return 1

    def _begin_cell(self, said: dict[str, str]) -> None:
        self._runs = []
        if self._tables and not self._tables[-1]:
            self._tables[-1].append([])
        span = said.get("colspan", "1")
        self._span = min(int(span), 64) if span.isascii() and span.isdecimal() else 1

    def _end_cell(self) -> None:
        if not self._tables[-1]:
            return
        words = runs_of(self._squeezed(), one_line=True)
        self._runs = []
        self._tables[-1][-1] += [words] + [()] * (max(self._span, 1) - 1)

    def _end_table(self) -> None:
        rows = [row for row in self._tables.pop() if row]
        if self._in_cell:
            words = [run for row in rows for cell in row for run in (*cell, Run(" "))]
            self._runs += words
        elif rows and max(map(len, rows)) > 1:
            self.blocks.append(_table(rows))
        else:
            self.blocks += [Block("paragraph", cell) for row in rows for cell in row if cell]
