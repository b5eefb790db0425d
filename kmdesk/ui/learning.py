"""From answers to lessons, lessons used again, consent withdrawn, and what a reader would miss."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtWidgets import QMenu, QPushButton

from kmdesk.models.kinds import KINDS, lesson
from kmdesk.models.kinds.case_study import Quote
from kmdesk.models.kinds.lesson import Lesson, Reuse
from kmdesk.models.kinds.review import Review
from kmdesk.models.saying import inside, say
from kmdesk.store.views import Changes, ExchangeView, Row
from kmdesk.ui import words
from kmdesk.ui.editor import items
from kmdesk.ui.editor.item_acts import SAID, LessonLine
from kmdesk.ui.widgets import restyle
from kmdesk.ui.workers import Job

if TYPE_CHECKING:
    from kmdesk.store.collection import Collection
    from kmdesk.ui.window import Window


class LearningCommands(QObject):
    """The slots of what is done with answers, lessons and quotes."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        for name, slot in {
            "lacks": window.readiness.pill.open_list,
            "make_lesson": self.make_lesson,
            "reuse": self.note_reuse,
            "withdraw": self.withdraw,
        }.items():
            window.actions_by_name[name].triggered.connect(slot)
        window.bench.acts.wanted.connect(self._on_wanted)
        self.related = RelatedPill(window)

    @Slot(str, str)
    def _on_wanted(self, action: str, item_id: str) -> None:
        if action == "make_lesson":
            self._make_lesson(item_id)
        elif action == "withdraw":
            self._ask_where_it_went(item_id)

    def _item(self, structs: tuple[type, ...]) -> str:
        """Return the id of the item that has the focus, "" if it is of another sort."""
        _editor, inside = items.nearest(self._window.focusWidget())
        return inside.item_id if inside and inside.field.struct in structs else ""

    @Slot()
    def make_lesson(self) -> None:
        """Make a lesson of the answer or recommendation that has the focus, or open its lesson."""
        if item_id := self._item(SAID):
            self._make_lesson(item_id)
        else:
            self._window.notice.say(say("Go to an answer or a recommendation of a review first."))

    def _make_lesson(self, item_id: str) -> None:
        window = self._window
        if not self._has_title():
            return
        review_id = window.session.record_id
        known = self._lesson_of(item_id)
        if known:
            window.open_record(known)
            return
        window.session.leave()
        window.desk.write(
            lambda c: c.make_lesson(review_id, item_id),
            lambda changes: self._after_making(review_id, changes),
            owner=self,
        )

    def _has_title(self) -> bool:
        """Say whether the record can be saved; without a title, ask for one."""
        titled = bool(self._window.page.fields().get("title"))
        if not titled:
            self._window.notice.say("Give the record a title first, so that it can be saved.")
            self._window.page.title.setFocus()
        return titled

    def _lesson_of(self, item_id: str) -> str:
        """Return the lesson that an item on the page names already."""
        fields = self._window.page.fields()
        answers = [a for q in fields.get("questions", ()) for a in q.get("answers", ())]
        said = [*answers, *fields.get("recommendations", ())]
        return next((str(s.get("lesson", "")) for s in said if s.get("id") == item_id), "")

    def _after_making(self, review_id: str, changes: Changes) -> None:
        made = changes.ids[0]
        self._window.open_record(made)
        if len(changes.ids) > 1:
            self._window.notice.say(
                say("A lesson was made, and the review names it."),
                "Undo",
                lambda: self._unmake(review_id, made),
            )

    def _unmake(self, review_id: str, made: str) -> None:
        self._window.session.leave()
        self._window.desk.write(
            lambda c: c.unmake_lesson(made),
            lambda _: self._after_unmaking(review_id),
            owner=self,
        )

    def _after_unmaking(self, review_id: str) -> None:
        self._window.open_record(review_id)
        self._window.notice.say(say("The lesson is in the trash; the review no longer names it."))

    @Slot()
    def note_reuse(self) -> None:
        """Ask where the lesson on the page was used again."""
        from kmdesk.ui.learning_dialogs import ReuseDialog

        window = self._window
        view = window.session.view
        if view is None or view.kind != lesson.KIND.name or not window.session.can_write:
            window.notice.say(say("Open a lesson first, one that was saved."))
            return
        window.session.leave()
        dialog = ReuseDialog(window, view.title, window.desk.author)
        dialog.agreed.connect(lambda used: self._note(view.id, used))
        dialog.open()

    def _note(self, record_id: str, used: Reuse) -> None:
        self._window.desk.write(
            lambda c: c.note_reuse(record_id, used),
            lambda _: self._window.notice.say(f"Noted: used again, {used.where}."),
            owner=self,
        )

    @Slot()
    def withdraw(self) -> None:
        """Withdraw the consent to the quote that has the focus."""
        if item_id := self._item((Quote,)):
            self._ask_where_it_went(item_id)
        else:
            self._window.notice.say(say("Go to a quote of a case study first."))

    def _ask_where_it_went(self, quote: str) -> None:
        window = self._window
        session = window.session
        if not session.can_write:
            window.notice.say("This record can only be read, so nothing was changed.")
            return
        if not self._has_title():
            return
        session.leave()
        record_id = session.record_id
        quotes = window.page.fields().get("quotes", ())
        said = next((q.get("text", "") for q in quotes if q.get("id") == quote), "")
        window.desk.write(
            lambda c: c.where_a_quote_went(record_id, quote),
            lambda went: self._ask_withdrawal(record_id, quote, said, went),
            owner=self,
        )

    def _ask_withdrawal(
        self, record_id: str, quote: str, said: str, went: list[ExchangeView]
    ) -> None:
        from kmdesk.ui.learning_dialogs import WithdrawDialog

        dialog = WithdrawDialog(self._window, said, went)
        dialog.agreed.connect(lambda day: self._withdraw(record_id, quote, day))
        dialog.open()

    def _withdraw(self, record_id: str, quote: str, day: date) -> None:
        self._window.desk.write(
            lambda c: c.withdraw(record_id, quote, day),
            lambda _: self._after_withdrawal(quote),
            owner=self,
        )

    def _after_withdrawal(self, quote: str) -> None:
        self._window.notice.say(
            "Consent is withdrawn. Later briefings and exports lack the words and the name.",
            "Erase them from the history too…",
            lambda: self._window.commands.erasing.ask_about(f"quotes/{quote}"),
        )


class RelatedPill(QPushButton):
    """Leads from a review to its lessons, and from a lesson to its review."""

    def __init__(self, window: Window) -> None:
        super().__init__()
        self._window = window
        self._lines: tuple[LessonLine, ...] = ()
        self._asked: Job | None = None
        self.setProperty("role", "pill")
        self.setObjectName("pill_related")
        self.setAutoDefault(False)
        self.hide()
        self.clicked.connect(self.open_list)
        window.page.extra_pills.append(self)
        window.session.shown.connect(self._ask)
        window.desk.changed.connect(self._ask)

    @Slot()
    def _ask(self) -> None:
        view = self._window.session.view
        if self._asked:
            self._asked.drop()
        if view is None or not isinstance(view.record, (Review, Lesson)):
            self._show(())
            return
        self._asked = self._window.desk.read(lambda c: _related(c, view.id), self._show, owner=self)

    def _show(self, lines: tuple[LessonLine, ...]) -> None:
        self._lines = lines
        view = self._window.session.view
        if view is not None and isinstance(view.record, Review):
            self._window.bench.acts.tell(lines)
        self.setVisible(bool(lines))
        if lines and view is not None:
            self._say(view.kind == lesson.KIND.name)

    def _say(self, from_lesson: bool) -> None:
        kind = KINDS["lesson"]
        text = words.count(len(self._lines), inside(kind.label), inside(kind.plural))
        if from_lesson:
            [origin] = self._lines
            text = f"From {origin.reference}"
            if origin.uses:
                text += f" · used again {words.times(origin.uses)}"
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip("\n".join(f"{one.reference}  {one.title}" for one in self._lines))
        restyle(self, tone="")
        self.updateGeometry()

    @Slot()
    def open_list(self) -> None:
        """Open the only record there is to go to, or list them."""
        if len(self._lines) == 1:
            self._window.open_record(self._lines[0].id)
            return
        menu = QMenu(self)
        for one in self._lines:
            text = f"{one.reference}  {one.title}\t{one.in_words()}"
            menu.addAction(text).setData(one.id)
        menu.triggered.connect(lambda action: self._window.open_record(action.data()))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))
        menu.setActiveAction(menu.actions()[0])


def _related(collection: Collection, record_id: str) -> tuple[LessonLine, ...]:
    """Return the lessons of a review, or the review of a lesson; runs in a worker."""
    view = collection.get(record_id)
    if isinstance(view.record, Lesson):
        uses = len(view.record.reuse)
        return tuple(_line(row, uses) for row in collection.rows([view.record.came_from]))
    found = [row for row in collection.backlinks(record_id) if row.kind == lesson.KIND.name]
    return tuple(_line(row, _uses(collection, row.id)) for row in found)


def _uses(collection: Collection, record_id: str) -> int:
    record = collection.get(record_id).record
    return len(record.reuse) if isinstance(record, Lesson) else 0


def _line(row: Row, uses: int) -> LessonLine:
    return LessonLine(row.id, row.reference, row.title, row.status, uses)
