"""What could be typed next in the search box, offered below it while the typing goes on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Slot,
)
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from kmdesk.models.kinds import KINDS
from kmdesk.models.record import SHARING_WORDS
from kmdesk.ui import words
from kmdesk.ui.desk import Desk
from kmdesk.ui.theme import Theme
from kmdesk.ui.workers import Job

if TYPE_CHECKING:
    from kmdesk.store.search_query import Completing

NOTE_ROLE = int(Qt.ItemDataRole.UserRole)
LEAST = 2
"""Letters of a word before fields are offered that begin so."""

SHOWN = 8
"""Offers that are seen at once."""

SIDE = 12
"""Room at the sides of an offer, in pixels."""


class OfferDelegate(QStyledItemDelegate):
    """Draws an offer, and what it means at its right."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the same height for each."""
        return QSize(0, QFontMetrics(self._theme.font()).lineSpacing() + 10)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one."""
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        rect: QRect = option.rect
        if chosen:
            painter.fillRect(rect, self._theme.colour("accent_soft"))
        inner = rect.adjusted(SIDE, 0, -SIDE, 0)
        painter.setFont(self._theme.font())
        painter.setPen(self._theme.colour("text"))
        middle = Qt.AlignmentFlag.AlignVCenter
        text = painter.fontMetrics().elidedText(
            index.data(), Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeft, text)
        left = inner.left() + painter.fontMetrics().horizontalAdvance(text) + 24
        painter.setFont(self._theme.font("small"))
        painter.setPen(self._theme.colour("muted"))
        room = QRect(left, inner.top(), inner.right() - left, inner.height())
        note = painter.fontMetrics().elidedText(
            index.data(NOTE_ROLE) or "", Qt.TextElideMode.ElideRight, max(room.width(), 0)
        )
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, note)
        painter.restore()


class Completion(QObject):
    """Offers fields and their values for what stands at the caret of a search box.

    The box keeps the focus. While offers are shown, Down and Up go through them, Tab takes one,
    Return the one that was gone to, Escape closes them. Otherwise every key is the box's own.
    """

    def __init__(self, box: QLineEdit, desk: Desk, theme: Theme) -> None:
        super().__init__(box)
        self._box = box
        self._desk = desk
        self._asked: Job | None = None
        self._completing: Completing | None = None
        self._model = QStandardItemModel(self)
        self.popup = QListView(box.window())
        self.popup.setObjectName("search_offers")
        self.popup.setProperty("role", "popup")
        self.popup.setAccessibleName("What could be typed next")
        self.popup.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.popup.setModel(self._model)
        self.popup.setItemDelegate(OfferDelegate(theme, self.popup))
        self.popup.setUniformItemSizes(True)
        self.popup.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.popup.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.popup.hide()
        self.popup.clicked.connect(self._take)
        box.textEdited.connect(self.ask)
        box.textChanged.connect(self._on_changed)
        box.installEventFilter(self)

    @property
    def offered(self) -> list[str]:
        """Return what is offered just now."""
        if not self.popup.isVisible():
            return []
        return [self._model.item(row).text() for row in range(self._model.rowCount())]

    @Slot()
    def ask(self) -> None:
        """Ask what could stand at the caret; an older answer still on its way is dropped."""
        from kmdesk.store import search_query

        self._drop()
        text, caret = self._box.text(), self._box.cursorPosition()
        completing = search_query.at_caret(text, caret)
        waits = completing.wants == "word" and len(completing.value) < LEAST
        if waits or not self._desk.is_open:
            self.close()
            return
        self._asked = self._desk.look_up(
            lambda c, _: c.completions(text, caret), self._offer, owner=self
        )

    @Slot()
    def close(self) -> None:
        """Offer nothing."""
        self._drop()
        self.popup.hide()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take the keys that go through the offers; close them when the box is left."""
        if isinstance(event, QKeyEvent) and self.popup.isVisible():
            return event.type() == QEvent.Type.KeyPress and self._on_key(event)
        if event.type() == QEvent.Type.FocusOut:
            self.close()
        elif event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and self.popup.isVisible():
            self._place()
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        current = self.popup.currentIndex()
        match event.key():
            case Qt.Key.Key_Down:
                self._go((current.row() + 1) % self._model.rowCount())
            case Qt.Key.Key_Up:
                self._go(current.row() - 1 if current.row() > 0 else self._model.rowCount() - 1)
            case Qt.Key.Key_Tab:
                self._take(current if current.isValid() else self._model.index(0, 0))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if current.isValid():
                self._take(current)
            case Qt.Key.Key_Escape:
                self.close()
            case _:
                if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Backtab):
                    self.close()
                return False
        return True

    def _go(self, row: int) -> None:
        index = self._model.index(row, 0)
        self.popup.setCurrentIndex(index)
        self._say(index.data(Qt.ItemDataRole.AccessibleTextRole))

    def _offer(self, answer: tuple[Completing, Sequence[str]]) -> None:
        self._asked = None
        completing, offers = answer
        of_fields = completing.wants == "word"
        offers = [one for one in offers if not of_fields or one.endswith(":")]
        if not offers or offers == [completing.value] or not self._box.hasFocus():
            self.close()
            return
        self._completing = completing
        self._model.clear()
        for one in offers:
            self._model.appendRow(_item(one, _note(completing.wants, one)))
        self._place()
        self.popup.show()
        self.popup.raise_()
        first = self._model.index(-1 if of_fields else 0, 0)
        self.popup.setCurrentIndex(first)
        self.popup.scrollToTop()
        said = words.count(len(offers), "suggestion")
        self._say(f"{said}: {self._model.item(0).text()}")

    def _place(self) -> None:
        """Put the list below the box, as tall as its offers."""
        window = self._box.window()
        corner = self._box.mapTo(window, QPoint(0, self._box.height() + 2))
        row = self.popup.sizeHintForRow(0)
        tall = row * min(self._model.rowCount(), SHOWN) + 12
        wide = min(max(self._box.width(), 280), window.width() - corner.x() - 8)
        self.popup.setGeometry(corner.x(), corner.y(), wide, tall)

    @Slot(QModelIndex)
    def _take(self, index: QModelIndex) -> None:
        """Put an offer where it belongs, and go on behind it."""
        if self._completing is None or not index.isValid():
            return
        start, end, text = self._completing.start, self._completing.end, self._box.text()
        offer = str(index.data())
        if text[start - 1 : start] == '"':
            end += text[end : end + 1] == '"'
            offer += '"'
        elif " " in offer:
            offer = f'"{offer}"'
        if not offer.endswith(":") and text[end : end + 1] != " ":
            offer += " "
        self.close()
        self._box.setSelection(start, end - start)
        self._box.insert(offer)
        self.ask()

    @Slot(str)
    def _on_changed(self, text: str) -> None:
        if not text or not self._box.hasFocus():
            self.close()

    def _drop(self) -> None:
        if self._asked:
            self._asked.drop()
            self._asked = None

    def _say(self, text: str) -> None:
        """Have a screen reader say what is seen below the box."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._box, text))


def _item(offer: str, note: str) -> QStandardItem:
    made = QStandardItem(offer)
    made.setData(note, NOTE_ROLE)
    spoken = f"{offer}, {note}" if note else offer
    made.setData(spoken, Qt.ItemDataRole.AccessibleTextRole)
    return made


def _note(wants: str, offer: str) -> str:
    """Return what an offer means, where its words alone do not say it."""
    from kmdesk.store.search_query import FIELDS

    match wants:
        case "word":
            return FIELDS[offer.removesuffix(":")]
        case "kind":
            return KINDS[offer].label if offer in KINDS else ""
        case "status":
            kinds = [kind.plural for kind in KINDS.values() if offer in kind.statuses]
            return ", ".join(kinds) if len(kinds) == 1 else ""
        case "sharing":
            return SHARING_WORDS.get(offer, "")
    return ""
