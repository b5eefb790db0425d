"""The last step: what the meeting leaves, in sum."""

from __future__ import annotations

from PySide6.QtCore import Slot

from kmdesk.models.marks import spread_of_items
from kmdesk.models.meeting import Step
from kmdesk.models.saying import say
from kmdesk.ui import words
from kmdesk.ui.editor.simple import GrowingEdit
from kmdesk.ui.facilitator.entries import owned
from kmdesk.ui.facilitator.parts import Said, SaidCards
from kmdesk.ui.facilitator.step import Meeting, StepPage
from kmdesk.ui.widgets import column, label, row


class ClosePage(StepPage):
    """Sums up, and takes a few sentences for those who were not there."""

    def __init__(self, meeting: Meeting, step: Step) -> None:
        super().__init__(meeting, step)
        body = row(gap=32)
        left = column(gap=10)
        for text in self._sums():
            left.addWidget(label(text, wrap=True))
        caption = label("In a few sentences, for somebody who was not there", "label")
        self._summary = GrowingEdit(lines=4)
        self._summary.setAccessibleName("Summary")
        caption.setBuddy(self._summary)
        self._summary.setPlainText(self.minutes.text("summary"))
        self._summary.textChanged.connect(self._on_typed)
        left.addWidget(caption)
        left.addWidget(self._summary)
        left.addStretch()
        body.addLayout(left, 3)
        right = column(gap=10)
        right.addWidget(label("Who does what by when", "label"))
        actions = SaidCards(say("Recommendations"), say("No recommendations."), editable=False)
        actions.show_said(
            [
                Said(one["id"], one.get("text", ""), owned(one))
                for one in self.minutes.items("recommendations")
            ]
        )
        right.addWidget(actions, 1)
        body.addLayout(right, 2)
        lines = column(self)
        lines.addLayout(body, 1)

    @property
    def target(self) -> GrowingEdit:
        """Return the box of the summary."""
        return self._summary

    def _sums(self) -> list[str]:
        fields = self.minutes.fields()
        answers = sum(len(one.get("answers") or []) for one in fields.get("questions") or [])
        asked = words.count(len(fields.get("questions") or []), "question")
        people = words.count(len(self.minutes.names()), "person", "people")
        sums = [f"{people} took part. {asked}, {words.count(answers, 'answer')}."]
        marks = self.minutes.items("marks")
        if marks and self.meeting.revealed:
            sums.append(spread_of_items(marks).words())
        open_ends = [
            one
            for one in self.minutes.items("recommendations")
            if not (one.get("owner") and one.get("due"))
        ]
        if open_ends:
            number = say(words.count(len(open_ends), "recommendation"))
            sums.append(f"{number} without an owner or a date. Page Up goes back to them.")
        return sums

    @Slot()
    def _on_typed(self) -> None:
        self.minutes.put("summary", self._summary.toPlainText())
