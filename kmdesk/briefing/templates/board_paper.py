"""The board paper: cover sheet, bottom line first, then what it rests on."""

from collections.abc import Iterator
from datetime import datetime

from kmdesk.briefing import prose
from kmdesk.briefing.citation import Citations
from kmdesk.briefing.material import Material
from kmdesk.briefing.occasion import HOUSE, MEETING, TITLE, first_words, leading, paper, section
from kmdesk.briefing.sections import evidence, local, review, story
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
from kmdesk.models.saying import say

READER = "The Board"
COVER = (
    TITLE,
    *HOUSE,
    *MEETING,
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
    lead = leading(material)
    citations = Citations(material.sources, material.style)
    blocks = _blocks(material, lead, cover, citations)
    return paper(material, cover, moment, blocks, name="Board paper", lead=lead)


def _blocks(
    material: Material, lead: EvidenceSummary | None, cover: Cover, citations: Citations
) -> Iterator[Block]:
    yield Facts(tuple(_facts(material, lead, cover)), summary=say("Cover sheet"))
    bottom = tuple(evidence.bottom_line(lead, READER) if lead else first_words(material))
    if bottom:
        yield Callout("bottom-line", say("Bottom line"), bottom)
    if lead:
        yield from _evidence(lead, citations, 2)
    for other in material.records(EvidenceSummary)[1:]:
        yield Heading(other.title)
        yield from evidence.bottom_line(other, READER)
        yield from _evidence(other, citations, 3)
    yield from local.knowledge(material)
    if lead:
        yield from section(say("What is not known"), evidence.gaps(lead), 2)
        yield from section(say("Options"), evidence.options(lead), 2)
    recommendations = review.recommendations(material.records(Review))
    yield from section(say("Recommendations of the team"), recommendations, 2)
    lessons = story.lessons(material.records(Lesson))
    yield from section(say("Lessons from earlier work"), lessons, 2)
    cases = (block for one in material.records(CaseStudy) for block in story.case(one))
    yield from section(say("What knowledge services changed"), cases, 2)
    if lead:
        yield from section(say("How the search was done"), evidence.search(lead), 2)
        yield from prose.blocks(lead.disclaimer, "small")
    if entries := citations.entries():
        yield from (Heading("References"), References(entries))


def _evidence(summary: EvidenceSummary, citations: Citations, level: Level) -> Iterator[Block]:
    yield from section(say("The question"), evidence.question(summary), level)
    yield from section(say("Key messages"), evidence.key_messages(summary), level)
    table = [*evidence.findings(summary, citations), *evidence.scales(summary)]
    yield from section(say("What the research says"), table, level)
    citations.cite(use.record for use in summary.sources if use.decision == "included")


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
        facts.append(("Status", say(STATUS_WORDS[status])))
    yield from ((label, (Text(value),)) for label, value in facts if value)


TEMPLATE = Template(
    name="board-paper",
    title="Board paper",
    description="Cover sheet and bottom line first, then evidence, local knowledge and options.",
    audience="A board or committee that decides",
    cover=COVER,
    build=build,
    prints=("evidence-summary", "review", "lesson", "case-study", "source"),
)
