"""Type that is read from across a room: sizes that grow with the screen."""

from string import Template

from PySide6.QtCore import QSize

from kmdesk.ui.theme import Theme

SIZES = {"ask": 44, "large": 28, "body": 25, "small": 18}
"""Sizes of type in pixels in a window of `USUAL` size."""

USUAL = QSize(1366, 768)
LEAST, MOST = 0.62, 4.0

_SHEET = Template("""
QLabel, QPushButton, QLineEdit, QPlainTextEdit, QCheckBox, QToolButton { font-size: ${body}px; }
QLabel[type="ask"] { font-size: ${ask}px; font-weight: 700; }
QLabel[type="large"] { font-size: ${large}px; font-weight: 600; }
QLabel[type="body"] { font-size: ${body}px; }
QLabel[type="small"], QLabel[type="label"], QPushButton[role="quiet"], QToolButton[role="quiet"],
QPushButton[role="chip"], QPushButton[role="link"] { font-size: ${small}px; }
QPushButton[role="chip"] { border-radius: ${half}px; min-height: ${chip}px; }
QLabel[type="clock"] { font-size: ${small}px; color: $muted; padding: 2px 8px; border-radius: 6px; }
QLabel[type="clock"][over="true"] { color: $warn; background: $warn_soft; font-weight: 600; }
QWidget[role="plot"] { font-size: ${body}px; }
QFrame[role="said"] { background: $surface; border: 1px solid $line; border-radius: 10px; }
QFrame[role="trouble"] { background: $warn_soft; border: 0; border-radius: 8px; }
QFrame[role="trouble"] QLabel { color: $warn; font-size: ${small}px; }
""")


def unit(size: QSize, theme: Theme) -> float:
    """Return how many times as large as usual type is on a window of a size."""
    fit = min(size.width() / USUAL.width(), size.height() / USUAL.height())
    wished = fit * (1 + (theme.zoom - 1) / 2)  # a wish for larger type must not leave one line
    return min(max(wished, LEAST), MOST)


def sheet(theme: Theme, times: float) -> str:
    """Return the style sheet of the view."""
    sizes = {step: round(pixels * times) for step, pixels in SIZES.items()}
    chip = round(SIZES["small"] * times * 1.4)
    return _SHEET.substitute(vars(theme.tokens) | sizes, chip=chip, half=chip // 2 + 2)
