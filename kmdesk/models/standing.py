"""How a record stands: who may call it checked, and when somebody should look at it again."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Literal

from kmdesk.models.canonical import Json
from kmdesk.models.kind import Kind
from kmdesk.models.record import Checkable

CHECKED = ("checked", "final")
"""Statuses that say that a second person has checked a record."""

STANDING_FIELDS = frozenset(
    {"status", "written_by", "checked_by", "review_by", "sharing", "tags", "links", "trashed"}
)
"""Fields that say how a record stands. Who changes nothing else has not written it."""

ISSUING_FIELDS = frozenset({"issued", "attachments"})
"""Fields that issuing a briefing changes, which keeps the paper as a file: nothing is written."""

DUE_WITHIN = 60
"""Days before its review-by day from which a record is due."""

Currency = Literal["", "due", "overdue"]


def wrote(changed: Iterable[str]) -> bool:
    """Say whether a change of these paths makes somebody an author."""
    names = {path.split("/", 1)[0] for path in changed}
    if "issued" in names:
        names -= ISSUING_FIELDS
    return not names <= STANDING_FIELDS


def objection(
    kind: Kind,
    before: Mapping[str, Json],
    after: Mapping[str, Json],
    authors: Iterable[str],
    signed_in: str,
) -> str:
    """Return why a change may not call a record checked; "" when it may.

    The checker is who “Checked by” names, else the person signed in. Authors are who “Written by”
    names and who saved any of its words before.

    Args:
        kind: only kinds that a second person checks have the rule.
        before: the document that is changed, empty for a new record.
        after: the document as it would be saved.
        authors: who saved words of it before.
        signed_in: who saves.
    """
    if not issubclass(kind.struct, Checkable) or after.get("status") not in CHECKED:
        return ""
    checker = str(after.get("checked_by") or "")
    enters = before.get("status") not in CHECKED
    if not enters and (not checker or same_person(checker, str(before.get("checked_by") or ""))):
        return ""
    checker = (checker or signed_in).strip()
    if not checker:
        return "Name in “Checked by” who has checked it, or leave it a draft."
    writers = [str(after.get("written_by") or ""), *authors]
    if any(same_person(checker, writer) for writer in writers):
        return (
            f"{checker} wrote it, so somebody else has to check it: name them in “Checked by”, or "
            "leave it a draft."
        )
    return ""


def named_by(
    kind: Kind, before: Mapping[str, Json], after: Mapping[str, Json], signed_in: str
) -> str:
    """Return the name that “Checked by” takes when a record becomes checked without one."""
    enters = after.get("status") in CHECKED and before.get("status") not in CHECKED
    if enters and "checked_by" in kind.fields and not after.get("checked_by"):
        return signed_in
    return ""


def same_person(one: str, other: str) -> bool:
    """Say whether two names are one, whatever their capitals and spaces."""
    return bool(one.strip()) and one.casefold().split() == other.casefold().split()


def currency(review_by: str, today: dt.date) -> Currency:
    """Return whether a record is due for review, or overdue; "" when neither or without a day."""
    if not review_by:
        return ""
    if review_by < today.isoformat():
        return "overdue"
    return "due" if review_by <= due_until(today) else ""


def due_until(today: dt.date) -> str:
    """Return the last review-by day that is due."""
    return (today + dt.timedelta(days=DUE_WITHIN)).isoformat()


def months_on(day: dt.date, months: int) -> dt.date:
    """Return the day so many months later, the 28th at the latest."""
    month = day.month - 1 + months
    return dt.date(day.year + month // 12, month % 12 + 1, min(day.day, 28))
