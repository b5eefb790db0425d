"""Home: where to begin, what waits for a person, what changed lately."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from kmdesk.base import clock
from kmdesk.models.kinds import KINDS
from kmdesk.models.saying import say
from kmdesk.store.views import Counts, Overdue, Query, Row
from kmdesk.ui import icons, welcome, words
from kmdesk.ui.actions import Actions
from kmdesk.ui.desk import Desk
from kmdesk.ui.found import find
from kmdesk.ui.state import State
from kmdesk.ui.theme import Theme
from kmdesk.ui.widgets import (
    Elided,
    Flow,
    ScrollPage,
    action_button,
    button,
    card,
    column,
    empty,
    label,
    row,
)
from kmdesk.ui.workers import Job

if TYPE_CHECKING:
    from kmdesk.store.collection import Collection

FIRST = "evidence-summary"
"""The kind to begin with."""

LATELY = 8
WAITING = 3
"""Lines shown of each thing that waits; the line above them leads to all."""

WIDEST = 920

SWAP = "home_swap"


@dataclass(frozen=True)
class Waiting:
    """A record that waits for a person, and the place in it that does."""

    record: str
    kind: str
    text: str
    about: str
    field: str = ""
    item: str = ""


@dataclass(frozen=True)
class Overview:
    """What the home page shows."""

    counts: Counts
    lately: list[Row]
    waiting: Mapping[str, list[Waiting]]
    overdue: int = 0
    steps: welcome.Done | None = None


class Home(QScrollArea):
    """The first page.

    Signals:
        opened: the id of a record that was chosen, and the field and item to go to in it.
        went: the key of a place of the rail.
        sample_wanted: the sample collection should be opened.
    """

    opened = Signal(str, str, str)
    went = Signal(str)
    sample_wanted = Signal()

    def __init__(self, desk: Desk, actions: Actions, theme: Theme, state: State) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setObjectName("home")
        self.setAccessibleName("Home")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(self.horizontalScrollBarPolicy().ScrollBarAlwaysOff)
        self._desk = desk
        self._actions = actions
        self._theme = theme
        self._state = state
        self._latest = ""
        self._asked: Job | None = None
        page = ScrollPage()
        self.setWidget(page)
        outer = row(page)
        inner = QWidget()
        inner.setMaximumWidth(WIDEST + 64)
        outer.addWidget(inner, 1)
        outer.addStretch()
        self._lines = column(inner, gap=16, margin=32)
        self._lines.addWidget(label("Opening the collection…", "small"))
        self._lines.addStretch()
        self._soon = QTimer(self, singleShot=True, interval=50)
        self._soon.timeout.connect(self.refresh)
        desk.opened.connect(self._soon.start)
        desk.changed.connect(self._soon.start)
        theme.changed.connect(self._soon.start)

    @property
    def first(self) -> QPushButton | None:
        """Return the first thing to press below the head, for the keyboard to go to."""
        shown = (b for b in self.findChildren(QPushButton) if not b.isHidden())
        return next((b for b in shown if b.objectName() != SWAP), None)

    @Slot()
    def refresh(self) -> None:
        """Ask the collection what to show."""
        if self._asked:
            self._asked.drop()
        if self._desk.is_open:
            state = self._state
            self._asked = self._desk.read(lambda c: overview(c, state), self._show, owner=self)

    def _show(self, found: Overview) -> None:
        self._asked = None
        had_focus = self.isAncestorOf(self.focusWidget() or self) and self.focusWidget() is not None
        empty(self._lines)
        name = self._desk.path.stem if self._desk.path else ""
        name = name.replace("-", " ").replace("_", " ")
        head = column(gap=4)
        head.addWidget(label(name[:1].upper() + name[1:], "title", wrap=True))
        top = row(gap=16)
        top.addLayout(head, 1)
        top.addWidget(self._swap_button(), 0, Qt.AlignmentFlag.AlignTop)
        self._lines.addLayout(top)
        if sum(found.counts.kinds.values()) + found.counts.drafts == 0:
            self._lines.addWidget(self._begin_card())
            self._add_steps(found)
            self._lines.addWidget(self._kinds_card())
        else:
            head.addWidget(label(_in_numbers(found.counts), "small", wrap=True))
            self._add_steps(found)
            self._lines.addWidget(self._start_card())
            self._lines.addWidget(self._needs_card(found))
            self._lines.addWidget(self._lately_card(found.lately))
        self._lines.addStretch()
        if had_focus and self.first is not None:
            self.first.setFocus()

    def _swap_button(self) -> QPushButton:
        made = action_button(self._actions["swap"])
        made.setObjectName(SWAP)
        made.setText("Swap with colleagues")
        made.setAccessibleName(made.text())
        made.setIcon(icons.icon("swap", self._theme.tokens))
        return made

    def _begin_card(self) -> QFrame:
        made = card(lead=True)
        made.setObjectName("begin_card")
        lines = column(made, gap=12, margin=24)
        lines.addWidget(label("Nothing is recorded yet", "head"))
        text = (
            "Begin with a question that somebody has to decide on: write down what the research "
            "says, what people here know, and what could be done. Everything you type is kept in "
            "one file on this PC."
        )
        lines.addWidget(label(text, wrap=True))
        first = action_button(self._actions.new_kinds[FIRST], "primary")
        first.setText(f"New {words.inside(KINDS[FIRST].label)}")
        first.setAccessibleName(first.text())
        sample = button("Open the sample collection", "", self.sample_wanted.emit)
        sample.setObjectName("open_sample")
        buttons = Flow(gap=8)
        lines.addWidget(buttons)
        buttons.put([first, sample, action_button(self._actions["import"])])
        return made

    def _kinds_card(self) -> QFrame:
        made, lines = _list_card("What you can record")
        for name, kind in KINDS.items():
            about = say((kind.struct.__doc__ or "").partition("\n")[0])
            begin = self._actions.new_kinds[name].trigger
            line = self._line(name, kind.label, about, begin, shares=(2, 7))
            line.setAccessibleName(f"New {words.inside(kind.label)}. {about}")
            lines.addWidget(line)
        return made

    def _start_card(self) -> QFrame:
        made = card()
        lines = column(made, gap=12)
        lines.setContentsMargins(20, 16, 20, 20)
        lines.addWidget(label("Record something new", "section"))
        begins: list[QWidget] = []
        for name, kind in KINDS.items():
            begin = action_button(self._actions.new_kinds[name])
            begin.setText(kind.label)
            begin.setIcon(icons.icon(name, self._theme.tokens))
            begin.setAccessibleName(f"New {words.inside(kind.label)}")
            begins.append(begin)
        flow = Flow(gap=8)
        lines.addWidget(flow)
        flow.put(begins)
        return made

    def _add_steps(self, found: Overview) -> None:
        self._latest = found.lately[0].id if found.lately else ""
        if found.steps is not None:
            steps: dict[str, Callable[[], object]] = {
                "name": self._actions["preferences"].trigger,
                "record": self._actions.new_kinds[FIRST].trigger,
                "finish": self._on_latest,
                "brief": self._on_latest,
                "hide": self._hide_steps,
            }
            made = welcome.WelcomeCard(found.steps, self._state, self._theme, steps)
            self._lines.addWidget(made)

    @Slot()
    def _on_latest(self) -> None:
        """Go to the record that was worked on last, or begin one."""
        if self._latest:
            self.opened.emit(self._latest, "", "")
        else:
            self._actions.new_kinds[FIRST].trigger()

    @Slot()
    def _hide_steps(self) -> None:
        self._state.keep(welcome.KEY, "hidden")
        self.refresh()

    def _needs_card(self, found: Overview) -> QFrame:
        made, lines = _list_card("Needs a person")
        counts = found.counts
        late = say("recommendation")
        needs = {
            "due": (counts.due, "record", "is due for review", "are due for review"),
            "actions": (found.overdue, late, "is past its day", "are past their day"),
            "conflicts": (counts.conflicts, "record", "has a disagreement", "have disagreements"),
            "drafts": (counts.drafts, "record", "has an unsaved draft", "have unsaved drafts"),
        }
        waiting = [(key, *rest) for key, rest in needs.items() if rest[0]]
        for key, number, noun, one, many in waiting:
            nouns = say("recommendations") if noun == late else "records"
            text = f"{words.count(number, noun, nouns)} {one if number == 1 else many}"
            beside = key == "conflicts"
            go = self._actions["disagreements"].trigger if beside else self._on_place
            about = "Side by side…" if beside else "Show all"
            line = self._line(key, text, about, go, tint="warn")
            line.setAccessibleName(text)
            line.setProperty("key", key)
            lines.addWidget(line)
            for each in found.waiting.get(key, ()):
                lines.addWidget(self._waiting_line(each))
        if not waiting:
            text = "Nothing waits for you: nothing due, nothing late, no disagreements, no drafts."
            lines.addWidget(_inset(label(text, "small", wrap=True)))
        return made

    def _lately_card(self, rows: list[Row]) -> QFrame:
        made, lines = _list_card("Changed lately")
        for each in rows:
            lines.addWidget(self._record_line(each))
        if not rows:
            lines.addWidget(_inset(label("Nothing yet.", "small")))
        return made

    def _waiting_line(self, shown: Waiting) -> QPushButton:
        role = shown.kind if shown.kind in KINDS else "record"
        made = self._line(role, shown.text, shown.about, self._on_record, inset=32)
        made.setProperty("record", shown.record)
        made.setProperty("field", shown.field)
        made.setProperty("item", shown.item)
        return made

    def _record_line(self, shown: Row) -> QPushButton:
        plain = _of(shown)
        role = shown.kind if shown.kind in KINDS else "record"
        made = self._line(role, plain.text, plain.about, self._on_record)
        made.setProperty("record", shown.id)
        return made

    def _line(
        self,
        role: str,
        text: str,
        about: str,
        on_click: Callable[[], object],
        *,
        tint: str = "muted",
        shares: tuple[int, int] = (4, 3),
        inset: int = 0,
    ) -> QPushButton:
        """Return a line to click: an icon, a text, and at the right what is said about it."""
        made = button("", "row", on_click)
        made.setAccessibleName(f"{text}. {about}" if about else text)
        sides = row(made, gap=12)
        sides.setContentsMargins(12, 0, 12, 0)
        named = row(gap=12)  # of its own, so that what is said at the right begins in one column
        named.setContentsMargins(inset, 0, 0, 0)
        named.addWidget(icons.picture(role, self._theme, tint))
        named.addWidget(Elided(text), 1)
        sides.addLayout(named, shares[0])
        if about:
            sides.addWidget(Elided(about, "small"), shares[1])
        made.setMinimumHeight(made.fontMetrics().height() + 20)
        return made

    @Slot()
    def _on_record(self) -> None:
        told = [self.sender().property(name) or "" for name in ("record", "field", "item")]
        self.opened.emit(*told)

    @Slot()
    def _on_place(self) -> None:
        self.went.emit(self.sender().property("key"))


def overview(collection: Collection, state: State) -> Overview:
    """Return what the home page shows; runs in a worker."""
    counts = collection.counts()
    overdue, late = collection.overdue(WAITING)
    waiting = {
        "due": [_due(one) for one in _first(collection, Query(need="due"))] if counts.due else [],
        "actions": [_late(one) for one in late],
        "conflicts": [_of(one) for one in _first(collection, Query(need="conflicts"))]
        if counts.conflicts
        else [],
        "drafts": [_of(one) for one in find(collection, Query(need="drafts")).rows[:WAITING]]
        if counts.drafts
        else [],
    }
    steps = welcome.look(collection, counts) if welcome.is_wanted(state, counts) else None
    return Overview(counts, _first(collection, Query(), LATELY), waiting, overdue, steps)


def _first(collection: Collection, query: Query, limit: int = WAITING) -> list[Row]:
    return collection.rows(collection.ids(query, limit))


def _of(shown: Row) -> Waiting:
    kind = KINDS[shown.kind].label if shown.kind in KINDS else shown.kind
    about = " · ".join(filter(None, (kind, words.moment(shown.updated), shown.updated_by)))
    return Waiting(shown.id, shown.kind, shown.title, about)


def _due(shown: Row) -> Waiting:
    past = _days_since(shown.review_by)
    left = f"{words.count(past, 'day')} past" if past > 0 else f"in {words.count(-past, 'day')}"
    about = f"review by {words.day(shown.review_by)}, {left}"
    return Waiting(shown.id, shown.kind, shown.title, about, "review_by")


def _late(one: Overdue) -> Waiting:
    past = words.count(_days_since(one.due), "day")
    about = f"{one.owner or 'No owner'}, by {words.day(one.due)}, {past} past"
    text = " ".join(one.text.split()) or one.title
    return Waiting(one.record, "review", text, about, "recommendations", one.item)


def _days_since(day: str) -> int:
    try:
        return (clock.today() - dt.date.fromisoformat(day)).days
    except ValueError:
        return 0


def _list_card(heading: str) -> tuple[QFrame, QVBoxLayout]:
    """Return a card of lines to click, and where the lines go."""
    made = card()
    lines = column(made, gap=0)
    lines.setContentsMargins(8, 16, 8, 12)
    lines.addWidget(_inset(label(heading, "section")))
    return made, lines


def _inset(widget: QWidget) -> QWidget:
    widget.setContentsMargins(12, 0, 12, 6)
    return widget


def _in_numbers(counts: Counts) -> str:
    parts = []
    for name, kind in KINDS.items():
        if number := counts.kinds.get(name, 0):
            noun = kind.label if number == 1 else kind.plural
            parts.append(f"{number:,} {words.inside(noun)}")
    return " · ".join(parts)
