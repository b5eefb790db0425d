"""The lessons report: what one or many reviews found, and what follows from it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from kmdesk.briefing import prose
from kmdesk.briefing.material import Material
from kmdesk.briefing.occasion import SHORT_COVER, paper, section
from kmdesk.briefing.sections import review, story
from kmdesk.briefing.template import Cover, Template
from kmdesk.briefing.tree import (
    Block,
    BulletList,
    Callout,
    Document,
    Level,
    Paragraph,
    Text,
)
from kmdesk.models.kinds.briefing import TEMPLATE_WORDS
from kmdesk.models.kinds.lesson import Lesson
from kmdesk.models.kinds.review import Review
from kmdesk.models.saying import say

MOST_IN_SHORT = 5
"""Lessons or reviews that the box at the top tells of."""


def build(material: Material, cover: Cover, moment: datetime) -> Document:
    """Set out what the reviews say together, then each by itself."""
    reviews = material.records(Review)
    title = "" if len(material.chosen) == 1 else say(f"Lessons from {_several(reviews)}")
    title = title if reviews else ""
    return paper(
        material, cover, moment, _blocks(material), name=say("Lessons report"), title=title
    )


def _blocks(material: Material) -> Iterator[Block]:
    reviews, lessons = material.records(Review), material.records(Lesson)
    single = len(reviews) == 1
    inside = tuple(_in_short(reviews, lessons))
    yield Callout("bottom-line", say("In short"), inside)
    yield from section(say("Recommendations"), review.every_recommendation(reviews))
    yield from section(say("Marks side by side"), review.marks_of_all(reviews))
    yield from section(say("Lessons"), story.lessons_in_use(lessons))
    for one in reviews:
        if single:
            yield from _review(one, 2)
        else:
            yield from section(one.title, _review(one, 3))


def _in_short(reviews: Sequence[Review], lessons: Sequence[Lesson]) -> Iterator[Block]:
    if len(reviews) == 1:
        yield from prose.blocks(reviews[0].summary, "lead")
    elif told := prose.items(one.statement for one in lessons):
        yield BulletList(told[:MOST_IN_SHORT])
    else:
        for one in reviews[:MOST_IN_SHORT]:
            yield from prose.blocks(one.summary)
    yield Paragraph((Text(_counted(reviews, lessons)),), "strong")


def _counted(reviews: Sequence[Review], lessons: Sequence[Lesson]) -> str:
    wanted = [one for each in reviews for one in each.recommendations if one.text.strip()]
    parts = [_several(reviews)] if reviews else []
    if lessons:
        parts.append(f"{len(lessons)} {'lesson' if len(lessons) == 1 else 'lessons'}")
    if wanted:
        still = sum(one.state == "open" for one in wanted)
        noun = "recommendation" if len(wanted) == 1 else "recommendations"
        parts.append(f"{len(wanted)} {noun}, {still} still open")
    return f"{'; '.join(parts)}."


def _several(reviews: Sequence[Review]) -> str:
    return "1 review" if len(reviews) == 1 else f"{len(reviews)} reviews"


def _review(one: Review, level: Level) -> Iterator[Block]:
    deeper: Level = 3 if level == 2 else 4
    yield from review.facts(one)
    if level > 2:
        yield from prose.blocks(one.summary)
    yield from section(say("Marks"), review.marks(one), level)
    yield from section(say("What was said"), review.answers(one, deeper), level)


TEMPLATE = Template(
    name="lessons-report",
    title=TEMPLATE_WORDS["lessons-report"],
    description="Marks and their spread, what was said, and recommendations with their owners.",
    audience="The team that did the work, and those who do it next",
    cover=SHORT_COVER,
    build=build,
    prints=("review", "lesson"),
    needs=("review", "lesson"),
)
