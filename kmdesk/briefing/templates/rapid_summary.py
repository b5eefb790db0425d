"""The rapid evidence summary: a page of messages, a summary of three, then the report (1:3:25)."""

from collections.abc import Iterator
from datetime import datetime

from kmdesk.briefing import prose
from kmdesk.briefing.citation import Citations
from kmdesk.briefing.material import Material
from kmdesk.briefing.occasion import SHORT_COVER, leading, paper, section
from kmdesk.briefing.sections import decision, evidence, local, story
from kmdesk.briefing.template import Cover, Template
from kmdesk.briefing.tree import Block, Callout, Document, Heading, Paragraph, References, Text
from kmdesk.models.kinds.briefing import TEMPLATE_WORDS
from kmdesk.models.kinds.evidence_summary import EvidenceSummary
from kmdesk.models.kinds.lesson import Lesson
from kmdesk.models.saying import say

READER = "The reader"


def build(material: Material, cover: Cover, moment: datetime) -> Document:
    """Set out each evidence summary whole, the first one first; the order is that of 1:3:25."""
    lead = leading(material)
    return paper(
        material, cover, moment, _blocks(material), name="Rapid evidence summary", lead=lead
    )


def _blocks(material: Material) -> Iterator[Block]:
    citations = Citations(material.sources, material.style)
    summaries = material.records(EvidenceSummary)
    several = len(summaries) > 1
    for summary in summaries:
        request = decision.asked(summary.asked, READER)
        if summary is summaries[0]:
            request = decision.asked(material.plan.asked or summary.asked, READER)
        yield from _messages(summary, request, several=several)
    for summary in summaries:
        yield from _summary(summary, citations, several=several)
    yield from local.knowledge(material)
    yield from section(say("Lessons from earlier work"), story.lessons(material.records(Lesson)))
    for summary in summaries:
        citations.cite(use.record for use in summary.sources if use.decision == "included")
        yield from section(
            _named(say("The search"), summary, several), _report(summary), new_page=True
        )
    if entries := citations.entries():
        yield from (Heading("References"), References(entries))


def _messages(summary: EvidenceSummary, request: str, *, several: bool) -> Iterator[Block]:
    bottom = list(prose.blocks(summary.bottom_line, "lead"))
    if request:
        bottom.append(Paragraph((Text(request),), "strong"))
    if bottom:
        yield Callout("bottom-line", _named(say("Bottom line"), summary, several), tuple(bottom))
    yield from section(say("Key messages"), evidence.key_messages(summary))
    yield from section(say("How sure we are"), evidence.how_sure(summary))
    if asked := evidence.request(summary):
        yield Paragraph((Text(asked),), "small")


def _summary(summary: EvidenceSummary, citations: Citations, *, several: bool) -> Iterator[Block]:
    question = (*evidence.question(summary), *evidence.parts_of_question(summary))
    yield from section(_named(say("The question"), summary, several), question, new_page=True)
    found = (*evidence.findings_by_theme(summary, citations), *evidence.scales(summary))
    yield from section(say("What the research says"), found)
    yield from section(say("What is not known"), evidence.gaps(summary))
    yield from section(say("Options"), decision.table(summary.options))


def _report(summary: EvidenceSummary) -> Iterator[Block]:
    yield from evidence.search(summary)
    yield from evidence.screening(summary)
    yield from evidence.strategies(summary)
    yield from section(say("Sign-off"), evidence.sign_off(summary), 3)


def _named(heading: str, summary: EvidenceSummary, several: bool) -> str:
    return f"{heading}: {summary.title}" if several else heading


TEMPLATE = Template(
    name="rapid-evidence-summary",
    title=TEMPLATE_WORDS["rapid-evidence-summary"],
    description="A page of messages, then the findings by theme, then how the search was done.",
    audience="Whoever asked the question, and those who will check the answer",
    cover=SHORT_COVER,
    build=build,
    prints=("evidence-summary", "review", "lesson"),
    needs=("evidence-summary",),
    pages=29,
)
