"""The screens of the gallery, and how they are brought about."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QApplication, QWidget

from kmdesk.base import paths
from kmdesk.store.collection import Collection
from kmdesk.ui.app import make_window
from kmdesk.ui.theme import Choice
from kmdesk.ui.window import Window
from tests.ui import stories

SIZES = {"1": ((1366, 768), (1920, 1080)), "2": ((960, 540),)}
"""Window sizes in logical pixels for each scale: 960 × 540 is 1920 × 1080 at 200 %."""

SCHEMES: tuple[Choice, ...] = ("light", "dark")


def draw(out: Path, scale: str) -> Iterator[Path]:
    """Draw every screen in each size and scheme, and yield the files."""
    app = QApplication.instance() or QApplication(["kmdesk"])
    if not isinstance(app, QApplication):
        raise TypeError("there is a Qt application without widgets")
    chosen = os.environ.get("KMDESK_SCREENS", "").split()
    for name, screen in SCREENS.items():
        if chosen and name not in chosen:
            continue
        home = paths.data_folder()
        for old in home.glob("*"):
            if old.is_file():
                old.unlink()
        home.mkdir(parents=True, exist_ok=True)
        path = home / "trust-knowledge.kmdesk"
        if name != "empty":
            fill(path)
        window = make_window(app)
        window.show()
        window.open_collection(path)
        settle(window)
        shown = screen(window) or window
        for scheme in SCHEMES:
            window.theme.choose(scheme)
            for width, height in SIZES[scale]:
                window.resize(width, height)
                settle(window)
                file = out / f"{name}-{scheme}-{width * int(scale)}-{scale}x.png"
                shown.grab().save(str(file))
                yield file
        if shown is not window:
            shown.close()
        window.close()
        window.deleteLater()
        settle_events()


def fill(path: Path) -> None:
    """Make a collection with a bit of everything."""
    with Collection.open(path, create=True, author="Anna Petrov") as collection:
        for document in stories.ALL:
            collection.add([document])
        ids = {hit.row.title: hit.row.id for hit in collection.search("")}
        summary = ids[str(stories.SUMMARY["title"])]
        collection.edit(summary, {"asked": "Approve option B for the spring and autumn contract."})
        collection.trash([collection.add([{"kind": "lesson", "title": "An old lesson"}]).ids[0]])


def settle(window: Window) -> None:
    """Let the window come to rest: no work under way, nothing left to lay out."""
    deadline = QDeadlineTimer(10_000)
    quiet = 0
    while quiet < 5 and not deadline.hasExpired():
        settle_events()
        quiet = quiet + 1 if window.jobs.idle else 0


def settle_events() -> None:
    """Let events pass for a moment."""
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 40)
    QApplication.sendPostedEvents()
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 40)


def open_first(window: Window, text: str, place: str = "all") -> None:
    """Open the first record that a search finds."""
    window.rail.go(place)
    settle(window)
    window.header.search.setText(text)
    window.list.refresh()
    settle(window)
    window.list.view.setCurrentIndex(window.list.table.index(0))
    settle(window)


def home(window: Window) -> None:
    """Show the home page."""
    window.rail.go("home")


def nothing(_window: Window) -> None:
    """Leave the window as it starts."""


def summary(window: Window) -> None:
    """Show an evidence summary that a search found."""
    open_first(window, "gambl limit", "evidence-summary")


def details(window: Window) -> None:
    """Show a finding with its details unfolded."""
    summary(window)
    section = window.page.section("findings")
    if section and section.form:
        edit = section.form.edits["findings"]
        edit.rows[0].toggle_details()  # type: ignore[attr-defined]


def review(window: Window) -> None:
    """Show a retrospect."""
    open_first(window, "falls", "review")
    window.header.search.clear()


def case_study(window: Window) -> None:
    """Show a case study."""
    open_first(window, "sepsis", "case-study")
    window.header.search.clear()


def new(window: Window) -> None:
    """Begin an evidence summary."""
    window.begin("evidence-summary")


def trash(window: Window) -> None:
    """Show a record in the trash."""
    window.rail.go("trash")
    settle(window)
    window.list.view.setCurrentIndex(window.list.table.index(0))


def nothing_found(window: Window) -> None:
    """Search for what is not there."""
    window.rail.go("all")
    window.header.search.setText("xylophone")


def disagreement(window: Window) -> None:
    """Show a record on which colleagues disagree."""
    path = window.desk.path
    if path is None:
        raise ValueError("no collection is open")
    make_disagreement(window)
    settle(window)
    window.rail.go("conflicts")
    settle(window)
    window.list.view.setCurrentIndex(window.list.table.index(0))


def make_disagreement(window: Window) -> None:
    """Save a record twice from the same version."""

    def save_twice(collection: Collection) -> None:
        hit = collection.search("spending limits")[0]
        view = collection.get(hit.row.id)
        fields = {k: v for k, v in view.document.items() if k not in ("kind", "id")}
        for author, text in (
            ("Anna Petrov", "Offer limits as one part of support."),
            ("James Osei", "Offer limits only with a call back within a week."),
        ):
            collection.author = author
            collection.save(view.id, view.kind, {**fields, "bottom_line": text}, view.heads)

    window.desk.write(save_twice, owner=window)


def history(window: Window) -> QWidget:
    """Show the history of a record."""
    summary(window)
    window.actions_by_name["history"].trigger()
    settle(window)
    return _dialog(window)


def briefing(window: Window) -> QWidget:
    """Show the choice of a briefing."""
    summary(window)
    window.actions_by_name["briefing"].trigger()
    settle(window)
    return _dialog(window)


def export(window: Window) -> QWidget:
    """Show the choice of an export."""
    summary(window)
    window.actions_by_name["export"].trigger()
    settle(window)
    return _dialog(window)


def crash(window: Window) -> QWidget:
    """Show the crash dialog."""
    from kmdesk.ui.crash import CrashDialog, report_of

    try:
        window.list.table.ids[-1_000_000]
    except IndexError as error:
        dialog = CrashDialog(report_of(error), window)
    dialog.show()
    return dialog


def _dialog(window: Window) -> QWidget:
    from PySide6.QtWidgets import QDialog

    found = [d for d in window.findChildren(QDialog) if d.isVisible()]
    return found[0]


SCREENS: dict[str, Callable[[Window], QWidget | None]] = {
    "empty": nothing,
    "home": home,
    "summary": summary,
    "details": details,
    "review": review,
    "case-study": case_study,
    "new": new,
    "trash": trash,
    "nothing-found": nothing_found,
    "disagreement": disagreement,
    "history": history,
    "export": export,
    "crash": crash,
}
