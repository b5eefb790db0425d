"""The board paper: cover sheet, bottom line first, then what it rests on."""

from collections.abc import Iterator
from datetime import datetime

from kmdesk.briefing import prose
from kmdesk.briefing.citation import Citations
from kmdesk.briefing.material import Material
from kmdesk.briefing.occasion import HOUSE, MEETING, TITLE, answer, leading, paper, section
from kmdesk.briefing.sections import decision, evidence, local, review, story
from kmdesk.briefing.sections.facts import facts
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
from kmdesk.models.kinds.briefing import TEMPLATE_WORDS
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
    CoverField("considered_at", "Considered before at", "Such as Quality Committee, 5 November"),
    CoverField("objective", "Strategic objective"),
    CoverField("risk", "Risk on the assurance framework"),
    CoverField("cqc", "CQC questions", "Safe, effective, caring, responsive, well-led"),
    CoverField("finance", "Finance"),
    CoverField("workforce", "Workforce"),
    CoverField("legal", "Legal"),
    CoverField("equality", "Equality impact"),
    CoverField("next_steps", "Next steps"),
)


def build(material: Material, cover: Cover, moment: datetime) -> Document:
    """Set out material as a board paper: the first page is what a decision needs.

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
    bottom = (*answer(material), *decision.request(material, READER))
    if bottom:
        yield Callout("bottom-line", say("Bottom line"), bottom)
    if lead:
        yield from section(say("The question"), evidence.question(lead), 2)
        yield from section(say("Key messages"), evidence.key_messages(lead), 2)
    yield from section(say("Options"), decision.options(material), 2)
    if lead:
        yield from _evidence(lead, citations, 2)
    for other in material.records(EvidenceSummary)[1:]:
        yield Heading(other.title)
        yield from prose.blocks(other.bottom_line, "lead")
        yield from section(say("The question"), evidence.question(other), 3)
        yield from section(say("Key messages"), evidence.key_messages(other), 3)
        yield from _evidence(other, citations, 3)
    yield from local.knowledge(material)
    if lead:
        yield from section(say("What is not known"), evidence.gaps(lead), 2)
    yield from section(say("What the decision touches"), _touches(cover), 2)
    recommendations = review.recommendations(material.records(Review))
    yield from section(say("Recommendations of the team"), recommendations, 2)
    lessons = story.lessons(material.records(Lesson))
    yield from section(say("Lessons from earlier work"), lessons, 2)
    cases = (block for one in material.records(CaseStudy) for block in story.case(one))
    yield from section(say("What knowledge services changed"), cases, 2)
    yield from section(say("Next steps"), prose.blocks(cover.get("next_steps", "")), 2)
    if lead:
        yield from section(say("How the search was done"), evidence.search(lead), 2)
        yield from prose.blocks(lead.disclaimer, "small")
    if entries := citations.entries():
        yield from (Heading("References"), References(entries))


def _evidence(summary: EvidenceSummary, citations: Citations, level: Level) -> Iterator[Block]:
    table = [*evidence.findings(summary, citations), *evidence.scales(summary)]
    yield from section(say("What the research says"), table, level)
    citations.cite(use.record for use in summary.sources if use.decision == "included")


def _touches(cover: Cover) -> Iterator[Block]:
    names = ("finance", "workforce", "legal", "equality")
    labels = {field.name: field.label for field in COVER}
    pairs = ((labels[name], cover.get(name, "")) for name in names)
    return facts(pairs, say("What the decision means for money, staff, law and equality"))


def _facts(
    material: Material, lead: EvidenceSummary | None, cover: Cover
) -> Iterator[tuple[str, tuple[Text, ...]]]:
    wanted = any(decision.request(material, READER)) or bool(decision.wanted(material))
    purpose = cover.get("purpose", "").capitalize() or ("Decision" if wanted else "Information")
    yield "Purpose", (Text(purpose, bold=True),)
    plan = material.plan
    known = [("Sponsor", cover.get("sponsor", ""))]
    if lead:
        known += [
            ("Author", plan.author or lead.written_by),
            ("Checked by", plan.checked_by or lead.checked_by or "Nobody yet"),
            ("Asked by", ", ".join(p for p in (lead.request.requester, lead.request.role) if p)),
        ]
    else:
        known += [("Author", plan.author), ("Checked by", plan.checked_by)]
    labels = {"considered_at": "Considered at", "objective": "Objective", "risk": "Risk"}
    labels |= {"cqc": "CQC questions"}
    known += [(label, cover.get(name, "")) for name, label in labels.items()]
    if (status := _status(material, lead)) in STATUS_WORDS:
        known.append(("Status", say(STATUS_WORDS[status])))
    yield from ((label, (Text(value),)) for label, value in known if value)


def _status(material: Material, lead: EvidenceSummary | None) -> str:
    """Return how the paper stands: what it rests on may be a draft still; an issued one is out."""
    if material.plan.issued:
        return ""
    first = lead or material.chosen[0].record
    rests_on = str(getattr(first, "status", ""))
    return rests_on if rests_on == "draft" else material.plan.status or rests_on


TEMPLATE = Template(
    name="board-paper",
    title=TEMPLATE_WORDS["board-paper"],
    description="Cover sheet and bottom line first, then evidence, local knowledge and options.",
    audience="A board or committee that decides",
    cover=COVER,
    build=build,
    prints=("evidence-summary", "review", "lesson", "case-study", "source"),
)
