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
        page = self.layout()
        if page is not None:
            page.addWidget(self._totals)
        self.changed.connect(self._tell)
        self._tell()

    def set_value(self, value: Json) -> None:
        """Show savings."""
        super().set_value(value)
        self._tell()

    @Slot()
    def _tell(self) -> None:
        text = in_words(self.value())
        self._totals.setText(text)
        self._totals.setVisible(bool(text))


def in_words(savings: list[dict[str, Json]]) -> str:
    """Return what savings come to, and how many are not among it; "" for nothing to add up."""
    found = totals(savings)
    parts = [f"Total: {' + '.join(map(str, found.amounts))}"] if found.amounts else []
    if found.left_out:
        which = words.count(found.left_out, "amount")
        verb = "is" if found.left_out == 1 else "are"
        parts.append(
            f"{which} {verb} not added: write a number with its unit, such as 12 hours a month"
        )
    return ". ".join(parts)
