"""Answers that become lessons, lessons that are used again, consent that is withdrawn.

Each is one function to be run in one transaction.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeVar

import msgspec
from sqlalchemy import Connection

from kmdesk.base.clock import day_in_words
from kmdesk.base.errors import UserError
from kmdesk.models import document
from kmdesk.models.flat import unflatten
from kmdesk.models.ids import record_id_from
from kmdesk.models.kinds import kind_named, lesson
from kmdesk.models.kinds.case_study import CaseStudy
from kmdesk.models.kinds.lesson import Lesson, Reuse
from kmdesk.models.kinds.review import TECHNIQUE_WORDS, Answer, Recommendation, Review
from kmdesk.models.record import Record
from kmdesk.models.resolve import TRASHED, Resolution
from kmdesk.models.saying import a, inside
from kmdesk.store import drafts, revisions
from kmdesk.store.revisions import Revision, Stamp
from kmdesk.store.views import Changes
from kmdesk.store.writing import current, readable, store

R = TypeVar("R", bound=Record)
S = TypeVar("S", Answer, Recommendation)
Said = Answer | Recommendation

LONGEST_TITLE = 90
"""Characters of the title of a lesson that is made from what was said."""


def lesson_id(review_id: str, item_id: str) -> str:
    """Return the id of the lesson made from an answer or a recommendation.

    It is the same on every PC, so that two people who both make it make one lesson.
    """
    return record_id_from(f"lesson:{review_id}:{item_id}")


def make_lesson(connection: Connection, review_id: str, item_id: str, stamp: Stamp) -> Changes:
    """Make a lesson from an answer or a recommendation of a review, linked both ways.

    Returns:
        The lesson, then the review; the lesson alone if it had been made before.

    Raises:
        UserError: there is no such review, answer or recommendation, or nothing is said in it.
    """
    before, found = _open(connection, review_id, Review, "review")
    said, question = _said(found, item_id)
    if said.lesson:
        return Changes("Opened the lesson", (said.lesson,))
    if not said.text.strip():
        raise UserError("There is nothing said yet to make a lesson of; nothing was changed.")
    new = lesson_id(review_id, item_id)
    named = _replaced(found, lambda one: one.id == item_id, new)
    made = [
        *_lesson(connection, new, review_id, found, said, question, stamp),
        *_put(review_id, before, named, stamp),
    ]
    return store(connection, made, "Made a lesson", stamp)


def unmake_lesson(connection: Connection, lesson_record: str, stamp: Stamp) -> Changes:
    """Take back `make_lesson`: the lesson goes to the trash, and the review forgets it.

    Raises:
        UserError: there is no such lesson, or no review names it.
    """
    before, found = _open(connection, lesson_record, Lesson, "lesson")
    origin, review_now = _open(connection, found.came_from, Review, "review")
    forgotten = _replaced(review_now, lambda said: said.lesson == lesson_record, "")
    content = {**unflatten(before.flat), TRASHED: True}
    made = [
        *revisions.carry_on(lesson_record, lesson.KIND.name, content, before, stamp),
        *_put(found.came_from, origin, forgotten, stamp),
    ]
    return store(connection, made, "Took the lesson back", stamp)


def note_reuse(connection: Connection, record: str, reuse: Reuse, stamp: Stamp) -> Changes:
    """Note where a lesson was used again; a lesson that was noted or checked is then applied.

    Raises:
        UserError: there is no such lesson, or nobody says where.
    """
    if not reuse.where.strip():
        raise UserError("Say where the lesson was used again; nothing was noted.")
    before, found = _open(connection, record, Lesson, "lesson")
    status = "applied" if found.status in ("noted", "checked") else found.status
    changed = msgspec.structs.replace(found, reuse=[*found.reuse, reuse], status=status)
    made = _put(record, before, changed, stamp)
    return store(connection, made, "Noted", stamp)


def withdraw(connection: Connection, record: str, quote: str, day: date, stamp: Stamp) -> Changes:
    """Withdraw the consent to a quote: its words and names go, the day stays.

    What was typed into the record and not saved is dropped, as it may hold the words.

    Raises:
        UserError: there is no such case study or quote.
    """
    before, found = _open(connection, record, CaseStudy, "case study")
    if quote not in {one.id for one in found.quotes}:
        raise UserError(f"There is no quote “{quote}” in this case study; nothing was changed.")
    quotes = [
        msgspec.structs.replace(one, withdrawn_on=one.withdrawn_on or day)
        if one.id == quote
        else one
        for one in found.quotes
    ]
    drafts.drop(connection, record)
    made = _put(record, before, msgspec.structs.replace(found, quotes=quotes), stamp)
    return store(connection, made, "Consent withdrawn", stamp)


def _open(connection: Connection, record: str, struct: type[R], noun: str) -> tuple[Resolution, R]:
    kind, before, found = readable(connection, record)
    if not isinstance(found, struct):
        raise UserError(f"This is {a(inside(kind.label))}, not a {noun}; nothing was changed.")
    return before, found


def _put(record: str, before: Resolution, fields: Record, stamp: Stamp) -> list[Revision]:
    kind = next(k for k in _KINDS if isinstance(fields, k.struct))
    content = document.to_content(fields, unflatten(before.flat))
    return revisions.carry_on(record, kind.name, content, before, stamp)


_KINDS = tuple(map(kind_named, ("review", "lesson", "case-study")))


def _said(found: Review, item_id: str) -> tuple[Said, str]:
    """Return an answer with its question, or a recommendation."""
    for question in found.questions:
        for answer in question.answers:
            if answer.id == item_id:
                return answer, question.question
    for one in found.recommendations:
        if one.id == item_id:
            return one, ""
    raise UserError(
        f"This review has no answer or recommendation “{item_id}”; nothing was changed."
    )


def _replaced(found: Review, which: Callable[[Said], bool], lesson_record: str) -> Review:
    """Return a review in which some answers or recommendations name another lesson, or none."""

    def marked(said: S) -> S:
        return msgspec.structs.replace(said, lesson=lesson_record) if which(said) else said

    questions = [
        msgspec.structs.replace(question, answers=[marked(a) for a in question.answers])
        for question in found.questions
    ]
    recommendations = [marked(one) for one in found.recommendations]
    return msgspec.structs.replace(found, questions=questions, recommendations=recommendations)


def _lesson(
    connection: Connection,
    record: str,
    review_id: str,
    found: Review,
    said: Said,
    question: str,
    stamp: Stamp,
) -> list[Revision]:
    """Return the revision that begins the lesson, or takes it out of the trash."""
    if revisions.heads(connection, [record])[record]:
        before = current(connection, record)
        content = {k: v for k, v in unflatten(before.flat).items() if k != TRASHED}
        return revisions.carry_on(record, lesson.KIND.name, content, before, stamp)
    made = Lesson(
        title=_title(said.text),
        statement=said.text.strip(),
        context="\n\n".join(_context(found, question)),
        sharing=found.sharing,
        tags=found.tags,
        came_from=review_id,
    )
    return _put(record, Resolution((), {}), made, stamp)


def _title(text: str) -> str:
    """Return the first sentence of what was said, cut at a word, without marks of formatting."""
    plain = " ".join(text.replace("*", "").replace("#", "").split()).lstrip("->0123456789. ")
    first = plain.split(". ")[0].rstrip(".")
    if len(first) <= LONGEST_TITLE:
        return first or "A lesson"
    return first[:LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def _context(found: Review, question: str) -> Iterator[str]:
    technique = TECHNIQUE_WORDS.get(found.technique, found.technique.replace("-", " "))
    held = f", {day_in_words(found.held_on)}" if found.held_on else ""
    yield f"{technique}: {found.title}{held}."
    if found.work.strip():
        yield found.work.strip()
    if question.strip():
        yield f"In answer to: {question.strip()}"
