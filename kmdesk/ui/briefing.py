"""A briefing from the menu: which template, which format, where to; then open it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from kmdesk.base.progress import Progress
from kmdesk.store.views import Row
from kmdesk.ui import dialogs, words
from kmdesk.ui.desk import Desk
from kmdesk.ui.editor.simple import Combo
from kmdesk.ui.state import State
from kmdesk.ui.widgets import Elided, button, column, label, row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kmdesk.briefing import BriefingReport
    from kmdesk.briefing.template import Template
    from kmdesk.store.collection import Collection

FORMATS = {"pdf": "PDF, tagged for screen readers", "html": "Web page", "docx": "Word document"}
FILTERS = {"pdf": "PDF (*.pdf)", "html": "Web pages (*.html)", "docx": "Word documents (*.docx)"}

Say = Callable[[str, str, Callable[[], None] | None], None]


class BriefingDialog(QDialog):
    """Chooses how records become a document."""

    def __init__(self, parent: QWidget, desk: Desk, state: State, ids: list[str], say: Say) -> None:
        super().__init__(parent)
        self._desk = desk
        self._state = state
        self._ids = ids
        self._say = say
        self._title = "Briefing"
        self._templates: Mapping[str, Template] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Briefing")
        self.resize(560, 480)
        self.templates = QListWidget()
        self.templates.setProperty("role", "plain")
        self.templates.setAccessibleName("Template")
        self.templates.setWordWrap(True)
        self.formats = Combo()
        self.formats.setAccessibleName("Format")
        self._lay_out()
        self.templates.currentItemChanged.connect(self._on_template)
        desk.read(lambda c: (_templates(), c.rows(ids)), self._show, owner=self)

    def _lay_out(self) -> None:
        lines = column(self, gap=10, margin=24)
        lines.addWidget(label("Make a briefing", "head"))
        self._about = Elided("", "small")
        lines.addWidget(self._about)
        caption = label("Template", "label")
        caption.setBuddy(self.templates)
        lines.addWidget(caption)
        lines.addWidget(self.templates, 1)
        caption = label("Format", "label")
        caption.setBuddy(self.formats)
        lines.addWidget(caption)
        lines.addWidget(self.formats)
        foot = row()
        foot.addStretch()
        foot.addWidget(button("Cancel", "", self.reject))
        self.go = button("Choose where to write it…", "primary", self.accept)
        self.go.setDefault(True)
        self.go.setEnabled(False)
        foot.addWidget(self.go)
        lines.addSpacing(8)
        lines.addLayout(foot)

    def _show(self, found: tuple[Mapping[str, Template], list[Row]]) -> None:
        self._templates, rows = found
        titles = "; ".join(r.title for r in rows)
        self._title = rows[0].title if rows else "Briefing"
        self._about.set_full(f"From {words.count(len(rows), 'record')}: {titles}")
        for name, template in self._templates.items():
            item = QListWidgetItem(f"{template.title}\n{template.description}")
            item.setData(Qt.ItemDataRole.UserRole, name)
            self.templates.addItem(item)
        kept = self._state.text("briefing/template")
        names = list(self._templates)
        self.templates.setCurrentRow(names.index(kept) if kept in names else 0)
        self.templates.setFocus()
        self.go.setEnabled(bool(names))

    @property
    def template(self) -> str:
        """Return the name of the template chosen."""
        item = self.templates.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item else ""

    @Slot()
    def _on_template(self) -> None:
        kept = self.formats.currentData() or self._state.text("briefing/format", "pdf")
        self.formats.clear()
        for name in self._templates[self.template].formats:
            self.formats.addItem(FORMATS[name], name)
        self.formats.setCurrentIndex(max(0, self.formats.findData(kept)))

    def accept(self) -> None:
        """Ask where to and write the document in a worker."""
        template, format_ = self.template, self.formats.currentData()
        folder = Path(self._state.text("briefing/folder") or Path.home())
        suggestion = folder / f"{_file_name(self._title)}.{format_}"
        target = dialogs.save_file(self, "Write the briefing", suggestion, FILTERS[format_])
        if target is None:
            return
        self._state.keep("briefing/folder", str(target.parent))
        self._state.keep("briefing/template", template)
        self._state.keep("briefing/format", format_)
        ids, say = self._ids, self._say

        def work(collection: Collection, progress: Progress) -> BriefingReport:
            from kmdesk.briefing import brief

            return brief(collection, ids, template, target, format=format_, progress=progress)

        def done(report: BriefingReport) -> None:
            say(_in_words(report), "Open", lambda: open_file(report.path))

        self._desk.work(work, done, owner=self._desk, title=f"Writing {target.name}")
        super().accept()


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


def _file_name(title: str) -> str:
    """Return a title as the name of a file that every system takes."""
    plain = "".join(c if c.isalnum() or c in " -" else "" for c in title)
    return " ".join(plain.split())[:60].strip() or "Briefing"
