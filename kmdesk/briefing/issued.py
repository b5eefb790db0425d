"""Papers that went out: kept as they were, recognised again, and set against what changed since."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kmdesk.base.errors import UserError
from kmdesk.base.paths import existing_file
from kmdesk.base.progress import Progress
from kmdesk.briefing import brief, compose
from kmdesk.briefing.plan import plan
from kmdesk.models import canonical
from kmdesk.models.ids import new_item_id
from kmdesk.models.kinds.briefing import Briefing, Issue
from kmdesk.store.collection import Collection
from kmdesk.store.views import RecordView


@dataclass(frozen=True)
class Printed:
    """A record as an issued paper printed it.

    Attributes:
        title: as it is today; "" when the record is no longer here.
        revisions: what was printed.
        changed: whether it says something else today, or is in the trash.
    """

    record: str
    reference: str
    title: str
    revisions: tuple[str, ...]
    changed: bool


@dataclass(frozen=True)
class IssuedPaper:
    """A paper that went out, set against its records of today."""

    briefing: str
    reference: str
    title: str
    issue: Issue
    printed: tuple[Printed, ...]

    @property
    def changed(self) -> tuple[Printed, ...]:
        """Return the records that changed since."""
        return tuple(one for one in self.printed if one.changed)


@dataclass(frozen=True)
class Seen:
    """When readers saw a record, and as which revision.

    Attributes:
        briefing: the id of the briefing that printed it.
        revisions: what was printed of the record.
        current: whether that is what it says today.
    """

    briefing: str
    reference: str
    issue: Issue
    revisions: tuple[str, ...]
    current: bool


def issue(
    collection: Collection,
    briefing: str,
    target: Path,
    *,
    issued_on: dt.date | None = None,
    progress: Progress | None = None,
) -> IssuedPaper:
    """Write a briefing as PDF, keep the PDF with it, and note what it was made from.

    Args:
        collection: where it is.
        briefing: the id of a briefing.
        target: replaced if it is there.
        issued_on: today when left out.
        progress: told the steps done.

    Raises:
        UserError: it is no briefing, or cannot be written; nothing is noted then.
        Cancelled: somebody asked to stop; nothing was written or noted.
    """
    view = collection.get(briefing)
    if not isinstance(view.record, Briefing):
        raise UserError(f"{view.reference} is not a briefing, so it cannot be issued.")
    paper = compose(collection, plan(collection, [view.id]))
    brief(collection, [view.id], "", target, progress=progress)
    noted = Issue(
        id=new_item_id(),
        issued_on=issued_on or dt.datetime.now().astimezone().date(),
        meeting=view.record.cover.meeting,
        template=paper.template.name,
        file=target.name,
        sha256=canonical.sha256(target.read_bytes()),
        made_from=[f"{one.id}:{r}" for one in paper.material.chosen for r in one.revisions],
    )
    collection.attach(view.id, target)
    _note(collection, view.id, noted)
    return next(one for one in issues(collection, view.id) if one.issue.id == noted.id)


def issues(collection: Collection, briefing: str) -> list[IssuedPaper]:
    """Return the papers that a briefing went out as, in order."""
    view = collection.get(briefing)
    return list(_issues(collection, view))


def recognise(collection: Collection, file: Path) -> IssuedPaper:
    """Return the issued paper that a file is.

    Raises:
        UserError: the file cannot be read, or no briefing here was issued as this file.
    """
    try:
        digest = canonical.sha256(existing_file(file).read_bytes())
    except OSError as error:
        raise UserError(f"{file} cannot be read ({error.strerror}).") from error
    for view in collection.documents("briefing"):
        for paper in _issues(collection, view):
            if paper.issue.sha256 == digest:
                return paper
    raise UserError(
        f"{file.name} is not a paper that was issued from this collection; or it was changed since."
    )


def seen(collection: Collection, record: str) -> list[Seen]:
    """Return when readers saw a record, the latest first."""
    heads = set(collection.get(record).heads)
    found = []
    for row in collection.backlinks(record):
        if row.kind != "briefing":
            continue
        for paper in issues(collection, row.id):
            for one in paper.printed:
                if one.record == record:
                    current = set(one.revisions) == heads
                    found.append(Seen(row.id, row.reference, paper.issue, one.revisions, current))
    return sorted(found, key=lambda one: str(one.issue.issued_on), reverse=True)


def _note(collection: Collection, briefing: str, noted: Issue) -> None:
    document = collection.get(briefing).document
    day = str(noted.issued_on)
    fields = {name: getattr(noted, name) for name in noted.__struct_fields__}
    kept = [*document.get("issued", []), {**fields, "issued_on": day}]
    collection.edit(briefing, {"issued": kept})


def _issues(collection: Collection, view: RecordView) -> Iterator[IssuedPaper]:
    if not isinstance(view.record, Briefing):
        return
    for one in view.record.issued:
        printed: dict[str, list[str]] = {}
        for entry in one.made_from:
            record, _colon, revision = entry.partition(":")
            printed.setdefault(record, []).append(revision)
        lines = (_printed(collection, record, tuple(r)) for record, r in printed.items())
        yield IssuedPaper(view.id, view.reference, view.title, one, tuple(lines))


def _printed(collection: Collection, record: str, revisions: tuple[str, ...]) -> Printed:
    try:
        now = collection.get(record)
    except UserError:
        return Printed(record, record, "", revisions, changed=True)
    changed = now.trashed or set(now.heads) != set(revisions)
    return Printed(record, now.reference, now.title, revisions, changed)
