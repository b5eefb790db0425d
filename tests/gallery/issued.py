"""Briefings that went out: collections with them, and how they are shown."""

import datetime as dt
from pathlib import Path

from PySide6.QtWidgets import QPushButton, QWidget

from kmdesk.briefing.issuing import issue
from kmdesk.exchange import export_file, import_file
from kmdesk.store.collection import Collection
from tests.ui import stories

TITLE = "Spending limits for online gambling: should we offer them?"
BOARD = "Board of Directors"


def fill_issued(path: Path) -> dict[str, str]:
    """Make a collection with a briefing that went out twice, and records that changed since.

    Returns:
        The ids of the briefing, the summary, the case study, the review and a private lesson.
    """
    with Collection.open(path, create=not path.exists(), author="Anna Petrov") as ours:
        summary, case, review = (
            ours.add([one]).ids[0] for one in (stories.SUMMARY, stories.QUOTED, stories.RETROSPECT)
        )
        [secret] = ours.add([{**stories.LESSON, "sharing": "private"}]).ids
        briefing = {
            "kind": "briefing",
            "title": TITLE,
            "template": "board-paper",
            "parts": [{"record": one} for one in (summary, case, review, secret)],
            "cover": {"meeting": BOARD, "date": "2026-12-03"},
            "written_by": "Anna Petrov",
        }
        [record] = ours.add([briefing]).ids
        issue(ours, record, issued_on=dt.date(2026, 11, 12), cover={"meeting": "Quality Committee"})
        findings = ours.get(summary).document["findings"]
        ours.edit(summary, {"findings": findings[:2]})
        issue(ours, record, issued_on=dt.date(2026, 12, 3), cover={"meeting": BOARD})
        ours.edit(
            summary,
            {
                "bottom_line": stories.SUMMARY["bottom_line"].replace("probably", "may"),
                "asked": "Approve option B for the spring and autumn contracts.",
            },
        )
        ours.withdraw(case, ours.get(case).document["quotes"][0]["id"], dt.date(2026, 12, 9))
        ours.trash([review])
    return {
        "briefing": record,
        "summary": summary,
        "case": case,
        "review": review,
        "lesson": secret,
    }


def fill_issued_elsewhere(path: Path) -> str:
    """Make a collection that received a briefing which a colleague had issued; return its id."""
    theirs = path.with_name("northside.kmdesk")
    ids = fill_issued(theirs)
    with Collection.open(theirs, author="James Osei") as other:
        file = export_file(other, path.with_name("northside.kmx")).path
    with Collection.open(path, create=not path.exists(), author="Anna Petrov") as ours:
        import_file(ours, file)
    return ids["summary"]


def press(around: QWidget, text: str) -> None:
    """Click the button with a text."""
    buttons = around.findChildren(QPushButton)
    next(one for one in buttons if one.text() == text and one.isVisible()).click()
