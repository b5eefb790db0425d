"""Charts, drawn from their numbers, which stand on them."""

from reportlab.graphics.shapes import Drawing, Line, Rect, String

from kmdesk.briefing import tree
from kmdesk.briefing.pdf import fonts, style
from kmdesk.briefing.pdf.fonts import Coverage

HEIGHT = 120.0
WIDEST = 420.0
_SIZE = 9.0
_FOOT = 30.0


class _Chart(Drawing):  # type: ignore[misc]  # ReportLab has no types
    """A drawing that begins with an embedded font; ReportLab's default is not embedded."""

    initialFontName = fonts.REGULAR  # noqa: N815  # ReportLab's name


def drawing(chart: tree.BarChart, width: float, coverage: Coverage) -> Drawing:
    """Return a column chart, at most as wide as `width` points.

    Each column has its number above and its category below, so that no axis needs reading.
    """
    made = _Chart(min(width, WIDEST), HEIGHT)
    count = max(len(chart.categories), 1)
    step = made.width / count
    tallest = max((*chart.values, 1))
    room = HEIGHT - _FOOT - 2 * _SIZE
    made.add(Line(0, _FOOT, made.width, _FOOT, strokeColor=style.PALE, strokeWidth=0.6))
    for index, (category, value) in enumerate(zip(chart.categories, chart.values, strict=True)):
        middle = step * (index + 0.5)
        height = room * value / tallest
        if value:
            bar = Rect(middle - step * 0.3, _FOOT, step * 0.6, height)
            bar.fillColor, bar.strokeColor = style.BLUE, None
            made.add(bar)
            made.add(_words(middle, _FOOT + height + 3, f"{value:,}", bold=True))
        made.add(_words(middle, _FOOT - 12, coverage.text(category)))
    title = f"{chart.unit.capitalize()} for each {chart.category}"
    made.add(_words(made.width / 2, 4, coverage.text(title), quiet=True))
    return made


def _words(x: float, y: float, words: str, *, bold: bool = False, quiet: bool = False) -> String:
    return String(
        x,
        y,
        words,
        fontName=fonts.BOLD if bold else fonts.REGULAR,
        fontSize=_SIZE,
        fillColor=style.QUIET if quiet else style.TEXT,
        textAnchor="middle",
    )
