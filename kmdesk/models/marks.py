"""How far marks out of 10 lie apart: the numbers that papers and the window show alike."""

import re
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

HIGHEST_MARK = 10

_TYPED = re.compile(r"(at least|>=|≥)?\s*(\d{1,2})\s*(\+|or more)?", re.IGNORECASE)


@dataclass(frozen=True)
class Spread:
    """Marks that were given.

    Attributes:
        values: every mark, the lowest first.
        counts: how many gave each mark from 0 to 10.
        floors: how many of those said “at least”, for each mark from 0 to 10.
    """

    values: tuple[int, ...]
    counts: tuple[int, ...]
    floors: tuple[int, ...]

    @property
    def median(self) -> float:
        """Return the middle mark."""
        return statistics.median(self.values)

    @property
    def mean(self) -> float:
        """Return the mean, to one decimal."""
        return round(statistics.mean(self.values), 1)

    def words(self) -> str:
        """Return the spread as a sentence: lowest, highest, middle, how many are floors."""
        floors = sum(self.floors)
        if not self.values:
            return "Nobody gave a mark."
        if len(self.values) == 1:
            least = "at least " if floors else ""
            return f"1 person gave a mark: {least}{self.values[0]} out of {HIGHEST_MARK}."
        sentence = (
            f"{len(self.values)} people gave marks from {self.values[0]} to {self.values[-1]} "
            f"out of {HIGHEST_MARK}; the middle mark is {self.median:g}."
        )
        return sentence + (f" {floors} of them said “at least”." if floors else "")


def spread_of(marks: Iterable[tuple[int | None, bool]]) -> Spread:
    """Return the spread of marks, each with whether it is a floor; None is no mark."""
    given = [(mark, floor) for mark, floor in marks if mark is not None]
    every = range(HIGHEST_MARK + 1)
    return Spread(
        values=tuple(sorted(mark for mark, _ in given)),
        counts=tuple(sum(mark == each for mark, _ in given) for each in every),
        floors=tuple(sum(mark == each and floor for mark, floor in given) for each in every),
    )


def spread_of_items(marks: Iterable[Mapping[str, Any]]) -> Spread:
    """Return the spread of marks as a review's document holds them."""
    return spread_of((one.get("mark"), bool(one.get("at_least"))) for one in marks)


def read_mark(text: str) -> tuple[int, bool] | None:
    """Return a mark as somebody typed it, and whether it is a floor; None if it is none.

    ``8``, ``at least 8``, ``8+`` and ``≥ 8`` are understood.
    """
    found = _TYPED.fullmatch(text.strip())
    if not found or int(found[2]) > HIGHEST_MARK:
        return None
    return int(found[2]), bool(found[1] or found[3])
