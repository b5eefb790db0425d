"""What a paper is made from: the records chosen, what they cite, and what may not leave."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import msgspec

from kmdesk.base.errors import UserError
from kmdesk.briefing.plan import Plan, adjusted
from kmdesk.models import consent
from kmdesk.models.document import parse
from kmdesk.models.kinds import KINDS
from kmdesk.models.kinds.case_study import CaseStudy
from kmdesk.models.kinds.evidence_summary import EvidenceSummary
from kmdesk.models.kinds.source import Source
from kmdesk.models.record import Record
from kmdesk.store.collection import Collection
from kmdesk.store.views import RecordView

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Chosen:
    """A record that goes into the paper.

    Attributes:
        revisions: those that it was read from.
    """

    id: str
    kind: str
    reference: str
    record: Record
    revisions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Material:
    """Records ready to be set out, with what a reader must not see taken out.

    Attributes:
        chosen: in the order they were named.
        sources: every source that they cite and that is here, by record id.
        left_out: what was taken out and why, a sentence each.
        warnings: what the reader of the paper should be told, a sentence each.
        style: of the references.
        plan: what was wanted.
    """

    chosen: tuple[Chosen, ...]
    sources: dict[str, Source]
    left_out: tuple[str, ...]
    warnings: tuple[str, ...]
    plan: Plan
    style: str = "vancouver"

    def of(self, struct: type[R]) -> list[tuple[Chosen, R]]:
        """Return the records of one kind, in the order they were named."""
        return [(one, one.record) for one in self.chosen if isinstance(one.record, struct)]

    def records(self, struct: type[R]) -> list[R]:
        """Return the documents of one kind, in the order they were named."""
        return [record for _chosen, record in self.of(struct)]


def only(material: Material, kinds: Sequence[str], title: str) -> Material:
    """Return material without the records that a paper has no place for; they are listed.

    Args:
        material: all of it.
        kinds: the names of the kinds that it has a place for.
        title: what the paper is, such as ``One-page brief``.
    """
    unfit = [one for one in material.chosen if one.kind not in kinds]
    reasons = [
        f"{one.reference}: “{title}” has no place for {KINDS[one.kind].plural.lower()}."
        for one in unfit
    ]
    chosen = tuple(one for one in material.chosen if one.kind in kinds)
    return replace(material, chosen=chosen, left_out=(*material.left_out, *reasons))


def gather(
    collection: Collection,
    wanted: Plan,
    *,
    internal: bool = False,
    style: str = "vancouver",
) -> Material:
    """Return the material of some records for a paper.

    Private records stay out, and so do quotes whose speakers did not agree to such readers: board
    papers can be asked for under the Freedom of Information Act 2000.

    Args:
        collection: where they are.
        wanted: the records, and what the paper changes of them.
        internal: whether the paper never leaves the organisation.
        style: of the references.

    Raises:
        UserError: an id is unknown, or nothing is left to print.
    """
    known = collection.get_all(wanted.ids)
    views = [known.get(one) or collection.get(one) for one in wanted.ids]  # or it says: unknown
    left_out = [reason for view in views if (reason := _why_not(view))]
    warnings: list[str] = []
    chosen: list[Chosen] = []
    for view in views:
        if view.record is not None and not _why_not(view):
            record, changed = _as_planned(view, wanted)
            record, reasons = _without_closed_quotes(view.reference, record, internal)
            left_out += reasons
            warnings += changed
            chosen.append(Chosen(view.id, view.kind, view.reference, record, view.heads))
    if not chosen:
        raise UserError(
            " ".join(["No briefing was written: there is no record to print.", *left_out])
        )
    sources, missing = _sources(collection, chosen)
    warnings += [*_disputed(views, chosen), *missing]
    return Material(tuple(chosen), sources, tuple(left_out), tuple(warnings), wanted, style)


def _as_planned(view: RecordView, wanted: Plan) -> tuple[Record, list[str]]:
    """Return a record as the paper prints it, and warnings about it."""
    assert view.record is not None, "records of a newer kmdesk stay out"
    if view.id not in wanted.parts:
        return view.record, []
    document, warnings = adjusted(view, wanted.parts[view.id])
    return parse(document)[2], warnings


def _why_not(view: RecordView) -> str:
    if view.trashed:
        return f"{view.reference} is in the trash."
    if view.record is None:
        return f"{view.reference} was written by a newer kmdesk, which this one cannot print."
    return f"{view.reference} is marked private." if view.record.sharing == "private" else ""


def _without_closed_quotes(
    reference: str, record: Record, internal: bool
) -> tuple[Record, list[str]]:
    if not isinstance(record, CaseStudy):
        return record, []
    kept = []
    withdrawn = closed = 0
    for quote in record.quotes:
        if agreed := consent.as_agreed(quote, internal=internal):
            kept.append(agreed)
        elif quote.withdrawn_on:
            withdrawn += 1
        else:
            closed += 1
    reasons = []
    if withdrawn:
        reasons.append(f"{_quotes(withdrawn)} in {reference}: consent was withdrawn.")
    if closed:
        them = "it" if closed == 1 else "them"
        purpose = "use" if internal else "publish"
        reasons.append(
            f"{_quotes(closed)} in {reference}: there is no consent to {purpose} {them}."
        )
    return msgspec.structs.replace(record, quotes=kept), reasons


def _quotes(number: int) -> str:
    return "A quote" if number == 1 else _count(number, "quote")


def _sources(
    collection: Collection, chosen: Iterable[Chosen]
) -> tuple[dict[str, Source], list[str]]:
    """Return the sources that records cite, by id, and a sentence for each record that lacks some.

    They are read all at once: a summary may cite hundreds, and a paper is set out at each pause.
    """
    cited = [(one.reference, list(_cited(one.record))) for one in chosen]
    wanted = list(dict.fromkeys(source for _, sources in cited for source in sources))
    views = collection.get_all(wanted)
    found = {i: v.record for i, v in views.items() if isinstance(v.record, Source)}
    missing: list[str] = []
    for reference, sources in cited:
        if lost := sum(source not in found for source in sources):
            missing.append(
                f"{reference} cites {_count(lost, 'source')} that "
                f"{'is' if lost == 1 else 'are'} not in this collection."
            )
    return found, missing


def _cited(record: Record) -> Iterator[str]:
    """Yield each source a record rests on, once."""
    if isinstance(record, EvidenceSummary):
        cited = [source for finding in record.findings for source in finding.sources]
        cited += [use.record for use in record.sources if use.decision == "included"]
        yield from (one for one in dict.fromkeys(cited) if one)


def _disputed(views: Iterable[RecordView], chosen: Iterable[Chosen]) -> Iterator[str]:
    printed = {one.id for one in chosen}
    for view in views:
        if view.conflicts and view.id in printed:
            number = _count(len(view.conflicts), "field")
            yield f"People disagree on {number} of {view.reference}; one value is printed."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"
