"""The cover sheet of a paper: what is known of the occasion, typed before the paper is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QScrollArea, QWidget

from kmdesk.ui.state import State
from kmdesk.ui.widgets import column, label

if TYPE_CHECKING:
    from kmdesk.briefing.template import CoverField

ACROSS = 2
"""Fields side by side."""


class CoverForm(QScrollArea):
    """A line for each field of a template's cover sheet, two side by side.

    What rarely changes from paper to paper, such as the organisation, is there again next time.
    """

    def __init__(self, state: State) -> None:
        super().__init__()
        self._state = state
        self._lines: dict[str, QLineEdit] = {}
        self._lasting: set[str] = set()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_fields(self, fields: Sequence[CoverField]) -> None:
        """Show these fields in place of others; what was typed into fields of one name stays."""
        typed = self.filled()
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        self._lines = {}
        self._lasting = {field.name for field in fields if field.lasting}
        for number, field in enumerate(fields):
            line = self._line(field)
            line.setText(typed.get(field.name) or self._remembered(field))
            grid.addWidget(_captioned(field, line), number // ACROSS, number % ACROSS)
            self._lines[field.name] = line
        grid.setRowStretch(grid.rowCount(), 1)
        self.setWidget(page)

    def filled(self) -> dict[str, str]:
        """Return what was typed, by name of the field, without the empty ones."""
        typed = {name: line.text().strip() for name, line in self._lines.items()}
        return {name: text for name, text in typed.items() if text}

    def remember(self) -> None:
        """Keep what rarely changes for the next paper."""
        for name in self._lasting:
            self._state.keep(f"briefing/cover/{name}", self._lines[name].text().strip())

    def _remembered(self, field: CoverField) -> str:
        return self._state.text(f"briefing/cover/{field.name}") if field.lasting else ""

    def _line(self, field: CoverField) -> QLineEdit:
        line = QLineEdit()
        line.setObjectName(f"cover_{field.name}")
        line.setAccessibleName(field.label)
        line.setAccessibleDescription(field.guidance)
        line.setPlaceholderText(field.guidance)
        return line


def _captioned(field: CoverField, line: QLineEdit) -> QWidget:
    made = QWidget()
    lines = column(made, gap=4)
    caption = label(field.label, "label")
    caption.setBuddy(line)
    lines.addWidget(caption)
    lines.addWidget(line)
    return made
