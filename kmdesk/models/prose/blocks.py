"""What a long text consists of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Literal

Kind = Literal["paragraph", "heading", "bullet", "number", "table", "source"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look; a line feed is a line break inside a paragraph.

    Attributes:
        href: where a link leads, "" for words that are none.
    """

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, an item of a list, a table, or source that is shown as it stands.

    Attributes:
        runs: the words; for source one run with its lines.
        level: of a heading from 1, of an item from 0 for the outermost list.
        number: of a numbered item.
        rows: of a table, each as wide as the first, which is its heading.
        sides: of a table: "left", "right", "center" or "" for each column.
    """

    kind: Kind
    runs: Runs = ()
    level: int = 0
    number: int = 0
    rows: tuple[tuple[Runs, ...], ...] = ()
    sides: tuple[str, ...] = ()

    @property
    def in_list(self) -> bool:
        """Say whether it is an item of a list."""
        return self.kind in ("bullet", "number")


@dataclass(frozen=True, slots=True)
class Unit:
    """Blocks with the source they were read from, and the blank lines after it."""

    source: str
    gap: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """A text: blank lines, then units. `lead` and every source and gap, joined, are the text."""

    lead: str
    units: tuple[Unit, ...]


def runs_of(runs: Iterable[Run], *, one_line: bool = False) -> Runs:
    """Return runs in their normal form: what looks the same is the same.

    Neighbours of one look are joined, stress leaves the spaces at its ends, and lines have no
    spaces at theirs.

    Args:
        runs: as they come.
        one_line: a line break becomes a space, as in a heading or a cell.
    """
    given = [run for run in runs if run.text]
    if one_line:
        given = [replace(run, text=run.text.replace("\n", " ")) for run in given]
    if len(given) == 1 and not (given[0].bold or given[0].italic or given[0].href):
        text = _stripped_text(given[0].text)
        return (Run(text),) if text else ()
    if _is_normal(given):
        return tuple(given)
    letters = _stripped([(c, r.bold, r.italic, r.href) for r in given for c in r.text])
    letters = _without_stress_on_spaces(letters)
    found = []
    for look, group in groupby(letters, lambda letter: letter[1:]):
        found.append(Run("".join(letter[0] for letter in group), *look))
    return tuple(found)


_Letter = tuple[str, bool, bool, str]


def _is_normal(runs: list[Run]) -> bool:
    """Say whether runs are in their normal form, as most are; False when in doubt."""
    text = "".join(run.text for run in runs)
    return (
        text == _stripped_text(text)
        and not any(
            (one.bold, one.italic, one.href) == (other.bold, other.italic, other.href)
            for one, other in pairwise(runs)
        )
        and not any(
            run.text[0].isspace() or run.text[-1].isspace()
            for run in runs
            if run.bold or run.italic
        )
    )


def _stripped_text(text: str) -> str:
    if "\n" not in text:
        return text.strip()
    return "\n".join(line.strip() for line in text.strip().split("\n"))


def _stripped(letters: Sequence[_Letter]) -> list[_Letter]:
    """Take the spaces from the ends of each line, and empty lines from the ends of all."""
    kept: list[_Letter] = []
    for at_break, group in groupby(letters, lambda letter: letter[0] == "\n"):
        line = list(group)
        kept += line if at_break else line[_first_word(line) : len(line) - _first_word(line[::-1])]
    return kept[_first_word(kept) : len(kept) - _first_word(kept[::-1])]


def _first_word(letters: Sequence[_Letter]) -> int:
    return next((n for n, letter in enumerate(letters) if not letter[0].isspace()), len(letters))


def _without_stress_on_spaces(letters: list[_Letter]) -> list[_Letter]:
    """Take bold, then italic, from the spaces at the ends of every stretch that has it."""
    in_bold = groupby(letters, lambda letter: (letter[1], letter[3]))
    bold = [
        (c, on, italic, href)
        for _, group in in_bold
        for (c, _, italic, href), on in _inside(group, 1)
    ]
    in_italic = groupby(bold, lambda letter: letter[1:])
    return [(c, b, on, href) for _, group in in_italic for (c, b, _, href), on in _inside(group, 2)]


def _inside(stretch: Iterable[_Letter], look: int) -> Iterator[tuple[_Letter, bool]]:
    """Yield each letter with its look, which spaces at the ends of the stretch have no more."""
    letters = list(stretch)
    first, last = _first_word(letters), len(letters) - _first_word(letters[::-1])
    for place, letter in enumerate(letters):
        yield letter, bool(letter[look]) and first <= place < last
