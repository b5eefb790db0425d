"""Sending a paper out: shown before it leaves, then kept as it is, with what it was made from."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from kmdesk.base import clock
from kmdesk.base.errors import UserError
from kmdesk.base.files import file_name, replacing
from kmdesk.base.progress import Progress
from kmdesk.briefing.issued import IssuedPaper, issued_paper
from kmdesk.briefing.material import Material
from kmdesk.briefing.paper import compose, warnings_of
from kmdesk.briefing.pdf import render
from kmdesk.briefing.plan import USUAL, plan_of, plan_of_issue
from kmdesk.briefing.templates import template_named
from kmdesk.models import canonical, provenance, standing
from kmdesk.models.ids import new_item_id
from kmdesk.models.kinds.briefing import Briefing, Issue
from kmdesk.models.record import Checkable
from kmdesk.store.collection import Collection
from kmdesk.store.views import RecordView


@dataclass(frozen=True)
class Proposal:
    """What would go out, for somebody who decides whether it may.

    Attributes:
        template: what kind of paper it is, such as ``Board paper``.
        meeting: that the cover sheet names, or "".
        day: of the meeting, if the cover sheet has one.
        made_from: reference and title of each record that is printed.
        left_out: what may not be printed and so is not, a sentence each.
        warnings: what somebody should look at first, a sentence each.
        issues: how often it was issued before.
    """

    briefing: str
    reference: str
    title: str
    template: str
    meeting: str
    day: dt.date | None
    made_from: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]
    warnings: tuple[str, ...]
    issues: int


@dataclass(frozen=True)
class IssueReport:
    """What was issued.

    Attributes:
        warnings: what somebody should look at, a sentence each.
        left_out: what may not be printed and so was not, a sentence each.
    """

    paper: IssuedPaper
    warnings: tuple[str, ...]
    left_out: tuple[str, ...]


def proposal(collection: Collection, briefing: str, progress: Progress | None = None) -> Proposal:
    """Return what a briefing would go out as; it is laid out, so that all warnings are known.

    Raises:
        UserError: it cannot be issued, and why.
    """
    view, kept = _ready(collection, briefing)
    paper = compose(collection, plan_of(view))
    rendered = render(paper.document, progress or Progress())
    return Proposal(
        briefing=view.id,
        reference=view.reference,
        title=view.title,
        template=paper.template.title,
        meeting=kept.cover.meeting,
        day=kept.cover.date,
        made_from=tuple((one.reference, one.record.title) for one in paper.material.chosen),
        left_out=paper.material.left_out,
        warnings=(
            *_cautions(collection, view, paper.material),
            *paper.material.warnings,
            *warnings_of(rendered, paper.template.pages),
        ),
        issues=len(kept.issued),
    )


def issue(
    collection: Collection,
    briefing: str,
    target: Path | None = None,
    *,
    issued_on: dt.date | None = None,
    cover: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> IssueReport:
    """Make the PDF of a briefing, keep it with it, and note what it was made from.

    Args:
        collection: where it is.
        briefing: the id of a briefing.
        target: where to write the same bytes; replaced if it is there. None for nowhere yet.
        issued_on: the day of the meeting; without one, that of the cover sheet, else today.
        cover: what is known of the occasion, by name of the template's cover fields; it comes
            before what the briefing says.
        progress: told the steps done.

    Raises:
        UserError: it cannot be issued or written; nothing is noted then, and the target is as it
            was.
        Cancelled: somebody asked to stop; nothing was written or noted.
    """
    view, kept = _ready(collection, briefing)
    given = dict(cover or {})
    day = issued_on or kept.cover.date or clock.today()
    noted = Issue(
        id=new_item_id(), issued_on=day, meeting=given.get("meeting", kept.cover.meeting).strip()
    )
    wanted = plan_of_issue(plan_of(view), noted)
    paper = compose(collection, wanted, cover=_cover(kept, given, issued_on))
    name = target.name if target else f"{file_name(view.title, 'Briefing')} {day}.pdf"
    noted = msgspec.structs.replace(
        noted,
        template=paper.template.name,
        file=name,
        made_from=[
            provenance.entry(one.id, revision)
            for one in paper.material.chosen
            for revision in one.revisions
        ],
    )
    document = replace(paper.document, identifier=provenance.mark(view.id, noted.id))
    steps = progress or Progress()
    rendered = render(document, steps)
    steps.step(3, 3, "Keeping it")
    noted = msgspec.structs.replace(noted, sha256=canonical.sha256(rendered.data))
    _keep(collection, view, noted, rendered.data, target)
    return IssueReport(
        paper=issued_paper(collection, view.id, noted.id),
        warnings=(*paper.material.warnings, *warnings_of(rendered, paper.template.pages)),
        left_out=paper.material.left_out,
    )


def _cautions(collection: Collection, view: RecordView, material: Material) -> Iterator[str]:
    """Yield what somebody would ask before a paper goes out: sharing, checks, unsaved text."""
    if view.record and view.record.sharing == "private":
        yield f"{view.reference} itself is marked private."
    unchecked = [
        one.reference
        for one in material.chosen
        if isinstance(one.record, Checkable) and one.record.status not in standing.CHECKED
    ]
    if unchecked:
        yield f"Not checked by a second person yet: {', '.join(unchecked)}."
    rows = collection.rows([view.id, *(one.id for one in material.chosen)])
    if unsaved := [row.reference for row in rows if row.has_draft]:
        yield f"Something was typed and not saved, so it is not printed: {', '.join(unsaved)}."


def _ready(collection: Collection, briefing: str) -> tuple[RecordView, Briefing]:
    """Return a briefing that can be issued.

    Raises:
        UserError: it cannot, and why.
    """
    view = collection.get(briefing)
    if view.kind != provenance.KIND_ISSUED:
        raise UserError(f"{view.reference} is not a briefing, so it cannot be issued.")
    if not isinstance(view.record, Briefing):
        raise UserError(
            f"{view.reference} was written by a newer kmdesk; update kmdesk to issue it."
        )
    if view.trashed:
        raise UserError(f"{view.reference} is in the trash; put it back before it is issued.")
    if view.conflicts:
        raise UserError(
            f"People disagree on a part of {view.reference} itself; settle that before it is "
            "issued. Nothing was issued."
        )
    return view, view.record


def _cover(kept: Briefing, given: Mapping[str, str], issued_on: dt.date | None) -> dict[str, str]:
    """Return what the cover sheet says of this occasion; a template need not have a place for it.

    Somebody who names a day means that of the meeting.
    """
    told = dict(given)
    if issued_on:
        told.setdefault("date", clock.day_in_words(issued_on))
    known = {field.name for field in template_named(kept.template or USUAL).cover}
    return {n: text for n, text in told.items() if n in known or n not in ("meeting", "date")}


def _keep(
    collection: Collection, view: RecordView, noted: Issue, data: bytes, target: Path | None
) -> None:
    """Note an issue, and write the same bytes to a file that can be written, in that order."""
    if target is None:
        collection.issue(view.id, noted, data)
        return
    kept = False
    try:
        with replacing(target) as beside:
            beside.write_bytes(data)
            collection.issue(view.id, noted, data)
            kept = True
    except UserError as error:
        if kept:
            raise UserError(
                f"{view.reference} is issued and its paper is kept in the collection, but {error} "
                "Save a copy of it from there."
            ) from error
        raise
