"""Sections made from lessons and case studies."""

from collections.abc import Iterator, Sequence

from kmdesk.base.clock import day_in_words
from kmdesk.briefing import prose, tree
from kmdesk.briefing.sections.facts import facts
from kmdesk.briefing.tree import (
    Block,
    BulletList,
    Callout,
    Cell,
    Facts,
    Heading,
    Inlines,
    ListItem,
    Paragraph,
    Text,
)
from kmdesk.models.kinds.case_study import CaseStudy, Quote, Saving
from kmdesk.models.kinds.lesson import Lesson
from kmdesk.models.saying import say


def lessons(found: Sequence[Lesson]) -> Iterator[Block]:
    """Yield lessons as a list: the statement, then how to repeat it."""
    items = [_lesson(one) for one in found]
    if items:
        yield BulletList(tuple(items))


def lessons_in_use(found: Sequence[Lesson]) -> Iterator[Block]:
    """Yield lessons with why they hold, how to repeat them, and where they were used again."""
    for lesson in found:
        yield Heading(lesson.title, 3)
        yield from prose.blocks(lesson.statement)
        rows = [
            (label, words)
            for label, text in (("Why", lesson.why), ("How to repeat it", lesson.how_to_repeat))
            if (words := prose.cell(text))
        ]
        if lesson.reuse:
            rows.append(("Used again", (Text(_reuse(lesson)),)))
        if rows:
            yield Facts(tuple(rows), "Why the lesson holds, how to repeat it, where it was used")


def _reuse(lesson: Lesson) -> str:
    uses = [", ".join(p for p in (one.where.strip(), one.by.strip()) if p) for one in lesson.reuse]
    return "; ".join(use for use in uses if use) or f"{len(lesson.reuse)} times"


def headline(study: CaseStudy) -> Iterator[Block]:
    """Yield the first figure large, with how it was worked out, and the others below it."""
    figures = [one for one in study.savings if one.amount.strip()]
    if not figures:
        return
    first, *others = figures
    yield Paragraph((Text(first.amount.strip()),), "headline")
    label, _words = _saving(first)
    how = prose.cell(first.worked_out)
    before = (Text(f"{label}. " if how else f"{label}.", bold=True),)
    yield from tree.cell_blocks(tree.joined(before, how))
    if others:
        yield Facts(
            tuple(_saving(one) for one in others),
            summary=say("What else was saved, and how that was worked out"),
        )


def quotes(study: CaseStudy) -> Iterator[Block]:
    """Yield each quote in a box of its own, with who said it."""
    for one in study.quotes:
        if not one.text.strip():
            continue
        words = tree.inline_text(prose.inlines(one.text)).strip("“”\"' ")
        who = ", ".join(part for part in (one.name.strip(), one.role.strip()) if part)
        inside: list[Block] = [Paragraph((Text(f"“{words}”"),), "lead")]
        if who:
            inside.append(Paragraph((Text(who, bold=True),)))
        yield Callout("quote", "", tuple(inside))


def background(study: CaseStudy, organisation: str) -> Iterator[Block]:
    """Yield who asked for what, when, and which priorities it serves.

    Args:
        study: the case study.
        organisation: named at the head of the paper already.
    """
    asked = ", ".join(part for part in (study.asked_by.strip(), study.asked_role.strip()) if part)
    pairs = (
        (say("Organisation"), study.organisation if study.organisation != organisation else ""),
        ("Date", day_in_words(study.happened_on) if study.happened_on else ""),
        ("Asked by", asked),
        ("Purpose", study.purpose),
        ("Service used", study.service_used),
        ("Impact on", _listed(study.kinds_of_impact)),
        ("Priorities", _listed(study.priorities)),
    )
    yield from facts(pairs, "Who asked for what and when, and which priorities it serves")


def _listed(words: Sequence[str]) -> str:
    joined = "; ".join(word.strip() for word in words if word.strip())
    return joined[:1].upper() + joined[1:]


def case(study: CaseStudy) -> Iterator[Block]:
    """Yield what was achieved, the library's part in it, figures and quotes."""
    yield Paragraph((Text(study.title, bold=True),))
    yield from prose.blocks(study.immediate_impact)
    yield from prose.blocks(study.contribution)
    figures = [_saving(one) for one in study.savings if one.amount.strip()]
    if figures:
        yield Facts(tuple(figures), summary=say("What was saved, and how that was worked out"))
    for quote in study.quotes:
        if quote.text.strip():
            yield Paragraph(_quote(quote))


def _lesson(lesson: Lesson) -> ListItem:
    statement = prose.inlines(lesson.statement) or (Text(lesson.title),)
    bold = tuple(
        Text(one.text, bold=True, language=one.language) if isinstance(one, Text) else one
        for one in statement
    )
    return prose.item(lesson.how_to_repeat, before=(*bold, Text(" ")))


def _saving(saving: Saving) -> tuple[str, Cell]:
    labels = {"time": "Time saved", "money": "Money saved", "risk": "Risk avoided"}
    how = prose.cell(saving.worked_out)
    before = (Text(f"{saving.amount}: " if how else saving.amount),)
    return labels[saving.what], tree.joined(before, how)


def _quote(quote: Quote) -> Inlines:
    words = tree.inline_text(prose.inlines(quote.text)).strip("“”\"' ")
    who = ", ".join(part for part in (quote.name, quote.role) if part)
    return (Text(f"“{words}”"), *((Text(f" {who}", bold=True),) if who else ()))
