"""Icons by role, tinted by the palette; QtAwesome is imported when the first one is asked for."""

import os
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QLabel

if TYPE_CHECKING:
    from kmdesk.ui.theme import Theme, Tokens

SIZE = 20
"""Pixels of an icon that stands alone or before a line, beside type of the usual size."""

ROLES = {
    "home": "mdi6.home-outline",
    "evidence-summary": "mdi6.scale-balance",
    "review": "mdi6.account-group-outline",
    "case-study": "mdi6.star-outline",
    "lesson": "mdi6.lightbulb-outline",
    "source": "mdi6.bookshelf",
    "record": "mdi6.file-document-outline",
    "due": "mdi6.calendar-alert",
    "actions": "mdi6.clock-alert-outline",
    "done": "mdi6.check-circle-outline",
    "todo": "mdi6.circle-outline",
    "conflicts": "mdi6.call-split",
    "drafts": "mdi6.pencil-outline",
    "trash": "mdi6.trash-can-outline",
    "untrash": "mdi6.restore",
    "new": "mdi6.plus",
    "save": "mdi6.content-save-outline",
    "search": "mdi6.magnify",
    "history": "mdi6.history",
    "briefing": "mdi6.file-chart-outline",
    "export": "mdi6.export-variant",
    "import": "mdi6.import",
    "swap": "mdi6.swap-horizontal",
    "undo": "mdi6.undo",
    "redo": "mdi6.redo",
    "bold": "mdi6.format-bold",
    "italic": "mdi6.format-italic",
    "bullets": "mdi6.format-list-bulleted",
    "numbers": "mdi6.format-list-numbered",
    "link": "mdi6.link-variant",
    "heading": "mdi6.format-header-pound",
    "table": "mdi6.table",
    "backup": "mdi6.shield-check-outline",
    "check": "mdi6.stethoscope",
    "open": "mdi6.folder-open-outline",
    "about": "mdi6.information-outline",
    "saved-search": "mdi6.bookmark-outline",
    "clear": "mdi6.close",
    "sources": "mdi6.book-plus-outline",
    "smaller-page": "mdi6.magnify-minus-outline",
    "larger-page": "mdi6.magnify-plus-outline",
    "fit-width": "mdi6.arrow-expand-horizontal",
}


def icon(role: str, tokens: "Tokens", tint: str = "muted") -> QIcon:
    """Return the icon of a role in the colour of a token."""
    return _drawn(ROLES[role], getattr(tokens, tint), tokens.field_line)


def picture(role: str, theme: "Theme", tint: str = "muted") -> QLabel:
    """Return a label that shows an icon; a screen reader passes over it."""
    made = QLabel()
    show(made, role, theme, tint)
    return made


def show(label: QLabel, role: str, theme: "Theme", tint: str = "muted") -> None:
    """Show an icon on a label, as large as type is now."""
    size = theme.grown(SIZE)
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    label.setPixmap(icon(role, theme.tokens, tint).pixmap(QSize(size, size), ratio))
    label.setFixedWidth(size)


@cache
def _drawn(name: str, colour: str, disabled: str) -> QIcon:
    os.environ.setdefault("QT_API", "pyside6")
    import qtawesome

    return qtawesome.icon(  # type: ignore[no-any-return]
        name, color=colour, color_disabled=disabled
    )
