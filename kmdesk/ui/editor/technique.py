"""The choice of a technique, among the stock cards and the house's own."""

from PySide6.QtCore import Slot

from kmdesk.models.kind import Field
from kmdesk.ui.editor.field_edit import Bench
from kmdesk.ui.editor.simple import ChoiceEdit


class TechniqueEdit(ChoiceEdit):
    """Offers the cards there are now."""

    def __init__(self, field: Field, bench: Bench) -> None:
        super().__init__(field)
        self._cards = bench.cards
        self._cards.changed.connect(self._offer)
        self._offer()

    @Slot()
    def _offer(self) -> None:
        self.offer({name: card.title for name, card in self._cards.cards.items()})
