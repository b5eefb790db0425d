"""What the paper on the page prints of each of its records, as a worker found it out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from kmdesk.briefing.outline import PrintedRecord


class Printed(QObject):
    """Passes the outline of a briefing on to the rows of its records.

    Signals:
        told: the outline is another than before.
    """

    told = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.records: dict[str, PrintedRecord] = {}

    def tell(self, found: Iterable[PrintedRecord]) -> None:
        """Take what was found out."""
        records = {one.record: one for one in found}
        if records != self.records:
            self.records = records
            self.told.emit()
