"""What is written down in a meeting: the document on the editor's page, item by item.

Drafts and saves are the page's alone. Where a meeting stands (its step, its time, whether marks
were shown) is a setting of the collection.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from kmdesk.models.canonical import Json
from kmdesk.models.ids import new_item_id
from kmdesk.ui.editor.page import EditorPage

Item = dict[str, Any]


class Minutes(QObject):
    """Reads from the editor's page and writes to it, so that its drafts and saves are the only way.

    Signals:
        changed: something was written.
    """

    changed = Signal()

    def __init__(self, page: EditorPage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page = page

    def fields(self) -> dict[str, Json]:
        """Return the whole document."""
        return self._page.fields()

    def text(self, name: str) -> str:
        """Return a field of text."""
        return str(self.fields().get(name) or "")

    def put(self, name: str, value: Json) -> None:
        """Write a field."""
        self._page.put({name: value})
        self.changed.emit()

    def items(self, name: str) -> list[Item]:
        """Return the items of a list."""
        return [dict(one) for one in self.fields().get(name) or []]

    def put_item(self, name: str, item: Item) -> None:
        """Write an item in place of the one with its id, or at the end."""
        self.put(name, _with(self.items(name), item))

    def drop_item(self, name: str, item_id: str) -> None:
        """Take an item away."""
        self.put(name, [one for one in self.items(name) if one.get("id") != item_id])

    def names(self) -> list[str]:
        """Return who takes part."""
        return [one["name"] for one in self.items("participants") if one.get("name")]

    def answers(self, question: str) -> list[Item]:
        """Return what was said to a question."""
        return [dict(one) for one in self._question(question).get("answers") or []]

    def put_answer(self, question: str, answer: Item) -> None:
        """Write an answer in place of the one with its id, or at the end."""
        self._put_answers(question, _with(self.answers(question), answer))

    def drop_answer(self, question: str, answer_id: str) -> None:
        """Take an answer away."""
        rest = [one for one in self.answers(question) if one.get("id") != answer_id]
        self._put_answers(question, rest)

    def _put_answers(self, question: str, answers: list[Item]) -> None:
        self.put_item("questions", {**self._question(question), "answers": answers})

    def _question(self, name: str) -> Item:
        found = [one for one in self.items("questions") if one.get("id") == name]
        return found[0] if found else {"id": name}

    def give_ids(self) -> None:
        """Give questions that have no id yet one of their own."""
        questions = self.items("questions")
        if any(not one.get("id") for one in questions):
            self.put(
                "questions", [{**one, "id": one.get("id") or new_item_id()} for one in questions]
            )


def _with(items: list[Item], item: Item) -> list[Item]:
    place = next((n for n, one in enumerate(items) if one.get("id") == item["id"]), len(items))
    return [*items[:place], item, *items[place + 1 :]]
