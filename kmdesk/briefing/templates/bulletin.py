"""The evidence bulletin: many short items, so that people keep up to date."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TypeVar

from kmdesk.base.clock import day_in_words
from kmdesk.briefing import prose
from kmdesk.briefing.material import Chosen, Material
from kmdesk.briefing.occasion import SHORT_COVER, paper, section
from kmdesk.briefing.sections.facts import listed
from kmdesk.briefing.sections.review import origin
from kmdesk.briefing.template import Cover, Template
from kmdesk.briefing.tree import Block, Document, Heading, Inlines, Link, Paragraph, Text
from kmdesk.models.kind import Kind
from kmdesk.models.kinds import KINDS
from kmdesk.models.kinds.briefing import TEMPLATE_WORDS
from kmdesk.models.kinds.case_study import CaseStudy
from kmdesk.models.kinds.evidence_summary import EvidenceSummary
from kmdesk.models.kinds.lesson import Lesson
from kmdesk.models.kinds.review import Review
from kmdesk.models.kinds.source import Person, Source
from kmdesk.models.languages import foreign_tag
from kmdesk.models.record import Record
from kmdesk.models.saying import say

R = TypeVar("R", bound=Record)

MOST_AUTHORS = 3
"""Authors named of a publication; more are “et al”, as in Vancouver style."""


def build(material: Material, cover: Cover, moment: datetime) -> Document:
    """Set out a short item for each record, grouped by what it is."""
    count = len(material.chosen)
    title = "" if count == 1 else f"Evidence bulletin, {day_in_words(moment.date())}"
    return paper(
        material, cover, moment, _blocks(material), name=say("Evidence bulletin"), title=title
    )


def _blocks(material: Material) -> Iterator[Block]:
    if len(material.chosen) > 1:
        yield Paragraph((Text(_contents(material)),), "lead")
    yield from section(say("Evidence summaries"), _items(material.of(EvidenceSummary), _summary))
    yield from section(say("New publications"), _items(material.of(Source), _publication))
    yield from section(say("Lessons"), _items(material.of(Lesson), _lesson))
    yield from section(say("Reviews of work"), _items(material.of(Review), _review))
    yield from section(say("Impact"), _items(material.of(CaseStudy), _case))


def _contents(material: Material) -> str:
    counts = Counter(one.kind for one in material.chosen)
    told = [_counted(counts[name], KINDS[name]) for name in TEMPLATE.prints if counts[name]]
    return f"In this issue: {listed(told)}."


def _counted(count: int, kind: Kind) -> str:
    return f"{count:,} {(kind.label if count == 1 else kind.plural).lower()}"


def _items(
    found: Iterable[tuple[Chosen, R]], tell: Callable[[R], Iterator[Block]]
) -> Iterator[Block]:
    for chosen, record in found:
        language = foreign_tag(record.language) if isinstance(record, Source) else ""
        yield Heading(record.title, 3, language=language)
        yield from tell(record)
        where = f"More in {chosen.reference}.".replace(" ", "\N{NO-BREAK SPACE}")
        more = Text(f"{_dated(record)}{where}")
        yield Paragraph((*_cited(record), more), "small")


def _summary(summary: EvidenceSummary) -> Iterator[Block]:
    yield from prose.blocks(summary.bottom_line)


def _dated(record: Record) -> str:
    if isinstance(record, EvidenceSummary) and record.evidence_to:
        return f"Evidence up to {day_in_words(record.evidence_to)}. "
    return ""


def _lesson(lesson: Lesson) -> Iterator[Block]:
    yield from prose.blocks(lesson.statement)
    yield from prose.blocks(lesson.how_to_repeat)


def _review(review: Review) -> Iterator[Block]:
    yield Paragraph((Text(origin(review)),), "small")
    yield from prose.blocks(review.summary)


def _case(study: CaseStudy) -> Iterator[Block]:
    yield from prose.blocks(study.immediate_impact)


def _publication(source: Source) -> Iterator[Block]:
    yield from prose.blocks(source.note)


def _cited(record: Record) -> Inlines:
    """Return by whom, where and when a publication came out."""
    if not isinstance(record, Source):
        return ()
    first = [_name(one) for one in record.authors[:MOST_AUTHORS]]
    more = ["et al"] if len(record.authors) > MOST_AUTHORS else []
    parts = (", ".join([*first, *more]), record.journal, record.published[:4])
    words = "".join(f"{part}. " for part in parts if part)
    address = f"https://doi.org/{record.doi}" if record.doi else record.url
    if not address:
        return (Text(words),) if words else ()
    return (Text(words), Link(address, address), Text(". "))


def _name(person: Person) -> str:
    initials = "".join(part[0] for part in person.given.split())
    return " ".join(p for p in (person.family, initials) if p) or person.name


TEMPLATE = Template(
    name="bulletin",
    title=TEMPLATE_WORDS["bulletin"],
    description="Many short items: what is new, in a few lines each, with where to find more.",
    audience="Teams who want to keep up to date",
    cover=SHORT_COVER,
    build=build,
    prints=("evidence-summary", "source", "lesson", "review", "case-study"),
)
