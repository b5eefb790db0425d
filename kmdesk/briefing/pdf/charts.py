"""Charts, drawn from their numbers, which stand on them."""

from typing import Any

from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.pdfbase.pdfmetrics import stringWidth

from kmdesk.briefing import tree
from kmdesk.briefing.pdf import fonts, style
from kmdesk.briefing.pdf.fonts import Coverage

WIDEST = 420.0
_SIZE = 9.0
_FOOT = 30.0
_COLUMNS = 78.0
"""Points of the tallest column."""
_BLOCK = 14.0
"""Points of one block, where each stands for one."""
_MOST_BLOCKS = 6
_ROW = 20.0
_WIDEST_LABEL = 150.0


class _Chart(Drawing):  # type: ignore[misc]  # ReportLab has no types
    """A drawing that begins with an embedded font; ReportLab's default is not embedded."""

    initialFontName = fonts.REGULAR  # noqa: N815  # ReportLab's name


def drawing(chart: tree.BarChart, width: float, coverage: Coverage, colour: Any) -> Drawing:
    """Return a chart, at most as wide as `width` points.

    Each column or bar has its number and its category beside it, so that no axis needs reading.
    """
    draw = _across if chart.across else _columns
    return draw(chart, min(width, WIDEST), coverage, colour)


def _columns(chart: tree.BarChart, width: float, coverage: Coverage, colour: Any) -> Drawing:
    tallest = max((*chart.values, 1))
    blocks = tallest <= _MOST_BLOCKS
    room = tallest * _BLOCK if blocks else _COLUMNS
    made = _Chart(width, _FOOT + room + 2 * _SIZE)
    step = made.width / max(len(chart.categories), 1)
    made.add(Line(0, _FOOT, made.width, _FOOT, strokeColor=style.PALE, strokeWidth=0.8))
    for index, (category, value) in enumerate(zip(chart.categories, chart.values, strict=True)):
        middle = step * (index + 0.5)
        height = room * value / tallest
        for low, tall in _pieces(value, height, blocks=blocks):
            made.add(_bar(middle - step * 0.3, _FOOT + low + 1, step * 0.6, tall - 1, colour))
        if value:
            made.add(_words(middle, _FOOT + height + 4, f"{value:,}", bold=True))
        label, bold = _cut(coverage.text(category), step), index == chart.middle
        made.add(_words(middle, _FOOT - 12, label, bold=bold, quiet=not value and not bold))
    made.add(_words(made.width / 2, 3, coverage.text(_axis(chart)), quiet=True))
    return made


def _pieces(value: int, height: float, *, blocks: bool) -> list[tuple[float, float]]:
    """Return foot and height of each piece of a column: a block for each one, or the whole."""
    if not value:
        return []
    if not blocks:
        return [(0, height)]
    return [(number * _BLOCK, _BLOCK) for number in range(value)]


def _across(chart: tree.BarChart, width: float, coverage: Coverage, colour: Any) -> Drawing:
    labels = [_cut(coverage.text(one), _WIDEST_LABEL) for one in chart.categories]
    widest = max((stringWidth(one, fonts.REGULAR, _SIZE) for one in labels), default=0)
    left = min(widest, _WIDEST_LABEL) + 10
    made = _Chart(width, _ROW * len(labels) + 16)
    most = max((*chart.values, 1))
    room = made.width - left - 40
    for index, (label, value) in enumerate(zip(labels, chart.values, strict=True)):
        low = made.height - _ROW * (index + 1)
        if value:
            made.add(_bar(left, low + 3, room * value / most, _ROW - 6, colour))
        made.add(_words(left - 8, low + 7, label, anchor="end"))
        made.add(
            _words(left + room * value / most + 6, low + 7, f"{value:,}", bold=True, anchor="start")
        )
    made.add(Line(left, 16, left, made.height, strokeColor=style.PALE, strokeWidth=0.8))
    made.add(_words(left, 3, coverage.text(_axis(chart)), quiet=True, anchor="start"))
    return made


def _cut(label: str, room: float) -> str:
    """Return a label, with an ellipsis where it does not fit; the alternative text has it whole."""
    while label and stringWidth(label, fonts.BOLD, _SIZE) > room:
        label = label[:-2].rstrip() + "…" if len(label) > 2 else ""
    return label


def _axis(chart: tree.BarChart) -> str:
    middle = "" if chart.middle is None else f"; the middle is {chart.middle:g}"
    return f"{chart.unit.capitalize()} for each {chart.category}{middle}"


def _bar(x: float, y: float, width: float, height: float, colour: Any) -> Rect:
    return Rect(x, y, width, height, fillColor=colour, strokeColor=None)


def _words(
    x: float,
    y: float,
    words: str,
    *,
    bold: bool = False,
    quiet: bool = False,
    anchor: str = "middle",
) -> String:
    return String(
        x,
        y,
        words,
        fontName=fonts.BOLD if bold else fonts.REGULAR,
        fontSize=_SIZE,
        fillColor=style.QUIET if quiet else style.TEXT,
        textAnchor=anchor,
    )
