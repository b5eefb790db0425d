"""What to export, and what an import would do before it does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QRadioButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from kmdesk.base.errors import UserError
from kmdesk.models.difference import Difference, difference
from kmdesk.models.kind import Kind
from kmdesk.models.kinds import KINDS
from kmdesk.store.views import RecordView
from kmdesk.ui import words
from kmdesk.ui.difference import DifferenceView
from kmdesk.ui.document_text import as_html
from kmdesk.ui.editor.conflicts import value_in_words
from kmdesk.ui.theme import Theme
from kmdesk.ui.widgets import Tick, button, column, label, row

if TYPE_CHECKING:
    from kmdesk.exchange import Incoming, Preview, PreviewLine
    from kmdesk.store.collection import Collection
    from kmdesk.store.union import Bundle
    from kmdesk.ui.window import Window
    from kmdesk.ui.workers import Job

EFFECTS = {
    "new": "New",
    "changed": "Changed",
    "conflict": "Disagreement to settle",
    "trashed": "Moved to the trash",
    "erased": "Erased for good",
    "known": "Nothing new",
}
_NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class ExportDialog(QDialog):
    """Chooses what an exchange file carries.

    Signals:
        chosen: ids or None for all, passphrase or "", whether earlier versions go along.
    """

    chosen = Signal(object, str, bool)

    def __init__(self, parent: QWidget, ids: list[str]) -> None:
        super().__init__(parent)
        self._ids = ids
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Export")
        self.setMinimumWidth(520)
        lines = column(self, gap=16, margin=24)
        head = column(gap=4)
        head.addWidget(label("Export to an exchange file", "head"))
        text = "A colleague imports the file. What both of you changed is merged; nothing is lost."
        head.addWidget(label(text, "small", wrap=True))
        lines.addLayout(head)
        lines.addLayout(self._choices())
        lines.addLayout(self._secret())
        lines.addLayout(self._foot())

    def _choices(self) -> QVBoxLayout:
        self.all = QRadioButton("All records except private ones")
        self.some = QRadioButton(f"Only what is chosen: {words.count(len(self._ids), 'record')}")
        self.some.setEnabled(bool(self._ids))
        self.all.setChecked(True)
        self.history = Tick("Earlier versions too")
        self.history.setToolTip("Otherwise only the present text of each record goes along.")
        lines = column(gap=4)
        lines.addWidget(label("What goes along", "label"))
        for each in (self.all, self.some, self.history):
            each.setAccessibleName(each.text())
            lines.addWidget(each, 0, Qt.AlignmentFlag.AlignLeft)
        return lines

    def _secret(self) -> QVBoxLayout:
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setAccessibleName("Passphrase")
        self.passphrase.setPlaceholderText("Leave empty to write the file unencrypted")
        caption = label("Passphrase", "label")
        caption.setBuddy(self.passphrase)
        lines = column(gap=4)
        lines.addWidget(caption)
        lines.addWidget(self.passphrase)
        return lines

    def _foot(self) -> QHBoxLayout:
        foot = row()
        foot.addStretch()
        foot.addWidget(button("Cancel", "", self.reject))
        self.go = button("Choose where to write it…", "primary", self.accept)
        self.go.setDefault(True)
        foot.addWidget(self.go)
        return foot

    def accept(self) -> None:
        """Tell what was chosen."""
        ids = self._ids if self.some.isChecked() else None
        super().accept()
        self.chosen.emit(ids, self.passphrase.text(), self.history.isChecked())


class PreviewTable(QAbstractTableModel):
    """What an import would do to each record."""

    HEADINGS = ("What happens", "Record", "Kind")

    def __init__(self, lines: tuple[PreviewLine, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        order = list(EFFECTS)
        self._lines = sorted(lines, key=lambda line: (order.index(line.effect), line.title))

    def line(self, row: int) -> PreviewLine:
        """Return what stands in a row."""
        return self._lines[row]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many records the file speaks of."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.HEADINGS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> Any:
        """Return the heading of a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.HEADINGS[section]
        return None

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Return a cell in words."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            kind = KINDS[line.kind].label if line.kind in KINDS else line.kind
            return (EFFECTS[line.effect], f"{line.reference}  {line.title}", kind)[index.column()]
        return None


class ImportDialog(QDialog):
    """Shows what an import would do, and asks whether it should.

    Signals:
        agreed: the file that was read.
    """

    agreed = Signal(object)

    def __init__(self, parent: Window, incoming: Incoming, preview: Preview, theme: Theme) -> None:
        super().__init__(parent)
        self._desk = parent.desk
        self._asked: Job | None = None
        self._incoming = incoming
        self._theme = theme
        theme.changed.connect(self._show_line)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Import")
        self.resize(1120, 640)
        self._brings = any(line.effect != "known" for line in preview.lines)
        lines = column(self, gap=12, margin=24)
        lines.addLayout(self._head(preview))
        lines.addWidget(self._middle(preview), 1)
        lines.addLayout(self._foot())
        if preview.lines:
            self.view.selectRow(0)

    def _head(self, preview: Preview) -> QVBoxLayout:
        lines = column(gap=4)
        lines.addWidget(label(f"From {preview.sender or 'a colleague'}", "head", wrap=True))
        made = words.full_moment(preview.made)
        lines.addWidget(label(f"{self._incoming.path.name}, made {made}", "small", wrap=True))
        lines.addSpacing(4)
        lines.addLayout(_counts(preview))
        return lines

    def _middle(self, preview: Preview) -> QSplitter:
        self.table = PreviewTable(preview.lines, self)
        self.view = _preview_view(self.table)
        self.view.selectionModel().currentRowChanged.connect(self._show_line)
        self.difference = DifferenceView(self._theme, "What would become of the record")
        self.text = self.difference.text
        middle = QSplitter(Qt.Orientation.Horizontal)
        middle.setChildrenCollapsible(False)
        middle.setHandleWidth(12)
        middle.addWidget(self.view)
        middle.addWidget(self.difference)
        middle.setSizes([520, 520])
        return middle

    def _foot(self) -> QHBoxLayout:
        text = (
            "A backup is made first, and the whole import can be undone."
            if self._brings
            else "Everything in this file is here already."
        )
        foot = row()
        foot.addWidget(label(text, "small"))
        foot.addStretch()
        foot.addWidget(button("Cancel" if self._brings else "Close", "", self.reject))
        self.go = button("Import", "primary", self.accept)
        self.go.setDefault(self._brings)
        if self._brings:
            foot.addWidget(self.go)
        return foot

    @Slot()
    def _show_line(self) -> None:
        row = self.view.currentIndex().row()
        if row < 0:
            return
        line = self.table.line(row)
        if self._asked:
            self._asked.drop()
        if not line.readable or line.kind not in KINDS:
            self.difference.show_sentence("The file says nothing of what this record holds.")
            return
        bundle = self._incoming.bundle
        self._asked = self._desk.read(
            lambda c: _what_becomes(c, bundle, line), self._show_what_becomes, owner=self
        )

    def _show_what_becomes(self, found: tuple[Kind, RecordView, Difference | None]) -> None:
        kind, after, changes = found
        if changes is None:
            self.difference.show_html(as_html(kind, after.document, (), self._theme.tokens))
            return
        lead = _disagreements(kind, after)
        self.difference.show_difference(changes, ("Now", "After the import"), lead)

    @Slot()
    def accept(self) -> None:
        """Tell that the person agreed."""
        super().accept()
        self.agreed.emit(self._incoming)


def _what_becomes(
    collection: Collection, bundle: Bundle, line: PreviewLine
) -> tuple[Kind, RecordView, Difference | None]:
    """Return a record after the import, and what would become of one that is here already."""
    kind = KINDS[line.kind]
    if line.effect == "known":
        return kind, collection.get(line.id), None
    after = collection.would_show(bundle, line.id)
    if after is None:
        raise UserError("The file changed since it was read; nothing was imported.")
    if line.effect == "new":
        return kind, after, None
    before = collection.get(line.id)
    return kind, after, difference(kind, before.document, after.document, collection.title_of)


_TONES = {"new": "good", "changed": "", "conflict": "warn", "trashed": "", "known": ""}


def _counts(preview: Preview) -> QHBoxLayout:
    """Return pills that say how many records each effect has."""
    counts = row(gap=8)
    for effect, word in EFFECTS.items():
        if number := preview.count(effect):  # type: ignore[arg-type]
            pill = label(f"{word}: {number:,}")
            pill.setProperty("role", "pill")
            pill.setProperty("tone", _TONES[effect])
            counts.addWidget(pill)
    counts.addStretch()
    return counts


def _disagreements(kind: Kind, after: RecordView) -> str:
    """Return what people would disagree on after an import, in words; "" for nothing."""
    if not after.conflicts:
        return ""
    lines = ["You would have to choose after the import; until then every value is kept."]
    for conflict in after.conflicts:
        values = [value_in_words(kind, conflict.path, one.value) for one in conflict.values]
        said = " or ".join(f"“{v if len(v) <= 200 else v[:200] + '…'}”" for v in values)
        lines.append(f"{words.path_in_words(kind, conflict.path)}: {said}")
    return "\n".join(lines)


def _preview_view(table: PreviewTable) -> QTableView:
    view = QTableView()
    view.setProperty("role", "plain")
    view.setAccessibleName("What the import would do")
    view.setModel(table)
    view.setShowGrid(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setTabKeyNavigation(False)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(34)
    view.setWordWrap(False)
    head = view.horizontalHeader()
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    head.setHighlightSections(False)
    head.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
    head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    head.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
    return view
