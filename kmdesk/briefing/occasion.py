"""What every paper says of itself: for whom and when it was made, and from what."""

import datetime as dt
from collections.abc import Iterable, Iterator
from datetime import datetime

from kmdesk.base.clock import day_in_words
from kmdesk.briefing import prose
from kmdesk.briefing.abbreviations import explained
from kmdesk.briefing.material import Material
from kmdesk.briefing.plan import Plan
from kmdesk.briefing.template import Cover, CoverField
from kmdesk.briefing.tree import Block, Document, Heading, Level
from kmdesk.models.kinds.case_study import CaseStudy
from kmdesk.models.kinds.evidence_summary import EvidenceSummary
from kmdesk.models.kinds.lesson import Lesson
from kmdesk.models.kinds.review import Review

LONGEST_PROVENANCE = 6
"""References of records at the foot of each page; more are counted."""

TITLE = CoverField("title", "Title", "Left empty: the title of the first record")
HOUSE = (
    CoverField("organisation", "Organisation", lasting=True),
    CoverField("service", "Service", "Such as Knowledge and Library Service", lasting=True),
)
MEETING = (
    CoverField("meeting", "Meeting", "Such as Board of Directors", lasting=True),
    CoverField("date", "Date of the meeting", "Such as 3 December 2026"),
    CoverField("item", "Agenda item"),
    CoverField("access", "Public or private", lasting=True),
)
SHORT_COVER = (TITLE, *HOUSE)
"""What may be filled in for a paper that goes to no meeting."""


def paper(
    material: Material,
    cover: Cover,
    moment: datetime,
    blocks: Iterable[Block],
    *,
    name: str,
    lead: EvidenceSummary | None = None,
    title: str = "",
) -> Document:
    """Return a paper with its head and foot.

    Args:
        material: what it is made from.
        cover: what was filled in.
        moment: when it is made, with a time zone.
        blocks: what it says.
        name: what it is, such as ``Board paper``.
        lead: the evidence summary that it is about; tells how current it is and who wrote it.
        title: where the cover has none; without one, that of the lead or the first record.
    """
    first = lead or material.chosen[0].record
    wanted = material.plan
    return Document(
        title=cover.get("title") or wanted.title or title or first.title,
        subtitle=_subtitle(name, wanted, lead, moment.date()),
        blocks=explained(tuple(blocks)),
        created=moment,
        author=wanted.author or (lead.written_by if lead else ""),
        subject=name,
        organisation=cover.get("organisation", ""),
        service=cover.get("service", ""),
        occasion=tuple(_occasion(cover)),
        provenance=_provenance(material),
        keywords=tuple(dict.fromkeys(t for one in material.chosen for t in one.record.tags)),
    )


def section(
    title: str, blocks: Iterable[Block], level: Level = 2, *, new_page: bool = False
) -> Iterator[Block]:
    """Yield blocks under a heading; no heading stands alone."""
    inside = tuple(blocks)
    if inside:
        yield from (Heading(title, level, new_page), *inside)


def leading(material: Material) -> EvidenceSummary | None:
    """Return the first evidence summary, if there is one."""
    return next(iter(material.records(EvidenceSummary)), None)


def answer(material: Material) -> Iterator[Block]:
    """Yield the bottom line of the first evidence summary, else what the first record says."""
    match leading(material) or material.chosen[0].record:
        case EvidenceSummary(bottom_line=text):
            yield from prose.blocks(text, "lead")
        case Review(summary=text) | CaseStudy(immediate_impact=text) | Lesson(statement=text):
            yield from prose.blocks(text, "lead")


def _subtitle(name: str, wanted: Plan, lead: EvidenceSummary | None, today: dt.date) -> str:
    words = [f"{name} {wanted.reference}".rstrip()]
    if wanted.issued:
        words.append(f"issued {wanted.issued}")
    if lead and lead.evidence_to:
        words.append(f"evidence to {day_in_words(lead.evidence_to)}")
    if lead and lead.review_by:
        due = "review was due by" if lead.review_by < today else "review by"
        words.append(f"{due} {day_in_words(lead.review_by)}")
    return " · ".join(words)


def _occasion(cover: Cover) -> Iterator[str]:
    if meeting := ", ".join(p for p in (cover.get("meeting"), cover.get("date")) if p):
        yield meeting
    item = f"Item {cover['item']}" if cover.get("item") else ""
    if line := " · ".join(p for p in (item, cover.get("access", "").lower()) if p):
        yield line


def _provenance(material: Material) -> str:
    names = [one.reference for one in material.chosen]
    shown = ", ".join(names[:LONGEST_PROVENANCE])
    more = len(names) - LONGEST_PROVENANCE
    made = f"made from {shown} and {more} more" if more > 0 else f"made from {shown}"
    reference = material.plan.reference
    return f"{reference} · {made}" if reference else f"{made[0].upper()}{made[1:]}"
