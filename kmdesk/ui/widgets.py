"""Small widgets and helpers that several views are built from."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QPushButton,
    QSizePolicy,
    QStyle,
    QToolButton,
    QVBoxLayout,
    QWidget,
)


def label(text: str, kind: str = "body", *, wrap: bool = False) -> QLabel:
    """Return a label of a step of the type scale; it shows plain text only."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("type", kind)
    made.setWordWrap(wrap)
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return made


def button(text: str, role: str = "", on_click: Callable[[], object] | None = None) -> QPushButton:
    """Return a push button with a look: primary, quiet, link, chip, row, or plain."""
    made = QPushButton(text)
    made.setAccessibleName(text.replace("&", ""))
    made.setAutoDefault(False)
    if role:
        made.setProperty("role", role)
    if role in ("link", "row"):
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    if on_click:
        made.clicked.connect(on_click)
    return made


def action_button(action: QAction, role: str = "") -> QPushButton:
    """Return a push button that triggers an action and is enabled with it."""
    made = button(action.text().replace("&", ""), role)
    made.clicked.connect(action.trigger)
    made.setEnabled(action.isEnabled())
    made.setToolTip(action.toolTip())
    action.enabledChanged.connect(made.setEnabled)
    return made


def quiet_button(text: str, name: str) -> QToolButton:
    """Return a small button without a frame; `name` is what a screen reader says."""
    made = QToolButton()
    made.setText(text)
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.setProperty("role", "quiet")
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made


def card(*, lead: bool = False, tone: str = "") -> QFrame:
    """Return an empty card."""
    made = QFrame()
    made.setProperty("role", "card")
    made.setProperty("lead", lead)
    made.setProperty("tone", tone)
    return made


def column(parent: QWidget | None = None, *, gap: int = 8, margin: int = 0) -> QVBoxLayout:
    """Return a vertical layout."""
    made = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    made.setContentsMargins(margin, margin, margin, margin)
    made.setSpacing(gap)
    return made


def row(parent: QWidget | None = None, *, gap: int = 8, margin: int = 0) -> QHBoxLayout:
    """Return a horizontal layout."""
    made = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    made.setContentsMargins(margin, margin, margin, margin)
    made.setSpacing(gap)
    return made


def restyle(widget: QWidget, **properties: object) -> None:
    """Set properties that the style sheet looks at, and have it look again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def empty(layout: QLayout) -> None:
    """Remove everything from a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            empty(inner)


class FlowLayout(QLayout):
    """Puts widgets side by side and goes on in the next line when one is full."""

    def __init__(self, parent: QWidget | None = None, gap: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item at the end."""
        self._items.append(item)

    def insert(self, index: int, widget: QWidget) -> None:
        """Put a widget at a place."""
        self.addWidget(widget)
        self._items.insert(index, self._items.pop())
        self.invalidate()

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return the item at a place."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take out the item at a place."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """Say that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that a width needs."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the widgets."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        """Return the size it would like."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Return the largest of the items' smallest sizes."""
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    def _shown(self) -> Iterator[QLayoutItem]:
        return (item for item in self._items if not item.isEmpty())

    def _place(self, rect: QRect, *, move: bool) -> int:
        x, y, height = rect.x(), rect.y(), 0
        for item in self._shown():
            size = item.sizeHint()
            if x > rect.x() and x + size.width() > rect.right() + 1:
                x, y, height = rect.x(), y + height + self._gap, 0
            if move:
                width = min(size.width(), rect.width())
                if item.expandingDirections() & Qt.Orientation.Horizontal:
                    width = max(width, rect.right() + 1 - x)
                item.setGeometry(QRect(QPoint(x, y), QSize(width, size.height())))
            x += size.width() + self._gap
            height = max(height, size.height())
        return y + height - rect.y()


class ScrollPage(QWidget):
    """The page of a scroll area: exactly as tall as what is on it needs at the width there is."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "page")

    def minimumSizeHint(self) -> QSize:
        """Return the height for the present width: wrapped text would ask for more otherwise."""
        layout, around = self.layout(), self.parentWidget()
        hint = super().minimumSizeHint()
        if layout is None or around is None or not layout.hasHeightForWidth():
            return hint
        return QSize(hint.width(), layout.heightForWidth(max(hint.width(), around.width())))


class Elided(QLabel):
    """A label of one line that ends in … when there is no room."""

    def __init__(self, text: str = "", kind: str = "body") -> None:
        super().__init__()
        self._full = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", kind)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.set_full(text)

    def set_full(self, text: str) -> None:
        """Show a text, as much of it as fits."""
        self._full = text
        self.setAccessibleName(text)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text to the new width."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        flat = " ".join(self._full.split())
        room = self.contentsRect().width()
        self.setText(self.fontMetrics().elidedText(flat, Qt.TextElideMode.ElideRight, room))


class Clickable(QWidget):
    """A strip that passes a click on to a button, so that the whole line can be clicked."""

    def __init__(self, target: QPushButton) -> None:
        super().__init__()
        self._target = target

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the press, so that the release comes here too."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Click the button."""
        if self._target.isEnabled() and self.rect().contains(event.position().toPoint()):
            self._target.click()


def icon_size(widget: QWidget) -> int:
    """Return the size of a small icon in this style, in pixels."""
    return widget.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
