"""Linked from: the records that name the one on the page, each with how it does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame

from kmdesk.models.kinds import KINDS
from kmdesk.models.record import REVERSED_RELATIONS
from kmdesk.store.views import LinkFrom
from kmdesk.ui import icons
from kmdesk.ui.theme import Theme
from kmdesk.ui.widgets import Elided, button, column, empty, label, row

FIELDS = {"came_from": "Led to", "sources": "Cited by", "findings": "Cited by"}
"""What a link by a field is called seen from the record that is linked to."""

MOST = 50
"""Lines shown: a source may be cited by hundreds of records, which a search finds better."""


class LinkedCard(QFrame):
    """The links that lead to a record.

    Signals:
        opened: the id of a record that was chosen.
    """

    opened = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "card")
        self.setObjectName("linked_card")
        self.setAccessibleName("Linked from")
        page = column(self, gap=4)
        page.setContentsMargins(8, 12, 8, 8)
        head = label("Linked from", "section")
        head.setContentsMargins(10, 0, 0, 0)
        page.addWidget(head)
        self._lines = column(gap=0)
        page.addLayout(self._lines)
        self.hide()

    def show_links(self, links: Sequence[LinkFrom]) -> None:
        """Show links, records of the trash last; without any there is nothing to see."""
        empty(self._lines)
        found = sorted(set(links), key=lambda one: (one.row.trashed, relation(one), one.row.title))
        seen: set[tuple[str, str]] = set()
        for one in found[:MOST]:
            if (one.row.id, relation(one)) not in seen:
                seen.add((one.row.id, relation(one)))
                self._add_line(one)
        if len(found) > MOST:
            self._lines.addWidget(label(f"And {len(found) - MOST:,} more.", "small"))
        self.setVisible(bool(found))

    def _add_line(self, link: LinkFrom) -> None:
        said = relation(link)
        title = f"{link.row.reference}  {link.row.title}"
        state = "In the trash" if link.row.trashed else ""
        made = button("", "row", self._on_line)
        made.setProperty("record", link.row.id)
        made.setAccessibleName(". ".join(part for part in (said, title, state) if part))
        texts = row(made, gap=12)
        texts.setContentsMargins(12, 0, 12, 0)
        role = link.row.kind if link.row.kind in KINDS else "record"
        texts.addWidget(icons.picture(role, self._theme))
        texts.addWidget(Elided(said, "small"), 2)
        texts.addWidget(Elided(title), 7)
        if state:
            texts.addWidget(label(state, "small"))
        made.setMinimumHeight(made.fontMetrics().height() + 16)
        self._lines.addWidget(made)

    @Slot()
    def _on_line(self) -> None:
        self.opened.emit(self.sender().property("record"))


def relation(link: LinkFrom) -> str:
    """Return what a link is called seen from the record that it leads to."""
    if link.relation:
        return REVERSED_RELATIONS.get(link.relation, "Related to")
    return FIELDS.get(link.path.split("/")[0], "Named by")
