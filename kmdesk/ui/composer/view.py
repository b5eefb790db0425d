"""The composer: the editor's page of a briefing, with the paper beside it as it would be now.

The page stays the only place where a briefing is edited, so drafts, undo and saving are those of
every record. After a short pause what is typed is set out and drawn in a worker, and its PDF made
in a process of its own; one such work runs at a time, and the newest wins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from kmdesk.models.canonical import Json
from kmdesk.models.ids import reference
from kmdesk.models.kinds.briefing import KIND
from kmdesk.ui.composer.bar import ComposerBar
from kmdesk.ui.composer.loading import load
from kmdesk.ui.composer.maker import PaperMaker, Wanted, briefing_of
from kmdesk.ui.composer.meter import LongPart, longest
from kmdesk.ui.composer.preview_pane import PreviewPane
from kmdesk.ui.workers import Job

if TYPE_CHECKING:
    from kmdesk.base.progress import Progress
    from kmdesk.briefing.outline import PrintedRecord
    from kmdesk.briefing.preview import Picture, Preview
    from kmdesk.store.collection import Collection
    from kmdesk.store.views import Changes
    from kmdesk.ui.composer.parts import PartsEdit
    from kmdesk.ui.window import Window

PAUSE = 100
"""Milliseconds without a key before the paper is set out anew."""

BESIDE = 760
"""The least width in pixels, at usual type, at which page and preview stand beside each other."""

SHOWN = "briefing/preview"
SPLIT = "briefing/split"

NOTHING = "No paper yet"
FIRST = (
    "Add the records that the paper is made from on the page, under “Made from”. Then choose a "
    "template; the paper appears here while you write."
)


class Composer(QObject):
    """Shows the paper of the briefing on the page while there is one."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._page = window.page
        self._action = window.actions_by_name["preview"]
        self.bar = ComposerBar(window.actions_by_name)
        self.preview = PreviewPane(window.theme, window.state)
        self._maker = PaperMaker(window.jobs, self)
        self._record = ""
        self._paper: Preview | None = None
        self._wide = window.state.text(SHOWN, "shown") == "shown"
        self._over = False
        self._job: Job | None = None
        self._again = False
        self._drawing: Job | None = None
        self._looking: Job | None = None
        self._looked_for: Json = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.refresh)
        window.pane.show_beside(self.bar, self.preview)
        self._split = window.state.number(SPLIT, 0.48)
        window.pane.splitter.splitterMoved.connect(self._on_split)
        window.pane.resized.connect(self.make_room)
        self._page.changed.connect(self._on_changed)
        self.preview.pages.wanted.connect(self._draw)
        self.bar.meter.chosen.connect(self._go_to)
        self._action.triggered.connect(self._on_toggled)
        window.session.shown.connect(self._on_shown)
        window.jobs.ended.connect(self._on_ended)
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]
        window.desk.changed.connect(self._on_collection_changed)
        window.desk.reworded.connect(self._look_again)
        self._on_shown(window.session.record_id)

    @property
    def active(self) -> bool:
        """Say whether a briefing is on the page."""
        return bool(self._record)

    @property
    def shows_paper(self) -> bool:
        """Say whether the preview can be seen."""
        return self.active and (self._wide if self._has_room else self._over)

    @property
    def wants_room(self) -> bool:
        """Say whether the paper shall stand beside the page."""
        return self.active and self._wide

    @property
    def is_current(self) -> bool:
        """Say whether the picture is that of what stands on the page."""
        busy = self._pause.isActive() or self._again or self._job or self._drawing
        return not busy and not self._looking and self.preview.pages.is_sharp()

    @property
    def paper(self) -> Preview | None:
        """Return the paper that is shown."""
        return self._paper

    # Which record is on the page.

    @Slot(str)
    def _on_shown(self, record_id: str) -> None:
        kind = self._page.kind
        here = record_id if kind is not None and kind.name == KIND.name else ""
        another = here != self._record
        self._record = here
        if another:
            self._forget()
        self.make_room()
        if another and here:
            self._maker.keep_warm()
        elif another:
            self._maker.let_go()
        if here:
            self.refresh()

    def _forget(self) -> None:
        for job in (self._job, self._drawing, self._looking):
            if job:
                job.drop()
        self._job = self._drawing = self._looking = None
        self._again, self._looked_for, self._paper = False, None, None
        self._over = False
        self._pause.stop()
        self._window.bench.printed.tell(())
        self.preview.pages.clear()
        self.preview.show_notes(())
        self.preview.show_message("", "")
        self.bar.meter.hide()

    def close(self) -> None:
        """Give up what is under way, and end the process that makes papers."""
        self._forget()
        self._maker.close()

    @Slot()
    def _on_changed(self) -> None:
        """Give up at once what is under way, and wait for a pause."""
        if self.active:
            if self._job:
                self._job.drop()
            self._pause.start()

    @Slot(QWidget, QWidget)
    def _on_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        """Watch the keys of the box that is typed into."""
        if old is not None and isValid(old):
            old.removeEventFilter(self)
        if new is not None and self.active and self._page.isAncestorOf(new):
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Make way for a key before it does anything: it shall have the processor to itself."""
        if event.type() == QEvent.Type.KeyPress and self._job:
            self._on_changed()
        return super().eventFilter(watched, event)

    @Slot(object)
    def _on_collection_changed(self, changes: Changes) -> None:
        """Look again if a record of the paper may have changed; the briefing is on the page."""
        if changes.ids != (self._record,):
            self._look_again()

    @Slot()
    def _look_again(self) -> None:
        if self.active:
            self._looked_for = None
            self._pause.start()

    # Room.

    @property
    def _has_room(self) -> bool:
        return self._window.pane.width() >= self._window.theme.grown(BESIDE)

    @Slot()
    def make_room(self) -> None:
        """Show page and preview beside each other, or one of them."""
        self._window.make_room()
        shown = self.shows_paper
        self.bar.setVisible(self.active)
        self.preview.setVisible(shown)
        self._page.setVisible(not (shown and not self._has_room))
        self._action.setChecked(shown)
        self._action.setEnabled(self.active)
        if shown and self._has_room:
            width = self._window.pane.width()
            left = round(width * min(max(self._split, 0.3), 0.7))
            self._window.pane.splitter.setSizes([left, width - left])

    @Slot()
    def _on_split(self) -> None:
        left, right = self._window.pane.splitter.sizes()
        self._split = left / max(1, left + right)
        self._window.state.keep(SPLIT, round(self._split, 3))

    @Slot()
    def _on_toggled(self) -> None:
        if self._has_room:
            self._wide = not self._wide
            self._window.state.keep(SHOWN, "shown" if self._wide else "hidden")
        else:
            self._over = not self._over
        self.make_room()
        if self.shows_paper:
            self.refresh()
            if not self._has_room:
                self.preview.pages.setFocus()
        elif self.active and not self._page.isAncestorOf(self._window.focusWidget()):
            self._page.title.setFocus()

    # The paper.

    @Slot()
    def refresh(self) -> None:
        """Set the paper out as the page has it now, unless that is under way already."""
        self._pause.stop()
        if not self.active or not self._window.desk.is_open:
            return
        fields = self._page.fields()
        if not any(part.get("record") for part in fields.get("parts") or []):
            self._show_nothing()
            return
        self._look(fields)
        if self._job:
            self._job.drop()
            self._again = True  # when that has ended: two at once would only take turns
            return
        self._start(fields)

    def _start(self, fields: dict[str, Json]) -> None:
        pages = self.preview.pages
        style = self._window.state.text("briefing/style", "vancouver")
        named = reference(KIND.prefix, self._record)
        wanted = Wanted(fields, named, style, pages.in_view(), pages.scale)
        self._job = self._window.desk.prepare(
            lambda collection, progress: self._maker.make(collection, wanted, progress),
            self._show,
            owner=self,
            failed=self._refuse,
        )

    @Slot(object)
    def _on_ended(self, job: Job) -> None:
        if job is not self._job:
            return
        self._job = None
        if self._again:
            self._again = False
            self.refresh()

    def _show(self, found: tuple[Preview, tuple[Picture, ...]]) -> None:
        self._paper, pictures = found
        self.preview.pages.show_paper(self._paper.sizes, pictures)
        self.preview.show_pages()
        self.preview.show_notes((*self._paper.warnings, *self._paper.left_out))
        self._measure()

    def _refuse(self, error: Exception) -> None:
        """Say why there is no paper."""
        self._paper = None
        self.preview.show_message("No paper", str(error))
        self.preview.show_notes(())
        self.bar.meter.hide()

    def _show_nothing(self) -> None:
        self._forget()
        self.preview.show_message(NOTHING, FIRST)

    @Slot()
    def _draw(self) -> None:
        """Draw the pages that came into view, or have another size by now."""
        if self._drawing:
            self._drawing.drop()
            self._drawing = None
        if self._paper is None or self._job:
            return  # what is under way asks for the same
        data, pages = self._paper.data, self.preview.pages.in_view()
        scale, paper = self.preview.pages.scale, self._paper

        def work(_collection: Collection, progress: Progress) -> tuple[Picture, ...]:
            from kmdesk.briefing.preview import pictures

            return pictures(data, pages, scale, progress)

        def done(drawn: tuple[Picture, ...]) -> None:
            self._drawing = None
            if paper is self._paper:
                self.preview.pages.add(drawn)

        self._drawing = self._window.desk.prepare(work, done, owner=self)

    # The outline.

    def _look(self, fields: dict[str, Json]) -> None:
        """Find out what the template prints, when records or template are others."""
        records = [part.get("record") for part in fields.get("parts") or []]
        wanted = [records, fields.get("template"), fields.get("recommendation", "") == ""]
        wanted.append([option.get("id") for option in fields.get("options") or []])
        if wanted == self._looked_for:
            return
        self._looked_for = wanted
        if self._looking:
            self._looking.drop()
        named = reference(KIND.prefix, self._record)

        def work(collection: Collection, _progress: Progress) -> tuple[PrintedRecord, ...]:
            load()
            from kmdesk.briefing.outline import outline

            return outline(collection, briefing_of(fields), named)

        self._looking = self._window.desk.prepare(
            work, self._take_outline, owner=self, failed=lambda _: self._take_outline(())
        )

    def _take_outline(self, found: tuple[PrintedRecord, ...]) -> None:
        self._looking = None
        self._window.bench.printed.tell(found)
        self._measure()

    def _measure(self) -> None:
        if self._paper is None:
            return
        parts = self._page.fields().get("parts") or []
        long = longest(parts, self._window.bench.printed.records)
        self.bar.meter.show_length(self._paper.length, self._paper.limit, long)

    @Slot(object)
    def _go_to(self, part: LongPart) -> None:
        if not self._has_room:
            self._over = False
            self.make_room()
        section = self._page.section("parts")
        if section is None:
            return
        section.unfold()
        edit: PartsEdit | None = section.form.edits["parts"] if section.form else None  # type: ignore[assignment]
        if edit is not None:
            edit.go_to(part.record, part.field)
