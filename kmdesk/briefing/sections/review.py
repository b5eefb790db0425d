"""Sections made from a review, such as a retrospect."""

import statistics
from collections import Counter
from collections.abc import Iterable, Iterator

from kmdesk.base.clock import day_in_words
from kmdesk.briefing import prose
from kmdesk.briefing.tree import (
    BarChart,
    Block,
    BulletList,
    Figure,
    Inlines,
    Paragraph,
    Table,
    Text,
    chart_alternative,
)
from kmdesk.models.kinds.review import HIGHEST_MARK, TECHNIQUE_WORDS, Mark, Recommendation, Review


def findings(review: Review) -> Iterator[Block]:
    """Yield what the people who took part said of their work, with the spread of their marks."""
    yield Paragraph((Text(f"{origin(review)}: ", bold=True), Text(review.title)))
    yield from prose.blocks(review.summary)
    marks = [mark for mark in review.marks if mark.mark is not None]
    if marks:
        yield Paragraph((Text(spread(marks)),))
        yield marks_figure(review.title, marks)
    wishes = [wish for one in review.marks if (wish := prose.inlines(one.would_make_ten))]
    if wishes:
        yield Paragraph((Text("What would have made it a 10", bold=True),))
        yield BulletList(tuple(wishes))


def origin(review: Review) -> str:
    """Return which review it was, when, and how many took part."""
    words = [TECHNIQUE_WORDS.get(review.technique, review.technique.replace("-", " "))]
    if review.held_on:
        words.append(day_in_words(review.held_on))
    if review.participants:
        count = len(review.participants)
        words.append("1 person" if count == 1 else f"{count} people")
    return ", ".join(words)


def spread(marks: Iterable[Mark]) -> str:
    """Return the spread of marks in words: lowest, highest, middle, how many are floors."""
    given = list(marks)
    values = sorted(one.mark for one in given if one.mark is not None)
    if len(values) == 1:
        least = "at least " if given[0].at_least else ""
        return f"1 person gave a mark: {least}{values[0]} out of {HIGHEST_MARK}."
    sentence = (
        f"{len(values)} people gave marks from {values[0]} to {values[-1]} out of {HIGHEST_MARK}; "
        f"the middle mark is {statistics.median(values):g}."
    )
    if floors := sum(one.at_least for one in given):
        sentence += f" {floors} of them said “at least”."
    return sentence


def marks_figure(title: str, marks: Iterable[Mark]) -> Figure:
    """Return the marks as a column chart, every mark from 0 to 10 shown."""
    counts = Counter(one.mark for one in marks)
    chart = BarChart(
        title=f"Marks out of {HIGHEST_MARK}: {title}",
        categories=tuple(str(mark) for mark in range(HIGHEST_MARK + 1)),
        values=tuple(counts[mark] for mark in range(HIGHEST_MARK + 1)),
        unit="people",
        category=f"mark out of {HIGHEST_MARK}",
    )
    return Figure(chart, chart_alternative(chart), f"Marks out of {HIGHEST_MARK} for the work")


def recommendations(reviews: Iterable[Review]) -> Iterator[Block]:
    """Yield a table of the recommendations that are still open, each with owner and date."""
    rows = [
        _recommendation(one)
        for review in reviews
        for one in review.recommendations
        if one.state == "open" and one.text.strip()
    ]
    if rows:
        yield Table(
            header=("Recommendation", "Owner", "Due"),
            rows=tuple(rows),
            widths=(4.2, 1.8, 1.6),
            summary="Recommendations of the team that are still open, who owns each and by when",
        )


def _recommendation(one: Recommendation) -> tuple[Inlines, ...]:
    due = day_in_words(one.due) if one.due else "No date"
    return prose.inlines(one.text), (Text(one.owner or "Nobody yet"),), (Text(due),)
