"""Controls for fields with one plain value: lines, long text, choices, numbers, flags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QIntValidator,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from kmdesk.models.canonical import Json
from kmdesk.models.kind import Field
from kmdesk.ui.editor.field_edit import FieldEdit
from kmdesk.ui.widgets import Tick, restyle, row

if TYPE_CHECKING:
    from kmdesk.ui.prose.edit import ProseEdit


class GrowingEdit(QPlainTextEdit):
    """A plain text box that is as tall as its text, so that only the page scrolls.

    Signals:
        entered: Return was pressed in a box of one paragraph.
    """

    entered = Signal()

    def __init__(self, *, lines: int = 1, one_paragraph: bool = False) -> None:
        super().__init__()
        self._least = lines
        self._one_paragraph = one_paragraph
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(4)
        self.textChanged.connect(self.fit)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.fit)
        self.fit()

    def fit(self) -> None:
        """Take the height of the text."""
        lines = max(self._least, round(self.document().size().height()))
        margin = 2 * self.document().documentMargin()
        height = round(lines * self.fontMetrics().lineSpacing() + margin) + self._chrome()
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)

    def _chrome(self) -> int:
        """Return what border and padding take; the same with and without the focus."""
        return 4

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the height to the lines of the new width, when the layout above has settled."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._soon.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep Return out of a box of one paragraph."""
        if self._one_paragraph and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() == Qt.KeyboardModifier.NoModifier:
                self.entered.emit()
            else:
                event.ignore()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Leave Page Up and Page Down to shortcuts: there is never more than is in view."""
        pages = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if asked and event.key() in pages:  # type: ignore[attr-defined]
            event.ignore()
            return False
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave scrolling to the page."""
        event.ignore()


class Combo(QComboBox):
    """A drop-down list that the wheel does not change in passing."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page unless the list has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrow, which the style sheet leaves out."""
        super().paintEvent(event)
        painter = QPainter(self)
        draw_arrow(painter, self, self.width() - 18, self.height() / 2)


class ShortCombo(Combo):
    """A drop-down list that shows its value in short, and explains each in the list."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the value instead of its words."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        where = self.rect().adjusted(0, 0, -30, 0)
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(where, side, str(self.currentData() or ""))
        draw_arrow(painter, self, self.width() - 18, self.height() / 2)

    def showPopup(self) -> None:
        """Make the list as wide as what it explains."""
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 32)
        super().showPopup()


def draw_arrow(painter: QPainter, widget: QWidget, x: float, y: float) -> None:
    """Draw an arrow that points down, in the colour of the widget's text."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = widget.palette().color(QPalette.ColorRole.PlaceholderText)
    painter.setPen(QPen(colour, 1.6))
    painter.drawPolyline([QPointF(x - 4, y - 2), QPointF(x, y + 2.5), QPointF(x + 4, y - 2)])


class LineEdit(FieldEdit):
    """One line of text."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._edit = QLineEdit()
        self._edit.setAccessibleName(field.label)
        self._edit.setMinimumWidth(48)
        row(self).addWidget(self._edit)
        self._edit.textEdited.connect(self.changed)

    @property
    def target(self) -> QLineEdit:
        """Return the line."""
        return self._edit

    def value(self) -> Json:
        """Return the text."""
        return self._edit.text()

    def set_value(self, value: Json) -> None:
        """Show a text from its beginning."""
        text = value or ""
        if text != self._edit.text():
            self._edit.setText(text)
            self._edit.setCursorPosition(0)

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, or typed into."""
        self._edit.setReadOnly(read_only)


class TextEdit(FieldEdit):
    """Long text with its formats, in a box that grows with it."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        # An item begins with its text: one line there, so that a list of them stays calm.
        from kmdesk.ui.prose.edit import ProseEdit  # not before a record is shown

        self._edit = ProseEdit(lines=1 if field.name == "text" else 2)
        self._edit.setAccessibleName(field.label)
        self._edit.setAccessibleDescription(field.guidance)
        row(self).addWidget(self._edit)
        self._edit.textChanged.connect(self.changed)

    @property
    def target(self) -> ProseEdit:
        """Return the box."""
        return self._edit

    def value(self) -> Json:
        """Return the text."""
        return self._edit.text()

    def set_value(self, value: Json) -> None:
        """Show a text, keeping cursor and undo when it is the same."""
        text = value or ""
        if text != self._edit.text():
            with QSignalBlocker(self):
                self._edit.set_text(text)

    def is_blank(self) -> bool:
        """Say whether there are no words; asked at every key, so the text is not written out."""
        return self._edit.is_blank()

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, or typed into."""
        self._edit.setReadOnly(read_only)
        restyle(self._edit)


class ChoiceEdit(FieldEdit):
    """One of several values; a value that this kmdesk does not know stays as it is."""

    def __init__(self, field: Field, combo: Combo | None = None) -> None:
        super().__init__(field)
        self._combo = combo or Combo()
        self._combo.setAccessibleName(field.label)
        for value, text in field.words.items():
            self._combo.addItem(text, value)
        row(self).addWidget(self._combo)
        self._combo.activated.connect(self.changed)

    @property
    def target(self) -> Combo:
        """Return the drop-down list."""
        return self._combo

    def offer(self, words: Mapping[str, str]) -> None:
        """Offer other values, by their words; the one chosen stays."""
        chosen = self._combo.currentData()
        self._combo.clear()
        for value, text in words.items():
            self._combo.addItem(text, value)
        self.set_value(chosen)

    def value(self) -> Json:
        """Return the chosen value."""
        return self._combo.currentData()

    def set_value(self, value: Json) -> None:
        """Choose a value, the first when there is none."""
        index = 0 if value is None else self._combo.findData(value)
        if index < 0:
            self._combo.addItem(str(value), value)
            index = self._combo.count() - 1
        self._combo.setCurrentIndex(index)

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, or chosen."""
        self._combo.setEnabled(not read_only)

    def is_blank(self) -> bool:
        """A choice is made before anybody looks, so it never counts as filled in."""
        return True


class NumberEdit(FieldEdit):
    """A whole number, or nothing."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._edit = QLineEdit()
        self._edit.setAccessibleName(field.label)
        self._edit.setValidator(QIntValidator(0, 999_999_999, self))
        self._edit.setMinimumWidth(48)
        row(self).addWidget(self._edit)
        self._edit.textEdited.connect(self.changed)

    @property
    def target(self) -> QLineEdit:
        """Return the line the number is typed into."""
        return self._edit

    def value(self) -> Json:
        """Return the number, None when there is none."""
        return int(self._edit.text()) if self._edit.text().strip() else None

    def set_value(self, value: Json) -> None:
        """Show a number."""
        self._edit.setText("" if value is None else str(value))

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, or typed."""
        self._edit.setReadOnly(read_only)

    def is_blank(self) -> bool:
        """Nought is a number like others."""
        return self.value() is None


class FlagEdit(FieldEdit):
    """Yes or no."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._box = Tick(field.label)
        self._box.setAccessibleName(field.label)
        self._box.setToolTip(field.guidance)
        row(self).addWidget(self._box)
        self._box.clicked.connect(self.changed)

    @property
    def target(self) -> QCheckBox:
        """Return the box to tick."""
        return self._box

    def value(self) -> Json:
        """Return whether it is ticked."""
        return self._box.isChecked()

    def set_value(self, value: Json) -> None:
        """Tick it or not."""
        self._box.setChecked(bool(value))

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, or ticked."""
        self._box.setEnabled(not read_only)


class TitleEdit(GrowingEdit):
    """The title of a record, in the largest type, over as many lines as it needs."""

    def __init__(self) -> None:
        super().__init__(one_paragraph=True)
        self.setProperty("role", "title")
        self.setAccessibleName("Title")
        self.setPlaceholderText("What is this record about?")
        self.document().setDocumentMargin(0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Make one line of what was pasted."""
        super().focusOutEvent(event)
        text = " ".join(self.toPlainText().split())
        if text != self.toPlainText() and not self.isReadOnly():
            self.setPlainText(text)

    def sizeHint(self) -> QSize:
        """Return a width that asks for nothing; the layout gives what there is."""
        return QSize(120, self.height())
