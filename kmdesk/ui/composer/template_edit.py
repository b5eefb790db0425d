"""The choice of a template, among those there are."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker

from kmdesk.models.canonical import Json
from kmdesk.models.kind import Field
from kmdesk.models.saying import say
from kmdesk.ui.composer.loading import load
from kmdesk.ui.editor.field_edit import Bench
from kmdesk.ui.editor.simple import ChoiceEdit


class TemplateEdit(ChoiceEdit):
    """Offers the templates by their titles; nothing chosen is the usual one."""

    def __init__(self, field: Field, bench: Bench) -> None:
        super().__init__(field)
        self._usual = ""
        self._value: Json = ""
        self._combo.setToolTip(field.guidance)
        self._combo.setAccessibleDescription(field.guidance)
        self._combo.activated.connect(self._on_chosen)
        if bench.desk.is_open:
            bench.desk.read(lambda _: _templates(), self._offer, owner=self)

    def value(self) -> Json:
        """Return the name of the template; "" for the usual one that nobody chose."""
        return self._value

    def set_value(self, value: Json) -> None:
        """Choose a template."""
        self._value = value or ""
        if self._usual:
            super().set_value(self._value or self._usual)

    def _offer(self, found: tuple[str, dict[str, str]]) -> None:
        self._usual, titles = found
        with QSignalBlocker(self._combo):
            self.offer({name: say(title) for name, title in titles.items()})
            self.set_value(self._value)

    def offer(self, words: dict[str, str]) -> None:  # type: ignore[override]  # asked for once
        """Offer the templates."""
        self._combo.clear()
        for value, text in words.items():
            self._combo.addItem(text, value)

    def _on_chosen(self) -> None:
        self._value = self._combo.currentData()


def _templates() -> tuple[str, dict[str, str]]:
    """Return the usual template and the titles of all; imported in a worker."""
    load()
    from kmdesk.briefing.plan import USUAL
    from kmdesk.briefing.templates import TEMPLATES

    return USUAL, {name: template.title for name, template in TEMPLATES.items()}
