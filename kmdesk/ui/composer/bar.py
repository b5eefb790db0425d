"""The slim bar above a briefing: how long it is, and what can be done with it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame

from kmdesk.ui.actions import Actions
from kmdesk.ui.composer.meter import LengthMeter
from kmdesk.ui.widgets import action_button, button, row

OFFERED = {"briefing": "Save as…", "issue": "Issue…"}
"""Actions with a button here, as far as there are such, and what it says."""


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
        known = dict(actions.items())
        for name, text in OFFERED.items():
            if name in known:
                made = action_button(known[name], "primary" if name == "issue" else "")
                made.setText(text)
                line.addWidget(made)
