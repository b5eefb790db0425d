"""The one-page brief: the answer, how sure we are, and what to do, for two minutes of reading."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from kmdesk.briefing.material import Material
from kmdesk.briefing.occasion import SHORT_COVER, answer, leading, paper, section
from kmdesk.briefing.sections import decision, evidence, local, review, story
from kmdesk.briefing.template import Cover, Template
from kmdesk.briefing.tree import Block, Callout, Document, Paragraph, Text
from kmdesk.models.kinds.briefing import TEMPLATE_WORDS
from kmdesk.models.kinds.case_study import CaseStudy
from kmdesk.models.kinds.lesson import Lesson
from kmdesk.models.kinds.review import Review
from kmdesk.models.saying import say

READER = "The reader"


def build(material: Material, cover: Cover, moment: datetime) -> Document:
    """Set out the first evidence summary on one page; without one, the first record's own words."""
    lead = leading(material)
    return paper(material, cover, moment, _blocks(material), name="One-page brief", lead=lead)


def _blocks(material: Material) -> Iterator[Block]:
    lead = leading(material)
    wanted = (*decision.request(material, READER), *decision.preferred(material))
    bottom = (*answer(material), *wanted)
    if bottom:
        yield Callout("bottom-line", say("Bottom line"), bottom)
    if lead:
        yield from section(say("Key messages"), evidence.key_messages(lead))
        found = [*evidence.findings_in_short(lead), *evidence.scales(lead)]
        yield from section(say("What the research says"), found)
    yield from local.knowledge(material)
    yield from section(say("Recommendations"), review.recommendations(material.records(Review)))
    yield from section(say("Lessons"), story.lessons(material.records(Lesson)))
    for study in islice(material.records(CaseStudy), 1):
        yield from section(say("Impact"), story.case(study))
    if lead:
        reference = next(one.reference for one in material.chosen if one.record is lead)
        yield Paragraph((Text(f"All findings, options and sources are in {reference}."),), "small")


TEMPLATE = Template(
    name="one-page-brief",
    title=TEMPLATE_WORDS["one-page-brief"],
    description="The bottom line, how sure we are and what to do, on one page.",
    audience="A busy reader with two minutes",
    cover=SHORT_COVER,
    build=build,
    prints=("evidence-summary", "review", "lesson", "case-study"),
    pages=1,
)
