"""Who saw it: a card on a briefing that was issued, and on every record that a paper printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QPushButton

from kmdesk.base.clock import day_in_words
from kmdesk.models import provenance
from kmdesk.store.views import Changes, RecordView, Sighting
from kmdesk.ui import icons, words
from kmdesk.ui.editor.field_edit import Bench
from kmdesk.ui.editor.session import EditSession
from kmdesk.ui.widgets import Flow, button, column, empty, label, restyle, row
from kmdesk.ui.workers import Job

if TYPE_CHECKING:
    from kmdesk.store.collection import Collection


@dataclass(frozen=True)
class Paper:
    """A paper that went out, as much as is needed to find and open it.

    Attributes:
        issue: the id of the item that notes it.
        called: day and meeting, where one of several papers is chosen.
    """

    briefing: str
    issue: str
    file: str
    sha256: str
    called: str = ""


@dataclass(frozen=True)
class Told:
    """What the card says.

    Attributes:
        papers: those it is about, the latest first.
        changed: something is different today.
        warn: a quote was withdrawn that a paper prints.
        own: the record is the briefing itself.
    """

    text: str
    papers: tuple[Paper, ...]
    changed: bool
    warn: str
    own: bool
    briefing: str = ""
    reference: str = ""
    title: str = ""


class SeenByCard(QFrame):
    """Says when and by whom something was seen, and leads to the paper and to what changed.

    Signals:
        changes_wanted: a record id, "" for none in particular; and the papers, the latest first.
        open_wanted: a `Paper`.
        copy_wanted: a `Paper`.
        briefing_wanted: the id of a briefing.
    """

    changes_wanted = Signal(str, object)
    open_wanted = Signal(object)
    copy_wanted = Signal(object)
    briefing_wanted = Signal(str)

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._theme = bench.theme
        self._told: Told | None = None
        self.record = ""
        self.setProperty("role", "card")
        self.setObjectName("seen_by_card")
        self._lines = row(self, gap=12)
        self._lines.setContentsMargins(16, 12, 12, 12)
        self.hide()
        bench.theme.changed.connect(self._fill)

    def show_told(self, record: str, told: Told | None) -> None:
        """Say what is known of a record, or nothing."""
        if (record, told) == (self.record, self._told):
            return
        self.record, self._told = record, told
        self._fill()

    @Slot()
    def _fill(self) -> None:
        told = self._told
        empty(self._lines)
        self.setVisible(told is not None)
        if told is None:
            return
        restyle(self, tone="warn" if told.warn else "")
        said = " ".join(part for part in (told.text, told.warn) if part)
        self.setAccessibleName(said)
        sign = icons.picture("briefing", self._theme)
        self._lines.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        texts = column(gap=8)
        texts.addWidget(label(said, wrap=True))
        acts = Flow(gap=8)
        acts.put(self._acts(told))
        texts.addWidget(acts)
        texts.addStretch()
        self._lines.addLayout(texts, 1)

    def _acts(self, told: Told) -> list[QPushButton]:
        if told.own:
            show = "Show what changed" if told.changed else "Show what it was made from"
            return [
                button(show, "", self._show_changes),
                button("Open the paper", "", self._open),
                button("Save a copy…", "", self._copy),
            ]
        go = button(f"Go to {told.reference}", "", self._go)
        go.setToolTip(told.title)
        show = "Show what changed since" if told.changed else "Show the paper's records"
        return [
            button(show, "", self._show_changes),
            button("Open the paper", "", self._open),
            go,
        ]

    @Slot()
    def _show_changes(self) -> None:
        if self._told:
            record = "" if self._told.own else self.record
            self.changes_wanted.emit(record, list(self._told.papers))

    @Slot()
    def _open(self) -> None:
        if self._told:
            self.open_wanted.emit(self._told.papers[0])

    @Slot()
    def _copy(self) -> None:
        if self._told:
            self.copy_wanted.emit(self._told.papers[0])

    @Slot()
    def _go(self) -> None:
        if self._told:
            self.briefing_wanted.emit(self._told.briefing)


class SeenBy(QObject):
    """Asks, for the record on the page, which papers printed it; after each change anew."""

    def __init__(self, session: EditSession, bench: Bench) -> None:
        super().__init__(session)
        self._session = session
        self._desk = bench.desk
        self._asked: Job | None = None
        self.card = SeenByCard(bench)
        session.page.show_below_head(self.card)
        session.shown.connect(self._ask)
        bench.desk.changed.connect(self._on_changed)

    @Slot(object)
    def _on_changed(self, _changes: Changes) -> None:
        """Ask again: a record of the paper may have changed, or the paper have arrived."""
        self._ask()

    @Slot()
    def _ask(self) -> None:
        view = self._session.view
        if self._asked:
            self._asked.drop()
        if view is None or not self._desk.is_open:
            self.card.show_told("", None)
            return
        if view.id != self.card.record:
            self.card.show_told("", None)
        self._asked = self._desk.look_up(
            lambda c, _stop: told(c, view), lambda found: self._show(view.id, found), owner=self
        )

    def _show(self, record: str, found: Told | None) -> None:
        if record == self._session.record_id:
            self.card.show_told(record, found)


def told(collection: Collection, view: RecordView) -> Told | None:
    """Return what is known of who saw a record; runs in a worker."""
    if view.kind == provenance.KIND_ISSUED:
        return _of_briefing(collection, view.id)
    found = collection.sightings(view.id)
    return _of_record(found) if found else None


def _of_briefing(collection: Collection, briefing: str) -> Told | None:
    view = collection.get(briefing)
    found = provenance.issues(view.document)
    issues = sorted(found, key=lambda one: str(one.get("issued_on") or ""))[::-1]
    if not issues:
        return None
    printed = collection.printed(provenance.printed(issues[0]))
    changed = sum(one.changed for one in printed)
    withdrawn = sum(one.withdrawn for one in printed)
    papers = [_paper(briefing, one) for one in issues]
    text = f"Issued {_occasion(issues[0])}."
    if changed:
        has = "record has" if changed == 1 else "records have"
        text += f" {changed:,} {has} changed since."
    else:
        text += " Nothing it was made from has changed since."
    if more := len(issues) - 1:
        text += f" It went out {words.times(more)} before."
    warn = _warning(withdrawn, "It")
    return Told(text, tuple(papers), bool(changed), warn, own=True)


def _of_record(found: Sequence[Sighting]) -> Told:
    latest = found[0]
    went = provenance.occasion(latest.meeting, _day(latest.issued_on))
    revision = latest.revisions[0][:8]
    paper = f"{latest.reference} (in the trash)" if latest.trashed else latest.reference
    text = f"{paper}, issued {went}, printed revision {revision} of this record."
    text += " It says the same today." if latest.current else " It has changed since."
    if more := len(found) - 1:
        text += f" {words.count(more, 'earlier paper')} printed it too."
    papers = [
        Paper(
            one.briefing,
            one.issue,
            one.file,
            one.sha256,
            _called(one.issued_on, one.meeting, one.reference),
        )
        for one in found
    ]
    holding = [one for one in found if one.withdrawn]
    warn = ""
    if holding:
        which = "It" if holding == [latest] else words.count(len(holding), "paper")
        warn = _warning(max(one.withdrawn for one in holding), which)
    return Told(
        text,
        tuple(papers),
        not latest.current,
        warn,
        own=False,
        briefing=latest.briefing,
        reference=latest.reference,
        title=latest.title,
    )


def _warning(withdrawn: int, which: str) -> str:
    if not withdrawn:
        return ""
    quote = (
        "a quote whose speaker has" if withdrawn == 1 else f"{withdrawn} quotes whose speakers have"
    )
    holds = "holds" if which == "It" or which.startswith("1 ") else "hold"
    return f"{which} {holds} {quote} withdrawn consent since."


def _paper(briefing: str, issue: dict[str, object]) -> Paper:
    day, meeting = str(issue.get("issued_on") or ""), str(issue.get("meeting") or "")
    return Paper(
        briefing,
        str(issue["id"]),
        str(issue.get("file") or "paper.pdf"),
        str(issue.get("sha256") or ""),
        _called(day, meeting),
    )


def _called(day: str, meeting: str, reference: str = "") -> str:
    return " · ".join(part for part in (words.day(day), meeting, reference) if part)


def _occasion(issue: dict[str, object]) -> str:
    day = _day(str(issue.get("issued_on") or ""))
    return provenance.occasion(str(issue.get("meeting") or ""), day)


def _day(text: str) -> str:
    found = words.read_day(text)
    return day_in_words(found) if found else ""
