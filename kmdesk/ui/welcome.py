"""First steps on the home page: from a name to a first finished record and its briefing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QPushButton

from kmdesk.base import person
from kmdesk.models.saying import say
from kmdesk.store.views import Counts, Query
from kmdesk.ui import icons
from kmdesk.ui.state import State
from kmdesk.ui.theme import Theme
from kmdesk.ui.widgets import Elided, button, column, label, row

if TYPE_CHECKING:
    from kmdesk.store.collection import Collection

NEW_HERE = 5
"""Records from which on nobody needs first steps, unless they ask for them."""

FINISHED = ("checked", "final", "applied")

KEY = "welcome"


@dataclass(frozen=True)
class Done:
    """Which steps the collection shows to be done."""

    recorded: bool
    finished: bool
    briefed: bool


def look(collection: Collection, counts: Counts) -> Done:
    """Return how far somebody came; runs in a worker."""
    finished = any(collection.count(Query(status=one)) for one in FINISHED)
    briefed = any(one.direction == "briefing" for one in collection.exchanges())
    recorded = sum(counts.kinds.values()) > 0
    return Done(recorded, finished, briefed)


def is_wanted(state: State, counts: Counts) -> bool:
    """Say whether first steps are shown."""
    chosen = state.text(KEY)
    return chosen == "shown" or (chosen != "hidden" and sum(counts.kinds.values()) < NEW_HERE)


def is_named(state: State) -> bool:
    """Say whether the person has given a name."""
    return bool(state.text("author/asked")) or state.text("author") != person.login_name()


class WelcomeCard(QFrame):
    """The steps, each ticked when it is done; a press leads to the next one."""

    def __init__(
        self, done: Done, state: State, theme: Theme, steps: Mapping[str, Callable[[], object]]
    ) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setObjectName("welcome_card")
        lines = column(self, gap=0)
        lines.setContentsMargins(8, 16, 8, 12)
        head = row(gap=8)
        head.setContentsMargins(12, 0, 8, 6)
        head.addWidget(label("First steps", "section"), 1)
        hide = button("Hide", "link", steps["hide"])
        hide.setAccessibleName("Hide the first steps")
        head.addWidget(hide)
        lines.addLayout(head)
        for key, text, about, is_done in (
            ("name", "Give your name", "It stands in what you save", is_named(state)),
            (
                "record",
                say("Write your first evidence summary"),
                "A line of guidance stands where people hesitate",
                done.recorded,
            ),
            (
                "finish",
                "Finish it",
                "The head of the record says what a reader would miss; then set its status",
                done.finished,
            ),
            ("brief", "Make a briefing of it", "Open the record and press Ctrl+P", done.briefed),
        ):
            lines.addWidget(_step(text, about, steps[key], theme, done=is_done))


def _step(
    text: str, about: str, on_click: Callable[[], object], theme: Theme, *, done: bool
) -> QPushButton:
    made = button("", "row", on_click)
    made.setAccessibleName(f"{'Done' if done else 'To do'}: {text}. {about}")
    line = row(made, gap=12)
    line.setContentsMargins(12, 0, 12, 0)
    role, tint = ("done", "good") if done else ("todo", "muted")
    line.addWidget(icons.picture(role, theme, tint))
    line.addWidget(Elided(text), 3)
    line.addWidget(Elided(about, "small"), 5)
    made.setMinimumHeight(made.fontMetrics().height() + 20)
    return made
