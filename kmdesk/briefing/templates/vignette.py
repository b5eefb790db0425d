"""The vignette: a case study on one page, with a figure and somebody's own words."""

from collections.abc import Iterator
from datetime import datetime

from kmdesk.briefing import prose
from kmdesk.briefing.material import Material
from kmdesk.briefing.occasion import SHORT_COVER, paper, section
from kmdesk.briefing.sections import story
from kmdesk.briefing.template import Cover, Template
from kmdesk.briefing.tree import Block, Callout, Document, Heading, Level
from kmdesk.models.kinds.briefing import TEMPLATE_WORDS
from kmdesk.models.kinds.case_study import CaseStudy
from kmdesk.models.saying import say


def build(material: Material, cover: Cover, moment: datetime) -> Document:
    """Set out each case study on a page of its own."""
    studies = material.records(CaseStudy)
    title = "" if len(studies) == 1 else f"{len(studies)} stories of impact"
    blocks = _blocks(studies, cover.get("organisation", ""))
    return paper(material, cover, moment, blocks, name=say("Case study"), title=title)


def _blocks(studies: list[CaseStudy], organisation: str) -> Iterator[Block]:
    if len(studies) == 1:
        yield from _story(studies[0], organisation, 2)
        return
    for number, study in enumerate(studies):
        yield Heading(study.title, new_page=number > 0)
        yield from _story(study, organisation, 3)


def _story(study: CaseStudy, organisation: str, level: Level) -> Iterator[Block]:
    impact = tuple(prose.blocks(study.immediate_impact, "lead"))
    if impact:
        yield Callout("bottom-line", say("Impact"), impact)
    yield from story.headline(study)
    yield from story.quotes(study)
    for heading, text in (
        (say("The challenge"), study.challenge),
        (say("What the library did"), study.contribution),
        ("What may follow", study.future_impact),
    ):
        yield from section(heading, prose.blocks(text), level)
    yield from section(say("Background"), story.background(study, organisation), level)


TEMPLATE = Template(
    name="vignette",
    title=TEMPLATE_WORDS["vignette"],
    description="The story of an impact on one page, with a figure and a quote.",
    audience="Anybody who asks what the library is for",
    cover=SHORT_COVER,
    build=build,
    prints=("case-study",),
    needs=("case-study",),
)
