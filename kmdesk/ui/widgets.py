"""Small widgets and helpers that several views are built from."""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)


class _Button(QPushButton):
    """Return presses it when it has the focus, so that “Cancel” never does the default."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not presses(event) or not press(self):
            super().keyPressEvent(event)


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
    made = _Button(text)
    made.setAccessibleName(text.replace("&", ""))
    made.setAutoDefault(False)
    if role:
        made.setProperty("role", role)
    if role in ("link", "row"):
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    if on_click:
        made.clicked.connect(on_click)
    return made


def presses(event: QKeyEvent) -> bool:
    """Say whether a key is Return alone, which Qt leaves to the default button of a dialog."""
    plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def press(widget: QWidget | None) -> bool:
    """Press a button, showing its menu if it has one; say whether the widget is one."""
    if not isinstance(widget, (QPushButton, QToolButton)) or not widget.isEnabled():
        return False
    if widget.menu():
        widget.showMenu()
    else:
        widget.click()
    return True


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
    """Remove everything from a layout and let it go.

    `removeWidget` also frees the layout's own item; one that lives on would keep the sizes of a
    widget that is put back.
    """
    while (item := layout.itemAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            layout.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        else:
            if inner is not None:
                empty(inner)
            layout.takeAt(0)


def order_tabs(root: QWidget) -> None:
    """Have Tab go through a widget's controls as they are laid out, whenever they were made."""
    before: QWidget | None = None
    for control in _controls(root):
        if before is not None:
            QWidget.setTabOrder(before, control)
        before = control


def _controls(widget: QWidget) -> Iterator[QWidget]:
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    if isinstance(widget, Placed):
        for shown in widget.shown:
            yield from _controls(shown)
    elif (layout := widget.layout()) is not None:
        yield from _controls_in(layout)


def _controls_in(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        if (widget := item.widget()) is not None:
            yield from _controls(widget)
        elif (inner := item.layout()) is not None:
            yield from _controls_in(inner)


class Placed(QWidget):
    """A widget that places its children itself, without a layout."""

    @property
    def shown(self) -> Sequence[QWidget]:
        """Return the children in the order in which they are read."""
        raise NotImplementedError


class Flow(Placed):
    """Puts widgets side by side and goes on in the next line when one is full.

    It places its children itself: a `QLayout` written in Python shares its items with Qt, and both
    would free them.
    """

    def __init__(self, gap: int = 6) -> None:
        super().__init__()
        self._shown: list[QWidget] = []
        self._gap = gap
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def shown(self) -> Sequence[QWidget]:
        """Return the widgets in order."""
        return self._shown

    def put(self, widgets: Sequence[QWidget]) -> None:
        """Show these widgets in this order; others that were here are let go."""
        focus = self.focusWidget()
        for gone in self._shown:
            if gone not in widgets:
                gone.hide()
                gone.deleteLater()
        self._shown = list(widgets)
        before: QWidget | None = None
        for widget in self._shown:
            if widget.parentWidget() is not self:
                widget.setParent(self)
                widget.show()
            if before is not None:
                QWidget.setTabOrder(before, widget)
            before = widget
        if focus is not None and focus in self._shown:
            focus.setFocus()
        self.updateGeometry()
        self._place(self.width(), move=True)

    def heightForWidth(self, width: int) -> int:
        """Return the height that a width needs."""
        return self._place(width, move=False)

    def sizeHint(self) -> QSize:
        """Return the size it would like."""
        width = sum(w.sizeHint().width() + self._gap for w in self._shown if not w.isHidden())
        return QSize(width, self._place(max(self.width(), 1), move=False))

    def minimumSizeHint(self) -> QSize:
        """Return the size of the widest widget."""
        hints = [w.minimumSizeHint() for w in self._shown if not w.isHidden()]
        width = max((min(h.width(), 240) for h in hints), default=0)
        return QSize(width, max((h.height() for h in hints), default=0))

    def event(self, event: QEvent) -> bool:
        """Place the widgets anew when one of them wants another size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._place(self.width(), move=True)
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the widgets, and ask for another height where another width needs it."""
        super().resizeEvent(event)
        self._place(event.size().width(), move=True)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _place(self, room: int, *, move: bool) -> int:
        y = 0
        for line in self._lines(room):
            height = max(size.height() for _, size in line)
            if move:
                self._place_line(line, y, height, room)
            y += height + self._gap
        return max(0, y - self._gap)

    def _lines(self, room: int) -> list[list[tuple[QWidget, QSize]]]:
        lines: list[list[tuple[QWidget, QSize]]] = []
        x = 0
        for widget in self._shown:
            if widget.isHidden():
                continue
            size = widget.sizeHint().expandedTo(widget.minimumSize())
            size = size.boundedTo(widget.maximumSize())
            if not lines or x + size.width() > room:
                lines.append([])
                x = 0
            lines[-1].append((widget, size))
            x += size.width() + self._gap
        return lines

    def _place_line(
        self, line: list[tuple[QWidget, QSize]], y: int, height: int, room: int
    ) -> None:
        x = 0
        for widget, size in line:
            wide = widget.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Expanding
            width = max(room - x, size.width()) if wide else size.width()
            top = y + (height - size.height()) // 2
            widget.setGeometry(x, top, min(width, room), size.height())
            x += size.width() + self._gap


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


def scrolled(page: QWidget) -> QScrollArea:
    """Return a page in a frameless area that scrolls and is not a stop of Tab itself."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)
    return area


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


def draw_tick(painter: QPainter, middle: QPointF, palette: QPalette) -> None:
    """Draw a tick in the middle of a box that is filled with the accent."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(palette.highlightedText().color(), 2))
    ends = (QPointF(-4, 0), QPointF(-1, 3), QPointF(4, -3))
    painter.drawPolyline([middle + end for end in ends])
    painter.restore()


class Tick(QCheckBox):
    """A box to tick; the style sheet draws the box, and this the tick in it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tick over the box."""
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        element = QStyle.SubElement.SE_CheckBoxIndicator
        middle = QRectF(self.style().subElementRect(element, option, self)).center()
        draw_tick(QPainter(self), middle, self.palette())


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
