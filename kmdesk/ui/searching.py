"""The window around a search: room for the filters, searches that are kept, and their counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from kmdesk.store.views import Changes, Query
from kmdesk.ui import dialogs
from kmdesk.ui.filters import value_in_words
from kmdesk.ui.list_body import LEAST
from kmdesk.ui.workers import Job

if TYPE_CHECKING:
    from kmdesk.store.collection import Collection
    from kmdesk.store.database import Stop
    from kmdesk.ui.window import Window

SEARCHES = "saved-searches"
"""The setting of a collection that keeps them, by name."""

LEAST_EDITOR = 320
"""The least pixels that the editor is wide."""


class SearchCommands(QObject):
    """Keeps searches, counts what they find, and makes room for the filters."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._counting: Job | None = None
        actions = window.actions_by_name
        actions["save_search"].triggered.connect(self.keep)
        actions["drop_search"].triggered.connect(self.forget)
        actions["filters"].setChecked(window.state.text("list/filters") == "open")
        actions["filters"].toggled.connect(self._on_filters)

    @Slot()
    def keep(self) -> None:
        """Keep what is typed, with the filters, as a place of the rail."""
        window = self._window
        query = window.list.query
        filters = [value_in_words(*one) for one in window.list.filters.items()]
        suggestion = ", ".join(part for part in (query.text.strip(), *filters) if part)
        name = dialogs.ask_text(window, "Keep this search", "Name:", suggestion)
        if name:
            kept = {k: v for k, v in vars(query).items() if v}
            window.desk.write(lambda c: _put(c, name, kept), owner=window)

    @Slot()
    def forget(self) -> None:
        """Take the search we are in off the rail."""
        window = self._window
        name = window.rail.place.label
        if window.rail.place.key.startswith("search/"):
            window.desk.write(lambda c: _put(c, name, None), owner=window)

    def count(self, searches: dict[str, Query]) -> None:
        """Count what the searches on the rail find, and show it there."""
        if self._counting:
            self._counting.drop()
            self._counting = None
        if searches:
            self._counting = self._window.desk.look_up(
                lambda c, stop: _count(c, searches, stop),
                self._window.rail.table.show_found,
                owner=self,
            )

    def make_room(self) -> None:
        """Show the filters beside the list where the window is wide enough."""
        window = self._window
        room = window.width() - window.rail.width()
        least = (LEAST + LEAST_EDITOR) * max(1.0, window.theme.zoom * 0.75)
        window.list.set_room(beside=room >= least + window.list.panel.width_wanted)

    @Slot(bool)
    def _on_filters(self, opened: bool) -> None:
        """Widen the list by what the filters take, or give it back."""
        window = self._window
        window.state.keep("list/filters", "open" if opened else "closed")
        self.make_room()
        by = window.list.panel.width_wanted
        records, editor = window.splitter.sizes()
        if opened and window.list.filters_beside:
            window.splitter.setSizes([records + by, editor - by])
        elif not opened and records - by >= LEAST:
            window.splitter.setSizes([records - by, editor + by])


def _put(collection: Collection, name: str, query: dict[str, str] | None) -> Changes:
    searches = dict(collection.setting(SEARCHES, {}))
    if query is None:
        searches.pop(name, None)
    else:
        searches[name] = query
    return collection.put_setting(SEARCHES, searches)


def _count(collection: Collection, searches: dict[str, Query], stop: Stop) -> dict[str, int]:
    return {name: collection.count(query, stop=stop) for name, query in searches.items()}
