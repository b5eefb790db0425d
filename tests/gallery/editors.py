"""The editor of every kind: empty, and with more in it than anybody should have to read."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from kmdesk.models.kind import Field
from kmdesk.models.kinds import KINDS
from kmdesk.store.collection import Collection
from kmdesk.ui.window import Window

LONG = (
    "Staff on three wards told us the same thing in different words: the plan was sound, the "
    "handover was late, and nobody had rung the people who would have to carry it out. "
) * 3
TITLE = (
    "A record whose title goes on for longer than anybody would like, because the project had a "
    "long name and so did the trust"
)
_APART = ("title", "status", "sharing", "tags", "links", "attachments", "trashed", "issued")
ITEMS, INNER = 12, 3


def crowd_editors(path: Path) -> None:
    """Make a collection with a record of each kind in which everything is filled in."""
    with Collection.open(path, create=True, author="Priya Raman-Okonkwo") as collection:
        for kind in KINDS.values():
            wanted = [each for each in kind.fields.values() if each.name not in _APART]
            fields = _all(wanted, ITEMS)
            tags = [f"tag number {n}" for n in range(1, 13)]
            collection.add([{"kind": kind.name, "title": TITLE, "tags": tags, **fields}])


def _all(fields: Iterable[Field], items: int) -> dict[str, Any]:
    full = {each.name: _full(each, items) for each in fields}
    return {name: value for name, value in full.items() if value is not None}


def _full(field: Field, items: int) -> Any:
    """Return a value that fills a field, and each field inside it."""
    match field.shape:
        case "text":
            return LONG
        case "line":
            return f"{field.label}, with more words than the box is wide, so that they are cut"
        case "date":
            return "2026-11-24"
        case "number":
            return 7
        case "flag":
            return True
        case "choice":
            return next(iter(field.words), None)
        case "set":
            return [*field.suggest, "one of their own", "and another one"]
        case "group":
            return _all(field.fields, INNER)
        case "items":
            return [_all(field.fields, INNER) for _ in range(items)]
    return [] if field.shape == "records" else ""


def _begin(kind: str) -> Callable[[Window], QWidget | None]:
    def show(window: Window) -> None:
        window.begin(kind)

    return show


def _open(kind: str) -> Callable[[Window], QWidget | None]:
    def show(window: Window) -> None:
        from tests.gallery.screens import open_first

        open_first(window, "title", kind)
        window.header.search.clear()

    return show


EMPTY = {f"empty-{kind}": _begin(kind) for kind in KINDS}
CROWDED = {f"full-{kind}": _open(kind) for kind in KINDS}
