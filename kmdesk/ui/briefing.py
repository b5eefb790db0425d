"""A document from the menu: which template, which format, where to; then open it.

Records are set out by a template that is chosen here; a briefing keeps its own and its cover sheet.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kmdesk.base.files import file_name
from kmdesk.base.progress import Progress
from kmdesk.models.saying import say
from kmdesk.store.views import Row
from kmdesk.ui import dialogs, words
from kmdesk.ui.desk import Desk
from kmdesk.ui.editor.card import FoldButton
from kmdesk.ui.editor.simple import Combo
from kmdesk.ui.state import State
from kmdesk.ui.widgets import Elided, ScrollPage, button, column, empty, label, row, scrolled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kmdesk.briefing.paper import BriefingReport
    from kmdesk.briefing.template import CoverField, Template
    from kmdesk.store.collection import Collection

FORMATS = {"pdf": "PDF, tagged for screen readers", "html": "Web page", "docx": "Word document"}
FILTERS = {"pdf": "PDF (*.pdf)", "html": "Web pages (*.html)", "docx": "Word documents (*.docx)"}

MOST_TEMPLATES = 4
"""Templates shown without scrolling."""

Say = Callable[[str, str, Callable[[], None] | None], None]


class BriefingDialog(QDialog):
    """Chooses how records become a document.

    Signals:
        compose_wanted: the ids, to begin a briefing with that is composed and kept.
    """

    compose_wanted = Signal(object)

    def __init__(self, parent: QWidget, desk: Desk, state: State, ids: list[str], say: Say) -> None:
        super().__init__(parent)
        self._desk = desk
        self._state = state
        self._ids = ids
        self._say = say
        self._title = "Briefing"
        self._kept = False
        self._templates: Mapping[str, Template] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Briefing")
        self.resize(640, 560)
        self.templates = QListWidget()
        self.templates.setProperty("role", "plain")
        self.templates.setAccessibleName("Template")
        self.templates.setWordWrap(True)
        self.templates.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.formats = Combo()
        self.formats.setAccessibleName("Format")
        self.cover = CoverSheet(state)
        self._lay_out()
        self.templates.currentItemChanged.connect(self._on_template)
        desk.read(lambda c: (_templates(), c.rows(ids)), self._show, owner=self)

    def _lay_out(self) -> None:
        lines = column(self, gap=16, margin=24)
        head = column(gap=4)
        self._heading = label("Make a briefing", "head")
        head.addWidget(self._heading)
        self._about = Elided("", "small")
        head.addWidget(self._about)
        lines.addLayout(head)
        page = ScrollPage()
        middle = column(page, gap=16)
        self._choice = QWidget()
        column(self._choice).addLayout(_captioned("Template", self.templates))
        middle.addWidget(self._choice)
        middle.addLayout(_captioned("Format", self.formats))
        middle.addWidget(self.cover)
        middle.addStretch()
        lines.addWidget(scrolled(page), 1)
        foot = row()
        self._compose = button("Compose and keep it instead…", "link", self._on_compose)
        foot.addWidget(self._compose)
        foot.addStretch()
        foot.addWidget(button("Cancel", "", self.reject))
        self.go = button("Choose where to write it…", "primary", self.accept)
        self.go.setDefault(True)
        self.go.setEnabled(False)
        foot.addWidget(self.go)
        lines.addLayout(foot)

    def _show(self, found: tuple[Mapping[str, Template], list[Row]]) -> None:
        self._templates, rows = found
        titles = "; ".join(r.title for r in rows)
        self._title = rows[0].title if rows else "Briefing"
        self._about.set_full(f"From {words.count(len(rows), 'record')}: {titles}")
        if len(rows) == 1 and rows[0].kind == "briefing":
            self._show_kept(rows[0])
            return
        for name, template in self._templates.items():
            item = QListWidgetItem(f"{say(template.title)}\n{say(template.description)}")
            item.setData(Qt.ItemDataRole.UserRole, name)
            self.templates.addItem(item)
        self._fit_templates()
        kept = self._state.text("briefing/template")
        names = list(self._templates)
        self.templates.setCurrentRow(names.index(kept) if kept in names else 0)
        self.templates.setFocus()
        self.go.setEnabled(bool(names))

    def _show_kept(self, briefing: Row) -> None:
        """Ask for the format alone: the briefing has all else."""
        self._kept = True
        self._heading.setText("Save the briefing as a document")
        self._about.set_full(f"{briefing.reference}  {briefing.title}")
        for each in (self._choice, self.cover, self._compose):
            each.hide()
        self._offer_formats(FORMATS)
        self.formats.setFocus()
        self.go.setEnabled(True)
        self.resize(520, 240)

    def _fit_templates(self) -> None:
        """Make the list as tall as what it holds, up to a few templates."""
        rows = range(min(self.templates.count(), MOST_TEMPLATES))
        tall = sum(self.templates.sizeHintForRow(n) for n in rows)
        self.templates.setFixedHeight(tall + 12)

    @property
    def template(self) -> str:
        """Return the name of the template chosen; "" for the one that a briefing keeps."""
        item = self.templates.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item else ""

    @Slot()
    def _on_template(self) -> None:
        self._offer_formats(self._templates[self.template].formats)
        self.cover.show_fields(self._templates[self.template].cover)

    @Slot()
    def _on_compose(self) -> None:
        self.reject()
        self.compose_wanted.emit(self._ids)

    def _offer_formats(self, names: Iterable[str]) -> None:
        kept = self.formats.currentData() or self._state.text("briefing/format", "pdf")
        self.formats.clear()
        for name in names:
            self.formats.addItem(FORMATS[name], name)
        self.formats.setCurrentIndex(max(0, self.formats.findData(kept)))

    def accept(self) -> None:
        """Ask where to and write the document in a worker."""
        template, format_ = self.template, self.formats.currentData()
        folder = Path(self._state.text("briefing/folder") or Path.home())
        suggestion = folder / f"{file_name(self._title, 'Briefing')}.{format_}"
        target = dialogs.save_file(self, "Write the briefing", suggestion, FILTERS[format_])
        if target is None:
            return
        self._state.keep("briefing/folder", str(target.parent))
        self._state.keep("briefing/format", format_)
        ids, say, cover = self._ids, self._say, None if self._kept else self.cover.values()
        if not self._kept:
            self._state.keep("briefing/template", template)
            self.cover.keep()
        style = self._state.text("briefing/style", "vancouver")

        def work(collection: Collection, progress: Progress) -> BriefingReport:
            from kmdesk.briefing.paper import brief

            return brief(
                collection,
                ids,
                template,
                target,
                format=format_,
                style=style,
                cover=cover,
                progress=progress,
            )

        def done(report: BriefingReport) -> None:
            say(_in_words(report), "Open", lambda: open_file(report.path))

        self._desk.work(work, done, owner=self._desk, title=f"Writing {target.name}")
        super().accept()


class CoverSheet(QWidget):
    """What is known of the occasion, folded away until it is wanted."""

    def __init__(self, state: State) -> None:
        super().__init__()
        self._state = state
        self._edits: dict[str, QLineEdit] = {}
        self._lasting: set[str] = set()
        self.heading = FoldButton("Cover sheet")
        self.heading.setAccessibleName("Cover sheet")
        self.heading.toggled.connect(self._on_fold)
        self._hint = label("Meeting, date, sponsor and more; all of it may stay empty.", "small")
        self._grid_holder = QWidget()
        self._grid = QGridLayout(self._grid_holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(12)
        self._grid_holder.hide()
        lines = column(self, gap=8)
        head = row(gap=12)
        head.addWidget(self.heading)
        head.addWidget(self._hint)
        head.addStretch()
        lines.addLayout(head)
        lines.addWidget(self._grid_holder)

    def show_fields(self, fields: Sequence[CoverField]) -> None:
        """Show the fields of a template, with what the last briefing had where that may hold."""
        typed = self.values()
        empty(self._grid)
        self._edits = {}
        self._lasting = {field.name for field in fields if field.lasting}
        for number, field in enumerate(fields):
            edit = self._edits[field.name] = QLineEdit()
            edit.setAccessibleName(say(field.label))
            edit.setAccessibleDescription(field.guidance)
            edit.setPlaceholderText(field.guidance)
            edit.setText(typed.get(field.name) or self._kept(field.name))
            self._grid.addLayout(_captioned(say(field.label), edit), number // 2, number % 2)
        self.setVisible(bool(fields))

    def values(self) -> dict[str, str]:
        """Return what was filled in, by name."""
        return {name: edit.text().strip() for name, edit in self._edits.items()}

    def keep(self) -> None:
        """Remember for next time what does not change with the occasion."""
        for name in self._lasting:
            self._state.keep(f"briefing/cover/{name}", self._edits[name].text().strip())

    def _kept(self, name: str) -> str:
        return self._state.text(f"briefing/cover/{name}") if name in self._lasting else ""

    @Slot(bool)
    def _on_fold(self, unfolded: bool) -> None:
        self._grid_holder.setVisible(unfolded)
        self._hint.setVisible(not unfolded)
        if unfolded and self._edits:
            next(iter(self._edits.values())).setFocus()


def _captioned(text: str, widget: QWidget) -> QVBoxLayout:
    """Return a widget below its label."""
    lines = column(gap=4)
    caption = label(text, "label")
    caption.setBuddy(widget)
    lines.addWidget(caption)
    lines.addWidget(widget)
    return lines


def open_file(path: Path) -> None:
    """Open a file with the program that the system has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _templates() -> Mapping[str, Template]:
    from kmdesk.briefing.templates import TEMPLATES

    return TEMPLATES


def _in_words(report: BriefingReport) -> str:
    parts = [f"{report.path.name} is written."]
    parts += [str(warning) for warning in report.warnings[:2]]
    if report.left_out:
        parts.append(f"{words.count(len(report.left_out), 'record')} left out.")
    return " ".join(parts)
