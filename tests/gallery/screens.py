"""The screens of the gallery, and how they are brought about."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from random import Random

import msgspec
from PySide6.QtCore import QDeadlineTimer, QEventLoop, QMimeData, Qt, QTimer
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QPushButton, QScrollArea, QWidget

from kmdesk.base import clock, paths
from kmdesk.base.progress import Progress
from kmdesk.briefing.paper import brief
from kmdesk.exchange import export_file, folder, import_file, preview, read
from kmdesk.exchange.file_text import READER
from kmdesk.exchange.sample import build_sample
from kmdesk.models.house import HouseWord
from kmdesk.models.house_style import HouseStyle
from kmdesk.models.kinds.lesson import Reuse
from kmdesk.store import settings
from kmdesk.store.collection import Collection
from kmdesk.store.views import FileText, Query
from kmdesk.ui.app import make_window
from kmdesk.ui.briefing import BriefingDialog
from kmdesk.ui.crash import CrashDialog, report_of
from kmdesk.ui.erasing_dialog import EraseDialog
from kmdesk.ui.exchange_dialogs import ImportDialog
from kmdesk.ui.export_dialog import ExportDialog
from kmdesk.ui.facilitator.view import FacilitatorView
from kmdesk.ui.files import as_png
from kmdesk.ui.history import HistoryDialog
from kmdesk.ui.house import HouseDialog
from kmdesk.ui.notices import ProgressDialog
from kmdesk.ui.preferences import PreferencesDialog
from kmdesk.ui.prose.edit import ProseEdit
from kmdesk.ui.tags import TagsDialog
from kmdesk.ui.techniques import TechniquesDialog
from kmdesk.ui.theme import Choice
from kmdesk.ui.window import Window
from kmdesk.ui.workers import Job
from tests.gallery import disputes, editors, erased, papers
from tests.gallery.issued import fill_issued, fill_issued_elsewhere, press
from tests.gallery.past import fill_past
from tests.ui import stories

SIZES = {"1": ((1366, 768), (1920, 1080)), "2": ((960, 540),)}
"""Window sizes in logical pixels for each scale: 960 × 540 is 1920 × 1080 at 200 %."""

SOON = 200
"""Milliseconds up to which a timer is waited for; longer ones hide notices and keep drafts."""

SCHEMES: tuple[Choice, ...] = ("light", "dark")


def draw(out: Path, scale: str) -> Iterator[Path]:
    """Draw every screen in each size and scheme, and yield the files."""
    app = QApplication.instance() or QApplication(["kmdesk"])
    if not isinstance(app, QApplication):
        raise TypeError("there is a Qt application without widgets")
    chosen = os.environ.get("KMDESK_SCREENS", "").split() or list(SCREENS)
    for name in chosen:
        yield from draw_screen(app, name, out, scale)


def draw_screen(app: QApplication, name: str, out: Path, scale: str) -> Iterator[Path]:
    """Draw one screen, in a window of its own."""
    home = paths.data_folder()
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    path = home / "trust-knowledge.kmdesk"
    FILLS.get(name, fill)(path)
    with ExitStack() as around:
        if name == "read-only":
            around.enter_context(Collection.open(path))
        window = make_window(app)
        window.show()
        window.open_collection(path)
        settle(window)
        shown = SCREENS[name](window) or window
        settle(window)
        for scheme in SCHEMES:
            window.theme.choose(scheme)
            whole = shown is window or isinstance(shown, FacilitatorView)
            for width, height in SIZES[scale] if whole else SIZES[scale][:1]:
                (shown if whole else window).resize(width, height)
                settle(window)
                size = f"{width * int(scale)}" if whole else "dialog"
                file = out / f"{name}-{scheme}-{size}-{scale}x.png"
                shown.grab().save(str(file))
                yield file
        if shown is not window:
            shown.close()
        window.close()
        window.deleteLater()
        settle_events()


def fill(path: Path) -> None:
    """Make a collection with a bit of everything."""
    with Collection.open(path, create=not path.exists(), author="Anna Petrov") as collection:
        for document in stories.ALL:
            collection.add([document])
        ids = {hit.row.title: hit.row.id for hit in collection.search("")}
        summary = ids[str(stories.SUMMARY["title"])]
        collection.edit(summary, {"asked": "Approve option B for the spring and autumn contract."})
        collection.trash([collection.add([{"kind": "lesson", "title": "An old lesson"}]).ids[0]])


def crowd(path: Path) -> None:
    """Make a collection with the sample and more than a screen holds."""
    fill(path)
    with Collection.open(path, author="Priya Raman-Okonkwo") as collection:
        build_sample(collection)
        collection.add([{**stories.LESSON, "title": f"Lesson {n} of many"} for n in range(1, 61)])
        searches = {
            "Board, this quarter": {"text": "tag:board"},
            "Falls, frailty and everything that goes with them": {"text": "falls"},
        }
        collection.put_setting("saved-searches", searches)


def learn(path: Path) -> None:
    """Make a collection in which answers became lessons, and people are quoted."""
    with Collection.open(path, create=True, author="Anna Petrov") as collection:
        for document in (*stories.ALL[:2], stories.QUOTED, *stories.ALL[3:]):
            collection.add([document])
        review_id = collection.search(str(stories.RETROSPECT["title"]))[0].row.id
        questions = collection.get(review_id).document["questions"]
        said = [answer["id"] for question in questions for answer in question["answers"]]
        first, _second = (collection.make_lesson(review_id, one).ids[0] for one in said[::2])
        for where, result in (
            ("Discharge lounge", "Fewer falls in the first month."),
            ("Ward 7, night shift", ""),
        ):
            used = Reuse(where=where, by="James Osei", used_on=date(2026, 10, 12), result=result)
            collection.note_reuse(first, used)
        case_id = collection.search("sepsis", kind="case-study")[0].row.id
        brief(collection, [case_id], "board-paper", path.with_name("Sepsis paper.pdf"))
        export_file(collection, path.with_name("northside.kmx"))


def wait(path: Path) -> None:
    """Make a collection in which much waits for a person."""
    crowd(path)
    with Collection.open(path, author="Anna Petrov") as collection:
        advice = [
            {"id": f"a{n}", "text": text, "owner": owner, "due": f"2026-0{n}-14"}
            for n, (text, owner) in enumerate(LATE, 1)
        ]
        review = {"kind": "review", "title": "Virtual ward pilot", "recommendations": advice}
        collection.add([review])
        collection.add(
            [
                {"kind": "lesson", "title": f"Lesson {n} to look at", "review_by": "2026-03-01"}
                for n in range(1, 8)
            ]
        )


LATE = (
    ("Name a lead for the night handover on every ward", "Matron, acute medicine"),
    ("Order two more scanners", "Estates"),
    ("Tell general practice when the clinic moves", ""),
    ("Write down the discharge checklist and try it for a month", "Ward 7"),
)


def leave_empty(path: Path) -> None:
    """Make a collection with nothing in it."""
    Collection.open(path, create=True, author="Anna Petrov").close()


FORMATS = """### What we saw

Hospital at home was **as safe as** the ward, and *cheaper* in three of four trials; see
[the review](https://example.org/hah).

- Fewer people moved on to a care home
  - the difference is small
  - it lasted for a year
- Carers were asked in one trial only

1. Ask carers first.
2. Agree who to ring at night.

| Trial | People | Moved to a care home |
| --- | ---: | --- |
| Smith 2024 | 212 | **fewer** |
| Okafor 2025 | 96 | no difference |

> A quotation stays as it was written.

One line,\\
and the next.
"""


def fill_formats(path: Path) -> None:
    """Make a collection with a text of every format."""
    fill(path)
    with Collection.open(path, author="Anna Petrov") as collection:
        title = "A text with every format"
        collection.add([{"kind": "lesson", "title": title, "statement": FORMATS.strip()}])


FILLS: dict[str, Callable[[Path], object]] = {
    "first-run": leave_empty,
    "formats": fill_formats,
    "waiting-home": wait,
    "crowded-home": crowd,
    "crowded-list": crowd,
    "found": crowd,
    "completing": crowd,
    "filters": crowd,
    "crowded-summary": crowd,
    "quotes": learn,
    "withdraw": learn,
    "erase": erased.fill_erasable,
    "erase-everywhere": erased.fill_erasable,
    "erase-paper": erased.fill_printed,
    "history-erased": erased.fill_erased,
    "import-erasing": erased.fill_erasable,
    "review-lessons": learn,
    "lesson-used": learn,
    "reuse": learn,
    "history-long": fill_past,
    "history-of-a-part": fill_past,
    "compared": fill_past,
    "version-not-here": fill_past,
    **dict.fromkeys(
        ("issue", "issued", "issued-changes", "seen-by", "seen-quote", "seen-history"), fill_issued
    ),
    "paper-altered": fill_issued,
    "issued-elsewhere": fill_issued_elsewhere,
    **dict.fromkeys(papers.SCREENS, papers.fill_papers),
    **dict.fromkeys(editors.CROWDED, editors.crowd_editors),
    **disputes.FILLS,
}


def settle(window: Window) -> None:
    """Let the window come to rest: no work under way, nothing left to lay out."""
    deadline = QDeadlineTimer(10_000)
    quiet = 0
    while quiet < 3 and not deadline.hasExpired():
        settle_events()
        busy = not window.jobs.idle or window.page.at_work or _awaited(window)
        quiet = 0 if busy else quiet + 1


def _awaited(window: Window) -> bool:
    """Say whether a timer will soon change what the window shows."""
    timers = window.findChildren(QTimer)
    return any(t.isActive() and t.isSingleShot() and t.interval() <= SOON for t in timers)


def settle_events() -> None:
    """Let events pass for a moment."""
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 40)
    QTest.qWait(5)


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


def type_search(window: Window, text: str) -> None:
    """Type into the search box."""
    window.rail.go("all")
    window.activateWindow()
    window.header.search.clear()
    window.header.search.setFocus()
    QTest.keyClicks(window.header.search, text)
    settle(window)


def found(window: Window) -> None:
    """Show what a search found, with the words marked in each passage."""
    type_search(window, "staff")
    window.list.view.setCurrentIndex(window.list.table.index(1))


def found_in_file(window: Window) -> None:
    """Show a search that found words in an attached file, while other files are read."""
    rota = (
        "Rota of ward 9, March. Staff who begin at nine hand over at the bedside. Sick leave is "
        "told to the ward clerk before seven, so that the night staff can be asked to stay on."
    )

    def attach(collection: Collection) -> None:
        record = collection.search("night staff")[0].row.id
        kept = collection.keep_bytes("Rota of ward 9, March.txt", rota.encode())
        collection.edit(record, {"attachments": [msgspec.to_builtins(kept)]})
        collection.put_file_text(kept.id, FileText(READER, rota))

    window.desk.write(attach, owner=window)
    settle(window)
    type_search(window, "staff bedside")
    window.commands.file_words.bar.step(2, 12)


def completing(window: Window) -> None:
    """Show what could be typed next."""
    type_search(window, "falls kind:")


def hinted(window: Window) -> None:
    """Show a search that found nothing, with what was read otherwise than meant."""
    type_search(window, "ward:7 xylophone")


def filters(window: Window) -> None:
    """Show a search with the values that would narrow it, two of them chosen."""
    type_search(window, "staff")
    window.actions_by_name["filters"].setChecked(True)
    window.list.narrow("kind", "lesson")
    window.list.narrow("sharing", "organisation")
    settle(window)
    window.list.view.setCurrentIndex(window.list.table.index(0))


def seen_before(window: Window) -> None:
    """Show what is like a record that is being begun."""
    window.begin("evidence-summary")
    settle(window)
    QTest.keyClicks(window.page.title, "Do limits reduce spending on gambling, and night staff?")
    window.seen_before.ask()
    settle(window)


def details(window: Window) -> None:
    """Show a finding with its details unfolded."""
    summary(window)
    section = window.page.section("findings")
    if section and section.form:
        edit = section.form.edits["findings"]
        edit.rows[0].toggle_details()  # type: ignore[attr-defined]
        settle(window)
        window.page.verticalScrollBar().setValue(section.y() - 16)


def review(window: Window) -> None:
    """Show a retrospect."""
    open_first(window, "falls", "review")
    window.header.search.clear()


def case_study(window: Window) -> None:
    """Show a case study."""
    open_first(window, "sepsis", "case-study")
    window.header.search.clear()


def quotes(window: Window) -> None:
    """Show the savings and quotes of a case study."""
    open_first(window, "sepsis", "case-study")
    window.header.search.clear()
    settle(window)
    section = window.page.section("savings")
    if section:
        window.page.verticalScrollBar().setValue(section.y() - 16)


def withdraw(window: Window) -> QWidget:
    """Show what is asked before consent is withdrawn."""
    quotes(window)
    section = window.page.section("quotes")
    if section and section.form:
        section.form.edits["quotes"].target.setFocus()
    return dialog_of(window, "withdraw")


def erase(window: Window) -> QWidget:
    """Show what is asked before something is erased for good, a quote chosen."""
    open_first(window, str(stories.CASE_STUDY["title"]))
    window.commands.erasing.ask_about("quotes/q1")
    settle(window)
    return _dialog(window)


def erase_everywhere(window: Window) -> QWidget:
    """Show where else the name stands, and all that is filled in before erasing."""
    dialog = erase(window)
    if isinstance(dialog, EraseDialog):
        dialog.words.setText(erased.NAME)
        dialog.look()
        settle(window)
        dialog.reason.setText(erased.REASON)
        dialog.confirm.setText("erase")
        dialog.confirm.textEdited.emit("erase")
        settle(window)
        area = dialog.findChild(QScrollArea)
        if area is not None:
            area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    return dialog


def erase_paper(window: Window) -> QWidget:
    """Show that a paper which was issued with a quote goes too."""
    dialog = erase(window)
    if isinstance(dialog, EraseDialog):
        dialog.keep.setChecked(False)
        settle(window)
        dialog.found.item(0).setCheckState(Qt.CheckState.Checked)
        settle(window)
    return dialog


def history_erased(window: Window) -> QWidget:
    """Show the history of a record from which something was erased."""
    open_first(window, str(stories.CASE_STUDY["title"]))
    dialog = dialog_of(window, "history")
    if isinstance(dialog, HistoryDialog):
        dialog.view.setCurrentIndex(dialog.view.model().index(1, 0))
        settle(window)
    return dialog


def import_erasing(window: Window) -> QWidget:
    """Show a colleague's file that erases something here."""
    path = window.desk.path
    if path is None:
        raise ValueError("no collection is open")
    file = path.with_name("northside.kmx")
    erased.write_erasing_file(path, file)
    return _preview(window, file)


def _preview(window: Window, file: Path) -> QWidget:
    incoming = read(file)
    window.desk.read(
        lambda c: preview(c, incoming),
        lambda found: ImportDialog(window, incoming, found, window.theme).open(),
        owner=window,
    )
    settle(window)
    return _dialog(window)


def import_disagreement(window: Window) -> QWidget:
    """Show a colleague's file that brings another wording of what was changed here."""
    path = window.desk.path
    if path is None:
        raise ValueError("no collection is open")
    theirs, file = path.with_name("northside-disagreeing.kmdesk"), path.with_name("northside.kmx")
    with Collection.open(path, read_only=True) as collection:
        collection.backup(theirs)
    bottom_line = str(stories.SUMMARY["bottom_line"])
    with Collection.open(theirs, author="James Osei") as collection:
        [found] = collection.search("spending kind:evidence-summary")[:1]
        record = found.row.id
        collection.edit(record, {"bottom_line": bottom_line.replace("probably", "surely")})
        export_file(collection, file)
    changed = {"bottom_line": bottom_line.replace("probably", "may")}
    window.desk.write(lambda c: c.edit(record, changed), owner=window)
    settle(window)
    return _preview(window, file)


def import_briefing(window: Window) -> QWidget:
    """Show what a colleague's file has of a paper that was shortened and went out."""
    path = window.desk.path
    if path is None:
        raise ValueError("no collection is open")
    theirs, file = path.with_name("northside-briefing.kmdesk"), path.with_name("northside.kmx")
    ids = fill_issued(theirs)
    with Collection.open(theirs, author="James Osei") as collection:
        parts = collection.get(ids["briefing"]).document["parts"]
        shortened = {"path": "bottom_line", "text": "Limits probably help."}
        first = {**parts[0], "left_out": ["key_messages"], "shortened": [shortened]}
        collection.edit(ids["briefing"], {"parts": [first, *parts[1:]]})
        export_file(collection, file)
    dialog = _preview(window, file)
    if isinstance(dialog, ImportDialog):
        table = dialog.table
        row = next(r for r in range(table.rowCount()) if table.line(r).id == ids["briefing"])
        dialog.view.selectRow(row)
        settle(window)
    return dialog


def review_lessons(window: Window) -> None:
    """Show answers that became lessons."""
    open_first(window, "falls", "review")
    window.header.search.clear()
    settle(window)
    section = window.page.section("questions")
    if section:
        window.page.verticalScrollBar().setValue(section.y() - 200)


def lesson_used(window: Window) -> None:
    """Show a lesson that came from a review and was used again."""
    open_first(window, "feedback", "lesson")
    window.header.search.clear()


def reuse(window: Window) -> QWidget:
    """Show what is asked when a lesson is used again."""
    lesson_used(window)
    settle(window)
    return dialog_of(window, "reuse")


def formats(window: Window) -> None:
    """Show a text with every format while it is written in."""
    open_first(window, "A text with every format", "lesson")
    window.header.search.clear()
    settle(window)
    box = _text_of(window, "statement")
    box.setFocus()
    box.select_span(*box.find_spans("as safe as")[0])


def pasted_table(window: Window) -> None:
    """Paste a table from a spreadsheet into a new lesson."""
    window.begin("lesson")
    settle(window)
    window.page.title.setPlainText("What each ward spent")
    box = _text_of(window, "statement")
    box.setFocus()
    data = QMimeData()
    data.setText("Ward\tBeds\tSpent\nElm\t24\t£12,400\nOak\t18\t£9,050\n")
    box.insertFromMimeData(data)


def _text_of(window: Window, field: str) -> ProseEdit:
    section = window.page.section(field)
    if section is None:
        raise TypeError(f"{field} is not on the page")
    section.unfold()
    box = section.form.edits[field].target if section.form else None
    if not isinstance(box, ProseEdit):
        raise TypeError(f"{field} is no long text")
    return box


def lesson(window: Window) -> None:
    """Show a lesson."""
    open_first(window, "night staff", "lesson")
    window.header.search.clear()


def source(window: Window) -> None:
    """Show a source."""
    open_first(window, "voluntary", "source")
    window.header.search.clear()


def unfolded(window: Window) -> None:
    """Show an evidence summary from the findings on, with every section unfolded."""
    summary(window)
    for section in window.page.cards:
        section.unfold()
    settle(window)
    findings = window.page.section("findings")
    if findings:
        window.page.verticalScrollBar().setValue(findings.y() - 16)


def new(window: Window) -> None:
    """Begin an evidence summary."""
    window.begin("evidence-summary")


def crowded_list(window: Window) -> None:
    """Show more records than a screen holds, in a window that is crowded too."""
    window.rail.go("all")
    settle(window)
    window.list.view.setCurrentIndex(window.list.table.index(3))


def crowded_summary(window: Window) -> None:
    """Show a summary of the sample, which rests on many sources."""
    open_first(window, "gambling", "evidence-summary")
    window.header.search.clear()


def draft(window: Window) -> None:
    """Show what was typed before a power cut."""
    summary(window)
    window.page.title.insertPlainText("Draft: ")
    window.session.keep_draft()
    settle(window)
    record_id, window.session.record_id = window.session.record_id, ""
    window.session.open(record_id)


def draft_compared(window: Window) -> QWidget:
    """Show a draft beside what is saved."""
    draft(window)
    settle(window)
    card = window.page.findChild(QFrame, "draft_card")
    assert card is not None
    next(b for b in card.findChildren(QPushButton) if b.text() == "Show what differs").click()
    settle(window)
    return _dialog(window)


def read_only(window: Window) -> None:
    """Show a collection that somebody else has open."""
    summary(window)


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
    return dialog_of(window, "history")


def history_of_a_part(window: Window) -> QWidget:
    """Show which versions changed the bottom line, and what the chosen one changed, in columns."""
    dialog = history(window)
    if isinstance(dialog, HistoryDialog):
        dialog.part.setCurrentIndex(dialog.part.findText("Only where this changed: bottom line"))
        dialog.difference.columns.setChecked(True)
        settle(window)
        dialog.difference.go_on()
    return dialog


def compared(window: Window) -> QWidget:
    """Compare the newest version with an old one, side by side."""
    dialog = history(window)
    if isinstance(dialog, HistoryDialog):
        dialog.difference.columns.setChecked(True)
        dialog.view.setCurrentIndex(dialog.table.index(12))
        dialog.shown.setCurrentIndex(1)
    return dialog


def not_here(window: Window) -> QWidget:
    """Show a version whose text stayed with the colleague who wrote it, with signs in words."""
    dialog = history(window)
    if isinstance(dialog, HistoryDialog):
        dialog.difference.in_words.setChecked(True)
        dialog.view.setCurrentIndex(dialog.table.index(4))
    return dialog


def briefing(window: Window) -> QWidget:
    """Show the choice of a briefing."""
    summary(window)
    return dialog_of(window, "briefing")


def export(window: Window) -> QWidget:
    """Show the choice of an export."""
    summary(window)
    dialog = dialog_of(window, "export")
    if isinstance(dialog, ExportDialog):
        dialog.history.setChecked(True)
    return dialog


def export_since(window: Window) -> QWidget:
    """Show an export for a colleague, with private records that stay and a passphrase."""
    path = window.desk.path
    if path is None:
        raise ValueError("no collection is open")
    theirs = path.with_name("theirs.kmdesk")
    everything, back = path.with_name("all.kmx"), path.with_name("back.kmx")

    def swap(collection: Collection) -> None:
        export_file(collection, everything)
        with Collection.open(theirs, create=True, author="James Osei") as other:
            import_file(other, everything)
            export_file(other, back)
        import_file(collection, back)
        lesson = collection.search("night staff")[0].row.id
        collection.edit(lesson, {"why": "They meet the change first."})
        for title in ("Between two people", "A draft for the Board that nobody should see yet"):
            collection.add([{**stories.LESSON, "title": title, "sharing": "private"}])

    window.desk.write(swap, owner=window)
    settle(window)
    dialog = dialog_of(window, "export")
    if isinstance(dialog, ExportDialog):
        dialog.lacking.setChecked(True)
        dialog.passphrase.setText("seven owls carry lamps")
        dialog.again.setText("seven howls")
    return dialog


def import_trash(window: Window) -> QWidget:
    """Show what a folder has: much of it for the trash, some left, and a file that is skipped."""
    path = window.desk.path
    if path is None:
        raise ValueError("no collection is open")
    share = path.with_name("Shared drive")
    share.mkdir()
    theirs = path.with_name("theirs.kmdesk")
    with Collection.open(path, read_only=True) as collection:
        collection.backup(theirs)
    with Collection.open(theirs, author="James Osei") as other:
        other.add([{**stories.LESSON, "title": "Ask the ward clerk: she knows the rota"}])
        other.trash(other.ids(Query())[1:])
        looked = folder.look(other, share, None, Progress())
        folder.swap(other, looked)
    (share / "theirs (1).kmx").write_bytes(b"PK half of a file")
    window.desk.write(lambda c: c.put_setting(settings.FOLDER, str(share)), owner=window)
    settle(window)
    dialog = dialog_of(window, "swap")
    if isinstance(dialog, ImportDialog):
        dialog.table.choose([1], take=False)
    return dialog


def exchange_log(window: Window) -> QWidget:
    """Show the files that came and went, and what an import merged without asking."""
    path = window.desk.path
    if path is None:
        raise ValueError("no collection is open")
    theirs, file = path.with_name("theirs.kmdesk"), path.with_name("northside.kmx")

    def swap(collection: Collection) -> None:
        collection.backup(theirs)
        lesson = collection.search("night staff")[0].row.id
        summary = collection.search("spending")[0].row.id
        with Collection.open(theirs, author="James Osei") as other:
            other.edit(lesson, {"why": "They meet the change first, with nobody to ask. " * 4})
            other.edit(summary, {"asked": "Approve option D."})
            export_file(other, file)
        export_file(collection, path.with_name("for-northside.kmx"))
        collection.edit(lesson, {"context": "A ward of 28 beds."})
        collection.edit(summary, {"title": "Do spending limits reduce harm from gambling?"})
        import_file(collection, file)

    window.desk.write(swap, owner=window)
    settle(window)
    return dialog_of(window, "exchange_log")


def exchange_folder(window: Window) -> QWidget:
    """Show the choice of the exchange folder."""
    return dialog_of(window, "swap_folder")


def import_preview(window: Window) -> QWidget:
    """Show what a colleague's file would do."""
    path = window.desk.path
    if path is None:
        raise ValueError("no collection is open")
    file = path.with_name("northside.kmx")
    write_colleagues_file(path, file)
    return _preview(window, file)


def write_colleagues_file(path: Path, file: Path) -> None:
    """Write what a colleague who once had this collection exports."""
    theirs = file.with_suffix(".kmdesk")
    with Collection.open(path, read_only=True) as collection:
        collection.backup(theirs)
    with Collection.open(theirs, author="James Osei") as collection:
        collection.add([{**stories.LESSON, "title": "Ask the ward clerk: she knows the rota"}])
        lesson_id = collection.search("night staff")[0].row.id
        collection.edit(lesson_id, {"why": "They meet the change first, with nobody to ask."})
        export_file(collection, file)


def progress(window: Window) -> QWidget:
    """Show work that takes long."""
    job = Job(lambda _: None, None, None, window, "Importing northside-library.kmx")
    dialog = ProgressDialog(window, job)
    dialog.step(420, 1_000, "Record 420 of 1,000")
    dialog.show()
    return dialog


def preferences(window: Window) -> QWidget:
    """Show the preferences."""
    return dialog_of(window, "preferences")


def backups(window: Window) -> QWidget:
    """Show the foot of the preferences, with a backup made."""
    dialog = preferences(window)
    if isinstance(dialog, PreferencesDialog):
        dialog.now.click()
        settle(window)
        dialog.now.setFocus()
    return dialog


def house_style(window: Window) -> QWidget:
    """Show the house style in the preferences, with a logo and a colour that is too light."""
    dialog = preferences(window)
    if isinstance(dialog, PreferencesDialog):
        card = dialog.house
        logo = QImage(360, 90, QImage.Format.Format_RGB32)
        logo.fill(QColor("#7c2855"))
        card.show_style(HouseStyle("Northside NHS Trust", "", "#ffb81c", as_png(logo)))
        settle(window)
        area = dialog.findChild(QScrollArea)
        assert area is not None
        area.ensureWidgetVisible(card, 0, 0)
    return dialog


def house_words(window: Window) -> QWidget:
    """Show what the house calls things, with a word of its own."""
    dialog = dialog_of(window, "house_words")
    if isinstance(dialog, HouseDialog):
        line = dialog.lines["lesson"]
        line.show_word(HouseWord("Insight", "Insights"))
    return dialog


def renamed(window: Window) -> None:
    """Show the window of a house with its own words."""
    words = {
        "evidence-summary": HouseWord("Evidence brief", "Evidence briefs"),
        "lesson": HouseWord("Insight", "Insights"),
        "bottom-line": HouseWord("Answer in short", "Answers in short"),
        "finding": HouseWord("Result", "Results"),
    }
    window.desk.speak(words)
    summary(window)


def keys(window: Window) -> QWidget:
    """Show the shortcuts."""
    return dialog_of(window, "keys")


def cover(window: Window) -> QWidget:
    """Show the choice of a briefing with its cover sheet unfolded."""
    dialog = briefing(window)
    if isinstance(dialog, BriefingDialog):
        dialog.cover.heading.click()
    return dialog


def crash(window: Window) -> QWidget:
    """Show the crash dialog."""
    try:
        window.list.table.ids[-1_000_000]
    except IndexError as error:
        dialog = CrashDialog(report_of(error), window)
    dialog.show()
    return dialog


def tags(window: Window) -> QWidget:
    """Show the tags of the collection, one chosen."""
    window.rail.go("all")
    settle(window)
    dialog = dialog_of(window, "tags")
    if isinstance(dialog, TagsDialog):
        dialog.table.selectRow(1)
    return dialog


def tag_choice(window: Window) -> QWidget:
    """Show the tags of records chosen."""
    bulk(window)
    return dialog_of(window, "tag_records")


def bulk(window: Window) -> None:
    """Choose several records, some of them due and overdue."""
    today = clock.today()
    window.rail.go("all")
    settle(window)
    ids = window.list.table.ids

    def date_them(collection: Collection) -> None:
        collection.set_review_by(ids[1:2], today - timedelta(days=9))
        collection.set_review_by(ids[2:3], today + timedelta(days=20))

    window.desk.write(date_them, owner=window)
    settle(window)
    window.list.refresh()
    settle(window)
    window.list.view.setCurrentIndex(window.list.table.index(0))
    settle(window)
    window.list.choose(window.list.table.ids[:3])


def around(window: Window) -> None:
    """Show tags, links, files and what links to a record."""
    open_first(window, "night staff", "lesson")
    window.header.search.clear()
    record_id = window.session.record_id
    picture = QImage(640, 400, QImage.Format.Format_RGB32)
    picture.fill(QColor("#006747"))
    noise = Random(7)  # bytes that no zip makes small

    def link(collection: Collection) -> None:
        ids = [i for i in collection.ids(Query()) if i != record_id][:3]
        collection.edit(ids[0], {"links": [{"record": record_id, "relation": "supports"}]})
        collection.edit(ids[1], {"links": [{"record": record_id, "relation": "based-on"}]})
        kept = [
            collection.keep_bytes("Ward 9 staff board.png", as_png(picture)),
            collection.keep_bytes("falls-by-month.xlsx", noise.randbytes(48_200)),
            collection.keep_bytes(
                "Minutes of the safety committee, March.pdf", noise.randbytes(1_310_000)
            ),
        ]
        mine = [{"record": ids[2], "relation": "came-from"}, {"record": "0" * 26}]
        collection.edit(record_id, {"attachments": msgspec.to_builtins(kept), "links": mine})
        locked = "is locked with a password, so its words cannot be searched"
        collection.put_file_text(kept[-1].id, FileText(READER, fault=locked))

    window.desk.write(link, owner=window)
    settle(window)
    window.page.cards[-1].unfold()
    settle(window)
    bar = window.page.verticalScrollBar()
    bar.setValue(bar.maximum())


def meeting(sort: str, *, revealed: bool = False) -> Callable[[Window], QWidget]:
    """Return what shows a step of a meeting."""

    def show(window: Window) -> QWidget:
        review(window)
        settle(window)
        window.actions_by_name["facilitate"].trigger()
        view = window.commands.meetings.view
        if view is None:
            raise ValueError("no meeting began")
        view.setWindowState(Qt.WindowState.WindowNoState)
        view.meeting.length = 90
        view.meeting.revealed = revealed
        while view.step.sort != sort:
            view.go_on()
        settle(window)
        return view

    return show


def techniques(window: Window) -> QWidget:
    """Show the technique of a review."""
    review(window)
    settle(window)
    return dialog_of(window, "technique")


def technique(window: Window) -> QWidget:
    """Show a card that a house changes."""
    dialog = techniques(window)
    if isinstance(dialog, TechniquesDialog):
        dialog.copy.click()
    settle(window)
    return dialog.findChildren(QDialog)[0]


def issued(kind: str) -> Callable[[Window], None]:
    """Return what shows the briefing that went out, or a record that it printed."""

    def show(window: Window) -> None:
        window.rail.go("all")
        settle(window)
        window.rail.go(kind)
        settle(window)
        window.list.view.setCurrentIndex(window.list.table.index(0))

    return show


def issue(window: Window) -> QWidget:
    """Show what is asked before a briefing goes out, and what is left out of it."""
    issued("briefing")(window)
    settle(window)
    return dialog_of(window, "issue")


def issued_changes(window: Window) -> QWidget:
    """Show what became of the records of a paper since it went out."""
    issued("briefing")(window)
    settle(window)
    press(window, "Show what changed")
    settle(window)
    return _dialog(window)


def paper_altered(window: Window) -> QWidget:
    """Show what a paper turned out to be that somebody saved anew."""
    path = window.desk.path
    if path is None:
        raise ValueError("no collection is open")
    with Collection.open(path, read_only=True) as collection:
        [briefing] = [view.document for view in collection.documents("briefing")]
        data = collection.attachment(briefing["issued"][-1]["sha256"])
    file = path.with_name("item 9, final.pdf")
    file.write_bytes(data + b"\n")
    window.commands.issuing.check(file)
    settle(window)
    return _dialog(window)


def issued_elsewhere(window: Window) -> QWidget:
    """Show a paper of a colleague's whose records came without the text that was printed."""
    issued("evidence-summary")(window)
    settle(window)
    press(window, "Show what changed since")
    settle(window)
    return _dialog(window)


def seen_history(window: Window) -> QWidget:
    """Show the history of a record of which two papers printed a version."""
    issued("evidence-summary")(window)
    settle(window)
    return dialog_of(window, "history")


def dialog_of(window: Window, action: str) -> QWidget:
    """Trigger an action and return the dialog that it opens."""
    window.actions_by_name[action].trigger()
    settle(window)
    return _dialog(window)


def _dialog(window: Window) -> QWidget:
    found = [d for d in window.findChildren(QDialog) if d.isVisible()]
    return found[0]


SCREENS: dict[str, Callable[[Window], QWidget | None]] = {
    "first-run": nothing,
    "home": home,
    "summary": summary,
    "details": details,
    "unfolded": unfolded,
    "review": review,
    "case-study": case_study,
    "lesson": lesson,
    "formats": formats,
    "pasted-table": pasted_table,
    "source": source,
    "quotes": quotes,
    "withdraw": withdraw,
    "erase": erase,
    "erase-everywhere": erase_everywhere,
    "erase-paper": erase_paper,
    "history-erased": history_erased,
    "import-erasing": import_erasing,
    "review-lessons": review_lessons,
    "lesson-used": lesson_used,
    "reuse": reuse,
    "new": new,
    "draft": draft,
    "trash": trash,
    "nothing-found": nothing_found,
    "found": found,
    "found-in-file": found_in_file,
    "completing": completing,
    "hinted": hinted,
    "filters": filters,
    "seen-before": seen_before,
    "disagreement": disagreement,
    "read-only": read_only,
    "waiting-home": home,
    "crowded-home": home,
    "crowded-list": crowded_list,
    "crowded-summary": crowded_summary,
    "tags": tags,
    "tag-choice": tag_choice,
    "bulk": bulk,
    "around": around,
    "history": history,
    "draft-compared": draft_compared,
    "history-long": history,
    "history-of-a-part": history_of_a_part,
    "compared": compared,
    "version-not-here": not_here,
    "briefing": briefing,
    "cover": cover,
    "export": export,
    "export-since": export_since,
    "import": import_preview,
    "import-briefing": import_briefing,
    "import-disagreement": import_disagreement,
    "import-trash": import_trash,
    "exchange-folder": exchange_folder,
    "exchange-log": exchange_log,
    "progress": progress,
    "preferences": preferences,
    "house-style": house_style,
    "backups": backups,
    "house-words": house_words,
    "renamed": renamed,
    "keys": keys,
    "crash": crash,
    "meeting-people": meeting("people"),
    "meeting-question": meeting("question"),
    "meeting-marks": meeting("marks"),
    "meeting-covered": meeting("spread"),
    "meeting-spread": meeting("spread", revealed=True),
    "meeting-ten": meeting("ten", revealed=True),
    "meeting-actions": meeting("actions"),
    "meeting-close": meeting("close", revealed=True),
    "techniques": techniques,
    "technique": technique,
    "issue": issue,
    "issued": issued("briefing"),
    "issued-changes": issued_changes,
    "issued-elsewhere": issued_elsewhere,
    "seen-by": issued("evidence-summary"),
    "seen-quote": issued("case-study"),
    "seen-history": seen_history,
    "paper-altered": paper_altered,
    **papers.SCREENS,
    **disputes.SCREENS,
    **editors.EMPTY,
    **editors.CROWDED,
}
VARIANTS = frozenset((*editors.EMPTY, *editors.CROWDED))
"""Screens with the controls of others, empty or full."""
