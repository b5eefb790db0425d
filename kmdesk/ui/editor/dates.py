"""A day: typed the way people write days, or picked from a calendar."""

from datetime import date

from PySide6.QtCore import QDate, QPoint, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QMenu, QToolButton, QWidget, QWidgetAction

from kmdesk.models.canonical import Json
from kmdesk.models.kind import Field
from kmdesk.ui import words
from kmdesk.ui.editor.field_edit import FieldEdit
from kmdesk.ui.editor.simple import draw_arrow
from kmdesk.ui.widgets import restyle, row


class CalendarButton(QToolButton):
    """The small button that unfolds a calendar."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("role", "quiet")
        self.setAccessibleName(name)
        self.setToolTip("Pick a day (Alt+Down)")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        """Return a square."""
        return QSize(28, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrow over the frame."""
        super().paintEvent(event)
        painter = QPainter(self)
        draw_arrow(painter, self, self.width() / 2, self.height() / 2)


class DateEdit(FieldEdit):
    """A day, or nothing; what cannot be read as a day stays as typed and says so."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._edit = QLineEdit()
        self._edit.setAccessibleName(field.label)
        self._edit.setPlaceholderText("such as 1 May 2027")
        self._edit.setMinimumWidth(48)
        self._button = CalendarButton(f"{field.label}: calendar")
        line = row(self, gap=2)
        line.addWidget(self._edit, 1)
        line.addWidget(self._button)
        self._edit.textEdited.connect(self._on_typed)
        self._edit.editingFinished.connect(self._settle)
        self._button.clicked.connect(self._pick)

    @property
    def target(self) -> QLineEdit:
        """Return the line the day is typed into."""
        return self._edit

    def value(self) -> Json:
        """Return the day as ``2027-05-01``, or what was typed when it is none."""
        text = self._edit.text().strip()
        day = words.read_day(text)
        return day.isoformat() if day else text or None

    def set_value(self, value: Json) -> None:
        """Show a day."""
        if (value or None) != self.value():
            self._edit.setText(words.day(value or ""))
        self._judge()

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, or changed."""
        self._edit.setReadOnly(read_only)
        self._button.setEnabled(not read_only)

    @Slot()
    def _on_typed(self) -> None:
        restyle(self._edit, tone="")
        self.changed.emit()

    @Slot()
    def _settle(self) -> None:
        day = words.read_day(self._edit.text())
        if day:
            self._edit.setText(words.day(day.isoformat()))
        self._judge()

    def _judge(self) -> None:
        text = self._edit.text().strip()
        unreadable = bool(text) and words.read_day(text) is None
        restyle(self._edit, tone="bad" if unreadable else "")
        hint = f"“{text}” is not a day. Write one such as 1 May 2027." if unreadable else ""
        self._edit.setToolTip(hint)
        self._edit.setAccessibleDescription(hint or self.field.guidance)

    @Slot()
    def _pick(self) -> None:
        day = pick_day(self._button, words.read_day(self._edit.text()))
        if day:
            self._edit.setText(words.day(day.isoformat()))
            self._judge()
            self.changed.emit()
        self._edit.setFocus()


class _Calendar(QCalendarWidget):
    """A calendar that is drawn plainly: weekends are days like others."""

    def __init__(self) -> None:
        super().__init__()
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.setAccessibleName("Calendar")
        plain = self.weekdayTextFormat(Qt.DayOfWeek.Monday)
        for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.setWeekdayTextFormat(weekend, plain)


def pick_day(below: QWidget, day: date | None) -> date | None:
    """Unfold a calendar below a widget and return the day that was picked, if any."""
    menu = QMenu(below)
    calendar = _Calendar()
    if day:
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))
    picked: list[date] = []

    def take(chosen: QDate) -> None:
        picked.append(date(chosen.year(), chosen.month(), chosen.day()))
        menu.close()

    calendar.activated.connect(take)
    calendar.clicked.connect(take)
    holder = QWidgetAction(menu)
    holder.setDefaultWidget(calendar)
    menu.addAction(holder)
    calendar.setFocus()
    menu.exec(below.mapToGlobal(QPoint(0, below.height())))
    menu.deleteLater()
    return picked[0] if picked else None
