"""What a paper is made from: records named one by one, or the plan that a briefing keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kmdesk.base.clock import day_in_words
from kmdesk.base.errors import UserError
from kmdesk.models import provenance
from kmdesk.models.canonical import Json
from kmdesk.models.kinds.briefing import Briefing, Cover, Issue, Part
from kmdesk.models.kinds.evidence_summary import Option
from kmdesk.store.collection import Collection
from kmdesk.store.views import RecordView

USUAL = "board-paper"
"""The template of a briefing that names none."""


@dataclass(frozen=True)
class Plan:
    """What a paper is made from.

    Attributes:
        ids: of the records, in the order of the paper.
        template: the name of a template; "" when nobody chose one.
        cover: what is known of the occasion, by name of the cover field.
        parts: what this paper leaves out of a record or words in its own way, by record id.
        asked: what the reader is asked to do; "" for what the first evidence summary asks.
        options: instead of those of the first evidence summary.
        author: who wrote the paper, if not the author of the first evidence summary.
        checked_by: as `author`.
        title: of the paper, if not that of its first record.
        reference: of the briefing that keeps the plan, such as ``BR-5QX1``, or "".
        status: of that briefing, or "".
        issued: what the paper goes or went out for, such as ``for Board of Directors, 3 December
            2026``; "" for a paper that nobody issued.
    """

    ids: tuple[str, ...]
    template: str = ""
    cover: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, Part] = field(default_factory=dict)
    asked: str = ""
    options: tuple[Option, ...] = ()
    author: str = ""
    checked_by: str = ""
    title: str = ""
    reference: str = ""
    status: str = ""
    issued: str = ""


def plan(collection: Collection, ids: Sequence[str]) -> Plan:
    """Return the plan of some records, or that of the one briefing among them.

    Raises:
        UserError: an id is unknown, a briefing stands among other records, or has none yet.
    """
    named = tuple(dict.fromkeys(ids))
    views = [collection.get(record) for record in named]
    briefings = [view for view in views if isinstance(view.record, Briefing)]
    if not briefings:
        return Plan(named)
    if len(views) > 1:
        raise UserError(
            f"{briefings[0].reference} is a briefing and names its own records; choose it alone. "
            "No briefing was written."
        )
    return plan_of(briefings[0])


def plan_of(view: RecordView) -> Plan:
    """Return the plan that a briefing keeps.

    Raises:
        UserError: no record is chosen in it yet.
    """
    assert isinstance(view.record, Briefing), "asked for briefings only"
    return plan_from(view.record, view.reference)


def plan_from(kept: Briefing, reference: str) -> Plan:
    """Return the plan of a briefing, saved or not.

    Args:
        kept: the briefing as it stands now.
        reference: such as ``BR-5QX1``.

    Raises:
        UserError: no record is chosen in it yet.
    """
    parts = {part.record: part for part in kept.parts if part.record}
    if not parts:
        raise UserError(
            f"{reference} names no record yet, so no briefing was written; choose what it is "
            "made from first."
        )
    return Plan(
        ids=tuple(parts),
        template=kept.template or USUAL,
        cover=cover_words(kept.cover),
        parts=parts,
        asked=kept.recommendation,
        options=tuple(kept.options),
        author=kept.written_by,
        checked_by=kept.checked_by,
        title=kept.title,
        reference=reference,
        status=kept.status,
    )


def plan_of_issue(wanted: Plan, issue: Issue) -> Plan:
    """Return the plan of a paper that says of itself that it is an issued one."""
    day = day_in_words(issue.issued_on) if issue.issued_on else ""
    told = {name: text for name, text in (("meeting", issue.meeting), ("date", day)) if text}
    known = {name: told[name] for name in wanted.cover if name in told}
    issued = provenance.occasion(issue.meeting, day)
    return replace(wanted, cover={**wanted.cover, **known}, issued=issued)


def cover_words(cover: Cover) -> dict[str, str]:
    """Return what a cover sheet says, by name of the cover field."""
    words = {
        name: getattr(cover, name)
        for name in cover.__struct_fields__
        if name not in ("date", "cqc")
    }
    words["date"] = day_in_words(cover.date) if cover.date else ""
    words["cqc"] = ", ".join(cover.cqc).capitalize()
    return {name: text.strip() for name, text in words.items() if text.strip()}


def adjusted(view: RecordView, part: Part) -> tuple[dict[str, Json], list[str]]:
    """Return the document of a record as a paper prints it, and warnings about it.

    What the part leaves out is missing, and shortened texts stand in their places.
    """
    document = {name: value for name, value in view.document.items() if name not in part.left_out}
    document.setdefault("title", view.document["title"])
    warnings = []
    for one in part.shortened:
        if one.path.partition("/")[0] in part.left_out:
            continue
        changed, found = _with_text(document, one.path.split("/"), one.text)
        if not isinstance(found, str):
            warnings.append(
                f"A text of {view.reference} that was shortened for this paper, to "
                f"“{_beginning(one.text)}”, is gone from the record."
            )
            continue
        document = changed
        if one.original and one.original.split() != found.split():
            warnings.append(
                f"A text of {view.reference} has changed since it was shortened for this paper: "
                f"“{_beginning(found)}”."
            )
    return document, warnings


def _with_text(node: Json, path: list[str], text: str) -> tuple[Json, Json]:
    """Return `node` with a text put at a path, and what stood there; None when nothing did."""
    name, rest = path[0], path[1:]
    if isinstance(node, list):
        for place, item in enumerate(node):
            if isinstance(item, dict) and item.get("id") == name and rest:
                inner, found = _with_text(item, rest, text)
                return [*node[:place], inner, *node[place + 1 :]], found
        return node, None
    if not isinstance(node, dict) or name not in node:
        return node, None
    if not rest:
        return {**node, name: text}, node[name]
    inner, found = _with_text(node[name], rest, text)
    return {**node, name: inner}, found


def _beginning(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else f"{words[:59].rstrip()}…"
