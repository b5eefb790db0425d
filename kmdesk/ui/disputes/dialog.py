"""The disagreements screen: every place that waits, the sides beside each other, many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListView, QSplitter, QWidget

from kmdesk.models.choosing import Choice
from kmdesk.store.views import Changes
from kmdesk.ui import words
from kmdesk.ui.desk import Desk
from kmdesk.ui.disputes.choices import Choices, Dispute, disputes_of
from kmdesk.ui.disputes.sides import Sides
from kmdesk.ui.disputes.table import PLACE_ROLE, DisputeTable
from kmdesk.ui.editor.simple import Combo
from kmdesk.ui.widgets import ScrollPage, button, column, label, row, scrolled
from kmdesk.ui.workers import Job

if TYPE_CHECKING:
    from kmdesk.store.collection import Collection
    from kmdesk.ui.window import Window

_KEYS = "Keys: 1 to 9 take a side, B both, E write, N and P go on and back, Ctrl+Enter settles."


class DisputesDialog(QDialog):
    """Shows what people disagree on; what was chosen is settled in one go.

    Signals:
        settled: `Changes`, when nothing is left to show.
    """

    settled = Signal(object)

    def __init__(self, window: Window, desk: Desk, record: str = "") -> None:
        super().__init__(window)
        self._desk = desk
        self._record = record
        self._wanted = record
        self._asked: Job | None = None
        self._last: Changes | None = None
        self.choices = Choices()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Disagreements")
        self.resize(QSize(1120, 680).boundedTo(self.screen().availableSize() * 0.94))
        self.table = DisputeTable(self.choices, self)
        self.view = QListView()
        self.view.setAccessibleName("Places")
        self.view.setProperty("role", "places")
        self.view.setModel(self.table)
        self.view.setWordWrap(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.view.selectionModel().currentChanged.connect(self._on_place)
        self.sides = Sides(window.theme)
        self.sides.chosen.connect(self._on_chosen)
        self.sides.grown.connect(self._bring_into_view)
        lines = column(self, gap=12, margin=24)
        self.head = label("", "head", wrap=True)
        self.said = label("", "small", wrap=True)
        lines.addWidget(self.head)
        lines.addWidget(self.said)
        lines.addWidget(self._middle(), 1)
        self._rest = QWidget()
        lines.addWidget(self._rest, 1)
        lines.addLayout(self._many())
        lines.addLayout(self._foot())
        self._bind_keys()
        desk.changed.connect(self._ask)
        self._tell()
        self._ask()

    def _middle(self) -> QSplitter:
        page = ScrollPage()
        inner = column(page, gap=0)
        inner.setContentsMargins(4, 0, 12, 0)
        inner.addWidget(self.sides)
        self._area = scrolled(page)
        left = QWidget()
        lines = column(left, gap=6)
        lines.addWidget(self.view, 1)
        steps = row(gap=4)
        self.previous = button("Previous", "quiet", self.go_back)
        self.next = button("Next open", "quiet", self.go_on)
        self.previous.setToolTip("The place before (P)")
        self.next.setToolTip("The next place without a choice (N)")
        steps.addWidget(self.previous)
        steps.addWidget(self.next)
        steps.addStretch()
        lines.addLayout(steps)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(16)
        splitter.addWidget(left)
        splitter.addWidget(self._area)
        splitter.setSizes([304, 752])
        splitter.setStretchFactor(1, 1)
        self._splitter = splitter
        return splitter

    def _many(self) -> QHBoxLayout:
        line = row(gap=8)
        self._many_words = label("Take all from", "small")
        self.who = Combo()
        self.who.setAccessibleName("Take all from")
        self.where = Combo()
        self.where.setAccessibleName("Where to take all")
        self.where.addItem("in this record", "record")
        self.where.addItem("in all records", "")
        self.take_all = button("", "", self._take_all)
        for combo in (self.who, self.where):
            combo.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)
            combo.currentIndexChanged.connect(self._count_many)
        line.addWidget(self._many_words)
        for each in (self.who, self.where, self.take_all):
            line.addWidget(each)
        line.addStretch()
        self.undo = button("Open again what was settled", "link", self._take_back)
        self.undo.hide()
        line.addWidget(self.undo)
        return line

    def _foot(self) -> QHBoxLayout:
        foot = row()
        self.keys = label(_KEYS, "small", wrap=True)
        foot.addWidget(self.keys, 1)
        foot.addWidget(button("Close", "", self.reject))
        self.settle = button("", "primary", self._settle)
        self.settle.setToolTip("Settle what was chosen (Ctrl+Enter)")
        foot.addWidget(self.settle)
        return foot

    def _bind_keys(self) -> None:
        for number in range(1, 10):
            self._bind(str(number), lambda n=number: self.sides.take(n - 1))
        self._bind("B", self.sides.take_both)
        self._bind("E", self.sides.begin_writing)
        self._bind("N", self.go_on)
        self._bind("P", self.go_back)
        self._bind("Ctrl+Return", self._settle)
        self._bind("Ctrl+Enter", self._settle)

    def _bind(self, key: str, slot: object) -> None:
        made = QShortcut(QKeySequence(key), self)
        made.activated.connect(slot)

    @property
    def here(self) -> int:
        """Return which dispute is shown, -1 for none."""
        found = self.view.currentIndex().data(PLACE_ROLE)
        return -1 if found is None else int(found)

    @Slot()
    def _ask(self) -> None:
        if self._asked:
            self._asked.drop()
        self._asked = self._desk.read(_waiting, self._show, owner=self)

    def _show(self, found: list[Dispute]) -> None:
        shown = self.choices.disputes[self.here].key if self.here >= 0 else None
        self.choices.show(found)
        self.table.refresh()
        keys = [one.key for one in found]
        records = [record for record, _ in keys]
        if shown in keys:
            self._go(keys.index(shown))
        elif self._wanted in records:
            self._go(records.index(self._wanted))
        elif found:
            self._go(max(self.choices.next_open(-1), 0))
        self._wanted = ""
        who = self.who.currentText()
        self.who.clear()
        self.who.addItems(self.choices.authors())
        self.who.setCurrentIndex(max(self.who.findText(who), 0))
        self._tell()
        self.view.setFocus()

    def _go(self, number: int) -> None:
        index = self.table.index(self.table.row_of(number))
        self.view.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self.view.scrollTo(index)
        if number == 0:
            self.view.scrollToTop()

    @Slot()
    def go_on(self) -> None:
        """Go to the next place without a choice, or to the next where all have one."""
        count = len(self.choices.disputes)
        if count:
            found = self.choices.next_open(self.here)
            self._go(found if found >= 0 else (self.here + 1) % count)

    @Slot()
    def go_back(self) -> None:
        """Go to the place before."""
        if self.choices.disputes:
            self._go((self.here - 1) % len(self.choices.disputes))

    @Slot()
    def _on_place(self) -> None:
        if self.here >= 0:
            dispute = self.choices.disputes[self.here]
            chosen = self.choices.chosen.get(dispute.key)
            can_write = not self._desk.read_only
            self.sides.show_dispute(dispute, chosen, can_write=can_write)
            self._area.verticalScrollBar().setValue(0)
        self._count_many()

    @Slot(QWidget)
    def _bring_into_view(self, widget: QWidget) -> None:
        """Scroll to a widget once the layout has room for it."""
        QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(widget, 0, 16))

    @Slot(object)
    def _on_chosen(self, choice: Choice | None) -> None:
        key = self.choices.disputes[self.here].key
        if choice is None:
            self.choices.chosen.pop(key, None)
        else:
            self.choices.chosen[key] = choice
        self.table.tell()
        self._tell()

    def _offered(self) -> dict[tuple[str, str], Choice]:
        if self.here < 0:
            return {}
        one_record = self.where.currentData() == "record"
        record = self.choices.disputes[self.here].conflict.id if one_record else ""
        return self.choices.open_from(self.who.currentText(), record)

    @Slot()
    def _count_many(self) -> None:
        count = len(self._offered())
        self.take_all.setText(f"Take in {words.count(count, 'open place')}")
        self.take_all.setAccessibleName(self.take_all.text())
        self.take_all.setEnabled(count > 0 and not self._desk.read_only)

    @Slot()
    def _take_all(self) -> None:
        self.choices.chosen |= self._offered()
        self.table.tell()
        self._on_place()
        self._tell()

    def _tell(self) -> None:
        count, chosen = len(self.choices.disputes), len(self.choices.chosen)
        records = len({one.conflict.id for one in self.choices.disputes})
        self._rest.setVisible(not count)
        waiting = (self._splitter, self._many_words, self.who, self.where, self.take_all)
        for each in (*waiting, self.settle):
            each.setVisible(bool(count))
        self.keys.setText(_KEYS if count else "")
        if not count:
            self.head.setText("Nobody disagrees")
            self.said.setText(
                "When you and a colleague change the same place in different ways, both texts wait "
                "here until somebody decides."
            )
        else:
            places, where = words.count(count, "place"), words.count(records, "record")
            self.head.setText(f"People disagree in {places} of {where}")
            self.said.setText(
                "Nothing is lost: every text stays in the history. What you leave open can be "
                "decided later, and the records can be used meanwhile."
            )
        self.settle.setText(f"Settle {words.count(chosen, 'place')}" if chosen else "Settle")
        self.settle.setAccessibleName(self.settle.text())
        self.settle.setEnabled(chosen > 0 and not self._desk.read_only)
        self._count_many()

    @Slot()
    def _settle(self) -> None:
        decisions = self.choices.decisions()
        if decisions and self.settle.isEnabled():
            self.settle.setEnabled(False)
            self._desk.write(
                lambda c: (c.settle_many(decisions), bool(_waiting(c))),
                self._after_settling,
                owner=self,
                failed=self._not_settled,
            )

    def _not_settled(self, error: Exception) -> None:
        self._tell()
        self.said.setText(str(error))

    def _after_settling(self, found: tuple[Changes, bool]) -> None:
        self._last, left = found
        if not left:
            self.settled.emit(self._last)
            self.accept()
            return
        self.undo.show()
        self._ask()

    @Slot()
    def _take_back(self) -> None:
        if self._last:
            made = self._last.revisions
            self.undo.hide()
            self._desk.write(
                lambda c: c.unsettle(made),
                lambda _: self._ask(),
                owner=self,
                failed=self._not_settled,
            )


def _waiting(collection: Collection) -> list[Dispute]:
    """Return what waits, but for records in the trash, which nobody need decide on."""
    conflicts = collection.conflicts()
    views = {record: collection.get(record) for record in {one.id for one in conflicts}}
    documents = {record: view.document for record, view in views.items() if not view.trashed}
    return disputes_of([one for one in conflicts if one.id in documents], documents)
