"""Looks: two palettes, one type scale, an 8-pixel grid, and the switch between them."""

import os
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from kmdesk.ui.style import stylesheet

Choice = Literal["system", "light", "dark"]
FAMILY = "Source Sans Pro"
GRID = 8
"""Distances are multiples of this many pixels, or half of it."""

LARGEST_ZOOM = 2.0
SMALLEST_ZOOM = 0.8


@dataclass(frozen=True)
class Tokens:
    """The colours of a palette, by what they are for, as ``#rrggbb``.

    Attributes:
        page: behind the cards; `surface` is a card, `sunken` a list or a folded place.
        field_line: the border of what can be typed into, 3 : 1 against its surroundings (WCAG 2.2,
            1.4.11).
        accent: fills, with `on_accent` on them; `accent_text` is the accent as text.
        mark: behind the words that a search found.
    """

    page: str
    surface: str
    sunken: str
    line: str
    field_line: str
    hover: str
    text: str
    muted: str
    accent: str
    accent_strong: str
    on_accent: str
    accent_text: str
    accent_soft: str
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    neutral_soft: str
    mark: str


LIGHT = Tokens(
    page="#f3f5f7",
    surface="#ffffff",
    sunken="#f8fafb",
    line="#dde3e8",
    field_line="#7f8a94",
    hover="#eef2f5",
    text="#1c2730",
    muted="#52606b",
    accent="#005eb8",
    accent_strong="#003087",
    on_accent="#ffffff",
    accent_text="#005eb8",
    accent_soft="#e3eefa",
    good="#00522d",
    good_soft="#dcf1e3",
    warn="#744600",
    warn_soft="#fcefd0",
    bad="#98191c",
    bad_soft="#fbe4e4",
    neutral_soft="#e8edee",
    mark="#ffeaa3",
)

DARK = Tokens(
    page="#10171e",
    surface="#19222b",
    sunken="#141c24",
    line="#2b3742",
    field_line="#72808d",
    hover="#222d38",
    text="#e8edf1",
    muted="#a9b5bf",
    accent="#1f6fc0",
    accent_strong="#bcdcfb",
    on_accent="#ffffff",
    accent_text="#85bdf6",
    accent_soft="#17344f",
    good="#9fe0b8",
    good_soft="#153a28",
    warn="#f5cf87",
    warn_soft="#43310f",
    bad="#ffb3b3",
    bad_soft="#4a1d20",
    neutral_soft="#2b3742",
    mark="#5c4a12",
)

TYPE_SCALE = {"small": 13, "body": 15, "section": 16, "head": 19, "title": 26}
"""Sizes of type in pixels at a zoom of 1."""


class Theme(QObject):
    """The palette in force and how large type is.

    Signals:
        changed: colours or sizes are others than before.
    """

    changed = Signal()

    def __init__(self, app: QApplication, choice: Choice = "system", zoom: float = 1.0) -> None:
        super().__init__(app)
        self._app = app
        self.choice = choice
        self.zoom = min(max(zoom, SMALLEST_ZOOM), LARGEST_ZOOM)
        load_fonts()
        if not app.styleSheet():  # otherwise an earlier window did
            app.setStyle("Fusion")
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_change)
        self._apply()

    @property
    def dark(self) -> bool:
        """Say whether the dark palette is in force."""
        if self.choice == "system":
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self.choice == "dark"

    @property
    def tokens(self) -> Tokens:
        """Return the colours in force."""
        return DARK if self.dark else LIGHT

    def colour(self, token: str) -> QColor:
        """Return a colour by what it is for."""
        return QColor(getattr(self.tokens, token))

    def size(self, step: str) -> int:
        """Return a step of the type scale in pixels."""
        return round(TYPE_SCALE[step] * self.zoom)

    def grown(self, length: int) -> int:
        """Return a length in pixels as it is beside larger type; smaller type lets it be."""
        return round(length * max(1.0, self.zoom))

    def font(self, step: str = "body", *, strong: bool = False) -> QFont:
        """Return the font of a step of the type scale."""
        font = QFont(FAMILY)
        font.setPixelSize(self.size(step))
        font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
        return font

    def choose(self, choice: Choice) -> None:
        """Follow the system, or stay light or dark."""
        self.choice = choice
        self._apply()

    def magnify(self, factor: float) -> None:
        """Make type `factor` times as large; 0 stands for the usual size."""
        zoom = self.zoom * factor if factor else 1.0
        self.zoom = min(max(round(zoom, 2), SMALLEST_ZOOM), LARGEST_ZOOM)
        self._apply()

    def _on_system_change(self) -> None:
        if self.choice == "system":
            self._apply()

    def _apply(self) -> None:
        self._app.setFont(self.font())
        self._app.setPalette(_qt_palette(self.tokens))
        sheet = stylesheet(self.tokens, self.size)
        if sheet != self._app.styleSheet():  # Qt would polish every widget again
            self._app.setStyleSheet(sheet)
        self.changed.emit()


def load_fonts() -> None:
    """Make the type that comes with kmdesk known to Qt, once."""
    if FAMILY in QFontDatabase.families():
        return
    import font_source_sans_pro as package

    for weight in ("SourceSansPro", "SourceSansProSemibold", "SourceSansProBold"):
        path = package.font_files_ttf[weight]
        if os.path.exists(path):  # noqa: PTH110  # the package hands out text, and this runs at start
            QFontDatabase.addApplicationFont(path)


def _qt_palette(tokens: Tokens) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for where, colour in {
        role.Window: tokens.page,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.sunken,
        role.Button: tokens.surface,
        role.ToolTipBase: tokens.surface,
        role.WindowText: tokens.text,
        role.Text: tokens.text,
        role.ButtonText: tokens.text,
        role.ToolTipText: tokens.text,
        role.PlaceholderText: tokens.muted,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Link: tokens.accent_text,
        role.Accent: tokens.accent,
        role.Mid: tokens.line,
        role.Dark: tokens.field_line,
        role.Light: tokens.surface,
    }.items():
        palette.setColor(where, QColor(colour))
    for where in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(tokens.muted))
    return palette
