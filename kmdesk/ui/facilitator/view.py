"""The facilitator view: one step at a time, in large type, with the time that is left."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QDialog, QFrame, QProgressBar, QVBoxLayout, QWidget

from kmdesk.models.meeting import Sort, Step, minutes_of, seconds_for, steps
from kmdesk.ui import words
from kmdesk.ui.facilitator import look
from kmdesk.ui.facilitator.clock import MeetingClock, left
from kmdesk.ui.facilitator.closing import ClosePage
from kmdesk.ui.facilitator.entries import ActionsPage, PeoplePage, QuestionPage
from kmdesk.ui.facilitator.marks import PrivatePage, SpreadPage, TenPage
from kmdesk.ui.facilitator.step import Meeting, StepPage
from kmdesk.ui.widgets import Elided, button, column, label, order_tabs, restyle, row

PAGES: dict[Sort, Callable[[Meeting, Step], StepPage]] = {
    "people": PeoplePage,
    "question": QuestionPage,
    "marks": PrivatePage,
    "spread": SpreadPage,
    "ten": TenPage,
    "actions": ActionsPage,
    "close": ClosePage,
}

KEPT = "Everything is kept as you type"
SHORT = 24
"""Characters of a title that fit on a button."""


class FacilitatorView(QDialog):
    """Leads through a meeting and writes down what is said.

    Signals:
        state_changed: where the meeting stands, or what it took, is another than before.
        save_wanted: the meeting is over; the record is to be saved.
        retry_wanted: what was typed could not be kept; try again.
        left: the view was closed.
    """

    state_changed = Signal()
    save_wanted = Signal()
    retry_wanted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget, meeting: Meeting) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle("Meeting")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint, True)
        self.resize(look.USUAL)
        self.meeting = meeting
        self.clock = MeetingClock(meeting.spent, self)
        self.steps = steps(meeting.minutes.fields(), meeting.card)
        self.place = next((n for n, s in enumerate(self.steps) if s.key == meeting.step), 0)
        self.page: StepPage | None = None
        self._undo: Callable[[], None] | None = None
        self._times = 0.0
        self._lines = column(self, gap=12, margin=40)
        self._make_head()
        self._body: QVBoxLayout = column()
        self._lines.addLayout(self._body, 1)
        self._make_foot()
        self.clock.ticked.connect(self._show_time)
        meeting.minutes.changed.connect(self._show_about)
        meeting.theme.changed.connect(self._on_theme)
        for keys, slot in {
            "PgDown": self.go_on,
            "Alt+Right": self.go_on,
            "PgUp": self.go_back,
            "Alt+Left": self.go_back,
            "F11": self.toggle_full_screen,
            "Ctrl+P": self.toggle_clock,
            "Ctrl+S": self.retry_wanted.emit,
        }.items():
            QShortcut(QKeySequence(keys), self, slot)
        self._scale(self.size())
        self._show_step()

    def _make_head(self) -> None:
        line = row(gap=12)
        self._about = Elided("", "small")
        line.addWidget(self._about, 1)
        self.progress = label("", "small")
        line.addWidget(self.progress)
        self.step_time = label("", "clock")
        self.whole_time = label("", "clock")
        line.addWidget(self.step_time)
        line.addWidget(self.whole_time)
        self.pause = button("Pause", "quiet", self.toggle_clock)
        self.pause.setToolTip("Stop the clock, or let it go on (Ctrl+P)")
        line.addWidget(self.pause)
        self._lines.addLayout(line)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress through the meeting")
        self._lines.addWidget(self._bar)
        self.ask = label("", "ask", wrap=True)
        self.ask.setObjectName("ask")
        self._lines.addWidget(self.ask)

    def _make_foot(self) -> None:
        self.trouble = QFrame()
        self.trouble.setProperty("role", "trouble")
        line = row(self.trouble, gap=12)
        line.setContentsMargins(16, 8, 8, 8)
        self.trouble_text = label("", wrap=True)
        line.addWidget(self.trouble_text, 1)
        self._again = button("Try again", "", self.retry_wanted.emit)
        line.addWidget(self._again)
        self.trouble.hide()
        self._lines.addWidget(self.trouble)
        foot = row(gap=12)
        self.hint = label(KEPT, "small", wrap=True)
        foot.addWidget(self.hint, 1)
        self._undo_button = button("Undo", "", self._take_back)
        self._undo_button.hide()
        foot.addWidget(self._undo_button)
        self.back = button("Back", "", self.go_back)
        self.back.setToolTip("Page Up")
        self.next = button("Next", "primary", self.go_on)
        self.next.setToolTip("Page Down")
        foot.addWidget(self.back)
        foot.addWidget(self.next)
        self._lines.addLayout(foot)

    @property
    def step(self) -> Step:
        """Return the step that is shown."""
        return self.steps[self.place]

    @Slot()
    def go_on(self) -> None:
        """Go to the next step; after the last one, save and close."""
        if self.place + 1 < len(self.steps):
            self._go_to(self.place + 1)
        elif self._finish_page():
            self.save_wanted.emit()

    @Slot()
    def go_back(self) -> None:
        """Go to the step before."""
        if self.place:
            self._go_to(self.place - 1)

    def _go_to(self, place: int) -> None:
        if self._finish_page():
            self.place = place
            self._show_step()

    def _finish_page(self) -> bool:
        focus = self.focusWidget()
        if focus is not None:
            focus.clearFocus()  # a line that is left spells out what was meant
        return self.page is None or self.page.finish()

    def _show_step(self) -> None:
        step = self.step
        self.meeting.step = step.key
        self.clock.go_to(step.key)
        self.ask.setText(step.title)
        self._hide_undo()
        self.hint.setText(f"{KEPT} · Esc leaves")
        old = self.page
        self.page = PAGES[step.sort](self.meeting, step)
        self.page.told.connect(self._tell_typist)
        self.page.undo_offered.connect(self._offer_undo)
        self.page.state_changed.connect(self.state_changed)
        if old is not None:
            self._body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._body.addWidget(self.page, 1)
        self._show_place()
        order_tabs(self)
        QTimer.singleShot(0, self, self._to_target)
        self.state_changed.emit()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, step.title))

    @Slot()
    def _to_target(self) -> None:
        if self.page is not None and self.page.target is not None:
            self.page.target.setFocus()

    def _show_place(self) -> None:
        questions = [s for s in self.steps if s.sort == "question"]
        if self.step in questions:
            text = f"Question {questions.index(self.step) + 1} of {len(questions)}"
        else:
            text = f"Step {self.place + 1} of {len(self.steps)}"
        self.progress.setText(text)
        self._bar.setRange(0, len(self.steps))
        self._bar.setValue(self.place + 1)
        self.back.setEnabled(self.place > 0)
        last = self.place + 1 == len(self.steps)
        self.next.setText("Save and close" if last else f"Next: {self._called(self.place + 1)}")
        self.next.setAccessibleName(self.next.text())
        self._show_about()
        self._show_time()

    def _called(self, place: int) -> str:
        step = self.steps[place]
        named = {
            "marks": "marks",
            "spread": "the spread",
            "ten": "what makes a 10",
            "close": "summing up",
        }
        if step.sort == "actions":
            return "recommendations"
        return named.get(step.sort, f"question {place}" if step.sort == "question" else "people")

    @Slot()
    def _show_about(self) -> None:
        minutes = self.meeting.minutes
        parts = [self.meeting.card.title] if self.meeting.card else []
        parts.append(minutes.text("title"))
        if names := minutes.names():
            parts.append(words.count(len(names), "person", "people"))
        self._about.set_full(" · ".join(parts))

    @Slot()
    def _show_time(self) -> None:
        people = len(self.meeting.minutes.names()) if not self.meeting.length else 0
        length = self.meeting.length or minutes_of(self.meeting.card, people)
        share = seconds_for(self.step, self.steps, length)
        spent = self.clock.spent
        self.meeting.spent = dict(spent)
        rest = share - spent.get(self.step.key, 0.0)
        self.step_time.setVisible(bool(share))
        _show_clock(self.step_time, "", rest)
        _show_clock(self.whole_time, "meeting ", length * 60 - self.clock.total)
        running = self.clock.running
        self.pause.setText("Pause" if running else "Go on")
        self.pause.setAccessibleName("Pause the clock" if running else "Let the clock go on")

    @Slot()
    def toggle_clock(self) -> None:
        """Stop the clock, or let it go on."""
        self.clock.set_running(not self.clock.running)
        self.state_changed.emit()

    @Slot()
    def toggle_full_screen(self) -> None:
        """Fill the screen, or be a window."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    @Slot(str)
    def tell(self, sentence: str) -> None:
        """Say that something could not be kept; everything stays where it is."""
        self.trouble_text.setText(sentence)
        self.trouble.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    @Slot()
    def all_is_well(self) -> None:
        """Take back what `tell` said: it was kept after all."""
        self.trouble.hide()

    @Slot(str)
    def _tell_typist(self, sentence: str) -> None:
        self.hint.setText(sentence)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    @Slot(str, object)
    def _offer_undo(self, sentence: str, undo: Callable[[], None]) -> None:
        self._tell_typist(sentence)
        self._undo = undo
        self._undo_button.show()

    @Slot()
    def _take_back(self) -> None:
        if self._undo:
            self._undo()
        self._hide_undo()
        self.hint.setText(KEPT)
        self._to_target()

    def _hide_undo(self) -> None:
        self._undo = None
        self._undo_button.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the full screen, then the meeting; Return presses no button by itself."""
        if event.key() == Qt.Key.Key_Escape:
            if self.isFullScreen():
                self.toggle_full_screen()
            elif self._finish_page():
                self.close()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """Stop the clock and say that nobody is here any more."""
        self.clock.tick()
        self.clock.stop()
        self.left.emit()
        super().done(result)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let type grow with the window."""
        super().resizeEvent(event)
        self._scale(event.size())

    @Slot()
    def _on_theme(self) -> None:
        self._times = 0.0
        self._scale(self.size())

    def _scale(self, size: QSize) -> None:
        times = look.unit(size, self.meeting.theme)
        if abs(times - self._times) > 0.01:
            self._times = times
            self.setStyleSheet(look.sheet(self.meeting.theme, times))
            margin = round(40 * times)
            self._lines.setContentsMargins(margin, round(28 * times), margin, round(24 * times))


def _show_clock(widget: QWidget, before: str, seconds: float) -> None:
    text = f"{before}{left(seconds)}"
    over = seconds < 0
    if bool(widget.property("over")) != over:
        restyle(widget, over=over)
    widget.setProperty("text", text)
