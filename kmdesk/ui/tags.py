"""The tags of a collection: rename, merge and remove them; and the tags of records chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSortFilterProxyModel, Qt, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHeaderView, QLineEdit, QTableView

from kmdesk.models.kind import Field
from kmdesk.ui import dialogs, words
from kmdesk.ui.editor.tags import TagEdit
from kmdesk.ui.widgets import Flow, button, column, label, row

if TYPE_CHECKING:
    from kmdesk.store.collection import Collection
    from kmdesk.ui.window import Window

FOLDED = int(Qt.ItemDataRole.UserRole)


class TagsDialog(QDialog):
    """Lists every tag with how many records have it.

    Signals:
        changed: the tags to replace, and the one to put in their place or "".
    """

    changed = Signal(object, str)

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._used: Mapping[str, int] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Tags")
        self.resize(640, 560)
        self._model = QStandardItemModel(0, 2, self)
        self._model.setHorizontalHeaderLabels(["Tag", "Records"])
        self._shown = QSortFilterProxyModel(self)
        self._shown.setSourceModel(self._model)
        self._shown.setFilterRole(FOLDED)
        self._shown.setSortRole(FOLDED)
        lines = column(self, gap=12, margin=24)
        lines.addWidget(label("Tags", "head"))
        about = "A change reaches every record with the tag, those in the trash too."
        lines.addWidget(label(about, "small", wrap=True))
        self.filter = QLineEdit()
        self.filter.setAccessibleName("Find a tag")
        self.filter.setPlaceholderText("Find a tag…")
        self.filter.textChanged.connect(self._on_filter)
        lines.addWidget(self.filter)
        self.table = self._make_table()
        lines.addWidget(self.table, 1)
        self._state = label("", "small")
        lines.addWidget(self._state)
        self._rename = button("Rename…", "", self.rename)
        self._merge = button("Merge…", "", self.merge)
        self._remove = button("Remove…", "", self.remove)
        self._find = button("Show the records", "", self.show_records)
        foot = row()
        acts = Flow(gap=8)
        foot.addWidget(acts, 1)
        acts.put([self._rename, self._merge, self._remove, self._find])
        foot.addWidget(button("Close", "", self.reject))
        lines.addLayout(foot)
        window.desk.changed.connect(self._ask)
        self._on_selection()
        self._ask()

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setProperty("role", "plain")
        table.setAccessibleName("Tags")
        table.setModel(self._shown)
        table.setSortingEnabled(True)
        table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        head = table.horizontalHeader()
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.selectionModel().selectionChanged.connect(self._on_selection)
        table.doubleClicked.connect(self.rename)
        return table

    @property
    def chosen(self) -> list[str]:
        """Return the tags chosen."""
        rows = self.table.selectionModel().selectedRows(0)
        return [index.data() for index in rows]

    @Slot()
    def _ask(self) -> None:
        self._window.desk.read(lambda c: c.all_tags(), self._show, owner=self)

    def _show(self, used: Mapping[str, int]) -> None:
        if used == self._used and used:
            return
        self._used = used
        self._model.removeRows(0, self._model.rowCount())
        for tag, number in used.items():
            name, count = QStandardItem(tag), QStandardItem(f"{number:,}")
            name.setData(words.folded(tag), FOLDED)
            count.setData(number, FOLDED)
            count.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._model.appendRow([name, count])
        self._on_selection()

    @Slot(str)
    def _on_filter(self, text: str) -> None:
        self._shown.setFilterFixedString(words.folded(text.strip()))

    @Slot()
    def _on_selection(self) -> None:
        number = len(self.chosen)
        for made, enabled in (
            (self._rename, number == 1),
            (self._merge, number > 1),
            (self._remove, number > 0),
        ):
            made.setEnabled(enabled and not self._window.desk.read_only)
        self._find.setEnabled(number == 1)
        text = words.count(len(self._used), "tag")
        if not self._used:
            text = "No record has a tag yet. Add tags at the end of a record."
        elif number > 1:
            text = f"{number} of {text} selected"
        self._state.setText(text)

    @Slot()
    def rename(self) -> None:
        """Ask for another name for the tag chosen."""
        if self._rename.isEnabled():
            self._ask_name("Rename", "Rename the tag to:", self.chosen)

    @Slot()
    def merge(self) -> None:
        """Ask what the tags chosen should be called together."""
        self._ask_name("Merge", "Call them all:", self.chosen)

    def _ask_name(self, title: str, question: str, old: list[str]) -> None:
        most = max(old, key=lambda tag: self._used.get(tag, 0))
        new = dialogs.ask_text(self, title, question, most)
        if not new or [new] == old:
            return
        others = [tag for tag in old if tag != new]
        in_use = new in self._used and new not in old
        self._preview(others, new, "Merge" if in_use or len(old) > 1 else title)

    @Slot()
    def remove(self) -> None:
        """Take the tags chosen away from all records."""
        self._preview(self.chosen, "", "Remove")

    def _preview(self, old: list[str], new: str, title: str) -> None:
        """Say how many records a change reaches, and make it when the person agrees."""

        def ask(found: Sequence[int]) -> None:
            total, trashed = found
            names = ", ".join(f"“{tag}”" for tag in old)
            bin_ = f" ({trashed:,} of them in the trash)" if trashed else ""
            into = f" becomes “{new}”" if new else " is taken away"
            text = f"{names}{into} in {words.count(total, 'record')}{bin_}."
            if new in self._used:
                text += f" “{new}” is in use already: the tags become one."
            if dialogs.confirm(self, f"{title} tags", text, title):
                self.changed.emit(old, new)

        def count(collection: Collection) -> tuple[int, int]:
            ids = collection.tagged(old)
            return len(ids), sum(row.trashed for row in collection.rows(ids))

        self._window.desk.read(count, ask, owner=self)

    @Slot()
    def show_records(self) -> None:
        """Search for the records with the tag chosen."""
        [tag] = self.chosen
        self.accept()
        self._window.rail.go("all")
        self._window.header.search.setText(f'tag:"{tag}"')


class TagChoice(QDialog):
    """Tags to give to records, and tags to take from them.

    Signals:
        chosen: the tags to give, the tags to take.
    """

    chosen = Signal(object, object)

    def __init__(self, window: Window, ids: Sequence[str]) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Tags of the records chosen")
        self.setMinimumWidth(480)
        self._present = Flow()
        lines = column(self, gap=12, margin=24)
        lines.addWidget(label(f"Tags of {words.count(len(ids), 'record')}", "head"))
        lines.addWidget(label("Add", "label"))
        self.add = TagEdit(Field("tags", "Tags to add", "set"), window.bench)
        lines.addWidget(self.add)
        self._remove_label = label("Press what should be removed", "label")
        lines.addWidget(self._remove_label)
        lines.addWidget(self._present)
        foot = row()
        foot.addStretch()
        foot.addWidget(button("Cancel", "", self.reject))
        foot.addWidget(button("Change the tags", "primary", self._on_done))
        lines.addLayout(foot)
        window.desk.read(lambda c: _tags_of(c, ids), self._show, owner=self)
        self.add.target.setFocus()

    def _show(self, used: Mapping[str, int]) -> None:
        chips = []
        for tag, number in used.items():
            chip = button(f"{tag} ({number:,})", "chip")
            chip.setAccessibleName(f"Remove {tag}, which {words.count(number, 'record')} have")
            chip.setCheckable(True)
            chip.setProperty("tag", tag)
            chips.append(chip)
        self._present.put(chips)
        self._remove_label.setVisible(bool(chips))

    @Slot()
    def _on_done(self) -> None:
        remove = [
            chip.property("tag")
            for chip in self._present.shown
            if chip.isChecked()  # type: ignore[attr-defined]
        ]
        add = list(self.add.value())
        self.accept()
        if add or remove:
            self.chosen.emit(add, remove)


def _tags_of(collection: Collection, ids: Sequence[str]) -> dict[str, int]:
    """Return the tags of some records, with how many have each; runs in a worker."""
    used: dict[str, int] = {}
    wanted = set(ids)
    for tag in collection.all_tags():
        if number := len(wanted.intersection(collection.tagged([tag]))):
            used[tag] = number
    return used
