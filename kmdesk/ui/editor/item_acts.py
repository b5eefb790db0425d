"""What can be done with particular items, and what stands beside them: lessons, consent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from kmdesk.models.canonical import Json
from kmdesk.models.ids import reference
from kmdesk.models.kind import Field
from kmdesk.models.kinds import lesson
from kmdesk.models.kinds.case_study import Quote
from kmdesk.models.kinds.review import Answer, Recommendation
from kmdesk.models.saying import say
from kmdesk.ui import words
from kmdesk.ui.widgets import restyle

PADDING = 26
"""Pixels at the sides of a mark's text."""

SAID = (Answer, Recommendation)
"""Items that can become a lesson."""


@dataclass(frozen=True)
class Offer:
    """Something to do with an item beside moving and removing it.

    Attributes:
        action: its name in `ui.actions`.
    """

    action: str
    text: str
    keys: str


@dataclass(frozen=True)
class Mark:
    """A few words beside an item.

    Attributes:
        said: the same for who cannot see where it stands.
        action: what a press does, by its name in `ui.actions`; "" shows the details.
        closed: the item takes no more words.
    """

    text: str
    said: str
    tone: str = ""
    action: str = ""
    closed: bool = False


@dataclass(frozen=True)
class LessonLine:
    """A lesson as a review tells of it."""

    id: str
    reference: str
    title: str
    status: str
    uses: int

    def in_words(self) -> str:
        """Return how it stands, ``Applied, used again 2 times``."""
        text = lesson.KIND.statuses.get(self.status, self.status)
        return f"{text}, used again {words.times(self.uses)}" if self.uses else text


class ItemActs(QObject):
    """Passes on what is wanted of an item, and knows the lessons of the record on the page.

    Signals:
        wanted: the action's name and the item's id.
        told: the lessons are known now.
    """

    wanted = Signal(str, str)
    told = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lessons: dict[str, LessonLine] = {}

    def tell(self, lessons: tuple[LessonLine, ...]) -> None:
        """Have marks show how these lessons stand."""
        self._lessons = {line.id: line for line in lessons}
        self.told.emit()

    def mark(self, field: Field, item: Mapping[str, Json]) -> Mark | None:
        """Return what stands beside an item, if anything."""
        if field.struct is Quote:
            return _consent(item)
        if field.struct in SAID and item.get("lesson"):
            return self._lesson(str(item["lesson"]))
        return None

    def _lesson(self, record: str) -> Mark:
        name = reference(lesson.KIND.prefix, record)
        known = self._lessons.get(record)
        if known is None:
            return Mark(name, say(f"Open lesson {name}"), "good", "make_lesson")
        text = say(f"{name} · {lesson.KIND.statuses.get(known.status, known.status)}")
        return Mark(text, f"Open lesson {name}: {known.in_words()}", "good", "make_lesson")


def offers(field: Field) -> tuple[Offer, ...]:
    """Return what else can be done with the items of a list."""
    if field.struct in SAID:
        return (Offer("make_lesson", say("Make a lesson of it, or open it"), "Ctrl+L"),)
    if field.struct is Quote:
        return (Offer("withdraw", "Withdraw consent…", "Ctrl+Shift+W"),)
    return ()


def may_be_marked(field: Field) -> bool:
    """Say whether something may stand beside the items of a list."""
    return field.struct is Quote or field.struct in SAID


class MarkPill(QPushButton):
    """The mark of an item; it gives way to the item's text where there is little room."""

    def __init__(self) -> None:
        super().__init__()
        self._full = ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setProperty("role", "pill")
        self.setAutoDefault(False)
        self.action = ""
        self.hide()

    def show_mark(self, mark: Mark | None) -> None:
        """Show a mark, or nothing."""
        self.setVisible(mark is not None)
        if mark is None or (mark.text, mark.said) == (self._full, self.accessibleName()):
            return
        self.action = mark.action
        self._full = mark.text
        self._elide()
        self.updateGeometry()
        self.setAccessibleName(mark.said)
        self.setToolTip(mark.said)
        restyle(self, tone=mark.tone)

    @property
    def full(self) -> str:
        """Return what it says where there is room."""
        return self._full

    def sizeHint(self) -> QSize:
        """Return the room for the whole text."""
        text = self.fontMetrics().horizontalAdvance(self._full)
        return QSize(text + PADDING, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return the room for a word."""
        least = self.fontMetrics().averageCharWidth() * 6 + PADDING
        return QSize(min(least, self.sizeHint().width()), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text to the new width."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = max(self.width(), self.minimumSizeHint().width()) - PADDING + 2
        side = Qt.TextElideMode.ElideRight
        self.setText(self.fontMetrics().elidedText(self._full, side, room))


def _consent(quote: Mapping[str, Json]) -> Mark:
    if quote.get("withdrawn_on"):
        day = words.day(str(quote["withdrawn_on"]))
        said = f"Consent was withdrawn on {day}. Who agrees again is quoted anew."
        return Mark("Withdrawn", said, "bad", closed=True)
    return _CONSENTS.get(quote.get("consent") or "none", _CONSENTS["none"])


_CONSENTS = {
    "none": Mark("No consent: not usable", "No consent: the words stay in this record", "bad"),
    "internal-anonymous": Mark(
        "Inside use, no name", "Consent: inside use, without name or role", "warn"
    ),
    "internal-named": Mark("Inside use only", "Consent: inside use, not in papers", "warn"),
    "public-anonymous": Mark(
        "Public, no name", "Consent: may be published, without name or role", "good"
    ),
    "public-named": Mark("Public", "Consent: may be published with the name", "good"),
}
