"""Papers that went out, set against what their records say today."""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from kmdesk.base import clock
from kmdesk.base.errors import UserError
from kmdesk.models import provenance, standing
from kmdesk.models.kinds.briefing import Briefing, Issue
from kmdesk.store.collection import Collection
from kmdesk.store.views import PrintedRecord, RecordView


@dataclass(frozen=True)
class IssuedPaper:
    """A paper that went out, set against its records of today.

    Attributes:
        trashed: its briefing is in the trash by now.
        printed: the records it was made from, in the order in which the briefing names them today.
    """

    briefing: str
    reference: str
    title: str
    trashed: bool
    issue: Issue
    printed: tuple[PrintedRecord, ...]

    @property
    def changed(self) -> tuple[PrintedRecord, ...]:
        """Return the records that say something else today, or are no longer in use."""
        return tuple(one for one in self.printed if one.changed)

    @property
    def withdrawn(self) -> int:
        """Return how many quotes it prints whose consent was withdrawn since."""
        return sum(one.withdrawn for one in self.printed)


def issues(collection: Collection, briefing: str) -> list[IssuedPaper]:
    """Return the papers that a briefing went out as, in order."""
    view = collection.get(briefing)
    return list(_issues(collection, view))


def occasion(issue: Issue) -> str:
    """Return what a paper was issued for, ``for Board of Directors, 3 December 2026``."""
    day = clock.day_in_words(issue.issued_on) if issue.issued_on else ""
    return provenance.occasion(issue.meeting, day)


def since(printed: PrintedRecord) -> str:
    """Return what became of a record that a paper printed, ``changed; a quote was withdrawn``."""
    if printed.row is None:
        return "no longer in this collection"
    found = []
    if printed.row.trashed:
        found.append("in the trash")
    if printed.withdrawn:
        many = printed.withdrawn > 1
        found.append(f"{printed.withdrawn} quotes were" if many else "a quote was")
        found[-1] += " withdrawn"
    if printed.changed and not found:
        found.append("changed")
    if printed.row.sharing == "private":
        found.append("private by now")
    return "; ".join(found)


def issued_paper(collection: Collection, briefing: str, issue_id: str) -> IssuedPaper:
    """Return one of the papers that a briefing went out as.

    Raises:
        UserError: there is no such briefing, or it has no such issue.
    """
    view = collection.get(briefing)
    for one in _issues(collection, view, issue_id):
        return one
    raise UserError(f"{view.reference} was not issued as that paper; nothing was changed.")


def still_as_issued(collection: Collection, briefing: str) -> Issue | None:
    """Return the latest issue of a briefing if a paper made now would say the same.

    It would when nothing was saved since, neither in the briefing nor in the records.
    """
    view = collection.get(briefing)
    if not isinstance(view.record, Briefing) or not view.record.issued or len(view.heads) != 1:
        return None
    latest = collection.history(briefing)[0]
    names = {path.split("/", 1)[0] for path in latest.changed}
    went = [one for one in view.record.issued if f"issued/{one.id}/file" in latest.changed]
    if not names <= standing.ISSUING_FIELDS or not went:
        return None
    [paper] = _issues(collection, view, went[0].id)
    return None if paper.changed else paper.issue


def _issues(collection: Collection, view: RecordView, only: str = "") -> Iterator[IssuedPaper]:
    if not isinstance(view.record, Briefing):
        return
    order = {part.record: place for place, part in enumerate(view.record.parts)}
    for one in view.record.issued:
        if not only or one.id == only:
            printed = collection.printed(provenance.printed(msgspec.to_builtins(one)))
            printed.sort(key=lambda found: order.get(found.record, len(order)))
            yield IssuedPaper(
                view.id, view.reference, view.title, view.trashed, one, tuple(printed)
            )


def meetings(collection: Collection) -> list[str]:
    """Return the meetings that briefings name or were issued to, the latest first."""
    found: dict[str, None] = {}
    for view in reversed(list(collection.documents("briefing"))):
        if isinstance(view.record, Briefing):
            named = [view.record.cover.meeting, *(one.meeting for one in view.record.issued)]
            found |= dict.fromkeys(name for name in named if name)
    return list(found)
