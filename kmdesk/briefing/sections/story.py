"""Sections made from lessons and case studies."""

from collections.abc import Iterator, Sequence

from kmdesk.briefing import prose, tree
from kmdesk.briefing.tree import Block, BulletList, Facts, Inlines, Paragraph, Text
from kmdesk.models.kinds.case_study import CaseStudy, Quote, Saving
from kmdesk.models.kinds.lesson import Lesson


def lessons(found: Sequence[Lesson]) -> Iterator[Block]:
    """Yield lessons as a list: the statement, then how to repeat it."""
    items = [_lesson(one) for one in found]
    if items:
        yield BulletList(tuple(items))


def case(study: CaseStudy) -> Iterator[Block]:
    """Yield what was achieved, the library's part in it, figures and quotes."""
    yield Paragraph((Text(study.title, bold=True),))
    yield from prose.blocks(study.immediate_impact)
    yield from prose.blocks(study.contribution)
    figures = [_saving(one) for one in study.savings if one.amount.strip()]
    if figures:
        yield Facts(tuple(figures), summary="What was saved, and how that was worked out")
    for quote in study.quotes:
        if quote.text.strip():
            yield Paragraph(_quote(quote))


def _lesson(lesson: Lesson) -> Inlines:
    statement = prose.inlines(lesson.statement) or (Text(lesson.title),)
    bold = tuple(
        Text(one.text, bold=True, language=one.language) if isinstance(one, Text) else one
        for one in statement
    )
    repeat = prose.inlines(lesson.how_to_repeat)
    return (*bold, Text(" "), *repeat) if repeat else bold


def _saving(saving: Saving) -> tuple[str, Inlines]:
    labels = {"time": "Time saved", "money": "Money saved", "risk": "Risk avoided"}
    how = tree.inline_text(prose.inlines(saving.worked_out))
    return labels[saving.what], (Text(f"{saving.amount}: {how}" if how else saving.amount),)


def _quote(quote: Quote) -> Inlines:
    words = tree.inline_text(prose.inlines(quote.text)).strip("“”\"' ")
    who = ", ".join(part for part in (quote.name, quote.role) if part)
    return (Text(f"“{words}”"), *((Text(f" {who}", bold=True),) if who else ()))
