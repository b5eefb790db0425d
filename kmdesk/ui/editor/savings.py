"""Savings with what they come to, only where like can be added to like."""

from __future__ import annotations

from PySide6.QtCore import Slot

from kmdesk.models.canonical import Json
from kmdesk.models.kind import Field
from kmdesk.models.savings import totals
from kmdesk.ui import words
from kmdesk.ui.editor.field_edit import Bench
from kmdesk.ui.editor.items import ItemsEdit
from kmdesk.ui.widgets import label


class SavingsEdit(ItemsEdit):
    """The list of savings, their totals below."""

    def __init__(self, field: Field, bench: Bench) -> None:
        super().__init__(field, bench)
        self._totals = label("", "label", wrap=True)
        self._totals.setObjectName("savings_totals")
        self._left_out = label("", "small", wrap=True)
        self._left_out.setObjectName("savings_left_out")
        page = self.layout()
        if page is not None:
            page.addWidget(self._totals)
            page.addWidget(self._left_out)
        self.changed.connect(self._tell)
        self._tell()

    def set_value(self, value: Json) -> None:
        """Show savings."""
        super().set_value(value)
        self._tell()

    @Slot()
    def _tell(self) -> None:
        found = totals(self.value())
        self._totals.setText(f"Total: {' + '.join(map(str, found.amounts))}")
        self._totals.setVisible(bool(found.amounts))
        which = words.count(found.left_out, "amount is", "amounts are")
        how = "Write a number with its unit, such as 12 hours a month."
        self._left_out.setText(f"{which} not among it. {how}")
        self._left_out.setVisible(bool(found.left_out))
