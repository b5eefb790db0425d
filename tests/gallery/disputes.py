"""What colleagues disagree on, few and many, short and long, and the screen that shows it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from kmdesk.exchange import export_file, import_file
from kmdesk.store.collection import Collection
from kmdesk.ui.disputes.dialog import DisputesDialog
from kmdesk.ui.window import Window
from tests.exchange import newer
from tests.ui import stories

LONG = (
    "The ward sister said that {} and that nobody had told the pharmacy. The team looked at the "
    "chart together and found that the times had been copied from the day before.\n\n"
    "What helped was a second look at the board round: {}. It takes about four minutes, and the "
    "consultant stays for it.\n\n"
    "- The night staff write the time on the board.\n"
    "- {}.\n"
    "- The pharmacy is rung before nine."
)

PEOPLE = {
    "Anna Petrov": {
        "statement": "Check the times on the chart at every board round, with the consultant.",
        "context": LONG.format(
            "the drug round had begun late", "two people read the times aloud", "A bleep goes round"
        ),
        "why": "Two near misses in March.",
    },
    "James Osei": {
        "statement": "Check the times on the chart at the morning board round.",
        "context": LONG.format(
            "the drug round had been split", "one person reads the times aloud", "A text goes round"
        ),
        "why": "Three near misses between March and May, one of them with harm.",
    },
    "Priya Raman-Okonkwo": {
        "statement": "Have a nurse check the times on the chart before the board round.",
        "context": "Said at the retrospect.",
        "why": "One complaint.",
    },
}


def disagree(
    path: Path, documents: Sequence[Mapping[str, Any]], people: Sequence[str], fields: Sequence[str]
) -> list[str]:
    """Have people, the first of them here, write fields of records in their own way."""
    first, *others = people
    with Collection.open(path, create=not path.exists(), author=first) as ours:
        ids = list(ours.add([dict(one) for one in documents]).ids)
        start = path.with_name("start.kmx")
        export_file(ours, start)
        for number, other in enumerate(others):
            with Collection.open(
                path.with_name(f"colleague-{number}.kmdesk"), create=True, author=other
            ) as theirs:
                import_file(theirs, start)
                _write(theirs, ids, other, fields)
                export_file(theirs, path.with_name(f"{other.split()[0].lower()}.kmx"))
        _write(ours, ids, first, fields)
        for other in others:
            import_file(ours, path.with_name(f"{other.split()[0].lower()}.kmx"))
    return ids


def _write(collection: Collection, ids: Sequence[str], author: str, fields: Sequence[str]) -> None:
    for record in ids:
        collection.edit(record, {field: PEOPLE[author][field] for field in fields})


_LESSON = {**stories.LESSON, "why": "A near miss.", "title": "Read the times aloud"}
_TWO = ("Anna Petrov", "James Osei")


def fill_few(path: Path) -> None:
    """Make a collection with two places in dispute."""
    disagree(path, [_LESSON], _TWO, ("statement", "why"))


def fill_many(path: Path) -> None:
    """Make a collection with many places in dispute."""
    lessons = [{**_LESSON, "title": f"{_LESSON['title']}, ward {n}"} for n in range(1, 15)]
    disagree(path, lessons, _TWO, ("statement", "why", "context"))


def fill_long(path: Path) -> None:
    """Make a collection in which two long texts differ."""
    disagree(path, [_LESSON], _TWO, ("context",))


def fill_three(path: Path) -> None:
    """Make a collection in which three colleagues disagree."""
    disagree(path, [_LESSON], tuple(PEOPLE), ("statement", "why"))


def fill_newer(path: Path) -> None:
    """Make a collection with a record of a kind that only a newer kmdesk knows."""
    with Collection.open(path, create=True, author="Anna Petrov") as collection:
        file, _record = newer.newer_file(path.parent)
        import_file(collection, file)


def show_newer(window: Window) -> None:
    """Show that record."""
    window.rail.go("all")
    _settle(window)
    window.list.view.setCurrentIndex(window.list.table.index(0))


def show(window: Window) -> QWidget:
    """Show the screen."""
    window.actions_by_name["disagreements"].trigger()
    _settle(window)
    found = window.findChildren(QDialog)
    return next(one for one in found if isinstance(one, DisputesDialog))


def show_chosen(window: Window) -> QWidget:
    """Show it with one place chosen, and a text of somebody's own begun for the next."""
    dialog = show(window)
    if isinstance(dialog, DisputesDialog):
        dialog.sides.take(1)
        dialog.go_on()
        dialog.sides.against.setChecked(True)
        dialog.sides.begin_writing()
    return dialog


def _settle(window: Window) -> None:
    from tests.gallery.screens import settle  # the screens list this one

    settle(window)


FILLS = {
    "newer": fill_newer,
    "disagreements-few": fill_few,
    "disagreements-chosen": fill_few,
    "disagreements-many": fill_many,
    "disagreements-long": fill_long,
    "disagreements-three": fill_three,
}
SCREENS: dict[str, Callable[[Window], QWidget | None]] = {
    **dict.fromkeys(FILLS, show),
    "newer": show_newer,
    "disagreements-chosen": show_chosen,
    "disagreements-none": show,
}
