"""What is done with records beside writing them: tags, status, review day, copies; undone whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from kmdesk.base import clock
from kmdesk.base.progress import Progress
from kmdesk.models import standing
from kmdesk.models.kinds import KINDS
from kmdesk.models.template import from_template
from kmdesk.store.views import Bulk, Changes, LinkFrom, RecordView, Row
from kmdesk.ui import dialogs, words
from kmdesk.ui.editor.linked import LinkedCard
from kmdesk.ui.selection_bar import SelectionBar

if TYPE_CHECKING:
    from kmdesk.store.collection import Collection
    from kmdesk.ui.window import Window

Work = Callable[["Collection", Sequence[str], Progress], Bulk]

MONTHS = 12
"""Months after which a record that still holds is looked at again."""

MOST_REFUSED = 20
"""Refusals listed one by one."""


class BulkCommands(QObject):
    """The slots of the actions that work on one record or many."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        for name, slot in {
            "tags": self.show_tags,
            "tag_records": self.tag_records,
            "set_status": self.set_status,
            "review_again": self.review_again,
            "duplicate": self.duplicate,
        }.items():
            window.actions_by_name[name].triggered.connect(slot)
        self.bar = SelectionBar(window.list, window.actions_by_name)
        self.linked = LinkedCard(window.theme)
        self.linked.opened.connect(window.open_record)
        window.page.show_at_foot(self.linked)
        window.session.shown.connect(self._ask_links)
        window.session.saved.connect(self._after_save)
        window.desk.changed.connect(self._ask_links)

    @Slot()
    def show_tags(self) -> None:
        """Show the tags of the collection."""
        from kmdesk.ui.tags import TagsDialog

        dialog = TagsDialog(self._window)
        dialog.changed.connect(self.retag)
        dialog.open()

    @Slot(object, str)
    def retag(self, old: list[str], new: str) -> None:
        """Put one tag in place of others; "" takes them away."""
        names = ", ".join(f"“{tag}”" for tag in old[:3]) + (" …" if len(old) > 3 else "")
        what = f"{names} became “{new}”" if new else f"{names} removed"
        self._window.session.leave()
        self._window.desk.work(
            lambda c, progress: c.retag(old, new, progress),
            lambda done: self._tell(done, what),
            owner=self,
            title=f"Changing the tag {names}",
        )

    @Slot()
    def tag_records(self) -> None:
        """Ask which tags to give to the records chosen and which to take."""
        from kmdesk.ui.tags import TagChoice

        ids = self._chosen()
        if ids:
            dialog = TagChoice(self._window, ids)
            dialog.chosen.connect(
                lambda add, remove: self._run(
                    lambda c, some, progress: c.tag(some, add, remove, progress),
                    ids,
                    "Tags changed",
                )
            )
            dialog.open()

    @Slot()
    def set_status(self) -> None:
        """Ask which status to give to the records chosen."""
        ids = self._chosen()
        if ids:
            self._window.desk.read(
                lambda c: c.rows(ids), lambda rows: self._ask_status(ids, rows), owner=self
            )

    def _ask_status(self, ids: list[str], rows: list[Row]) -> None:
        offered: dict[str, str] = {}
        for kind in {KINDS[row.kind].name: KINDS[row.kind] for row in rows if row.kind in KINDS}:
            offered |= {word: value for value, word in KINDS[kind].statuses.items()}
        how_many = words.count(len(ids), "record")
        word = dialogs.choose(self._window, "Set the status", f"Of {how_many}:", list(offered))
        if word:
            status = offered[word]
            self._run(
                lambda c, some, progress: c.set_status(some, status, progress),
                ids,
                f"“{word}” now",
            )

    @Slot()
    def review_again(self) -> None:
        """Say that the records chosen still hold, and have them looked at in a year."""
        day = standing.months_on(clock.today(), MONTHS)
        self._run(
            lambda c, some, progress: c.set_review_by(some, day, progress),
            self._chosen(),
            f"Still current, review by {words.day(day.isoformat())}",
        )

    @Slot()
    def duplicate(self) -> None:
        """Begin a new record with the structure of the open one."""
        window = self._window
        view = window.session.view
        if view is None or view.record is None:
            window.notice.say("Save the record first, then begin a copy of it.")
            return
        window.session.leave()
        window.desk.write(lambda c: c.get(view.id), self._begin_copy, owner=self)

    def _begin_copy(self, view: RecordView) -> None:
        window = self._window
        made = from_template(KINDS[view.kind], view.id, view.document)
        window.session.begin(view.kind, made)
        window.page.title.selectAll()
        window.notice.say(
            "A copy without dates, answers and files. It is kept when you save it, and is linked "
            f"to {view.reference}."
        )

    def _chosen(self) -> list[str]:
        return self._window.current_ids()

    def _run(self, work: Work, ids: Sequence[str], what: str) -> None:
        """Save what is typed, change records, and offer to take it back."""
        if not ids:
            return
        self._window.session.leave()

        def on_saved(collection: Collection, progress: Progress) -> Bulk:
            return work(collection, [row.id for row in collection.rows(list(ids))], progress)

        self._window.desk.work(
            on_saved,
            lambda done: self._tell(done, what),
            owner=self,
            title=f"Changing {words.count(len(ids), 'record')}",
        )

    def _tell(self, done: Bulk, what: str) -> None:
        number = words.count(len(done.changes.ids), "record")
        text = f"{number}: {what}." if done.changes.ids else "Nothing had to change."
        if done.refused:
            self._tell_refused(done, text)
        elif done.changes.ids:
            self._window.notice.say(text, "Undo", lambda: self._take_back(done))
        else:
            self._window.notice.say(text)

    def _tell_refused(self, done: Bulk, text: str) -> None:
        def list_them(rows: list[Row]) -> None:
            lines = [
                f"{row.reference}  {row.title}\n{done.refused[row.id]}"
                for row in rows[:MOST_REFUSED]
            ]
            more = len(done.refused) - len(lines)
            lines += [f"And {more:,} more."] if more > 0 else []
            left = f"{words.count(len(done.refused), 'record')} left as before:"
            dialogs.tell(self._window, "Not all were changed", "\n\n".join((text, left, *lines)))
            if done.changes.ids:
                self._window.notice.say(text, "Undo", lambda: self._take_back(done))

        self._window.desk.read(lambda c: c.rows(list(done.refused)), list_them, owner=self)

    def _take_back(self, done: Bulk) -> None:
        self._window.session.leave()
        self._window.desk.work(
            lambda c, progress: c.take_back_bulk(done, progress),
            lambda undone: self._after_taking_back(done, undone),
            owner=self,
            title="Taking it back",
        )

    def _after_taking_back(self, done: Bulk, undone: Bulk) -> None:
        text = f"{words.count(len(undone.changes.ids), 'record')} as before."
        kept = len(done.earlier) - len(undone.changes.ids)
        if kept:
            text += f" {words.count(kept, 'record')} changed since and left alone."
        self._window.notice.say(text)

    @Slot(object)
    def _after_save(self, changes: Changes) -> None:
        """Say that words were changed that somebody had checked."""
        for record in changes.past_check:
            self._window.notice.say(
                "Changed after it was checked. If it needs checking again, make it a draft.",
                "Back to draft",
                lambda record=record: self._run(  # type: ignore[misc]
                    lambda c, some, progress: c.set_status(some, "draft", progress),
                    [record],
                    "a draft again",
                ),
            )

    @Slot()
    def _ask_links(self) -> None:
        """Show what links to the record on the page."""
        record_id = self._window.session.record_id
        if not record_id or not self._window.desk.is_open:
            self.linked.show_links([])
            return

        def show(found: list[LinkFrom]) -> None:
            if self._window.session.record_id == record_id:
                self.linked.show_links(found)

        self._window.desk.read(lambda c: c.linked_from(record_id), show, owner=self)
