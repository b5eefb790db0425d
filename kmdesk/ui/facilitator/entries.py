"""Steps in which something is typed again and again: people, answers, recommendations."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QLineEdit, QWidget

from kmdesk.models.ids import new_item_id
from kmdesk.models.meeting import Step, minutes_of, split_who
from kmdesk.models.saying import say
from kmdesk.ui import words
from kmdesk.ui.editor.simple import GrowingEdit
from kmdesk.ui.facilitator.minutes import Item
from kmdesk.ui.facilitator.parts import People, Said, SaidCards, WhoLine
from kmdesk.ui.facilitator.step import Meeting, StepPage
from kmdesk.ui.widgets import button, column, label, row

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def line(name: str, placeholder: str = "") -> QLineEdit:
    """Return a line to type into."""
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(placeholder or name)
    return made


class EntryPage(StepPage):
    """Cards, and below them a place to type the next one; what is typed is written at once."""

    def __init__(self, meeting: Meeting, step: Step, name: str, nothing: str) -> None:
        super().__init__(meeting, step)
        self._id = new_item_id()
        self._kept: Item = {}
        self.cards = SaidCards(name, nothing)
        self.cards.edit_wanted.connect(self._edit)
        self.cards.removal_wanted.connect(self._remove)
        self.lines = column(self, gap=12)
        self.lines.addWidget(self.cards, 1)

    @abstractmethod
    def _items(self) -> list[Item]: ...

    @abstractmethod
    def _put(self, item: Item) -> None: ...

    @abstractmethod
    def _drop(self, item_id: str) -> None: ...

    @abstractmethod
    def _said(self, item: Item) -> Said: ...

    @abstractmethod
    def _typed(self) -> Item:
        """Return what stands in the boxes; nothing of weight is an empty dict."""

    @abstractmethod
    def _fill(self, item: Item) -> None: ...

    def _problem(self) -> str:
        """Return what keeps the entry from being taken, or ""."""
        return ""

    def _watch(self, *boxes: QWidget) -> None:
        """Take what is typed in these boxes, and Return as the end of an entry."""
        self._boxes = boxes
        for box in boxes:
            box.installEventFilter(self)
            box.textChanged.connect(self._on_typed)  # type: ignore[attr-defined]
        self._show()

    @property
    def target(self) -> QWidget | None:
        """Return the first box."""
        return self._boxes[0]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Return take an entry, from the last box; from others it leads to the next."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            plain = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            )
            if event.key() in ENTER and plain and watched in self._boxes:
                self._enter(self._boxes.index(watched))
                return True
        return super().eventFilter(watched, event)

    def _enter(self, box: int) -> None:
        if box + 1 < len(self._boxes):
            self._boxes[box + 1].setFocus()
        else:
            self.take()

    @Slot()
    def take(self) -> None:
        """Make a card of what was typed."""
        if self.finish():
            self._boxes[0].setFocus()

    def finish(self) -> bool:
        """Make a card of what was typed, unless something of it cannot be read."""
        if problem := self._problem():
            self.told.emit(problem)
            return False
        self._write()
        self._begin_next()
        return True

    @Slot()
    def _on_typed(self) -> None:
        self._write()

    def _write(self) -> None:
        typed = self._typed()
        there = any(one.get("id") == self._id for one in self._items())
        if typed:
            self._put({**self._kept, **typed, "id": self._id})
        elif there:
            self._drop(self._id)

    def _begin_next(self) -> None:
        self._id, self._kept = new_item_id(), {}
        self._set_boxes({})
        self._show()

    def _set_boxes(self, item: Item) -> None:
        for box in self._boxes:
            box.blockSignals(True)
        self._fill(item)
        for box in self._boxes:
            box.blockSignals(False)
            if isinstance(box, GrowingEdit):
                box.fit()
                box.moveCursor(QTextCursor.MoveOperation.End)

    def _show(self) -> None:
        self.cards.show_said([self._said(one) for one in self._items() if one["id"] != self._id])

    @Slot(str)
    def _edit(self, item_id: str) -> None:
        if not self.finish():
            return
        found = [one for one in self._items() if one.get("id") == item_id]
        if found:
            self._id, self._kept = item_id, found[0]
            self._set_boxes(found[0])
            self._show()
            self._boxes[0].setFocus()

    @Slot(str)
    def _remove(self, item_id: str) -> None:
        before = self._items()
        self._drop(item_id)
        self._show()
        self._boxes[0].setFocus()
        gone = [one for one in before if one.get("id") == item_id]
        self.undo_offered.emit("Removed.", lambda: self._put_back(gone))

    def _put_back(self, gone: list[Item]) -> None:
        for one in gone:
            self._put(one)
        self._show()


class PeoplePage(EntryPage):
    """Who is here, how long the meeting may take, and how it is run."""

    def __init__(self, meeting: Meeting, step: Step) -> None:
        super().__init__(meeting, step, "Participants", "Nobody yet. Type a name, press Enter.")
        self._name = line("Name")
        self._role = line("Role", "Role, if it matters")
        entry = row(gap=12)
        entry.addWidget(self._name, 3)
        entry.addWidget(self._role, 2)
        entry.addWidget(button("Add", "", self.take))
        self.lines.addLayout(entry)
        self._length = line("Minutes for this meeting", "60")
        self._length.setMaximumWidth(120)
        self._length.textEdited.connect(self._on_length)
        time = row(gap=12)
        caption = label("Minutes for this meeting")
        caption.setBuddy(self._length)
        time.addWidget(caption)
        time.addWidget(self._length)
        usual = meeting.card.time if meeting.card else ""
        time.addWidget(label(f"Usual: {usual}" if usual else "", "small", wrap=True), 1)
        self.lines.addLayout(time)
        if meeting.card and meeting.card.how:
            how = column(gap=4)
            how.addWidget(label("How it is run", "label"))
            for number, text in enumerate(meeting.card.how, 1):
                how.addWidget(label(f"{number}. {text}", "small", wrap=True))
            how.addStretch()
            self.lines.removeWidget(self.cards)
            beside = row(gap=32)
            beside.addWidget(self.cards, 3)
            beside.addLayout(how, 2)
            self.lines.insertLayout(0, beside, 1)
        self._watch(self._name, self._role)
        self._show_length()

    def _items(self) -> list[Item]:
        return self.minutes.items("participants")

    def _put(self, item: Item) -> None:
        self.minutes.put_item("participants", item)
        self._show_length()

    def _drop(self, item_id: str) -> None:
        self.minutes.drop_item("participants", item_id)
        self._show_length()

    def _said(self, item: Item) -> Said:
        return Said(item["id"], item.get("name", ""), item.get("role", ""))

    def _typed(self) -> Item:
        name = " ".join(self._name.text().split())
        return {"name": name, "role": self._role.text().strip()} if name else {}

    def _fill(self, item: Item) -> None:
        self._name.setText(item.get("name", ""))
        self._role.setText(item.get("role", ""))

    def _enter(self, box: int) -> None:
        """Take a name without a role too: Return in either box makes a card."""
        if box or self._typed():
            self.take()

    def _show_length(self) -> None:
        if not self.meeting.length:
            self._length.setText(str(minutes_of(self.meeting.card, len(self._items()))))

    @Slot(str)
    def _on_length(self, text: str) -> None:
        if text.isdigit() and 1 <= int(text) <= 10_000:
            self.meeting.length = int(text)
            self.state_changed.emit()


class QuestionPage(EntryPage):
    """One question of the technique, and what is said to it."""

    def __init__(self, meeting: Meeting, step: Step) -> None:
        nothing = "Nothing yet. Type what is said, press Enter to keep it."
        super().__init__(meeting, step, "Answers", nothing)
        self.people = People()
        self.people.offer(self.minutes.names())
        self.people.chosen.connect(self._choose)
        self.lines.addWidget(self.people)
        self._who = WhoLine("Said by")
        self._who.offer(self.minutes.names())
        self._who.setPlaceholderText("Who (number, initials)")
        self._text = GrowingEdit(one_paragraph=True)
        self._text.setAccessibleName("Answer")
        self._text.setPlaceholderText("Type an answer, Enter to keep it…  (2: or AP: says who)")
        entry = row(gap=12)
        entry.addWidget(self._text, 4)
        entry.addWidget(self._who, 1, Qt.AlignmentFlag.AlignTop)
        self.lines.addLayout(entry)
        self._watch(self._text, self._who)

    def _items(self) -> list[Item]:
        return self.minutes.answers(self.step.question)

    def _put(self, item: Item) -> None:
        self.minutes.put_answer(self.step.question, item)

    def _drop(self, item_id: str) -> None:
        self.minutes.drop_answer(self.step.question, item_id)

    def _said(self, item: Item) -> Said:
        return Said(item["id"], item.get("text", ""), item.get("said_by") or "not attributed")

    def _typed(self) -> Item:
        names = self.minutes.names()
        name, text = split_who(self._text.toPlainText(), names)
        return {"text": text, "said_by": name or self._who.name()} if text else {}

    def _enter(self, _box: int) -> None:
        """Take an answer from either box: most are not attributed."""
        self.take()

    def _fill(self, item: Item) -> None:
        self._text.setPlainText(item.get("text", ""))
        self._who.setText(item.get("said_by", ""))

    @Slot(str)
    def _choose(self, name: str) -> None:
        self._who.setText("" if self._who.name() == name else name)
        self._text.setFocus()


class ActionsPage(EntryPage):
    """Recommendations, each with an owner and a date."""

    def __init__(self, meeting: Meeting, step: Step) -> None:
        nothing = "None yet. Say what is to be done, who will do it, and by when."
        super().__init__(meeting, step, say("Recommendations"), nothing)
        self.people = People()
        self.people.offer(self.minutes.names())
        self.people.chosen.connect(self._choose)
        self.lines.addWidget(self.people)
        self._text = GrowingEdit(one_paragraph=True)
        self._text.setAccessibleName(say("Recommendation"))
        self._text.setPlaceholderText("What is to be done…")
        self._owner = WhoLine("Owner")
        self._owner.setPlaceholderText("Owner")
        self._owner.offer(self.minutes.names())
        self._due = line("Due", "By when")
        self._due.setToolTip("1 May 2027, Friday, in 2 weeks")
        self._due.editingFinished.connect(self._spell_out)
        entry = row(gap=12)
        entry.addWidget(self._text, 3)
        entry.addWidget(self._owner, 1, Qt.AlignmentFlag.AlignTop)
        entry.addWidget(self._due, 1, Qt.AlignmentFlag.AlignTop)
        self.lines.addLayout(entry)
        self._watch(self._text, self._owner, self._due)

    def _items(self) -> list[Item]:
        return self.minutes.items("recommendations")

    def _put(self, item: Item) -> None:
        self.minutes.put_item("recommendations", item)

    def _drop(self, item_id: str) -> None:
        self.minutes.drop_item("recommendations", item_id)

    def _said(self, item: Item) -> Said:
        return Said(item["id"], item.get("text", ""), owned(item))

    def _typed(self) -> Item:
        text = self._text.toPlainText().strip()
        day = words.read_day(self._due.text())
        due = day.isoformat() if day else None
        return {"text": text, "owner": self._owner.name(), "due": due} if text else {}

    def _fill(self, item: Item) -> None:
        self._text.setPlainText(item.get("text", ""))
        self._owner.setText(item.get("owner", ""))
        self._due.setText(words.day(item.get("due") or ""))

    def _problem(self) -> str:
        typed = self._due.text().strip()
        if typed and words.read_day(typed) is None:
            return f"“{typed}” is not a day. Write one such as 1 May 2027, Friday or in 2 weeks."
        return ""

    @Slot()
    def _spell_out(self) -> None:
        if day := words.read_day(self._due.text()):
            self._due.setText(words.day(day.isoformat()))

    @Slot(str)
    def _choose(self, name: str) -> None:
        self._owner.setText(name)
        self._due.setFocus()


def owned(item: Item) -> str:
    """Return who owns a recommendation and by when, or that this lacks."""
    due = words.day(item.get("due") or "")
    return f"{item.get('owner') or 'No owner yet'} · {due or 'no date yet'}"
