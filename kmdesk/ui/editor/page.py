"""The editor's page: heading, pills and section cards of one record."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QEvent, QObject, QRect, QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QScrollArea, QWidget

from kmdesk.models import provenance
from kmdesk.models.canonical import Json, is_empty
from kmdesk.models.ids import new_item_id
from kmdesk.models.kind import Kind, Section
from kmdesk.models.meeting import asks_marks
from kmdesk.models.techniques import Cards, questions_for
from kmdesk.store.views import ConflictView
from kmdesk.ui import words
from kmdesk.ui.editor.card import SectionCard
from kmdesk.ui.editor.field_edit import Bench, FieldEdit
from kmdesk.ui.editor.items import ItemsEdit
from kmdesk.ui.editor.pills import ChoicePill, DatePill, Pill, jump_pill
from kmdesk.ui.editor.row_stack import SLICE
from kmdesk.ui.editor.simple import TitleEdit
from kmdesk.ui.widgets import Flow, ScrollPage, card, column, empty, label, order_tabs, row

if TYPE_CHECKING:
    from kmdesk.ui.editor.conflicts import ConflictCard

WIDEST = 920
"""The most pixels a card is wide at usual type: lines longer than that are hard to read."""

TABS_AFTER = 150
"""Milliseconds after which the controls are put in order for who comes from outside the page."""

APART = Section("Tags, links and files", ("tags", "links", "attachments"))
PILLS = ("status", "sharing", "review_by")


class EditorPage(QScrollArea):
    """Shows the fields of a record and gives them back as a document.

    Attributes:
        extra_pills: stand behind the pills of fields, whatever the kind.

    Signals:
        changed: the person changed something.
        settled: path → revision, when a person chose between what colleagues wrote.
        disputes_wanted: the person wants to see what colleagues wrote side by side.
    """

    changed = Signal()
    settled = Signal(object)
    disputes_wanted = Signal()

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self._kind: Kind | None = None
        self._original: dict[str, Json] = {}
        self._technique: Json = None
        self._pills: dict[str, Pill] = {}
        self._evidence: QPushButton | None = None
        self.cards: list[SectionCard] = []
        self.extra_pills: list[QWidget] = []
        self._read_only = False
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(self.horizontalScrollBarPolicy().ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setObjectName("editor")
        self.setAccessibleName("Record")
        self._page = ScrollPage()
        self._page.installEventFilter(self)
        self._unhurried = QTimer(self, singleShot=True, interval=TABS_AFTER)
        self._unhurried.timeout.connect(self._order_tabs)
        self._to_unfold: list[SectionCard] = []
        self._next_card = QTimer(self, singleShot=True, interval=0)
        self._next_card.timeout.connect(self._unfold_next)
        self.setWidget(self._page)
        outer = row(self._page)
        inner = QWidget()
        inner.setMaximumWidth(WIDEST + 48)
        self._inner = inner
        outer.addWidget(inner, 1)
        outer.addStretch()
        self._lines = column(inner, gap=12, margin=24)
        self._make_head()
        self._above = column(gap=12)
        self._below = column(gap=12)
        self._lines.addLayout(self._above)
        self._lines.addLayout(self._below)
        self._lines.addStretch()
        bench.cards.changed.connect(self._show_marks)
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]

    def _make_head(self) -> None:
        line = row(gap=8)
        self._overline = label("", "small")
        self.saved = label("", "small")
        self.saved.setObjectName("saved_state")
        line.addWidget(self._overline, 1)
        line.addWidget(self.saved)
        self.title = TitleEdit()
        self.title.setObjectName("title")
        self.title.textChanged.connect(self.changed)
        self.title.entered.connect(self._go_on)
        self._pill_flow = Flow(gap=8)
        head = column(gap=6)
        head.addLayout(line)
        head.addWidget(self.title)
        head.addWidget(self._pill_flow)
        self._lines.addLayout(head)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Order the controls anew, later, when some came or went."""
        if watched is self._page and event.type() == QEvent.Type.LayoutRequest:
            self._unhurried.start()
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go to the next control, in the order in which they are laid out by now."""
        order_tabs(self._page)
        return super().focusNextPrevChild(forward)

    @Slot()
    def _order_tabs(self) -> None:
        with self._bench.desk.jobs.alone():
            order_tabs(self._page)

    @property
    def at_work(self) -> bool:
        """Say whether something of the record is yet to be laid out."""
        timers = self.findChildren(QTimer)
        return any(each.isActive() and not each.interval() for each in timers)

    @property
    def cards_known(self) -> Cards:
        """Return the technique cards there are."""
        return self._bench.cards.cards

    @property
    def kind(self) -> Kind | None:
        """Return the kind of the record shown."""
        return self._kind

    def show_record(self, kind: Kind, reference: str, fields: Mapping[str, Json]) -> None:
        """Show a record, another one or the same anew.

        Args:
            kind: its kind.
            reference: such as ``ES-7F3K``.
            fields: the document without `kind` and `id`.
        """
        if kind is not self._kind:
            self._build(kind)
        self._original = {**new_fields(kind), **_pruned(fields)}
        self._overline.setText(f"{kind.label} · {reference}")
        with QSignalBlocker(self), QSignalBlocker(self.title):
            if self.title.toPlainText() != fields.get("title", ""):
                self.title.setPlainText(fields.get("title", ""))
                self.title.fit()
            for name, pill in self._pills.items():
                pill.set_value(self._original.get(name))
            for section in self.cards:
                section.set_values(self._original)
        self._technique = self._original.get("technique")
        self._show_marks()
        self._tell_pills()

    def reword(self) -> None:
        """Build the page anew from labels that changed, with what stands on it."""
        if (kind := self._kind) is None:
            return
        fields, read_only = self.fields(), self._read_only
        reference = self._overline.text().rpartition(" · ")[2]
        self._kind = None
        self.show_record(kind, reference, fields)
        self.set_read_only(read_only)
        self.open_afresh()

    def open_afresh(self) -> None:
        """Fold what is empty, unfold what is not, and go to the top: for another record."""
        self._to_unfold = []
        for section in self.cards:
            if section.section.lead or not section.is_blank():
                self._to_unfold.append(section)
            else:
                section.fold()
        self._unfold_next()
        self.verticalScrollBar().setValue(0)

    @Slot()
    def _unfold_next(self) -> None:
        """Unfold cards from the top, and let the event loop have its turn between them."""
        until = time.perf_counter() + SLICE
        while self._to_unfold and time.perf_counter() < until:
            self._to_unfold.pop(0).unfold()
        if self._to_unfold:
            self._next_card.start()

    def fields(self) -> dict[str, Json]:
        """Return the document as it stands on the page, without `kind`, `id` and what is empty."""
        fields = dict(self._original)
        fields["title"] = " ".join(self.title.toPlainText().split())
        for name, pill in self._pills.items():
            fields[name] = pill.value()
        for section in self.cards:
            fields |= section.values()
        return {k: v for k, v in map(_without_empty, fields.items()) if not is_empty(v)}

    def put(self, values: Mapping[str, Json]) -> None:
        """Take values from another view of the record, as if they had been typed here."""
        whole = {**self.fields(), **values}
        for section in self.cards:
            if not values.keys().isdisjoint(section.section.fields):
                section.set_values(whole)
        self._on_changed()

    def set_read_only(self, read_only: bool) -> None:
        """Let the record be read, or changed."""
        self._read_only = read_only
        self.title.setReadOnly(read_only)
        self.title.setProperty("readOnly", read_only)
        for pill in self._pills.values():
            pill.setEnabled(not read_only)
        for section in self.cards:
            section.set_read_only(read_only)

    def show_below_head(self, widget: QWidget) -> None:
        """Keep a widget between the heading and all cards, whatever record is shown."""
        self._lines.insertWidget(1, widget)

    def add_link(self, record_id: str, relation: str) -> None:
        """Link the record shown to another one, once."""
        section = self.section("links")
        if section is None:
            return
        values = section.values()
        links = list(values.get("links") or [])
        if record_id not in {link.get("record") for link in links}:
            links.append({"id": new_item_id(), "record": record_id, "relation": relation})
            section.set_values({**values, "links": links})
            self._on_changed()

    def show_above(self, *cards: QWidget) -> None:
        """Show cards between the heading and the sections instead of those there."""
        empty(self._above)
        for each in cards:
            self._above.addWidget(each)

    def show_at_foot(self, widget: QWidget) -> None:
        """Show a card below the sections of every record."""
        self._lines.insertWidget(self._lines.count() - 1, widget)

    def conflict_card(self, conflicts: list[ConflictView]) -> ConflictCard:
        """Return a card for the disagreements of the record shown."""
        if self._kind is None:
            raise ValueError("no record is shown")
        from kmdesk.ui.editor.conflicts import ConflictCard

        made = ConflictCard(self._kind, conflicts, self._bench.theme, read_only=self._read_only)
        made.chosen.connect(self.settled)
        made.beside_wanted.connect(self.disputes_wanted)
        return made

    def section(self, field: str) -> SectionCard | None:
        """Return the card that holds a field."""
        return next((c for c in self.cards if field in c.section.fields), None)

    def go_to(self, name: str, item: str = "", inner: str = "") -> None:
        """Go to a field, to an item of its list, or to a field of the item."""
        if name in self._pills:
            self._pills[name].setFocus()
            return
        section = self.section(name)
        if section is None:
            return
        section.unfold()
        edit = section.form.edits[name] if section.form else None
        line = edit.reveal(item) if isinstance(edit, ItemsEdit) and item else None
        if line is not None:
            line.go_to(inner)
        elif edit is not None:
            edit.target.setFocus()

    def reveal(self, path: Sequence[str]) -> QWidget | None:
        """Unfold all that is around a field and return its control; the focus stays where it is.

        Args:
            path: names and item ids from the record down: ``("findings", "<id>", "text")``.
        """
        if path[0] == "title":
            return self.title
        section = self.section(path[0])
        if section is None:
            return None
        section.unfold()
        edits: Mapping[str, FieldEdit] = section.form.edits if section.form else {}
        edit = edits.get(path[0])
        return edit.inside(path[1:]) if edit else None

    def bring_into_view(self, widget: QWidget, part: QRect) -> None:
        """Scroll to a part of a widget, leaving some of what is around it in view."""
        corner = widget.mapTo(self._page, part.topLeft())
        around = self.viewport().height() // 4
        self.ensureVisible(corner.x(), corner.y(), 0, around)
        self.ensureVisible(corner.x(), corner.y() + part.height(), 0, around)

    def magnify(self, zoom: float) -> None:
        """Let cards be wider when type is larger."""
        self._inner.setMaximumWidth(round(WIDEST * zoom) + 48)
        self.title.fit()

    def _build(self, kind: Kind) -> None:
        self._kind = kind
        empty(self._below)
        self._pills = {}
        for name in PILLS:
            field = kind.fields[name]
            pill = DatePill(field) if field.shape == "date" else ChoicePill(field)
            pill.changed.connect(self._on_changed)
            self._pills[name] = pill
        self._evidence = None
        if "evidence_to" in kind.fields:
            self._evidence = jump_pill("evidence_to")
            self._evidence.clicked.connect(self._go_to_evidence)
        pills: list[QWidget] = [*self._pills.values()]
        if self._evidence is not None:
            pills.insert(2, self._evidence)
        self._pill_flow.put([*pills, *self.extra_pills])
        shown = [section for section in (*kind.sections, APART) if not section.noted]
        self.cards = [SectionCard(section, kind, self._bench) for section in shown]
        for section in self.cards:
            section.changed.connect(self._on_changed)
            self._below.addWidget(section)
        self.set_read_only(self._read_only)

    @Slot()
    def _on_changed(self) -> None:
        self._ask_what_the_technique_asks()
        self._tell_pills()
        self.changed.emit()

    def _ask_what_the_technique_asks(self) -> None:
        """Bring the questions of a review in line with its technique when that was changed."""
        meeting, questions = self.section("technique"), self.section("questions")
        if meeting is None or questions is None:
            return
        technique = meeting.values().get("technique")
        if technique and technique != self._technique:
            self._technique = technique
            present = questions.values().get("questions") or []
            asked = questions_for(technique, present, self._bench.cards.cards)
            questions.set_values({"questions": asked})
            questions.unfold()
            self._show_marks()

    @Slot()
    def _show_marks(self) -> None:
        """Leave the marks out where the technique asks for none and nobody gave one."""
        marks = self.section("marks")
        if marks is not None:
            card = self._bench.cards.cards.get(str(self._technique))
            marks.setVisible(asks_marks(marks.values(), card))

    def _tell_pills(self) -> None:
        holder = self.section("checked_by")
        status = self._pills.get("status")
        if holder and isinstance(status, ChoicePill):
            status.set_checked_by(holder.values().get("checked_by") or "")
        search = self.section("evidence_to")
        if self._evidence is not None and search:
            day = search.values().get("evidence_to") or ""
            text = f"Evidence to {words.day(day)}" if day else "Evidence to: no day yet"
            self._evidence.setText(text)
            self._evidence.setAccessibleName(text)
            self._evidence.setProperty("tone", "" if day else "unset")
            self._evidence.style().polish(self._evidence)

    @Slot()
    def _go_to_evidence(self) -> None:
        search = self.section("evidence_to")
        if search:
            search.unfold()
            if search.form:
                search.form.edits["evidence_to"].target.setFocus()

    @Slot()
    def _go_on(self) -> None:
        """Go from the title to the first section."""
        if self.cards:
            self.cards[0].unfold(focus=True)

    @Slot(QWidget, QWidget)
    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Scroll to what the keyboard went to, once the layout has settled."""
        if new is not None and new is not self and self._page.isAncestorOf(new):
            QTimer.singleShot(0, self, self._show_focus)

    @Slot()
    def _show_focus(self) -> None:
        widget = self.focusWidget()
        if widget is None or not self._page.isAncestorOf(widget):
            return
        place = QRect(widget.mapTo(self._page, widget.rect().topLeft()), widget.size())
        if place.height() < self.viewport().height():
            self.ensureVisible(place.left(), place.top(), 0, 24)
            self.ensureVisible(place.left(), place.bottom(), 0, 24)


def notice_card(text: str, *buttons: QPushButton, name: str = "") -> QFrame:
    """Return a card that says something about the record, with what can be done about it."""
    made = card(tone="warn")
    made.setObjectName(name)
    line = row(made, gap=8)
    line.setContentsMargins(16, 8, 8, 8)
    line.addWidget(label(text, wrap=True), 1)
    for each in buttons:
        line.addWidget(each)
    return made


def first_fields(kind: Kind, cards: Cards, author: str) -> dict[str, Json]:
    """Return what a new record of a kind begins with beside its defaults.

    Args:
        kind: of the record.
        cards: the techniques known.
        author: who is signed in. A paper is by who composes it; other records are often written
            down for somebody else.
    """
    if kind.name == provenance.KIND_ISSUED:
        return {"written_by": author} if author else {}
    if "technique" not in kind.fields:
        return {}
    return {"questions": questions_for(new_fields(kind)["technique"], [], cards)}


def new_fields(kind: Kind) -> dict[str, Json]:
    """Return the fields of a record of a kind before anybody typed anything."""
    fields: dict[str, Json] = msgspec.to_builtins(kind.struct(title=""))
    return fields


def _pruned(value: Json) -> Json:
    if isinstance(value, dict):
        inner = {k: _pruned(v) for k, v in value.items()}
        return {k: v for k, v in inner.items() if not is_empty(v)}
    if isinstance(value, list):
        return [_pruned(v) for v in value]
    return value


def _without_empty(field: tuple[str, Json]) -> tuple[str, Json]:
    """Leave out what is empty of a group; lists of items hold nothing empty."""
    name, value = field
    if isinstance(value, dict):
        return name, {k: v for k, v in value.items() if not is_empty(v)}
    return name, value
