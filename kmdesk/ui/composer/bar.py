"""The slim bar above a briefing: how long it is, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QPushButton

from kmdesk.ui.actions import Actions
from kmdesk.ui.composer.meter import LengthMeter
from kmdesk.ui.widgets import action_button, button, row

OFFERED = {"briefing": "Save as…", "issue": "Issue…"}
"""Actions with a button here, and what it says."""


class ComposerBar(QFrame):
    """Stands above the page while a briefing is on it."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.setProperty("role", "find")
        self.setObjectName("composer_bar")
        self.setAccessibleName("Paper")
        self.meter = LengthMeter()
        line = row(self, gap=8)
        line.setContentsMargins(18, 6, 12, 6)
        line.addWidget(self.meter)
        line.addStretch()
        preview = actions["preview"]
        self.toggle = button("Preview", "quiet", preview.trigger)
        self.toggle.setToolTip(preview.toolTip())
        self.toggle.setCheckable(True)
        self.toggle.setChecked(preview.isChecked())
        preview.toggled.connect(self.toggle.setChecked)
        line.addWidget(self.toggle)
        self._offered: list[tuple[QAction, QPushButton]] = []
        for name, text in OFFERED.items():
            action = actions[name]
            made = action_button(action, "primary" if name == "issue" else "")
            made.setText(text)
            line.addWidget(made)
            self._offered.append((action, made))
            action.changed.connect(self._tell)

    @Slot()
    def _tell(self) -> None:
        """Say on each button what it does, or why it is no use now."""
        for action, made in self._offered:
            made.setToolTip(action.toolTip())
