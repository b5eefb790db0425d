"""Screens on what is erased for good."""

import datetime as dt
from pathlib import Path

from kmdesk.briefing.issuing import issue
from kmdesk.exchange import export_file
from kmdesk.store.collection import Collection
from kmdesk.store.views import Wish
from tests.ui import stories

NAME = "Zebedee Whitlock"
REASON = "Asked for by the person concerned on 20 November"
QUOTE = {
    "id": "q1",
    "text": "The search settled in a morning what we had argued about for a year.",
    "name": NAME,
    "role": "Lead consultant, sepsis",
    "consent": "public-named",
}


def fill_erasable(path: Path) -> None:
    """Make a collection in which one person is named in many places."""
    with Collection.open(path, create=True, author="Anna Petrov") as collection:
        for document in stories.ALL:
            collection.add([document])
        [record] = collection.add([{**stories.CASE_STUDY, "quotes": [QUOTE]}]).ids
        for words in ("Two pathways became one.", "One pathway, agreed in six weeks."):
            collection.edit(record, {"immediate_impact": words})
        lesson = {**stories.LESSON, "title": "Ask early", "why": f"{NAME} said: ask early."}
        collection.add([lesson, {**stories.LESSON, "title": "Tagged", "tags": [NAME.lower()]}])
        collection.put_setting("searches", {NAME: {"text": NAME}})
        for day in ("2026-10-01 09.00.00", "2026-11-01 09.00.00"):
            collection.backup(path.parent / "backups" / f"{path.stem} {day}.kmdesk")


def fill_printed(path: Path) -> None:
    """Make a collection in which a paper was issued that prints the person's words."""
    fill_erasable(path)
    with Collection.open(path, author="Anna Petrov") as collection:
        issue_paper(collection, case_study(collection))


def issue_paper(collection: Collection, record: str) -> None:
    """Issue a paper made from a record."""
    briefing = {"kind": "briefing", "title": "Sepsis", "parts": [{"record": record}]}
    [paper] = collection.add([briefing]).ids
    issue(collection, paper, issued_on=dt.date(2026, 11, 12))


def fill_erased(path: Path) -> None:
    """Make a collection in which something was erased."""
    fill_erasable(path)
    with Collection.open(path, author="Anna Petrov") as collection:
        record = case_study(collection)
        collection.erase([Wish(record, ("quotes/q1",))], REASON)


def case_study(collection: Collection) -> str:
    """Return the record in which the person is quoted."""
    title = str(stories.CASE_STUDY["title"])
    [row] = [hit.row for hit in collection.search(title) if hit.row.kind == "case-study"][:1]
    return row.id


def write_erasing_file(path: Path, file: Path) -> None:
    """Write what a colleague who once had this collection exports after erasing."""
    theirs = file.with_suffix(".kmdesk")
    with Collection.open(path, read_only=True) as collection:
        collection.backup(theirs)
    with Collection.open(theirs, author="James Osei") as collection:
        tagged = collection.search("tagged")[0].row.id
        wishes = [Wish(case_study(collection), ("quotes/q1",)), Wish(tagged)]
        collection.erase(wishes, REASON)
        export_file(collection, file)
