"""What stays on one page: a heading with what it is of, the last items of a list together."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from reportlab.platypus import Flowable, Spacer
from reportlab.platypus.doctemplate import FrameBreak, NullActionFlowable

from kmdesk.briefing.pdf import style
from kmdesk.briefing.pdf.flowables import about_height, row_height

MOST = style.PAGE_HEIGHT / 3
"""Points of flowables that may wait for the next page together; more would leave a gap."""

SMALL_TABLE = 250.0
"""Points of a table that is never split."""

BOX = style.PAGE_HEIGHT * 0.4
"""Points of a box that is never split."""


def hold(flowable: Flowable) -> Flowable:
    """Have a flowable stand on the page where the next one begins."""
    flowable.holds_next = True
    return flowable


def holds(flowable: Flowable) -> bool:
    """Say whether a flowable stands on the page where the next one begins."""
    return getattr(flowable, "holds_next", False)


def kept(flowables: Iterable[Flowable], width: float) -> Iterator[Flowable]:
    """Yield flowables, those that hold what follows them in one piece with it."""
    group: list[Flowable] = []
    for one in flowables:
        group.append(one)
        if not holds(one) and not (len(group) > 1 and isinstance(one, Spacer)):
            yield from _one_piece(group, width)
            group = []
    yield from _one_piece(group, width)


def _one_piece(group: list[Flowable], width: float) -> Iterator[Flowable]:
    heads = sum(map(partial(about_height, width=width), group[:-1]))
    if len(group) > 1 and heads < MOST:
        yield Beginning(group)
    else:
        yield from group


def unsplit(inside: Sequence[Flowable], width: float) -> list[tuple[int, int]]:
    """Return which runs of rows of a box may not be split: all of a small one, else what holds."""
    heights = [about_height(one, width) + one.getSpaceAfter() for one in inside]
    if sum(heights) < BOX:
        return [(0, len(inside) - 1)]
    runs: list[tuple[int, int]] = []
    first = 0
    for place, one in enumerate(inside):
        if holds(one) and place + 1 < len(inside):
            continue
        if place > first and sum(heights[first : place + 1]) < MOST:
            runs.append((first, place))
        first = place + 1
    return runs


def whole_rows(
    cells: Sequence[Sequence[Any]], widths: Sequence[float]
) -> Iterator[tuple[int, int]]:
    """Yield which runs of rows of a table may not be split.

    They are all of a small table, else the first two rows below the headings and the last two.
    """
    heights = [row_height(row, widths) for row in cells]
    if sum(heights) < SMALL_TABLE:
        yield 0, len(cells) - 1
    elif len(cells) > 3:
        first, last = (0, 2), (len(cells) - 2, len(cells) - 1)
        for begin, end in (first, last) if first[1] < last[0] else (last,):
            if sum(heights[begin : end + 1]) < MOST:
                yield begin, end


class Beginning(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """Flowables that stand on one page with the beginning of the last of them."""

    def __init__(self, content: Sequence[Flowable]) -> None:
        """Take two flowables or more."""
        super().__init__()
        self._content = list(content)

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Return a height that fits nowhere, so that `split` is asked."""
        return width, 0xFFFFFF

    def split(self, width: float, height: float) -> list[Flowable]:
        """Return the content, after the end of the page if it would not stand together here."""
        stay = self._frame._atTop or self._fits(width, height)
        return [NullActionFlowable() if stay else FrameBreak(), *self._content]

    def _fits(self, width: float, height: float) -> bool:
        *heads, last = self._content
        left = height
        for one in heads:
            _, tall = one.wrapOn(self.canv, width, left)
            left -= one.getSpaceBefore() + tall + one.getSpaceAfter()
        left -= last.getSpaceBefore()
        if left <= 0:
            return False
        _, tall = last.wrapOn(self.canv, width, left)
        return tall <= left or bool(last.splitOn(self.canv, width, left))
