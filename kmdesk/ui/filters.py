"""What narrows a list beside its words: values of fields, each with the records it would leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from kmdesk.models.kinds import KINDS
from kmdesk.models.record import SHARING_WORDS
from kmdesk.store.views import Facet, Query
from kmdesk.ui import words
from kmdesk.ui.theme import Theme
from kmdesk.ui.widgets import ScrollPage, button, column, label

GROUPS = {
    "kind": "Kind",
    "status": "Status",
    "tag": "Tag",
    "by": "Author",
    "year": "Year of change",
    "sharing": "Sharing",
}
"""The fields of `Collection.facets`, from top to bottom."""

SHOWN = 5
"""Values of a field that are shown before somebody asks for more."""

WIDE = 208
"""Width of the panel in pixels, at usual type."""


def attribute(field: str) -> str:
    """Return the attribute of a `Query` that a field narrows."""
    return "author" if field == "by" else field


def chosen_in(query: Query) -> dict[str, str]:
    """Return the fields that a query narrows, with their values."""
    return {f: value for f in GROUPS if (value := getattr(query, attribute(f)))}


def value_in_words(field: str, value: str) -> str:
    """Return a value as a person reads it."""
    match field:
        case "kind":
            return KINDS[value].label if value in KINDS else value
        case "status":
            return status_in_words(value)
        case "sharing":
            return SHARING_WORDS.get(value, value)
    return value


def status_in_words(status: str) -> str:
    """Return a status as it is called in the first kind that has it."""
    return next((k.statuses[status] for k in KINDS.values() if status in k.statuses), status)


class FacetButton(QPushButton):
    """A value to narrow by, with its count at the right; pressed while it does."""

    def __init__(self, theme: Theme, facet: Facet, field: str) -> None:
        super().__init__()
        self._theme = theme
        self._count = ""
        self.field = field
        self.value = facet.value
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setProperty("role", "facet")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.show_count(facet.count)

    def show_count(self, count: int) -> None:
        """Say how many records would be left."""
        self._count = words.found(count)
        said = value_in_words(self.field, self.value)
        self.setText(said)
        self.setToolTip(said)
        chosen = ", chosen" if self.isChecked() else ""
        self.setAccessibleName(f"{said}, {self._count}{chosen}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the value, as much of it as fits, and the count."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        inner: QRect = self.rect().adjusted(10, 0, -10, 0)
        painter = QStylePainter(self)
        font = self._theme.font("small", strong=self.isChecked())
        metrics = QFontMetrics(font)
        room = inner.width() - metrics.horizontalAdvance(self._count) - 12
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.setFont(font)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(self._theme.colour("accent_strong" if self.isChecked() else "text"))
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeft, text)
        painter.setPen(self._theme.colour("accent_strong" if self.isChecked() else "muted"))
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, self._count)

    def sizeHint(self) -> QSize:
        """Return the height of a line of small type."""
        return QSize(WIDE - 24, QFontMetrics(self._theme.font("small")).height() + 12)


class FilterGroup(QWidget):
    """The values of one field.

    Signals:
        chosen: the field and a value to narrow by, "" to narrow no longer.
    """

    chosen = Signal(str, str)

    def __init__(self, theme: Theme, field: str) -> None:
        super().__init__()
        self._theme = theme
        self._field = field
        self._all = False
        self._facets: list[Facet] = []
        self.buttons: list[FacetButton] = []
        page = column(self, gap=2)
        heading = label(GROUPS[field], "label")
        heading.setContentsMargins(10, 0, 0, 2)
        page.addWidget(heading)
        self._lines = column(gap=0)
        page.addLayout(self._lines)
        self._more = button("", "link", self._on_more)
        page.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self.setAccessibleName(GROUPS[field])
        self.hide()

    def show_facets(self, facets: Sequence[Facet], chosen: str) -> None:
        """Show values; those that were there keep their button, so that the focus stays."""
        self._facets = list(facets)
        if chosen and chosen not in {facet.value for facet in facets}:
            self._facets.insert(0, Facet(chosen, 0))
        self._show(chosen)

    def _show(self, chosen: str) -> None:
        some = self._facets if self._all else self._facets[:SHOWN]
        some = some + [f for f in self._facets if f.value == chosen and f not in some]
        known = {each.value: each for each in self.buttons}
        self.buttons = [known.pop(f.value) if f.value in known else self._button(f) for f in some]
        for gone in known.values():
            self._lines.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for place, (facet, each) in enumerate(zip(some, self.buttons, strict=True)):
            if self._lines.indexOf(each) != place:
                self._lines.insertWidget(place, each)
            each.setChecked(facet.value == chosen)
            each.show_count(facet.count)
        left = len(self._facets) - len(some)
        self._more.setText("Fewer" if self._all else f"{left} more")
        self._more.setAccessibleName(f"{self._more.text()}: {GROUPS[self._field]}")
        self._more.setVisible(bool(left) or (self._all and len(self._facets) > SHOWN))
        self.setVisible(bool(self._facets))

    def _button(self, facet: Facet) -> FacetButton:
        made = FacetButton(self._theme, facet, self._field)
        made.clicked.connect(self._on_button)
        return made

    @Slot()
    def _on_button(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, FacetButton):
            self.chosen.emit(self._field, pressed.value if pressed.isChecked() else "")

    @Slot()
    def _on_more(self) -> None:
        self._all = not self._all
        self._show(next((each.value for each in self.buttons if each.isChecked()), ""))


class FilterPanel(QScrollArea):
    """The fields that narrow a list, one below the other.

    Attributes:
        wanted: the fields that it shows.

    Signals:
        chosen: the field and a value to narrow by, "" to narrow no longer.
    """

    chosen = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.wanted = set(GROUPS)
        self.setObjectName("filters")
        self.setAccessibleName("Filters")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = ScrollPage()
        lines = column(page, gap=14)
        lines.setContentsMargins(6, 12, 6, 12)
        self.groups = {field: FilterGroup(theme, field) for field in GROUPS}
        for group in self.groups.values():
            group.chosen.connect(self.chosen)
            lines.addWidget(group)
        lines.addStretch()
        self.setWidget(page)

    @property
    def width_wanted(self) -> int:
        """Return how wide it is beside a list."""
        return self._theme.grown(WIDE)

    def show_facets(self, facets: Mapping[str, Sequence[Facet]], chosen: Mapping[str, str]) -> None:
        """Show the values of some fields."""
        for field in self.wanted & facets.keys():
            self.groups[field].show_facets(facets[field], chosen.get(field, ""))

    def show_only(self, fields: Sequence[str]) -> None:
        """Leave out fields that the place narrows by itself."""
        self.wanted = set(fields)
        for field, group in self.groups.items():
            group.setHidden(field not in self.wanted)
