"""A technique card being written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

import msgspec
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from kmdesk.models.canonical import Json
from kmdesk.models.ids import new_item_id
from kmdesk.models.kind import fields_of
from kmdesk.models.ready import ready
from kmdesk.models.record import Item, shown
from kmdesk.models.techniques import STAGES, Technique, problem_of
from kmdesk.ui.editor import items
from kmdesk.ui.editor.field_edit import Bench
from kmdesk.ui.editor.form import Form
from kmdesk.ui.widgets import ScrollPage, button, column, label, row, scrolled


class Asked(Item):
    """A question of a card."""

    text: Annotated[str, shown("Question")] = ""


@ready
class CardForm(msgspec.Struct):
    """A card as it is written: lists of texts are lines."""

    title: Annotated[str, shown("Title")] = ""
    stage: Annotated[Literal["before", "during", "after"], shown("Stage", words=STAGES)] = "after"
    what: Annotated[str, shown("What it is", "In one sentence.", long=True)] = ""
    when: Annotated[str, shown("When to use it")] = ""
    who: Annotated[str, shown("Who takes part")] = ""
    time: Annotated[str, shown("Time, in words", "Such as: 15 minutes to an hour")] = ""
    minutes: Annotated[int, shown("Time, in minutes", "The clock of a meeting begins with it.")] = (
        60
    )
    each: Annotated[bool, shown("For each person")] = False
    marks: Annotated[bool, shown("Everybody gives a mark out of 10, privately first")] = False
    how: Annotated[str, shown("How to run it", "A line for each step.", long=True)] = ""
    capture: Annotated[str, shown("What to capture", "A line for each.", long=True)] = ""
    questions: Annotated[list[Asked], shown("Questions")] = []


class TechniqueDialog(QDialog):
    """Asks for a card.

    Signals:
        agreed: the `Technique`, with the name it came with.
    """

    agreed = Signal(object)

    def __init__(self, parent: QWidget, bench: Bench, card: Technique, title: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._card = card
        self.resize(parent.size())
        lines = column(self, gap=12, margin=24)
        lines.addWidget(label(title, "head"))
        page = ScrollPage()
        self.form = Form(fields_of(CardForm), bench)
        column(page, margin=4).addWidget(self.form)
        lines.addWidget(scrolled(page), 1)
        foot = row(gap=8)
        self.problem = label("", "small", wrap=True)
        self.problem.setProperty("tone", "bad")
        foot.addWidget(self.problem, 1)
        foot.addWidget(button("Cancel", "", self.reject))
        foot.addWidget(button("Keep it", "primary", self.accept))
        lines.addLayout(foot)
        self.form.set_values(_to_form(card))
        for keys, by in (("Alt+Up", -1), ("Alt+Down", 1)):
            QShortcut(QKeySequence(keys), self, self._mover(by))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._add_question)
        QShortcut(QKeySequence("Ctrl+Shift+Backspace"), self, self._remove_question)
        self.form.edits["title"].target.setFocus()

    @Slot()
    def accept(self) -> None:
        """Take the card if it can be used, else say what it lacks."""
        try:
            card = _from_form(self.form.values(), self._card.name)
        except msgspec.ValidationError as error:
            self.problem.setText(str(error))
            return
        named = msgspec.structs.replace(card, name=card.name or "new")
        if problem := problem_of(named):
            self.problem.setText(f"{problem}.")
            return
        self.agreed.emit(card)
        super().accept()

    def _mover(self, by: int) -> Callable[[], None]:
        def move() -> None:
            editor, inside = items.nearest(self.focusWidget())
            if editor and inside:
                editor.move_item(inside, by)

        return move

    @Slot()
    def _add_question(self) -> None:
        editor, inside = items.nearest(self.focusWidget())
        questions = self.form.edits["questions"]
        if isinstance(questions, items.ItemsEdit):
            questions.add_item(inside if editor is questions else None)

    @Slot()
    def _remove_question(self) -> None:
        editor, inside = items.nearest(self.focusWidget())
        if editor and inside:
            editor.remove_item(inside)


def _to_form(card: Technique) -> dict[str, Json]:
    asked = [{"id": new_item_id(), "text": text} for text in card.questions]
    texts = {"how": "\n".join(card.how), "capture": "\n".join(card.capture)}
    return {**msgspec.structs.asdict(card), **texts, "questions": asked}


def _from_form(values: dict[str, Json], name: str) -> Technique:
    """Return the card that a form holds."""
    plain = {key: " ".join(text.split()) for key, text in values.items() if isinstance(text, str)}
    asked = [" ".join(one.get("text", "").split()) for one in values["questions"]]
    lists = {key: _lines(values[key]) for key in ("how", "capture")}
    numbers = {"minutes": values["minutes"] or 60}
    questions = [one for one in asked if one]
    whole = {**values, **plain, **lists, **numbers, "questions": questions, "name": name}
    return msgspec.convert(whole, Technique)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
