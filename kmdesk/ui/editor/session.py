"""A record being edited: drafts while typing, a revision on save or on leaving, nothing lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from kmdesk.base import clock
from kmdesk.base.errors import UserError
from kmdesk.models.canonical import Json
from kmdesk.models.forms import in_known_form
from kmdesk.models.ids import new_record_id, reference
from kmdesk.models.kinds import KINDS, kind_named, kind_shown
from kmdesk.models.resolve import TRASHED
from kmdesk.store.views import Changes, ConflictView, Draft, RecordView, RevisionView
from kmdesk.ui import words
from kmdesk.ui.desk import Desk
from kmdesk.ui.editor.page import EditorPage, first_fields, notice_card
from kmdesk.ui.widgets import button
from kmdesk.ui.workers import Job

if TYPE_CHECKING:
    from kmdesk.store.collection import Collection

RETRY_AFTER = 5_000
"""Milliseconds until a draft that could not be kept is tried again."""

DRAFT_AFTER = 1_000
"""Milliseconds from the first key to the draft; a power cut costs at most 2 seconds of typing."""


@dataclass(frozen=True)
class _Opened:
    """A record as the collection holds it.

    Attributes:
        differs: in what the draft differs from what is saved, in words.
        trashed_by: who put it in the trash while somebody else changed it, so that it stayed.
    """

    view: RecordView | None
    draft: Draft | None
    conflicts: list[ConflictView]
    differs: str = ""
    trashed_by: RevisionView | None = None


class EditSession(QObject):
    """Brings records to the page and what was typed back to the collection.

    Signals:
        shown: the id of the record on the page, "" when there is none.
        saved: `Changes` of a save.
        said: a sentence for the notice strip.
        state_changed: what the status bar says about saving.
        compare_wanted: the saved record and the fields that were typed.
    """

    shown = Signal(str)
    saved = Signal(object)
    said = Signal(str)
    state_changed = Signal(str)
    compare_wanted = Signal(object, object)

    def __init__(self, desk: Desk, page: EditorPage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.page = page
        self.record_id = ""
        self.view: RecordView | None = None
        self._kind_name = ""
        self._base: tuple[str, ...] = ()
        self._baseline: dict[str, Json] = {}
        self._saving = 0
        self._moved_on: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {}
        self._opening: Job | None = None
        self._has_draft = False
        self._not_kept = False
        self._draft_timer = QTimer(self, singleShot=True, interval=DRAFT_AFTER)
        self._draft_timer.timeout.connect(self.keep_draft)
        page.changed.connect(self._on_changed)
        page.settled.connect(self._settle)
        desk.changed.connect(self._on_collection_changed)

    @property
    def dirty(self) -> bool:
        """Say whether something was typed that no revision has."""
        return bool(self.record_id) and self.page.fields() != self._baseline

    @property
    def can_write(self) -> bool:
        """Say whether the record on the page can be changed."""
        unreadable = self.view is not None and self.view.record is None
        trashed = self.view is not None and self.view.trashed
        return bool(self.record_id) and not (self._desk.read_only or trashed or unreadable)

    def begin(self, kind_name: str, fields: Mapping[str, Json] | None = None) -> None:
        """Put a new, empty record on the page; it is saved when it has a title."""
        self.leave()
        self._stop_opening()
        self.record_id = new_record_id()
        self.view, self._base, self._has_draft = None, (), False
        self._kind_name = kind_name
        self._put_on_page(fields or self._first_fields(kind_name), another=True)
        self._baseline = self.page.fields()
        self.page.title.setFocus()
        self._tell_saved()
        self.shown.emit(self.record_id)

    def _first_fields(self, kind_name: str) -> Mapping[str, Json]:
        return first_fields(kind_named(kind_name), self.page.cards_known, self._desk.author)

    def open(self, record_id: str) -> None:
        """Bring a record to the page, with its draft if there is one."""
        if record_id == self.record_id:
            return
        self.leave()
        self._read(record_id)

    def close(self) -> None:
        """Save what can be saved and empty the page."""
        self.leave()
        self._stop_opening()
        self.record_id, self.view = "", None
        self.shown.emit("")

    def leave(self) -> None:
        """Save edits of a record with a title; keep others as a draft."""
        typed_lately = self._draft_timer.isActive()
        self._draft_timer.stop()
        if not (self.can_write and self.dirty):
            if typed_lately:
                self._drop_undone_draft()
            return
        if self.page.fields().get("title"):
            self._write_draft()
            self._write(on_page=False)
        else:
            self._write_draft()
            self.said.emit("It has no title yet, so it is kept as a draft.")
        self._baseline = self.page.fields()

    def save(self) -> None:
        """Make a revision of what is on the page."""
        if not self.can_write:
            return
        if not self.page.fields().get("title"):
            self.said.emit("Give it a title first; until then it is kept as a draft.")
            self.page.title.setFocus()
            self.keep_draft()
            return
        self._draft_timer.stop()
        if self.dirty or self.view is None or self._has_draft:
            self._write(on_page=True)

    @Slot()
    def keep_draft(self) -> None:
        """Put what was typed where a power cut does not reach it."""
        if not self.can_write:
            return
        if self.dirty:
            self._write_draft(telling=True)
            return
        if self._drop_undone_draft() and self.view:
            self._read(self.record_id, another=False, write_queue=True)
        if not self._saving:
            self._tell_saved()

    def _drop_undone_draft(self) -> bool:
        """Forget a draft when the page says again what is saved; say whether there was one."""
        if not self.can_write or self._saving or not self._has_draft:
            return False
        record_id = self.record_id
        self._has_draft = False
        self._desk.write(lambda c: c.drop_draft(record_id), owner=self)
        return True

    @Slot()
    def discard_draft(self) -> None:
        """Show the record as it was saved, or nothing if it never was."""
        record_id, was_saved = self.record_id, self.view is not None
        self._draft_timer.stop()
        self._baseline = self.page.fields()
        self._has_draft = False
        self._desk.write(lambda c: c.drop_draft(record_id), owner=self)
        if was_saved:
            self._read(record_id, write_queue=True)
        else:
            self.close()

    def reread(self) -> None:
        """Show what the collection holds by now, unless something was typed meanwhile."""
        if self.view is not None and not self.dirty and not self._saving:
            self._read(self.record_id, another=False)

    def _on_changed(self) -> None:
        if self.can_write and not self._draft_timer.isActive():
            self._draft_timer.start(RETRY_AFTER if self._not_kept else DRAFT_AFTER)
            if not self._not_kept:
                self._tell("Typing…")

    @Slot(object)
    def _on_collection_changed(self, changes: Changes) -> None:
        if self.record_id in changes.ids:
            self.reread()

    def _read(self, record_id: str, *, another: bool = True, write_queue: bool = False) -> None:
        self._stop_opening()
        ask = self._desk.write if write_queue else self._desk.read
        self._opening = ask(
            lambda c: _ask_for(c, record_id),
            lambda opened: self._show(record_id, opened, another=another),
            owner=self,
        )

    def _stop_opening(self) -> None:
        if self._opening:
            self._opening.drop()
            self._opening = None

    def _show(self, record_id: str, opened: _Opened, *, another: bool) -> None:
        if not another and (self.record_id != record_id or self.dirty):
            return
        self._opening = None
        self.record_id, self.view = record_id, opened.view
        draft = opened.draft
        if opened.view:
            self._kind_name, self._base = opened.view.kind, opened.view.heads
            fields = _fields(opened.view)
        elif draft:
            self._kind_name, self._base, fields = draft.kind, (), {}
        self._put_on_page(fields, another=another)
        self._baseline = self.page.fields()
        self._has_draft = draft is not None
        if draft and self.can_write:
            self._base = draft.base
            self._put_on_page(draft.fields, another=another)
        self._show_cards(opened)
        if opened.view:
            self._tell_saved()
        self.shown.emit(record_id)

    def _put_on_page(self, fields: Mapping[str, Json], *, another: bool) -> None:
        kind = kind_shown(self._kind_name)
        self.page.show_record(kind, reference(kind.prefix, self.record_id), fields)
        self.page.set_read_only(not self.can_write)
        if another:
            self.page.show_above()
            self.page.open_afresh()

    def _show_cards(self, opened: _Opened) -> None:
        cards = []
        if opened.view and opened.view.record is None:
            text = (
                "A newer kmdesk wrote this record. It is kept as it is and can only be read here."
            )
            cards.append(notice_card(text, name="newer_card"))
        if opened.view and opened.view.beyond:
            told = words.newer_in_words(opened.view.beyond)
            text = f"Written by a newer kmdesk, kept as it is and passed on:\n{told}"
            cards.append(notice_card(text, name="beyond_card"))
        if opened.view and opened.view.trashed:
            put_back = button("Put back", "", self._put_back)
            put_back.setEnabled(not self._desk.read_only)
            cards.append(notice_card("This record is in the trash.", put_back, name="trash_card"))
        if one := opened.trashed_by:
            who, when = one.author or "A colleague", words.moment(one.time)
            text = (
                f"{who} put this in the trash ({when}); it stays because it was changed meanwhile."
            )
            cards.append(notice_card(text, name="kept_card"))
        if opened.draft and self.can_write:
            when = words.moment(opened.draft.time) if opened.draft.time else "earlier"
            text = f"This is what was typed {when} and never saved."
            if opened.differs:
                text += f" It differs from what is saved in: {opened.differs}."
            keep = button("Save it", "", self.save)
            discard = button("Discard the draft", "", self.discard_draft)
            acts = [keep, discard]
            if opened.differs:
                acts.insert(0, button("Show what differs", "", self._compare))
            cards.append(notice_card(text, *acts, name="draft_card"))
        above = [*cards]
        if opened.conflicts:
            above.append(self.page.conflict_card(opened.conflicts))
        self.page.show_above(*above)

    def _write_draft(self, *, telling: bool = False) -> None:
        draft = Draft(
            record=self.record_id,
            kind=self._kind_name,
            base=self._base,
            fields=self.page.fields(),
            time=clock.now(),
            author=self._desk.author,
        )
        self._has_draft = True
        self._desk.write(
            lambda c: c.put_draft(draft),
            lambda _: self._after_draft(draft.record, telling=telling),
            owner=self,
            failed=lambda error: self._draft_failed(draft.record, error),
        )

    def _after_draft(self, record_id: str, *, telling: bool) -> None:
        self._not_kept = False
        if telling and record_id == self.record_id and not self._saving:
            self._tell(f"Draft kept {words.moment(clock.now())}")

    def _draft_failed(self, record_id: str, error: Exception) -> None:
        """Say once why a draft could not be kept, and try again while the record is open."""
        if not self._not_kept:
            self.said.emit(f"The draft could not be kept; your text stays on the page. {error}")
        self._not_kept = True
        if record_id == self.record_id:
            self._tell("Draft not kept yet; trying again")
            self._draft_timer.start(RETRY_AFTER)

    def _write(self, *, on_page: bool) -> None:
        record_id, kind, base = self.record_id, self._kind_name, self._base
        fields, baseline = self.page.fields(), self._baseline
        self._saving += 1
        self._tell("Saving…")

        def failed(error: Exception) -> None:
            self._saving -= 1
            if record_id == self.record_id:
                self._baseline = baseline
                if on_page:
                    self._write_draft()
            self._tell("Not saved; your text is kept as a draft")
            self.said.emit(f"“{fields['title']}”: {error}")

        def done(result: tuple[Changes, RecordView]) -> None:
            self._saving -= 1
            self._after_save(record_id, fields, *result, on_page=on_page)

        def work(collection: Collection) -> tuple[Changes, RecordView]:
            changes = collection.save(record_id, kind, fields, self._latest(record_id, base))
            view = collection.get(record_id)
            self._moved_on[record_id, base] = view.heads
            return changes, view

        self._desk.write(work, done, owner=self, failed=failed)

    def _latest(self, record_id: str, base: tuple[str, ...]) -> tuple[str, ...]:
        """Return what our own saves made of `base` while this one was waiting its turn."""
        while self._moved_on.get((record_id, base), base) != base:
            base = self._moved_on[record_id, base]
        return base

    def _after_save(
        self,
        record_id: str,
        fields: dict[str, Json],
        changes: Changes,
        view: RecordView,
        *,
        on_page: bool,
    ) -> None:
        self.saved.emit(changes)
        if record_id != self.record_id or (self._opening and not on_page):
            return  # another record is on the page, or on its way to it
        typed_since = self.page.fields() != fields
        self.view, self._base = view, view.heads
        self._has_draft = False
        if not typed_since:
            self._put_on_page(_fields(view), another=False)
            self._baseline = self.page.fields()
            self.page.show_above()
        else:
            self._baseline = fields
            self._draft_timer.start(DRAFT_AFTER)
        self._tell_saved()
        self.shown.emit(record_id)

    @Slot()
    def _compare(self) -> None:
        if self.view:
            self.compare_wanted.emit(self.view, self.page.fields())

    @Slot(object)
    def _settle(self, choices: dict[str, str]) -> None:
        record_id = self.record_id
        self.leave()
        self._desk.write(lambda c: c.settle(record_id, choices), self._after_settling, owner=self)

    def _after_settling(self, _changes: Changes) -> None:
        self.said.emit("Settled. The other values stay in the history.")
        self._read(self.record_id)

    @Slot()
    def _put_back(self) -> None:
        record_id = self.record_id
        self._desk.write(lambda c: c.untrash([record_id]), self._after_putting_back, owner=self)

    def _after_putting_back(self, _changes: Changes) -> None:
        self.said.emit("Put back among the records.")

    def _tell_saved(self) -> None:
        when = self.view and words.moment(self.view.updated)
        self._tell(f"Saved {when}" if when else "New, not saved yet")

    def _tell(self, state: str) -> None:
        self.page.saved.setText(state)
        self.state_changed.emit(state)


def _ask_for(collection: Collection, record_id: str) -> _Opened:
    draft = collection.draft(record_id)
    try:
        view = collection.get(record_id)
    except UserError:
        if draft is None:
            raise
        return _Opened(None, draft, [])
    conflicts = collection.conflicts(record_id) if view.conflicts else []
    return _Opened(view, draft, conflicts, _differs(view, draft), _trashed_by(collection, view))


def _trashed_by(collection: Collection, view: RecordView) -> RevisionView | None:
    """Return the latest version that put a record in the trash which an edit kept out of it."""
    if TRASHED not in view.revived:
        return None
    return next((r for r in collection.history(view.id) if TRASHED in r.changed), None)


def _differs(view: RecordView, draft: Draft | None) -> str:
    """Say in what a draft differs from what is saved, such as “bottom line, 2 findings”."""
    if draft is None:
        return ""
    kind = KINDS.get(view.kind)
    from kmdesk.models.difference import difference, paths_in_words

    text = paths_in_words(kind, difference(kind, _fields(view), draft.fields).paths)
    return words.inside(text)


def _fields(view: RecordView) -> dict[str, Json]:
    fields = {k: v for k, v in view.document.items() if k not in ("kind", "id")}
    if view.record is None and view.kind in KINDS:
        return in_known_form(KINDS[view.kind].fields.values(), fields)
    return fields
