"""How long a paper is, in the words of who has to shorten it, and where that helps most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtWidgets import QMenu, QPushButton

from kmdesk.models.canonical import Json
from kmdesk.ui import words
from kmdesk.ui.widgets import restyle

if TYPE_CHECKING:
    from kmdesk.briefing.length import Length
    from kmdesk.briefing.outline import PrintedRecord

MOST = 6
"""Parts that are named: who has shortened those will look again."""


@dataclass(frozen=True)
class LongPart:
    """A field of a record, and about how many lines it takes on paper."""

    record: str
    field: str
    label: str
    lines: int


def longest(
    parts: Iterable[Mapping[str, Json]], printed: Mapping[str, PrintedRecord]
) -> list[LongPart]:
    """Return what takes most room, the longest first.

    Args:
        parts: the records of the paper, with what it leaves out and shortens.
        printed: what the template prints of each, by record.
    """
    from kmdesk.briefing.outline import lines_of

    found = []
    for part in parts:
        told = printed.get(str(part.get("record")))
        instead = {one.get("path"): one.get("text") or "" for one in part.get("shortened") or []}
        for field in told.fields if told else ():
            if field.name not in (part.get("left_out") or []):
                lines = sum(lines_of(instead.get(w.path, w.text)) for w in field.texts)
                called = f"{field.label} of {told.reference}" if told else field.label
                found.append(LongPart(str(part["record"]), field.name, called, lines))
    found.sort(key=lambda one: -one.lines)
    return [one for one in found if one.lines > 1]


class LengthMeter(QPushButton):
    """Says how long the paper is; a press names the longest parts, and a choice leads there.

    Signals:
        chosen: the `LongPart` to go to.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "pill")
        self.setObjectName("length_meter")
        self.setAutoDefault(False)
        self.parts: Sequence[LongPart] = ()
        self.clicked.connect(self.open_list)
        self.hide()

    def show_length(self, length: Length, limit: int, parts: Sequence[LongPart]) -> None:
        """Say how long the paper is.

        Args:
            length: of the paper.
            limit: pages that it should have at most; 0: as many as it likes.
            parts: the longest first.
        """
        self.parts = parts[:MOST]
        over = bool(length.over(limit))
        text = length.in_words(limit)
        if limit and not over:
            text += f", and may have {limit}"
        self.setText(text)
        self.setAccessibleName(f"Length: {text}")
        self.setToolTip("Press to see the longest parts" if parts else "")
        restyle(self, tone="warn" if over else "good" if limit else "")
        self.updateGeometry()
        self.show()

    @Slot()
    def open_list(self) -> None:
        """Name the longest parts."""
        if not self.parts:
            return
        menu = QMenu(self)
        menu.setAccessibleName("The longest parts")
        for part in self.parts:
            about = words.count(part.lines, "line")
            menu.addAction(f"{part.label}: about {about}").setData(part)
        menu.triggered.connect(lambda action: self.chosen.emit(action.data()))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))
        menu.setActiveAction(menu.actions()[0])
