"""The technique cards there are: those that come with kmdesk, and the house's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from kmdesk.models.canonical import Json
from kmdesk.models.techniques import Technique, techniques, with_house

if TYPE_CHECKING:
    from kmdesk.store.collection import Collection
    from kmdesk.store.views import Changes
    from kmdesk.ui.desk import Desk

SETTING = "technique/"
"""Begins the names of the settings that hold a house's cards, one each."""


class HouseCards(QObject):
    """Knows the cards of the open collection.

    Attributes:
        cards: every card by name, in the order of their stage.
        own: names of cards that are the house's own, or stock cards in its words.

    Signals:
        changed: there are other cards than before.
    """

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.cards = techniques()
        self.own: frozenset[str] = frozenset()
        desk.opened.connect(self.read)

    @Slot()
    def read(self) -> None:
        """Ask the collection for its cards."""
        self._desk.read(lambda c: dict(c.settings(SETTING)), self._take, owner=self)

    def keep(self, cards: list[Technique]) -> None:
        """Keep cards with the collection, in place of those of the same names."""
        self._desk.write(lambda c: _keep(c, cards), self._take, owner=self)

    def drop(self, name: str) -> None:
        """Forget a card of the house; a stock card has its own words again."""
        self._desk.write(lambda c: _drop(c, name), self._take, owner=self)

    def _take(self, house: dict[str, Json]) -> None:
        self.cards = with_house(house)
        self.own = frozenset(house) & frozenset(self.cards)
        self.changed.emit()


def _keep(collection: Collection, cards: list[Technique]) -> dict[str, Json]:
    import msgspec

    for card in cards:
        _put(collection, card.name, msgspec.to_builtins(card))
    return dict(collection.settings(SETTING))


def _drop(collection: Collection, name: str) -> dict[str, Json]:
    _put(collection, name, None)
    return dict(collection.settings(SETTING))


def _put(collection: Collection, name: str, value: Json) -> Changes:
    return collection.put_setting(SETTING + name, value)
