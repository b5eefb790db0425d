"""Fractional positions: an item moves by changing its own position and no other's.

A position is a text of the digits 0-9 and a-z that does not end in 0, compared as text; between any
two there is always another. The idea is the fractional indexing of D. Greenspan, "Implementing
fractional indexing" (2020).
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import TypeVar

V = TypeVar("V", str, int)

POSITION = "position"
"""The reserved field that holds an item's position in stored content."""

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

LONGEST = 32
"""Digits of a position. Insertions at one place make positions longer, a digit for about five; a
list where one gets longer than this is given fresh positions throughout."""


def between(low: str, high: str) -> str:
    """Return a short position strictly between two; "" stands for the start and the end.

    Raises:
        ValueError: `low` does not sort before `high`.
    """
    if high and low >= high:
        raise ValueError(f"{low!r} does not sort before {high!r}")
    prefix = ""
    while True:
        at = len(prefix)
        first = DIGITS.index(low[at]) if at < len(low) else 0
        last = DIGITS.index(high[at]) if at < len(high) else len(DIGITS)
        if last - first > 1:
            return prefix + DIGITS[(first + last) // 2]
        prefix += DIGITS[first]
        if last > first:
            high = ""


def arrange(ids: Sequence[str], before: Mapping[str, str]) -> dict[str, str]:
    """Return a position for each id so that the ids sort in the order given.

    Args:
        ids: the items of a list, in order.
        before: the positions they had. As many as possible are kept, so that two people who
            move different items do not collide; none is when one got longer than `LONGEST`.
    """
    kept = _longest_rising(ids, before)
    result: dict[str, str] = {}
    run: list[str] = []
    low = ""
    for item in ids:
        if item not in kept:
            run.append(item)
            continue
        _spread(run, low, before[item], result)
        result[item] = low = before[item]
        run = []
    _spread(run, low, "", result)
    if max(map(len, result.values()), default=0) > LONGEST:
        _spread(ids, "", "", result)
    return result


def _spread(ids: Sequence[str], low: str, high: str, result: dict[str, str]) -> None:
    """Give the ids positions between two others, halving, so that positions stay short."""
    if not ids:
        return
    middle = len(ids) // 2
    position = between(low, high)
    result[ids[middle]] = position
    _spread(ids[:middle], low, position, result)
    _spread(ids[middle + 1 :], position, high, result)


def longest_rising(values: Sequence[V]) -> list[int]:
    """Return the places of a longest strictly rising run among the values, in order."""
    ends: list[V] = []
    chain: list[int] = []
    previous: dict[int, int] = {}
    for place, value in enumerate(values):
        at = bisect_left(ends, value)
        ends[at : at + 1] = [value]
        chain[at : at + 1] = [place]
        if at:
            previous[place] = chain[at - 1]
    kept: list[int] = []
    last = chain[-1] if chain else None
    while last is not None:
        kept.append(last)
        last = previous.get(last)
    return kept[::-1]


def _longest_rising(ids: Sequence[str], before: Mapping[str, str]) -> set[str]:
    """Return a largest subset whose old positions already rise in the new order."""
    usable = [item for item in ids if _usable(before.get(item, ""))]
    return {usable[place] for place in longest_rising([before[item] for item in usable])}


def _usable(position: str) -> bool:
    """Say whether a stored position is one that `between` can build on; a file may hold others."""
    return position[-1:] not in ("", "0") and set(position) <= set(DIGITS)
