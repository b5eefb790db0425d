"""SBAR: situation, background, assessment, recommendation."""

from collections.abc import Iterator
from datetime import datetime

from kmdesk.briefing import prose
from kmdesk.briefing.citation import Citations
from kmdesk.briefing.material import Material
from kmdesk.briefing.occasion import SHORT_COVER, answer, leading, paper, section
from kmdesk.briefing.sections import decision, evidence, local, review, story
from kmdesk.briefing.template import Cover, Template
from kmdesk.briefing.tree import Block, Callout, Document, Heading, Paragraph, References, Text
from kmdesk.models.kinds.briefing import TEMPLATE_WORDS
from kmdesk.models.kinds.case_study import CaseStudy
from kmdesk.models.kinds.evidence_summary import EvidenceSummary
from kmdesk.models.kinds.lesson import Lesson
from kmdesk.models.kinds.review import Review
from kmdesk.models.saying import say

READER = "The reader"


def build(material: Material, cover: Cover, moment: datetime) -> Document:
    """Set out material under the four headings of SBAR."""
    lead = leading(material)
    return paper(material, cover, moment, _blocks(material), name="SBAR briefing", lead=lead)


def _blocks(material: Material) -> Iterator[Block]:
    citations = Citations(material.sources, material.style)
    lead = leading(material)
    yield from section(say("Situation"), _situation(material, lead))
    yield from section(say("Background"), _background(material, lead))
    yield from section(say("Assessment"), _assessment(material, lead, citations))
    recommendation = tuple(_recommendation(material))
    if recommendation:
        yield Callout("bottom-line", say("Recommendation"), recommendation)
    yield from section(say("Options"), decision.options(material), 3)
    if entries := citations.entries():
        yield from (Heading("References"), References(entries))


def _situation(material: Material, lead: EvidenceSummary | None) -> Iterator[Block]:
    if lead:
        yield from evidence.question(lead)
        if asked := evidence.request(lead):
            yield Paragraph((Text(asked),))
    else:
        for one in material.records(Review):
            yield from prose.blocks(one.work)
        for study in material.records(CaseStudy):
            yield from prose.blocks(study.challenge)


def _background(material: Material, lead: EvidenceSummary | None) -> Iterator[Block]:
    yield from local.knowledge(material)
    lessons = story.lessons(material.records(Lesson))
    yield from section(say("Lessons from earlier work"), lessons, 3)
    if lead:
        yield from evidence.search_in_short(lead)


def _assessment(
    material: Material, lead: EvidenceSummary | None, citations: Citations
) -> Iterator[Block]:
    yield from answer(material)
    if lead:
        yield from evidence.findings_in_short(lead, citations)
        yield from evidence.scales(lead)
        yield from section(say("What is not known"), evidence.gaps(lead), 3)
    for study in material.records(CaseStudy):
        yield from story.case(study)


def _recommendation(material: Material) -> Iterator[Block]:
    yield from decision.request(material, READER)
    yield from decision.preferred(material)
    yield from review.recommendations(material.records(Review))


TEMPLATE = Template(
    name="sbar",
    title=TEMPLATE_WORDS["sbar"],
    description="Situation, background, assessment and recommendation, in that order.",
    audience="A clinical or operational lead, or a command meeting",
    cover=SHORT_COVER,
    build=build,
    prints=("evidence-summary", "review", "lesson", "case-study"),
    needs=("evidence-summary", "review", "case-study"),
    pages=2,
)
