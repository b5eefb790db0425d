"""Has anybody looked at this before? Asked of the collection while a new record is begun."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from kmdesk.models.canonical import Json
from kmdesk.models.kinds import KINDS
from kmdesk.models.saying import say
from kmdesk.store.views import Row
from kmdesk.ui import icons
from kmdesk.ui.editor.field_edit import Bench
from kmdesk.ui.editor.session import EditSession
from kmdesk.ui.tables.records import status_in_words
from kmdesk.ui.widgets import Elided, button, column, empty, label, row
from kmdesk.ui.workers import Job

PAUSE = 350
"""Milliseconds without a key before the collection is asked."""

MOST = 4
"""Records shown: more would be a list, and the search box makes better ones."""

AHEAD = "before-action-review"
"""The technique that begins with what others learned."""


class SeenCard(QFrame):
    """Shows a few records close to the one being written.

    Signals:
        opened: the id of a record to look at.
        linked: a `Row` to link to.
        dismissed: nothing of the kind is wanted for this record.
    """

    opened = Signal(str)
    linked = Signal(object)
    dismissed = Signal()

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._theme = bench.theme
        self.setProperty("role", "card")
        self.setObjectName("seen_card")
        page = column(self, gap=4)
        page.setContentsMargins(8, 8, 8, 8)
        head = row(gap=8)
        head.setContentsMargins(10, 0, 0, 0)
        self._heading = label("", "section")
        head.addWidget(self._heading, 1)
        self._hide = button("Hide", "quiet", self.dismissed.emit)
        self._hide.setAccessibleName("Hide what is like this record")
        head.addWidget(self._hide)
        page.addLayout(head)
        self._lines = column(gap=0)
        page.addLayout(self._lines)
        self.hide()

    def show_rows(self, heading: str, rows: Sequence[Row], linked: Sequence[str]) -> None:
        """Show records, or nothing; those linked already say so."""
        empty(self._lines)
        self._heading.setText(heading)
        self.setAccessibleName(heading)
        for found in rows:
            self._lines.addWidget(self._line(found, linked=found.id in linked))
        self.setVisible(bool(rows))

    def _line(self, found: Row, *, linked: bool) -> QWidget:
        kind = KINDS[found.kind].label if found.kind in KINDS else found.kind
        about = f"{kind} · {status_in_words(found)}"
        line = QWidget()
        across = row(line, gap=4)
        opens = button("", "row", self._on_open)
        opens.setProperty("record", found.id)
        opens.setAccessibleName(f"Open {found.title}. {about}")
        opens.setToolTip(found.lead)
        texts = row(opens, gap=12)
        texts.setContentsMargins(12, 0, 12, 0)
        role = found.kind if found.kind in KINDS else "record"
        texts.addWidget(icons.picture(role, self._theme))
        texts.addWidget(Elided(found.title), 7)
        texts.addWidget(Elided(about, "small"), 3)
        opens.setMinimumHeight(opens.fontMetrics().height() + 16)
        across.addWidget(opens, 1)
        links = button("Link", "link", self._on_link)
        links.setProperty("row", found)
        links.setAccessibleName(f"Link to {found.title}")
        if linked:
            _say_linked(links)
        across.addWidget(links)
        return line

    @Slot()
    def _on_open(self) -> None:
        self.opened.emit(self.sender().property("record"))

    @Slot()
    def _on_link(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, QPushButton):
            _say_linked(pressed)
            self.linked.emit(pressed.property("row"))


def _say_linked(links: QPushButton) -> None:
    links.setText("Linked")
    links.setEnabled(False)
    links.setAccessibleName(links.accessibleName().replace("Link to", "Linked to", 1))


class SeenBefore(QObject):
    """Looks for records like the new one on the page when nobody has typed for a moment."""

    def __init__(self, session: EditSession, bench: Bench) -> None:
        super().__init__(session)
        self._session = session
        self._page = session.page
        self._desk = bench.desk
        self._asked: Job | None = None
        self._asked_for = ("", "")
        self._dismissed = ""
        self.card = SeenCard(bench)
        self.card.opened.connect(bench.requests.record)
        self.card.linked.connect(self._link)
        self.card.dismissed.connect(self._dismiss)
        self._page.show_below_head(self.card)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.ask)
        self._page.changed.connect(self._pause.start)
        session.shown.connect(self._on_shown)

    @Slot(str)
    def _on_shown(self, _record_id: str) -> None:
        """Ask at once: what was begun from a template or copy may have its words already."""
        self.ask()

    @Slot()
    def ask(self) -> None:
        """Ask now, unless the same was asked already."""
        self._pause.stop()
        record_id = self._session.record_id
        fields = self._page.fields() if self._is_wanted() else {}
        text = about(fields)
        kind = "lesson" if fields.get("technique") == AHEAD else ""
        if (text, f"{record_id} {kind}") == self._asked_for:
            return
        self._asked_for = (text, f"{record_id} {kind}")
        if self._asked:
            self._asked.drop()
        if not text or not self._desk.is_open:
            self._show(())
            return
        self._asked = self._desk.look_up(
            lambda c, stop: c.closest(text, limit=MOST, kind=kind, leave_out=record_id, stop=stop),
            self._show,
            owner=self,
        )

    def _is_wanted(self) -> bool:
        session = self._session
        new = session.view is None and session.can_write
        return new and session.record_id != self._dismissed

    def _show(self, rows: Sequence[Row]) -> None:
        fields = self._page.fields() if rows else {}
        linked = [str(link.get("record", "")) for link in fields.get("links") or []]
        heading = "Seen before?"
        if fields.get("technique") == AHEAD:
            heading = say("Lessons from earlier reviews")
        self.card.show_rows(heading, rows, linked)

    @Slot(object)
    def _link(self, found: Row) -> None:
        ahead = self._page.fields().get("technique") == AHEAD
        self._page.add_link(found.id, "based-on" if ahead else "related")

    @Slot()
    def _dismiss(self) -> None:
        self._dismissed = self._session.record_id
        self._page.title.setFocus()
        self.ask()


def about(fields: Mapping[str, Json]) -> str:
    """Return the words that say what a record is about, as far as it was written."""
    question = fields.get("question")
    parts = [fields.get("title"), fields.get("work"), fields.get("statement")]
    if isinstance(question, dict):
        parts += [question.get("text"), question.get("population"), question.get("intervention")]
    parts += fields.get("tags") or []
    return " ".join(part for part in parts if isinstance(part, str))
