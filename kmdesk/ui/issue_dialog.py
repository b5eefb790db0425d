"""What goes out with a briefing, shown before it does; asked for meeting and day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCompleter,
    QDialog,
    QFrame,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk.base import clock
from kmdesk.models.kind import Field
from kmdesk.models.saying import say
from kmdesk.ui import words
from kmdesk.ui.editor.dates import DateEdit
from kmdesk.ui.widgets import Flow, ScrollPage, button, card, column, label, row, scrolled

if TYPE_CHECKING:
    from kmdesk.briefing.issuing import Proposal

MOST = 12
"""Records named one by one; more are counted."""

MOST_OFFERED = 4
"""Meetings offered as buttons; others are offered while one is typed."""


class IssueDialog(QDialog):
    """Shows what a briefing would go out as.

    Signals:
        agreed: the meeting and its day.
    """

    agreed = Signal(str, object)

    def __init__(self, parent: QWidget, proposal: Proposal, meetings: Sequence[str]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Issue the briefing")
        self.resize(640, 660)
        self.meeting = _meeting_edit(proposal.meeting, meetings)
        self.day = DateEdit(Field("day", "Date of the meeting", "date"))
        self.day.set_value((proposal.day or clock.today()).isoformat())
        lines = column(self, gap=16, margin=24)
        lines.addLayout(_head(proposal))
        lines.addLayout(self._occasion(meetings))
        goes = scrolled(_contents(proposal))
        goes.setProperty("role", "read")
        goes.setAccessibleName("What goes out")
        goes.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # nothing inside can have the focus
        lines.addWidget(goes, 1)
        keeps = (
            "The paper is kept with the briefing as it is now, with what it was made from. "
            "Nothing replaces it; the briefing can go on and be issued again."
        )
        lines.addWidget(label(say(keeps), "small", wrap=True))
        foot = row()
        foot.addStretch()
        foot.addWidget(button("Cancel", "", self.reject))
        self.go = button("Issue it", "primary", self.accept)
        foot.addWidget(self.go)
        lines.addLayout(foot)
        self.day.changed.connect(self._judge)
        # What went out cannot be taken back, so Return in the first field only goes on.
        self.meeting.returnPressed.connect(self.day.target.setFocus)
        self.day.target.returnPressed.connect(self.go.click)
        self.meeting.setFocus()

    def _occasion(self, known: Sequence[str]) -> QVBoxLayout:
        line = row(gap=16)
        for text, widget, buddy, share in (
            ("Meeting", self.meeting, self.meeting, 3),
            ("Date of the meeting", self.day, self.day.target, 2),
        ):
            cell = column(gap=4)
            caption = label(text, "label")
            caption.setBuddy(buddy)
            cell.addWidget(caption)
            cell.addWidget(widget)
            line.addLayout(cell, share)
        around = column(gap=8)
        around.addLayout(line)
        if known:
            offered = Flow(gap=8)
            offered.put([self._offer(name) for name in known[:MOST_OFFERED]])
            around.addWidget(offered)
        return around

    def _offer(self, meeting: str) -> QPushButton:
        made = button(meeting.replace("&", "&&"), "chip", lambda: self.meeting.setText(meeting))
        made.setAccessibleName(f"Issue to {meeting}")
        return made

    @Slot()
    def _judge(self) -> None:
        self.go.setEnabled(self._chosen() is not None)

    def _chosen(self) -> date | None:
        return words.read_day(str(self.day.value() or ""))

    def accept(self) -> None:
        """Hand on the meeting and the day."""
        if day := self._chosen():
            self.agreed.emit(" ".join(self.meeting.text().split()), day)
            super().accept()


def _meeting_edit(meeting: str, known: Sequence[str]) -> QLineEdit:
    made = QLineEdit(meeting)
    made.setAccessibleName("Meeting")
    made.setPlaceholderText("Such as Board of Directors")
    completer = QCompleter(list(known), made)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    made.setCompleter(completer)
    return made


def _head(proposal: Proposal) -> QVBoxLayout:
    head = column(gap=4)
    head.addWidget(label(say("Issue this briefing"), "head"))
    about = f"{proposal.reference}  {proposal.title} · {say(proposal.template)}"
    head.addWidget(label(about, "small", wrap=True))
    if proposal.issues:
        stay = "that paper stays" if proposal.issues == 1 else "those papers stay"
        earlier = f"It went out {words.times(proposal.issues)} before; {stay} as issued."
        head.addWidget(label(earlier, "small", wrap=True))
    return head


def _contents(proposal: Proposal) -> QWidget:
    page = ScrollPage()
    lines = column(page, gap=12)
    if proposal.left_out:
        lines.addWidget(_group("Left out, and why", proposal.left_out, tone="warn"))
    if proposal.warnings:
        lines.addWidget(_group("To look at first", proposal.warnings, tone="warn"))
    names = [f"{reference}  {title}" for reference, title in proposal.made_from]
    more = len(names) - MOST
    shown = names[:MOST] + ([f"and {words.count(more, 'more record')}"] if more > 0 else [])
    lines.addWidget(_group(say("What the paper is made from"), shown))
    lines.addStretch()
    return page


def _group(heading: str, texts: Sequence[str], *, tone: str = "") -> QFrame:
    made = card(tone=tone)
    made.setAccessibleName(heading)
    lines = column(made, gap=4)
    lines.setContentsMargins(16, 12, 16, 12)
    lines.addWidget(label(heading, "label"))
    for text, times in Counter(texts).items():
        often = f" ({words.times(times)})" if times > 1 else ""
        lines.addWidget(label(text + often, wrap=True))
    return made
