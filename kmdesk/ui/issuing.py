"""Issuing a briefing, and what is done with papers that went out: opened, copied, checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from kmdesk.base.progress import Progress
from kmdesk.models.kinds.briefing import KIND as BRIEFING
from kmdesk.models.saying import say
from kmdesk.ui import dialogs, words
from kmdesk.ui.editor.seen_by import Paper, SeenBy

if TYPE_CHECKING:
    from datetime import date

    from kmdesk.briefing.issuing import IssueReport, Proposal
    from kmdesk.briefing.recognising import Recognised
    from kmdesk.models.kind import Kind
    from kmdesk.store.collection import Collection
    from kmdesk.store.views import RecordView
    from kmdesk.ui.window import Window

PDF_FILTER = "PDF (*.pdf)"
SAVE_FIRST = "Save the briefing first, then issue it."


def why_not(kind: Kind | None, view: RecordView | None, *, read_only: bool) -> str:
    """Return why what is on the page cannot be issued now, in a sentence; "" when it can.

    Args:
        kind: of the record on the page, None for none.
        view: the record as it is saved, None while it is not.
        read_only: nothing can be written.
    """
    if kind is None or kind.name != BRIEFING.name:
        return say("Only a briefing is issued; open one first.")
    if read_only:
        return "Nothing can be issued while the collection is open for reading only."
    if view is None:
        return say(SAVE_FIRST)
    if view.trashed:
        return say("This briefing is in the trash; put it back first, then issue it.")
    return ""


class IssueCommands(QObject):
    """The slots of the actions about papers that go out, and of the card that tells of them."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.seen_by = SeenBy(window.session, window.bench)
        window.actions_by_name["issue"].triggered.connect(self.ask)
        window.actions_by_name["check_paper"].triggered.connect(self.choose_paper)
        card = self.seen_by.card
        card.changes_wanted.connect(self.show_changes)
        card.open_wanted.connect(self.open)
        card.copy_wanted.connect(self.save_copy)
        card.briefing_wanted.connect(self.go_to)

    @Slot(str)
    def go_to(self, briefing: str) -> None:
        """Open a briefing, with the briefings listed beside it."""
        self._window.go_to_kind(BRIEFING.name)
        self._window.open_record(briefing)

    @Slot()
    def ask(self) -> None:
        """Show what the briefing would go out as, and ask for meeting and day."""
        window = self._window
        view = window.session.view
        if view is None:
            window.notice.say(say(SAVE_FIRST))
            return
        window.session.leave()
        window.desk.work(
            lambda c, progress: _proposed(c, view.id, progress),
            lambda found: self._show(*found),
            owner=self,
            title="Laying the paper out",
            failed=self._refuse,
        )

    def _refuse(self, error: Exception) -> None:
        dialogs.tell(self._window, "Not issued", str(error))

    def _show(self, proposal: Proposal, meetings: list[str]) -> None:
        from kmdesk.ui.issue_dialog import IssueDialog

        dialog = IssueDialog(self._window, proposal, meetings)
        dialog.agreed.connect(lambda meeting, day: self._issue(proposal.briefing, meeting, day))
        dialog.open()

    def _issue(self, briefing: str, meeting: str, day: date) -> None:
        def work(collection: Collection, progress: Progress) -> IssueReport:
            from kmdesk.briefing.issuing import issue

            cover = {"meeting": meeting}
            return issue(collection, briefing, issued_on=day, cover=cover, progress=progress)

        self._window.desk.work(
            work, self._after_issuing, owner=self, title="Issuing", failed=self._refuse
        )

    def _after_issuing(self, report: IssueReport) -> None:
        from kmdesk.briefing.issued import occasion

        issue = report.paper.issue
        said = f"Issued {occasion(issue)}. The paper is kept with the briefing."
        paper = Paper(report.paper.briefing, issue.id, issue.file, issue.sha256)
        self._window.notice.say(said, "Save a copy…", lambda: self.save_copy(paper))

    @Slot(object)
    def open(self, paper: Paper) -> None:
        """Open a paper as it went out."""
        self._window.commands.files.open(paper.file, paper.sha256)

    @Slot(object)
    def save_copy(self, paper: Paper) -> None:
        """Write a paper as it went out to a file, unless a quote in it was withdrawn since.

        The person may want the copy all the same, such as to show what has to be taken back.
        """

        def ask(collection: Collection) -> int:
            from kmdesk.briefing.issued import issued_paper

            return issued_paper(collection, paper.briefing, paper.issue).withdrawn

        self._window.desk.read(ask, lambda many: self._save_copy(paper, many), owner=self)

    def _save_copy(self, paper: Paper, withdrawn: int) -> None:
        if withdrawn:
            quotes = words.count(withdrawn, "quote")
            text = (
                f"This paper prints {quotes} whose speaker has withdrawn consent since it was "
                "issued. Do not pass a copy on; issue the briefing again instead."
            )
            if not dialogs.confirm(
                self._window, "Consent was withdrawn", text, "Save a copy all the same"
            ):
                return
        self._window.commands.files.save_copy(paper.file, paper.sha256)

    @Slot(str, object)
    def show_changes(self, record: str, papers: list[Paper]) -> None:
        """Show what became of the records of papers, of one record first."""
        from kmdesk.ui.issued import IssuedDialog

        self._window.session.leave()
        IssuedDialog(self._window, papers, record).open()

    @Slot()
    def choose_paper(self) -> None:
        """Ask for a PDF and say whether it went out from here, and what has changed since."""
        window = self._window
        folder = Path(window.state.text("briefing/folder") or Path.home())
        file = dialogs.open_file(window, "Check a paper", folder, PDF_FILTER)
        if file:
            self.check(file)

    def check(self, file: Path) -> None:
        """Say whether a file went out from here, and what has changed since."""

        def work(collection: Collection, _progress: Progress) -> Recognised:
            from kmdesk.briefing.recognising import recognise

            return recognise(collection, file)

        self._window.session.leave()
        self._window.desk.work(work, self._tell, owner=self, title=f"Reading {file.name}")

    def _tell(self, found: Recognised) -> None:
        if found.paper is None:
            dialogs.tell(self._window, "Check a paper", found.sentence)
            return
        from kmdesk.ui.issued import IssuedDialog

        issue = found.paper.issue
        paper = Paper(found.paper.briefing, issue.id, issue.file, issue.sha256)
        IssuedDialog(self._window, [paper], "", found).open()


def _proposed(
    collection: Collection, briefing: str, progress: Progress
) -> tuple[Proposal, list[str]]:
    """Return what a briefing would go out as, and the meetings known; runs in a worker."""
    from kmdesk.briefing.issued import meetings
    from kmdesk.briefing.issuing import proposal

    return proposal(collection, briefing, progress), meetings(collection)
