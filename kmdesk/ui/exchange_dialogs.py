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
    QCheckBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QRadioButton,
    QTableView,
    QWidget,
)

from kmdesk.models.kinds import KINDS
from kmdesk.ui import words
from kmdesk.ui.widgets import button, column, label, row

if TYPE_CHECKING:
    from kmdesk.exchange import Incoming, Preview, PreviewLine

EFFECTS = {
    "new": "New",
    "changed": "Changed",
    "conflict": "Disagreement to settle",
    "trashed": "Moved to the trash",
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
        self.setMinimumWidth(480)
        lines = column(self, gap=10, margin=24)
        lines.addWidget(label("Export to an exchange file", "head"))
        text = "A colleague imports the file; what both of you changed is merged, nothing is lost."
        lines.addWidget(label(text, "small", wrap=True))
        self.all = QRadioButton("All records except private ones")
        self.some = QRadioButton(f"Only what is chosen: {words.count(len(ids), 'record')}")
        self.some.setEnabled(bool(ids))
        self.all.setChecked(True)
        lines.addWidget(self.all)
        lines.addWidget(self.some)
        self.history = QCheckBox("Earlier versions too")
        self.history.setToolTip("Otherwise only the present text of each record goes along.")
        lines.addWidget(self.history)
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setAccessibleName("Passphrase")
        self.passphrase.setPlaceholderText("Leave empty to write the file unencrypted")
        caption = label("Passphrase", "label")
        caption.setBuddy(self.passphrase)
        lines.addWidget(caption)
        lines.addWidget(self.passphrase)
        foot = row()
        foot.addStretch()
        foot.addWidget(button("Cancel", "", self.reject))
        self.go = button("Choose where to write it…", "primary", self.accept)
        self.go.setDefault(True)
        foot.addWidget(self.go)
        lines.addSpacing(8)
        lines.addLayout(foot)

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

    def __init__(self, parent: QWidget, incoming: Incoming, preview: Preview) -> None:
        super().__init__(parent)
        self._incoming = incoming
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Import")
        self.resize(720, 520)
        lines = column(self, gap=10, margin=24)
        lines.addWidget(label(f"From {preview.sender or 'a colleague'}", "head", wrap=True))
        made = words.full_moment(preview.made)
        lines.addWidget(label(f"{incoming.path.name}, made {made}", "small", wrap=True))
        counts = row(gap=8)
        for effect, word in EFFECTS.items():
            if number := preview.count(effect):  # type: ignore[arg-type]
                pill = label(f"{word}: {number:,}")
                pill.setProperty("role", "pill")
                pill.setProperty("tone", _TONES[effect])
                counts.addWidget(pill)
        counts.addStretch()
        lines.addLayout(counts)
        self.view = _preview_view(PreviewTable(preview.lines, self))
        lines.addWidget(self.view, 1)
        brings = any(line.effect != "known" for line in preview.lines)
        text = (
            "A backup is made first, and the whole import can be undone."
            if brings
            else "Everything in this file is here already."
        )
        lines.addWidget(label(text, "small", wrap=True))
        foot = row()
        foot.addStretch()
        foot.addWidget(button("Cancel" if brings else "Close", "", self.reject))
        self.go = button("Import", "primary", self.accept)
        self.go.setDefault(True)
        if brings:
            foot.addWidget(self.go)
        lines.addLayout(foot)

    @Slot()
    def accept(self) -> None:
        """Tell that the person agreed."""
        super().accept()
        self.agreed.emit(self._incoming)


_TONES = {"new": "good", "changed": "", "conflict": "warn", "trashed": "", "known": ""}


def _preview_view(table: PreviewTable) -> QTableView:
    view = QTableView()
    view.setProperty("role", "plain")
    view.setAccessibleName("What the import would do")
    view.setModel(table)
    view.setShowGrid(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
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
