"""Blocks written as CommonMark that reads as the same blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from kmdesk.models.prose.blocks import Block, Run, Runs, runs_of
from kmdesk.models.prose.reading import read

_MEANT = re.compile(r"[!-/:-@\[-`{-~]")
"""ASCII punctuation, which a backslash before it makes a mere letter."""

_LINE_START = re.compile(
    r"\A(?:(?P<mark>#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|[-=:|](?=[-=:|\s]*$)|~~~)"
    r"|(?P<number>\d{1,9})(?=[.)](?:\s|$)))"
)
_ENTITY = re.compile(r"&(?=#?\w+;)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_BRACKETS = re.compile(r"\][(\[:]")
_BARE = re.compile(r"(?:https?://|mailto:)[^\s<>\\&]+")


def write(blocks: Sequence[Block]) -> str:
    """Return the source of blocks, without a line feed at the end."""
    parts: list[str] = []
    lists = _Lists()
    for block in blocks:
        if block.in_list:
            parts += lists.add(block, joined=bool(parts))
            continue
        lists = _Lists()
        parts += ["\n\n"] if parts else []
        parts.append(_alone(block))
    return "".join(parts)


def _alone(block: Block) -> str:
    match block.kind:
        case "heading":
            words = re.sub(r"(?:(?<=\s)|^)#+$", lambda m: "\\#" * len(m[0]), inline(block.runs))
            return f"{'#' * block.level} {words}".rstrip()
        case "table":
            return "\n".join(_table(block))
        case "source":
            return "".join(run.text for run in block.runs)
        case _:
            return inline(block.runs)


_RULES = {"left": ":---", "right": "---:", "center": ":---:", "": "---"}


def _table(block: Block) -> Iterator[str]:
    rows = [[inline(cell, cell=True) for cell in row] for row in block.rows]
    rows.insert(1, [_RULES[side] for side in block.sides])
    for row in rows:
        yield f"| {' | '.join(row)} |"


@dataclass
class _Level:
    """A list that is being written: its mark, its last number, what its items are indented by."""

    kind: str
    mark: str
    number: int
    width: int
    empty: bool


class _Lists:
    """Writes items of lists, one after the other."""

    def __init__(self) -> None:
        self._open: list[_Level] = []

    def add(self, block: Block, *, joined: bool) -> Iterator[str]:
        """Yield what an item adds; `joined` says that something stands before it."""
        level = min(block.level, len(self._open))
        above = self._open[level - 1] if level else None
        deeper = len(self._open) > level
        sibling = self._open[level] if deeper else None
        in_line = above is not None and above.empty and not deeper
        mark = _mark(block, sibling, above if in_line else None)
        begins = sibling is None or (sibling.kind, sibling.mark) != (block.kind, mark)
        words = inline(block.runs)
        width = len(str(block.number)) + 2 if block.kind == "number" else 2
        indent = sum(one.width for one in self._open[:level])
        if in_line:
            yield " "
        else:
            was_in_list = bool(self._open)
            tight = was_in_list and not (begins and (not words or block.number > 1 or sibling))
            if block.kind == "number" and block.number == 0 and begins:
                tight = False
            yield ("\n" if tight else "\n\n") if joined else ""
            yield " " * indent
        yield f"{block.number}{mark}" if block.kind == "number" else mark
        if words:
            yield " " + words.replace("\n", "\n" + " " * (indent + width))
        del self._open[level:]
        self._open.append(_Level(block.kind, mark, block.number, width, not words))


def _mark(block: Block, sibling: _Level | None, in_line: _Level | None) -> str:
    """Return the mark of an item: that of its list, or another one where a list begins anew."""
    usual, other = (".", ")") if block.kind == "number" else ("-", "+")
    if sibling is None or sibling.kind != block.kind:
        # Bullets in one line, "- - -", would be a rule.
        return other if in_line is not None and in_line.mark == usual == "-" else usual
    if block.kind == "bullet" or block.number == sibling.number + 1:
        return sibling.mark
    return other if sibling.mark == usual else usual


@lru_cache(maxsize=2048)
def inline(runs: Runs, *, cell: bool = False) -> str:
    """Return the source of runs in their normal form; `cell` is one of a table.

    Where stress cannot be written, beside a control character, it is left out: words go first.
    """
    if not runs:
        return ""
    plain = runs_of(Run(run.text, href=run.href) for run in runs)
    for tried, careful in ((runs, False), (runs, True), (plain, True)):
        source = _Inline(tried, cell=cell, careful=careful).write()
        if _reads_as(source, tried, cell=cell):
            return source
    return source


def _reads_as(source: str, runs: Runs, *, cell: bool) -> bool:
    if cell:
        shown = read(f"| {source} |\n| --- |").units
        return len(shown) == 1 and shown[0].blocks == (
            Block("table", rows=((runs,),), sides=("",)),
        )
    shown = read(source).units
    return len(shown) == 1 and shown[0].blocks == (Block("paragraph", runs),)


class _Inline:
    """Writes runs.

    Stress opens and closes only beside certain letters (CommonMark 0.31, 6.2). Written carefully,
    each letter outside becomes a character reference, which may stand beside any stress.
    """

    def __init__(self, runs: Runs, *, cell: bool, careful: bool = False) -> None:
        self._runs = runs
        self._cell = cell
        self._careful = careful
        words = "".join(run.text for run in runs)
        self._brackets = careful or any(run.href for run in runs) or bool(_BRACKETS.search(words))
        self._parts: list[tuple[str, str]] = []

    def write(self) -> str:
        """Return the source."""
        for href, group in groupby(self._runs, lambda run: run.href):
            inner = list(group)
            if href and len(inner) == 1 and _is_bare(inner[0]):
                self._put("mark", f"<{href}>")
            elif href:
                self._put("mark", "[")
                self._stressed(inner)
                self._put("mark", f"]({_address(href)})")
            else:
                self._stressed(inner)
        return self._joined()

    def _stressed(self, runs: Sequence[Run]) -> None:
        for bold, group in groupby(runs, lambda run: run.bold):
            self._put("open" if bold else "mark", "**" if bold else "")
            for run in group:
                stress = ("_" if self._careful else "*") if run.italic else ""
                self._put("open" if stress else "mark", stress)
                self._put("text", run.text)
                self._put("close" if stress else "mark", stress)
            self._put("close" if bold else "mark", "**" if bold else "")

    def _put(self, kind: str, text: str) -> None:
        if text:
            self._parts.append((kind, text))

    def _joined(self) -> str:
        kinds = ["", *(kind for kind, _ in self._parts), ""]
        written = ""
        for place, (kind, text) in enumerate(self._parts, 1):
            if kind != "text":
                written += text
                continue
            first = self._careful and kinds[place - 1] == "close"
            last = self._careful and kinds[place + 1] == "open"
            before_link = kinds[place + 1] == "mark"
            written += self._text(text, first=first, last=last, before_link=before_link)
        lines = [
            _LINE_START.sub(_at_start, line, count=1) if line else line
            for line in written.split("\n")
        ]
        return "\\\n".join(lines)

    def _text(self, text: str, *, first: bool, last: bool, before_link: bool) -> str:
        head = _reference(text[0]) if first else ""
        tail = _reference(text[-1]) if last and (len(text) > 1 or not first) else ""
        middle = text[len(head) > 0 : len(text) - (len(tail) > 0)]
        middle = self._escaped(middle)
        if before_link and not self._careful and middle.endswith("!"):
            middle = middle[:-1] + "\\!"
        return head + middle + tail

    def _escaped(self, text: str) -> str:
        if not _MEANT.search(text):
            return text
        if self._careful:
            return re.sub(r"[\\`*_\[\]<>&!|~]", lambda m: "\\" + m[0], text)
        text = re.sub(r"\\(?=[!-/:-@\[-`{-~\n]|$)", r"\\\\", text)
        text = text.replace("`", "\\`")
        text = re.sub(r"(?<!\s)\*|\*(?!\s)|^\*", r"\\*", text)
        text = re.sub(r"(?<![^\W_])_|_(?![^\W_])", r"\\_", text)
        text = _TAG.sub(r"\\<", _ENTITY.sub(r"\\&", text))
        if self._brackets:
            text = re.sub(r"[\[\]]", lambda m: "\\" + m[0], text)
        return text.replace("|", "\\|") if self._cell else text


def _at_start(found: re.Match[str]) -> str:
    return "\\" + found[0] if found["mark"] else found[0] + "\\"


def _reference(letter: str) -> str:
    """Return a letter as a character reference; a space, or what none can stand for, as it is."""
    return f"&#{ord(letter)};" if letter.isprintable() and letter != " " else letter


def _is_bare(run: Run) -> bool:
    return run.text == run.href and bool(_BARE.fullmatch(run.href)) and not (run.bold or run.italic)


def _address(href: str) -> str:
    return f"<{href}>" if re.search(r"[\s()]", href) or not href else href
