"""What an import would do before it does it, and which of it is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSplitter,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from kmdesk.base.errors import UserError
from kmdesk.models.difference import Difference, Titles, difference
from kmdesk.models.kinds import KINDS, kind_shown
from kmdesk.models.text_difference import shortened
from kmdesk.store.views import ConflictValue, ConflictView, RecordView
from kmdesk.ui import erasing, words
from kmdesk.ui.difference import DifferenceView
from kmdesk.ui.difference_text import own_words_html
from kmdesk.ui.disputes.choices import place_in_words
from kmdesk.ui.document_text import as_html
from kmdesk.ui.editor.conflicts import own_words, signature
from kmdesk.ui.theme import Theme, Tokens
from kmdesk.ui.widgets import button, card, column, draw_tick, label, row

if TYPE_CHECKING:
    from kmdesk.exchange import Preview, PreviewLine
    from kmdesk.models.revision import Header
    from kmdesk.store.collection import Collection
    from kmdesk.store.union import Bundle
    from kmdesk.store.views import RevisionView
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


class Offer(Protocol):
    """What an import is asked about: a file, or what a folder has."""

    @property
    def path(self) -> Path:
        """The file or the folder."""
        raise NotImplementedError

    @property
    def bundle(self) -> Bundle:
        """What it holds."""
        raise NotImplementedError


class PreviewTable(QAbstractTableModel):
    """What an import would do to each record."""

    HEADINGS = ("What happens", "Record", "Kind")

    def __init__(self, lines: tuple[PreviewLine, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        order = list(EFFECTS)
        self._lines = sorted(lines, key=lambda line: (order.index(line.effect), line.title))
        self._left: set[str] = set()

    @property
    def bringing(self) -> int:
        """Return how many records the file brings something for."""
        return sum(line.effect != "known" for line in self._lines)

    @property
    def left(self) -> frozenset[str]:
        """Return the records that are not to be taken."""
        return frozenset(self._left)

    def taken(self) -> frozenset[str]:
        """Return the records that are to be taken."""
        return frozenset(line.id for line in self._lines if line.id not in self._left)

    def choose(self, rows: Sequence[int], *, take: bool) -> None:
        """Have some rows taken or left, where they bring something."""
        ids = {self._lines[row].id for row in rows if self._lines[row].effect != "known"}
        self._left = self._left - ids if take else self._left | ids
        if rows:
            self.dataChanged.emit(self.index(min(rows), 0), self.index(max(rows), 0))

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done with a cell: the first one of a row has a box to tick."""
        flags = super().flags(index)
        if index.column() == 0 and self._lines[index.row()].effect != "known":
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def setData(self, index: Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        """Take or leave a record."""
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != 0:
            return False
        self.choose([index.row()], take=Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

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
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            if line.effect == "known":
                return None
            left = line.id in self._left
            return Qt.CheckState.Unchecked if left else Qt.CheckState.Checked
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            kind = KINDS[line.kind].label if line.kind in KINDS else line.kind
            return (EFFECTS[line.effect], f"{line.reference}  {line.title}", kind)[index.column()]
        return None


class PreviewView(QTableView):
    """The table of a preview: Space takes or leaves the records that are selected."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick or untick what is selected."""
        table = self.model()
        if event.key() != Qt.Key.Key_Space or not isinstance(table, PreviewTable):
            super().keyPressEvent(event)
            return
        rows = [index.row() for index in self.selectionModel().selectedRows()]
        states = [table.index(row, 0).data(Qt.ItemDataRole.CheckStateRole) for row in rows]
        table.choose(rows, take=Qt.CheckState.Checked not in states)


class TickDelegate(QStyledItemDelegate):
    """Draws the tick in the boxes of a table or list; the style sheet draws the boxes."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the size of the words with room for the box, which a styled cell leaves out."""
        return super().sizeHint(option, index) + QSize(24, 0)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the cell, and the tick over it."""
        super().paint(painter, option, index)
        drawn = QStyleOptionViewItem(option)
        self.initStyleOption(drawn, index)
        if drawn.checkState != Qt.CheckState.Checked:
            return
        element = QStyle.SubElement.SE_ItemViewItemCheckIndicator
        box = drawn.widget.style().subElementRect(element, drawn, drawn.widget)
        draw_tick(painter, QRectF(box).center(), QGuiApplication.palette())


class ImportDialog(QDialog):
    """Shows what an import would do, lets the person choose, and asks whether it should.

    Signals:
        agreed: ids of the records to take, None for all.
    """

    agreed = Signal(object)

    def __init__(
        self,
        parent: Window,
        offer: Offer,
        preview: Preview,
        theme: Theme,
        notes: Sequence[str] = (),
        *,
        deed: Literal["Import", "Swap"] = "Import",
    ) -> None:
        super().__init__(parent)
        self._desk = parent.desk
        self._deed = deed
        self._asked: Job | None = None
        self._offer = offer
        self._theme = theme
        self._preview = preview
        theme.changed.connect(self._show_line)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(deed)
        self.resize(1120, 640)
        self._brings = preview.brings
        lines = column(self, gap=12, margin=24)
        lines.addLayout(self._head(preview))
        self.warning = label("", wrap=True)
        self.erased = label("", wrap=True)
        for texts, tone, shown in (
            ([self.warning], "warn", bool(preview.trashes_many)),
            ([self.erased], "warn", bool(preview.erasures)),
            ([label(note, wrap=True) for note in notes], "", bool(notes)),
        ):
            lines.addWidget(made := _told(texts, tone))
            made.setVisible(shown)
        lines.addWidget(self._middle(preview), 1)
        lines.addLayout(self._foot())
        self.table.dataChanged.connect(self._judge)
        self._judge()
        if preview.lines:
            self.view.selectRow(0)

    def _head(self, preview: Preview) -> QVBoxLayout:
        lines = column(gap=4)
        lines.addWidget(label(f"From {preview.sender or 'a colleague'}", "head", wrap=True))
        made = f", made {words.full_moment(preview.made)}" if preview.made else ""
        lines.addWidget(label(f"{self._offer.path.name}{made}", "small", wrap=True))
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
        middle.addWidget(self._choosing())
        middle.addWidget(self.difference)
        middle.setSizes([520, 520])
        return middle

    def _choosing(self) -> QWidget:
        """Return the table with what chooses many at once below it."""
        made = QWidget()
        lines = column(made, gap=8)
        lines.addWidget(self.view, 1)
        line = row(gap=8)
        self.count = label("", "small")
        self.every = button("Take all", "link", lambda: self._choose_all(take=True))
        self.none = button("Take none", "link", lambda: self._choose_all(take=False))
        for each in (self.every, self.none):
            each.setVisible(self._brings)
            line.addWidget(each)
        line.addStretch()
        line.addWidget(self.count)
        lines.addLayout(line)
        return made

    def _choose_all(self, *, take: bool) -> None:
        self.table.choose(range(self.table.rowCount()), take=take)

    @Slot()
    def _judge(self) -> None:
        bringing, left = self.table.bringing, len(self.table.left)
        self.count.setText(f"{bringing - left:,} of {bringing:,} chosen" if self._brings else "")
        self.go.setEnabled(bringing > left)
        seen = self._preview.only(self.table.taken())
        self.erased.setText(erasing.notes(seen) or "What would have been erased is not taken.")
        if many := seen.trashes_many:
            self.warning.setText(
                f"{words.count(many, 'record')} here would move to the trash. Look at them first, "
                "and untick what should stay; the trash can be undone."
            )
        elif self._preview.trashes_many:
            self.warning.setText("What would have moved to the trash is not taken.")

    def _foot(self) -> QHBoxLayout:
        but = ", but for what it erases" if self._preview.erasures else ""
        text = (
            f"A backup is made first, and what is taken can be undone{but}. What you leave can "
            "come later."
            if self._brings
            else "Everything in this file is here already."
        )
        foot = row()
        foot.addWidget(label(text, "small", wrap=True), 1)
        foot.addWidget(button("Cancel" if self._brings else "Close", "", self.reject))
        self.go = button(self._deed, "primary", self.accept)
        self.go.setDefault(self._brings)
        if self._brings:
            foot.addWidget(self.go)
        else:
            self.go.setParent(self)
            self.go.hide()
        return foot

    @Slot()
    def _show_line(self) -> None:
        row = self.view.currentIndex().row()
        if row < 0:
            return
        line = self.table.line(row)
        if self._asked:
            self._asked.drop()
        if line.effect == "erased":
            self.difference.show_sentence(_erased_in_words(line))
            return
        if not line.readable or line.kind not in KINDS:
            self.difference.show_sentence("The file says nothing of what this record holds.")
            return
        bundle, tokens = self._offer.bundle, self._theme.tokens
        coming = {one.id: one.title for one in self._preview.lines}
        self._asked = self._desk.read(
            lambda c: _what_becomes(
                c, bundle, line, tokens, lambda one: c.title_of(one) or coming.get(one, "")
            ),
            lambda found: self._show_what_becomes(found, line.merged_in_words()),
            owner=self,
        )

    def _show_what_becomes(
        self, found: str | tuple[RecordView, list[ConflictView], Difference], merged: str
    ) -> None:
        if isinstance(found, str):
            self.difference.show_html(found)
            return
        after, conflicts, changes = found
        deed = self._deed.lower()
        disagreements = _disagreements(after, conflicts, self._theme)
        lead = f"You would have to choose after the {deed}; until then every value is kept."
        self.difference.show_difference(
            changes,
            ("Now", f"After the {deed}"),
            "\n".join(filter(None, (merged, lead if disagreements else ""))),
            disagreements,
        )

    @Slot()
    def accept(self) -> None:
        """Tell what the person agreed to."""
        chosen = self.table.taken() if self.table.left else None
        super().accept()
        self.agreed.emit(chosen)


def _what_becomes(
    collection: Collection, bundle: Bundle, line: PreviewLine, tokens: Tokens, titles: Titles
) -> str | tuple[RecordView, list[ConflictView], Difference]:
    """Return a record as HTML; one that would change, after the import and with what changes."""
    kind = kind_shown(line.kind)
    if line.effect == "known":
        return as_html(kind, collection.get(line.id).document, (), tokens, titles)
    after = collection.would_show(bundle, line.id)
    if after is None:
        raise UserError("The file changed since it was read; nothing was imported.")
    if line.effect == "new":
        return as_html(kind, after.document, (), tokens, titles)
    before = collection.get(line.id)
    changes = difference(kind, before.document, after.document, titles)
    return after, _conflicts(collection, bundle, after), changes


def _conflicts(collection: Collection, bundle: Bundle, after: RecordView) -> list[ConflictView]:
    """Return what people would disagree on after an import, with who wrote each value."""
    if not after.conflicts:
        return []
    written: dict[str, RevisionView | Header] = {
        one.id: one for one in collection.history(after.id)
    }
    written |= {one.id: one for one in bundle.headers if one.record == after.id}
    made = []
    for conflict in after.conflicts:
        by = ((one, written[one.revision]) for one in conflict.values)
        values = tuple(
            ConflictValue(one.value, of.author, of.device, of.time, one.revision) for one, of in by
        )
        made.append(
            ConflictView(after.id, after.reference, after.title, conflict.path, values, after.kind)
        )
    return made


def _erased_in_words(line: PreviewLine) -> str:
    if not line.erasures:
        return "This record was erased for good before it ever came here. It stays away."
    return "\n".join(erasing.in_words(one) for one in line.erasures)


_TONES = {
    "new": "good",
    "changed": "",
    "conflict": "warn",
    "trashed": "",
    "erased": "warn",
    "known": "",
}


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


def _told(texts: Sequence[QLabel], tone: str) -> QFrame:
    made = card(tone=tone)
    lines = column(made, gap=4)
    lines.setContentsMargins(16, 8, 16, 8)
    for each in texts:
        lines.addWidget(each)
    return made


def _disagreements(after: RecordView, conflicts: Sequence[ConflictView], theme: Theme) -> str:
    """Return what people would disagree on after an import, value below value, as HTML."""
    kind, muted = kind_shown(after.kind), theme.tokens.muted
    lines = []
    for conflict in conflicts:
        place = escape(place_in_words(kind, conflict.path, after.document))
        lines.append(f'<p style="margin:10px 0 2px 0; font-weight:600">{place}</p>')
        for value in conflict.values:
            runs = shortened(own_words(kind, conflict, value))
            signed = escape(signature(value, shown=value is conflict.values[0]))
            lines.append(
                f'<p style="margin:4px 0 0 16px">{own_words_html(runs, theme)}<br>'
                f'<span style="color:{muted}">{signed}</span></p>'
            )
    return "".join(lines)


def _preview_view(table: PreviewTable) -> PreviewView:
    view = PreviewView()
    view.setItemDelegateForColumn(0, TickDelegate(view))
    view.setProperty("role", "plain")
    view.setAccessibleName("What the import would do")
    view.setModel(table)
    view.setShowGrid(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
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
