"""The board paper: cover sheet, bottom line first, then what it rests on."""

import datetime as dt
from collections.abc import Iterable, Iterator
from datetime import datetime

from kmdesk.base.clock import day_in_words
from kmdesk.briefing import prose
from kmdesk.briefing.citation import Citations
from kmdesk.briefing.material import Chosen, Material
from kmdesk.briefing.sections import evidence, review, story
from kmdesk.briefing.template import Cover, CoverField, Template
from kmdesk.briefing.tree import (
    Block,
    Callout,
    Document,
    Facts,
    Heading,
    Level,
    References,
    Text,
)
from kmdesk.models.kinds.case_study import CaseStudy
from kmdesk.models.kinds.evidence_summary import EvidenceSummary
from kmdesk.models.kinds.lesson import Lesson
from kmdesk.models.kinds.review import Review
from kmdesk.models.record import STATUS_WORDS

READER = "The Board"
LONGEST_PROVENANCE = 6
"""References of records at the foot of each page; more are counted."""

COVER = (
    CoverField("title", "Title", "Left empty: the title of the first record"),
    CoverField("organisation", "Organisation", lasting=True),
    CoverField("service", "Service", "Such as Knowledge and Library Service", lasting=True),
    CoverField("meeting", "Meeting", "Such as Board of Directors", lasting=True),
    CoverField("date", "Date of the meeting", "Such as 3 December 2026"),
    CoverField("item", "Agenda item"),
    CoverField("access", "Public or private", lasting=True),
    CoverField("purpose", "Purpose", "Decision, discussion, assurance or information"),
    CoverField("sponsor", "Sponsor"),
    CoverField("objective", "Strategic objective"),
    CoverField("risk", "Risk on the assurance framework"),
)


def build(material: Material, cover: Cover, moment: datetime) -> Document:
    """Set out material as a board paper.

    The first evidence summary leads; others follow as further evidence. Without one, the first
    record's own words make the bottom line.
    """
    summaries = material.of(EvidenceSummary)
    lead = summaries[0][1] if summaries else None
    citations = Citations(material.sources)
    title = cover.get("title") or material.chosen[0].record.title
    if lead and not cover.get("title"):
        title = lead.title
    return Document(
        title=title,
        subtitle=_subtitle(lead, moment.date()),
        blocks=tuple(_blocks(material, lead, cover, citations)),
        created=moment,
        author=lead.written_by if lead else "",
        subject="Board paper",
        organisation=cover.get("organisation", ""),
        service=cover.get("service", ""),
        occasion=tuple(_occasion(cover)),
        provenance=_provenance(material.chosen),
        keywords=tuple(dict.fromkeys(t for one in material.chosen for t in one.record.tags)),
    )


def _blocks(
    material: Material, lead: EvidenceSummary | None, cover: Cover, citations: Citations
) -> Iterator[Block]:
    yield Facts(tuple(_facts(material, lead, cover)), summary="Cover sheet")
    bottom = tuple(evidence.bottom_line(lead, READER) if lead else _first_words(material))
    if bottom:
        yield Callout("bottom-line", "Bottom line", bottom)
    if lead:
        yield from _evidence(lead, citations, 2)
    for _chosen, other in material.of(EvidenceSummary)[1:]:
        yield Heading(other.title)
        yield from evidence.bottom_line(other, READER)
        yield from _evidence(other, citations, 3)
    yield from _local(material)
    if lead:
        yield from _section("What is not known", evidence.gaps(lead), 2)
        yield from _section("Options", evidence.options(lead), 2)
    yield from _section("Recommendations of the team", _recommendations(material), 2)
    lessons = story.lessons([one for _chosen, one in material.of(Lesson)])
    yield from _section("Lessons from earlier work", lessons, 2)
    cases = (block for _chosen, one in material.of(CaseStudy) for block in story.case(one))
    yield from _section("What knowledge services changed", cases, 2)
    if lead:
        yield from _section("How the search was done", evidence.search(lead), 2)
        yield from prose.blocks(lead.disclaimer, "small")
    if entries := citations.entries():
        yield from (Heading("References"), References(entries))


def _evidence(summary: EvidenceSummary, citations: Citations, level: Level) -> Iterator[Block]:
    yield from _section("The question", evidence.question(summary), level)
    yield from _section("Key messages", evidence.key_messages(summary), level)
    table = [*evidence.findings(summary, citations), *evidence.scales(summary)]
    yield from _section("What the research says", table, level)
    citations.cite(use.record for use in summary.sources if use.decision == "included")


def _local(material: Material) -> Iterator[Block]:
    inside = [
        block
        for _chosen, summary in material.of(EvidenceSummary)
        for block in evidence.local_knowledge(summary)
    ]
    for _chosen, one in material.of(Review):
        inside += review.findings(one)
    if inside:
        yield Callout("local-knowledge", "What people here know (not research)", tuple(inside))


def _recommendations(material: Material) -> Iterator[Block]:
    return review.recommendations(one for _chosen, one in material.of(Review))


def _section(title: str, blocks: Iterable[Block], level: Level) -> Iterator[Block]:
    """Yield blocks under a heading; no heading stands alone."""
    inside = tuple(blocks)
    if inside:
        yield from (Heading(title, level), *inside)


def _first_words(material: Material) -> Iterator[Block]:
    """Yield what the first record says of itself that is no evidence summary."""
    match material.chosen[0].record:
        case Review(summary=text) | CaseStudy(immediate_impact=text) | Lesson(statement=text):
            yield from prose.blocks(text, "lead")


def _facts(
    material: Material, lead: EvidenceSummary | None, cover: Cover
) -> Iterator[tuple[str, tuple[Text, ...]]]:
    decision = bool(lead and (lead.asked.strip() or lead.options))
    purpose = cover.get("purpose") or ("Decision" if decision else "Information")
    yield "Purpose", (Text(purpose, bold=True),)
    facts = [("Sponsor", cover.get("sponsor", ""))]
    if lead:
        facts += [
            ("Author", lead.written_by),
            ("Checked by", lead.checked_by or "Nobody yet"),
            ("Asked by", ", ".join(p for p in (lead.request.requester, lead.request.role) if p)),
        ]
    facts += [("Objective", cover.get("objective", "")), ("Risk", cover.get("risk", ""))]
    first = lead or material.chosen[0].record
    if (status := getattr(first, "status", "")) in STATUS_WORDS:
        facts.append(("Status", STATUS_WORDS[status]))
    yield from ((label, (Text(value),)) for label, value in facts if value)


def _subtitle(lead: EvidenceSummary | None, today: dt.date) -> str:
    words = ["Board paper"]
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


def _provenance(chosen: tuple[Chosen, ...]) -> str:
    names = [one.reference for one in chosen]
    shown = ", ".join(names[:LONGEST_PROVENANCE])
    more = len(names) - LONGEST_PROVENANCE
    return f"Made from {shown} and {more} more" if more > 0 else f"Made from {shown}"


TEMPLATE = Template(
    name="board-paper",
    title="Board paper",
    description="Cover sheet and bottom line first, then evidence, local knowledge and options.",
    audience="A board or committee that decides",
    cover=COVER,
    build=build,
)
