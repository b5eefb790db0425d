"""What every step of a meeting can do."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kmdesk.models.meeting import Step
from kmdesk.models.techniques import Technique
from kmdesk.ui.facilitator.minutes import Minutes
from kmdesk.ui.theme import Theme


@dataclass
class Meeting:
    """A meeting under way.

    Attributes:
        card: of its technique, None if this PC has none.
        length: minutes that it may take; 0 until somebody said so.
        revealed: the marks were shown to everybody.
        named: who gave which mark is shown too.
    """

    minutes: Minutes
    theme: Theme
    card: Technique | None
    length: int = 0
    revealed: bool = False
    named: bool = False
    spent: dict[str, float] = field(default_factory=dict)
    step: str = ""


class StepPage(QWidget):
    """One step.

    Signals:
        told: a sentence for whoever types.
        undo_offered: a sentence, and what takes back what was done.
        went_on: this step is done.
        state_changed: the meeting has to remember something beside the document.
    """

    told = Signal(str)
    undo_offered = Signal(str, object)
    went_on = Signal()
    state_changed = Signal()

    def __init__(self, meeting: Meeting, step: Step) -> None:
        super().__init__()
        self.meeting = meeting
        self.minutes = meeting.minutes
        self.step = step

    @property
    def target(self) -> QWidget | None:
        """Return the control to begin with."""
        return None

    def finish(self) -> bool:
        """Take what was typed and not yet entered; say whether there is nothing in the way."""
        return True
