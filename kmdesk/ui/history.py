"""The history of a record: who changed what and when, what became of it, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QSplitter, QWidget

from kmdesk.base.errors import UserError
from kmdesk.models.difference import Difference, sections_of
from kmdesk.models.kind import Kind
from kmdesk.models.kinds import kind_shown
from kmdesk.models.saying import inside
from kmdesk.store.views import Changes, RecordView, RevisionView
from kmdesk.ui import words
from kmdesk.ui.desk import Desk
from kmdesk.ui.difference import DifferenceView
from kmdesk.ui.document_text import as_html
from kmdesk.ui.editor.simple import Combo
from kmdesk.ui.history_list import HistoryList
from kmdesk.ui.tables.revisions import RevisionTable
from kmdesk.ui.widgets import Elided, button, column, label, row
from kmdesk.ui.workers import Job

if TYPE_CHECKING:
    from kmdesk.store.collection import Collection
    from kmdesk.ui.window import Window

CHANGED, UNTIL_NOW, WHOLE = range(3)
_SHOWN = ("What it changed", "What changed since", "The whole version")


@dataclass(frozen=True)
class Restored:
    """What was restored, so that it can be told and taken back.

    Attributes:
        what: what people call it.
        when: when the version was saved that it was taken from.
        fields: empty for the whole record.
        before: the revision that was the newest until then; "" where there were several.
    """

    record_id: str
    what: str
    when: str
    fields: tuple[str, ...]
    before: str


class HistoryDialog(QDialog):
    """Shows the revisions of a record and what became of it from one to another.

    Signals:
        restored: a `Restored`: an earlier version, or a part of it, became the newest.
    """

    restored = Signal(object)

    def __init__(self, window: Window, desk: Desk, view: RecordView) -> None:
        super().__init__(window)
        self._theme = window.theme
        self._desk = desk
        self._record_id = view.id
        self._kind = kind_shown(view.kind)
        self._asked: Job | None = None
        self._all: list[RevisionView] = []
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("History")
        self.resize(1120, 680)
        self.table = RevisionTable(self._kind, self)
        self.view = HistoryList(self.table, window.theme)
        self.difference = DifferenceView(window.theme, "What became of the record")
        self.text = self.difference.text
        lines = column(self, gap=12, margin=24)
        lines.addWidget(label(view.title, "head", wrap=True))
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(16)
        splitter.addWidget(self._left())
        splitter.addWidget(self._right())
        splitter.setSizes([392, 664])
        lines.addWidget(splitter, 1)
        lines.addLayout(self._foot())
        self.view.selectionModel().selectionChanged.connect(self._on_chosen)
        window.theme.changed.connect(self._on_chosen)
        desk.read(lambda c: c.history(view.id), self._show, owner=self)

    def _left(self) -> QWidget:
        holder = QWidget()
        lines = column(holder, gap=6)
        self.part = Combo()
        self.part.setAccessibleName("Only versions that changed")
        self.part.setToolTip("Show only the versions that changed a part of the record.")
        self.part.currentIndexChanged.connect(self._narrow)
        lines.addWidget(self.part)
        lines.addWidget(self.view, 1)
        hint = "Choose two versions to compare them: Ctrl and click, or Ctrl+Space."
        lines.addWidget(label(hint, "small", wrap=True))
        return holder

    def _right(self) -> QWidget:
        holder = QWidget()
        lines = column(holder, gap=6)
        top = row(gap=12)
        self.said = Elided("", "section")
        self.shown = Combo()
        self.shown.setAccessibleName("What to show of the version")
        self.shown.addItems(_SHOWN)
        self.shown.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)
        self.shown.currentIndexChanged.connect(self._on_chosen)
        top.addWidget(self.said, 1)
        top.addWidget(self.shown)
        lines.addLayout(top)
        lines.addWidget(self.difference, 1)
        return holder

    def _foot(self) -> QHBoxLayout:
        foot = row()
        foot.addWidget(label("Restoring adds a new version; nothing is lost.", "small"))
        foot.addStretch()
        foot.addWidget(button("Close", "", self.reject))
        self.what = Combo()
        self.what.setAccessibleName("What to restore")
        foot.addWidget(self.what)
        self.restore = button("Restore this version", "primary", self._restore)
        self.restore.setEnabled(False)
        foot.addWidget(self.restore)
        return foot

    @property
    def chosen(self) -> list[RevisionView]:
        """Return the revisions chosen, the latest first."""
        return self.view.chosen()

    def _show(self, revisions: list[RevisionView]) -> None:
        self._all = revisions
        parts = parts_of(self._kind, revisions)
        self.part.addItem("All versions", ())
        self.what.addItem("Everything", ())
        for name, fields in parts:
            self.part.addItem(f"Only where this changed: {name}", fields)
            self.what.addItem(f"Only: {name}", fields)
        for combo in (self.part, self.what):
            combo.setMinimumContentsLength(18)
            combo.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.what.setEnabled(not self._desk.read_only)
        self.what.currentIndexChanged.connect(self._name_button)
        self._narrow()
        self.view.setFocus()

    @Slot()
    def _narrow(self) -> None:
        fields = self._fields
        found = [one for one in self._all if not fields or one.touches(fields)]
        self.table.show_revisions(found)
        at = self.what.findData(fields)
        self.what.setCurrentIndex(max(at, 0))
        if found:
            first = self.table.index(0)
            self.view.selectionModel().setCurrentIndex(
                first, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )

    @Slot()
    def _name_button(self) -> None:
        part = bool(self.what.currentData())
        text = "Restore this part" if part else "Restore this version"
        self.restore.setText(text)
        self.restore.setAccessibleName(text)

    @property
    def _fields(self) -> tuple[str, ...]:
        return tuple(self.part.currentData() or ())

    @Slot()
    def _on_chosen(self) -> None:
        chosen = self.chosen
        if not chosen:
            return
        if self._asked:
            self._asked.drop()
        one = len(chosen) == 1
        self.shown.setEnabled(one)
        self.restore.setEnabled(
            one and not self._desk.read_only and chosen[0].readable and not chosen[0].current
        )
        if not one:
            self._compare(chosen[-1], chosen[0])
        elif not chosen[0].readable:
            self._say(chosen[0])
            self.difference.show_sentence(
                f"Something in this version was {chosen[0].erased}."
                if chosen[0].erased
                else "The text of this version is not here: it stayed with the colleague who "
                "wrote it."
            )
        elif self.shown.currentIndex() == WHOLE:
            self._show_whole(chosen[0])
        elif self.shown.currentIndex() == UNTIL_NOW:
            self._compare(chosen[0], self._all[0])
        else:
            self._show_changed(chosen[0])

    def _say(self, revision: RevisionView) -> None:
        self.said.set_full(f"{moment(revision)}, {revision.author or 'somebody'}")

    def _show_changed(self, revision: RevisionView) -> None:
        self._say(revision)
        record_id = self._record_id
        heads = ("Before", moment(revision))
        self._asked = self._desk.read(
            lambda c: c.difference(record_id, revision.id),
            lambda found: self._tell(found, heads),
            owner=self,
            failed=lambda _: self._show_whole(revision),
        )

    def _compare(self, before: RevisionView, after: RevisionView) -> None:
        heads = (moment(before), moment(after))
        self.said.set_full(f"From {heads[0]} to {heads[1]}")
        record_id = self._record_id
        self._asked = self._desk.read(
            lambda c: c.difference(record_id, after.id, before.id),
            lambda found: self._tell(found, heads),
            owner=self,
            failed=self._cannot_compare,
        )

    def _cannot_compare(self, _error: UserError | Exception) -> None:
        self.difference.show_sentence(
            "The text of one of these versions is not here, so they cannot be compared."
        )

    def _tell(self, found: Difference, heads: tuple[str, str]) -> None:
        self.difference.show_difference(found.only(self._fields), heads)

    def _show_whole(self, revision: RevisionView) -> None:
        """Show a version as it was, with the fields marked that it changed."""
        self._say(revision)
        record_id = self._record_id
        touched = (*revision.changed, *revision.removed) if revision.parents else ()
        names = {path.split("/", 1)[0] for path in touched}

        kind, tokens = self._kind, self._theme.tokens

        def told(collection: Collection) -> str:
            view = collection.at_revision(record_id, revision.id)
            return as_html(kind, view.document, names, tokens, collection.title_of)

        self._asked = self._desk.read(told, self.difference.show_html, owner=self)

    @Slot()
    def _restore(self) -> None:
        if len(self.chosen) != 1:
            return
        [revision] = self.chosen
        fields = tuple(self.what.currentData() or ())
        current = [one.id for one in self._all if one.current]
        done = Restored(
            record_id=self._record_id,
            what=self.what.currentText().removeprefix("Only: ") if fields else "",
            when=moment(revision),
            fields=fields,
            before=current[0] if len(current) == 1 else "",
        )
        self.restore.setEnabled(False)
        self._desk.write(
            lambda c: c.restore(done.record_id, revision.id, fields),
            lambda changes: self._after_restoring(changes, done),
            owner=self,
            failed=self._not_restored,
        )

    def _not_restored(self, error: Exception) -> None:
        self.difference.show_sentence(str(error))

    def _after_restoring(self, changes: Changes, done: Restored) -> None:
        if not changes.ids:
            self.difference.show_sentence("It is the same in the newest version: nothing to do.")
            return
        self.accept()
        self.restored.emit(done)


def moment(revision: RevisionView) -> str:
    """Return when a revision was saved."""
    return words.full_moment(revision.time)


def parts_of(kind: Kind, revisions: list[RevisionView]) -> list[tuple[str, tuple[str, ...]]]:
    """Return the sections and fields that revisions touched, with their fields, in order."""
    parts: list[tuple[str, tuple[str, ...]]] = []
    for name, fields in sections_of(kind):
        touched = [one for one in fields if any(r.touches((one,)) for r in revisions)]
        if not touched:
            continue
        if len(fields) == 1:
            parts.append((inside(name), fields))
            continue
        parts.append((f"section “{name}”", fields))
        parts += [(inside(kind.fields[one].label), (one,)) for one in touched]
    return parts
