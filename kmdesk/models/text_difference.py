"""What became of a text: runs of words that stayed, went and came.

First sentences, then words. The time is bounded for any two texts: words that occur once in both
hold long stretches together (B. Cohen's patience diff), only short stretches are compared word with
word, and where neither helps the old stretch went and the new one came.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from kmdesk.models.order import longest_rising

Became = Literal["same", "removed", "added", "skipped"]

LONGEST_COMPARED = 16_000
"""Pairs of words that a stretch may have to be compared word with word."""

ISLAND = 3
"""A stretch of at most so many characters that stayed between changes is shown as part of them:
single letters and commas that happen to match only confuse."""

ALIKE = 0.2
"""Share of the shorter text that must have stayed; below it the text counts as written anew."""

_WORD = re.compile(r"\s*\w+(?:['’-]\w+)*|\s*[^\w\s]|\s+")
_SENTENCE = re.compile(r".*?(?:[.!?]\s+|\n|\Z)")


@dataclass(frozen=True)
class Run:
    """A stretch of text and what became of it; ``skipped`` stayed too, but need not be shown."""

    became: Became
    text: str


Runs = tuple[Run, ...]


def text_difference(old: str, new: str) -> Runs:
    """Return what became of a text.

    The runs that stayed or went, joined, are `old` exactly; those that stayed or came are `new`.
    """
    runs = _without_islands(_joined(_by_sentence(old, new)))
    stayed = sum(len(run.text) for run in runs if run.became == "same")
    if stayed < ALIKE * min(len(old), len(new)):
        runs = _joined([Run("removed", old), Run("added", new)])
    return tuple(runs)


def shortened(runs: Runs, around: int = 90) -> Runs:
    """Return the runs with long stretches that stayed skipped, but for some words around changes.

    Joined, the runs are the same as before: what is skipped is still there. A text in which nothing
    changed is all there is to read, and stays whole.
    """
    if all(run.became == "same" for run in runs):
        return tuple(runs)
    made: list[Run] = []
    for place, run in enumerate(runs):
        before = around if place else 0
        after = around if place < len(runs) - 1 else 0
        start = _end_of_word(run.text, before)
        end = _start_of_word(run.text, len(run.text) - after)
        if run.became != "same" or len(run.text) <= before + after + around or start >= end:
            made.append(run)
            continue
        parts = (run.text[:start], run.text[start:end], run.text[end:])
        outcomes: tuple[Became, ...] = ("same", "skipped", "same")
        made += [Run(b, part) for b, part in zip(outcomes, parts, strict=True) if part]
    return tuple(made)


def spoken(runs: Runs, *, own: bool = False) -> str:
    """Return runs as plain text in which words say what went and what came.

    With `own` they stand for one of two texts, and what came is what only this one has.
    """
    added = "[only here: {}]" if own else "[added: {}]"
    forms = {"same": "{}", "removed": "[removed: {}]", "added": added, "skipped": " … "}
    return "".join(forms[run.became].format(run.text) for run in runs)


def _end_of_word(text: str, at: int) -> int:
    """Return a place soon after `at` where a word ends."""
    if not at:
        return 0
    found = re.compile(r"\s").search(text, at, at + 20)
    return found.start() if found else at


def _start_of_word(text: str, at: int) -> int:
    """Return a place soon before `at` where a word begins."""
    if at == len(text):
        return at
    space = max(text.rfind(" ", at - 20, at), text.rfind("\n", at - 20, at))
    return at if space < 0 else space + 1


def _by_sentence(old: str, new: str) -> Iterator[Run]:
    for became, ours, theirs in _aligned(_SENTENCE.findall(old), _SENTENCE.findall(new)):
        if became == "same":
            yield Run("same", "".join(ours))
        else:
            yield from _by_word("".join(ours), "".join(theirs))


def _by_word(old: str, new: str) -> Iterator[Run]:
    for became, ours, theirs in _aligned(_WORD.findall(old), _WORD.findall(new)):
        yield Run("same" if became == "same" else "removed", "".join(ours))
        if became != "same":
            yield Run("added", "".join(theirs))


Stretch = tuple[Literal["same", "other"], Sequence[str], Sequence[str]]


def _aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[Stretch]:
    """Yield the stretches of two sequences in order; equal ones where they are found in time."""
    waiting: list[Stretch] = [("other", old, new)]
    while waiting:
        became, ours, theirs = waiting.pop()
        if became == "same" or not ours or not theirs:
            yield became, ours, theirs
            continue
        before, after = _ends_in_common(ours, theirs)
        if before or after:
            to_ours, to_theirs = len(ours) - after, len(theirs) - after
            parts: list[Stretch] = [
                ("same", ours[:before], theirs[:before]),
                ("other", ours[before:to_ours], theirs[before:to_theirs]),
                ("same", ours[to_ours:], theirs[to_theirs:]),
            ]
        elif len(ours) * len(theirs) <= LONGEST_COMPARED:
            yield from _compared(ours, theirs)
            continue
        else:
            parts = _held_together(ours, theirs)
        waiting += [part for part in reversed(parts) if part[1] or part[2]]


def _ends_in_common(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Return how many elements two sequences share at the start and, beyond these, at the end."""
    most = min(len(old), len(new))
    before = next((n for n in range(most) if old[n] != new[n]), most)
    rest = most - before
    after = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    return before, after


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[Stretch]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, i, j, k, n in matcher.get_opcodes():
        yield "same" if tag == "equal" else "other", old[i:j], new[k:n]


def _held_together(old: Sequence[str], new: Sequence[str]) -> list[Stretch]:
    """Return the stretches between elements that occur once in both and keep their order."""
    in_new = {element: place for place, element in enumerate(new)}
    once = _once(old) & _once(new)
    pairs = [(place, in_new[element]) for place, element in enumerate(old) if element in once]
    kept = [pairs[n] for n in longest_rising([place for _, place in pairs])]
    if not kept:
        # Not to be divided any further: the old stretch went and the new one came.
        return [("other", old, ()), ("other", (), new)]
    parts: list[Stretch] = []
    i = k = 0
    for j, n in kept:
        parts += [("other", old[i:j], new[k:n]), ("same", old[j : j + 1], new[n : n + 1])]
        i, k = j + 1, n + 1
    return [*parts, ("other", old[i:], new[k:])]


def _once(values: Iterable[str]) -> set[str]:
    return {value for value, times in Counter(values).items() if times == 1}


def _joined(runs: Iterable[Run]) -> list[Run]:
    """Return runs without empty ones; between two stretches that stayed, what went comes first."""
    made: list[Run] = []
    gone: list[str] = []
    come: list[str] = []

    def close() -> None:
        if gone:
            made.append(Run("removed", "".join(gone)))
        if come:
            made.append(Run("added", "".join(come)))
        gone.clear()
        come.clear()

    kept: list[str] = []
    for run in runs:
        if not run.text:
            continue
        if run.became == "same":
            close()
            kept.append(run.text)
            continue
        if kept:
            made.append(Run("same", "".join(kept)))
            kept.clear()
        (gone if run.became == "removed" else come).append(run.text)
    close()
    if kept:
        made.append(Run("same", "".join(kept)))
    return made


def _without_islands(runs: Sequence[Run]) -> list[Run]:
    """Return runs in which what stayed for a few characters between changes is part of them."""
    last = len(runs) - 1
    made: list[Run] = []
    for place, run in enumerate(runs):
        small = run.became == "same" and len(run.text.strip()) <= ISLAND
        if small and 0 < place < last and _replaced(runs, place):
            made += [Run("removed", run.text), Run("added", run.text)]
        else:
            made.append(run)
    return _joined(made)


def _replaced(runs: Sequence[Run], place: int) -> bool:
    """Say whether on both sides of a run something was put in the place of something else."""
    if place < 2 or place + 2 >= len(runs):
        return False
    around = [runs[n].became for n in (place - 2, place - 1, place + 1, place + 2)]
    return around == ["removed", "added", "removed", "added"]
