"""Sections made from a review, such as a retrospect."""

import statistics
from collections.abc import Iterable, Iterator, Sequence

from kmdesk.base.clock import day_in_words
from kmdesk.briefing import prose
from kmdesk.briefing.sections import facts as labelled
from kmdesk.briefing.tree import (
    BarChart,
    Block,
    BulletList,
    Cell,
    Figure,
    Heading,
    Level,
    Paragraph,
    Table,
    Text,
    chart_alternative,
)
from kmdesk.models.kinds.review import (
    STATE_WORDS,
    TECHNIQUE_WORDS,
    Mark,
    Recommendation,
    Review,
)
from kmdesk.models.marks import HIGHEST_MARK, Spread, spread_of
from kmdesk.models.saying import say


def findings(review: Review) -> Iterator[Block]:
    """Yield what the people who took part said of their work, with the spread of their marks."""
    yield Paragraph((Text(f"{origin(review)}: ", bold=True), Text(review.title)))
    yield from prose.blocks(review.summary)
    yield from marks(review)


def origin(review: Review) -> str:
    """Return which review it was, when, and how many took part."""
    held = day_in_words(review.held_on) if review.held_on else ""
    return ", ".join(part for part in (_technique(review), held, _people(review)) if part)


def _technique(review: Review) -> str:
    return say(TECHNIQUE_WORDS.get(review.technique, review.technique.replace("-", " ")))


def _people(review: Review) -> str:
    count = len(review.participants)
    return "" if not count else "1 person" if count == 1 else f"{count} people"


def spread(given: Sequence[Mark]) -> str:
    """Return the spread of marks in words: lowest, highest, middle, how many are floors."""
    return _spread(given).words()


def _spread(given: Iterable[Mark]) -> Spread:
    return spread_of((one.mark, one.at_least) for one in given)


def marks_figure(title: str, given: Iterable[Mark]) -> Figure:
    """Return the marks as a column chart, every mark from 0 to 10 shown."""
    spread = _spread(given)
    chart = BarChart(
        title=f"Marks out of {HIGHEST_MARK}: {title}",
        categories=tuple(str(mark) for mark in range(HIGHEST_MARK + 1)),
        values=spread.counts,
        unit="people",
        category=f"mark out of {HIGHEST_MARK}",
        middle=spread.median if spread.values else None,
    )
    return Figure(chart, chart_alternative(chart), f"Marks out of {HIGHEST_MARK} for the work")


def facts(review: Review) -> Iterator[Block]:
    """Yield what was held, when, where and by whom."""
    pairs = (
        (say("Technique"), _technique(review)),
        ("Held on", day_in_words(review.held_on) if review.held_on else ""),
        ("Took part", _people(review)),
        (say("Facilitator"), review.facilitator),
        ("Place", review.place),
    )
    yield from labelled.facts(pairs, "How the review was held")


def answers(review: Review, level: Level) -> Iterator[Block]:
    """Yield each question that was answered, with its answers; names stay with the team."""
    for one in review.questions:
        items = prose.items(answer.text for answer in one.answers)
        if one.question.strip() and items:
            yield Heading(one.question.strip(), level)
            yield BulletList(items)


def marks(review: Review) -> Iterator[Block]:
    """Yield the spread of the marks in words and as a chart, and what would have made a 10."""
    given = [mark for mark in review.marks if mark.mark is not None]
    if given:
        yield Paragraph((Text(spread(given)),))
        yield marks_figure(review.title, given)
    wishes = prose.items(one.would_make_ten for one in review.marks)
    if wishes:
        yield Paragraph((Text("What would have made it a 10", bold=True),))
        yield BulletList(wishes)


def marks_of_all(reviews: Iterable[Review]) -> Iterator[Block]:
    """Yield a table that sets the marks of several reviews side by side."""
    rows = []
    for review in reviews:
        given = sorted(mark.mark for mark in review.marks if mark.mark is not None)
        if given:
            middle = f"{statistics.median(given):g}"
            cells = (review.title, str(len(given)), str(given[0]), middle, str(given[-1]))
            rows.append(tuple((Text(cell),) for cell in cells))
    if len(rows) > 1:
        yield Table(
            header=tuple(map(say, ("Review", "Marks given", "Lowest", "Middle", "Highest"))),
            rows=tuple(rows),
            widths=(4, 1.5, 1.1, 1.1, 1.1),
            summary=say(f"Marks out of {HIGHEST_MARK} in each review: how many, lowest to highest"),
        )


def every_recommendation(reviews: Iterable[Review]) -> Iterator[Block]:
    """Yield a table of all recommendations with owner, date and what became of each."""
    rows = [
        (*_recommendation(one), (Text(STATE_WORDS[one.state]),))
        for review in reviews
        for one in review.recommendations
        if one.text.strip()
    ]
    if rows:
        yield Table(
            header=tuple(map(say, ("Recommendation", "Owner", "Due", "State"))),
            rows=tuple(rows),
            widths=(3.8, 1.7, 1.5, 1),
            summary=say("Recommendations of the team, who owns each, by when, and its state"),
        )


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
            header=tuple(map(say, ("Recommendation", "Owner", "Due"))),
            rows=tuple(rows),
            widths=(4.2, 1.8, 1.6),
            summary=say(
                "Recommendations of the team that are still open, who owns each and by when"
            ),
        )


def _recommendation(one: Recommendation) -> tuple[Cell, ...]:
    due = day_in_words(one.due) if one.due else "No date"
    return prose.cell(one.text), (Text(one.owner or "Nobody yet"),), (Text(due),)
