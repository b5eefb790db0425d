"""What a decision-ready record still lacks, told in the field's words; nobody is held up by it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kmdesk.models.canonical import Json
from kmdesk.models.consent import NAMED
from kmdesk.models.saying import say

Fields = Mapping[str, Json]
Rules = Callable[[Fields], Iterator["Check"]]

FEWEST_MESSAGES, MOST_MESSAGES = 4, 6
LONGEST_LESSON = 40
"""Words. A longer sentence is seldom one that somebody can act on."""

LONGEST_STORY = 700
"""Words, about two pages."""

_SURENESS = re.compile(
    r"certain|confiden|probabl|likely|\bsure|\bmay\b|\bmight\b|\bcould\b|evidence|\bunclear",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"\bnothing\b|no change|as (?:now|it is|at present)|status quo|carry on|stay as", re.IGNORECASE
)
_ABBREVIATION = re.compile(r"\b[A-Z][A-Z&]+[A-Z]\b|\b[A-Z]{2}\b")
_KNOWN = frozenset(("NHS", "UK", "GP", "OK", "PDF", "IT", "A&E", "HIV", "DNA", "EU", "US", "TV"))
_WORD_AFTER_STOP = re.compile(r"[.!?]\s+\S")


@dataclass(frozen=True)
class Check:
    """Something that makes a record usable, and whether it is there.

    Attributes:
        words: what it is, in few words; where it lacks, what lacks.
        done: it is there.
        field: name of the field where it belongs.
        item: id of the item of that list to look at, "" for the list itself.
        inner: name of the field of the item.
    """

    words: str
    done: bool
    field: str
    item: str = ""
    inner: str = ""


def checks(kind: str, fields: Fields) -> tuple[Check, ...]:
    """Return every check of a kind, in the order a reader meets what it is about.

    Args:
        kind: name of the kind; one without rules has no checks.
        fields: the document without `kind` and `id`.
    """
    found = _RULES[kind](fields) if kind in _RULES else ()
    return tuple(replace(check, words=say(check.words)) for check in found)


def lacks(kind: str, fields: Fields) -> tuple[Check, ...]:
    """Return what is not there yet."""
    return tuple(check for check in checks(kind, fields) if not check.done)


def _evidence_summary(fields: Fields) -> Iterator[Check]:
    bottom = _text(fields, "bottom_line")
    yield Check("A bottom line: the answer, and how sure we are", bool(bottom), "bottom_line")
    if bottom:
        sure = bool(_SURENESS.search(bottom))
        yield Check("The bottom line says how sure we are", sure, "bottom_line")
    yield Check("What the reader is asked to do", _has(fields, "asked"), "asked")
    question = fields.get("question") or {}
    yield Check("The question in one sentence", _has(question, "text"), "question", inner="text")
    yield _messages(_items(fields, "key_messages"))
    findings = _items(fields, "findings")
    yield Check("Findings, each with its certainty", bool(findings), "findings")
    graded = [f.get("certainty", "not-graded") != "not-graded" for f in findings]
    yield from _each(findings, graded, "findings", "certainty", "{} not graded", "finding")
    sourced = [bool(f.get("sources")) for f in findings]
    yield from _each(findings, sourced, "findings", "sources", "{} without a source", "finding")
    local = bool(_items(fields, "local_knowledge"))
    yield Check("What people here know, kept apart from research", local, "local_knowledge")
    yield _doing_nothing(_items(fields, "options"))
    yield Check("The day of the search", _has(fields, "searched_on"), "searched_on")
    yield Check("The last day that the search covers", _has(fields, "evidence_to"), "evidence_to")
    yield Check("Who wrote it", _has(fields, "written_by"), "written_by")
    yield _second_person(fields)
    yield Check("A day to review it by", _has(fields, "review_by"), "review_by")


def _messages(messages: Sequence[Fields]) -> Check:
    many = len(messages)
    words = f"{FEWEST_MESSAGES} to {MOST_MESSAGES} key messages"
    if many:
        words += f"; there {'is' if many == 1 else 'are'} {many}"
    return Check(words, FEWEST_MESSAGES <= many <= MOST_MESSAGES, "key_messages")


def _doing_nothing(options: Sequence[Fields]) -> Check:
    if not options:
        return Check("Options, doing nothing among them", False, "options")
    named = " ".join(_text(option, "name") for option in options)
    return Check("Doing nothing among the options", bool(_NOTHING.search(named)), "options")


def _second_person(fields: Fields) -> Check:
    written, checked = _text(fields, "written_by"), _text(fields, "checked_by")
    other = bool(checked) and checked.casefold() != written.casefold()
    return Check("Checked by somebody other than the author", other, "checked_by")


def _review(fields: Fields) -> Iterator[Check]:
    yield Check("A summary for somebody who was not there", _has(fields, "summary"), "summary")
    yield Check("The day it was held", _has(fields, "held_on"), "held_on")
    facilitator = _text(fields, "facilitator")
    present = {_text(one, "name").casefold() for one in _items(fields, "participants")}
    outside = bool(facilitator) and facilitator.casefold() not in present
    yield Check("A facilitator from outside the team", outside, "facilitator")
    yield Check("Who took part", bool(present), "participants")
    questions = _items(fields, "questions")
    answered = [any(_has(a, "text") for a in _items(q, "answers")) for q in questions]
    yield from _each(questions, answered, "questions", "answers", "{} without an answer")
    marks = _items(fields, "marks")
    if fields.get("technique", "retrospect") == "retrospect":
        yield Check("Marks out of 10, each with a reason", bool(marks), "marks")
    reasons = [_has(mark, "reason") for mark in marks]
    yield from _each(marks, reasons, "marks", "reason", "{} without a reason", "mark")
    advice = _items(fields, "recommendations")
    yield Check("Recommendations to act on", bool(advice), "recommendations")
    owned = [_has(one, "owner") for one in advice]
    place, noun = "recommendations", "recommendation"
    yield from _each(advice, owned, place, "owner", "{} without an owner", noun)
    dated = [_has(one, "due") for one in advice]
    yield from _each(advice, dated, place, "due", "{} without a date", noun)


def _case_study(fields: Fields) -> Iterator[Check]:
    achieved = _has(fields, "immediate_impact")
    yield Check("What was achieved", achieved, "immediate_impact")
    kinds = bool(fields.get("kinds_of_impact"))
    yield Check("The kind of impact", kinds, "kinds_of_impact")
    yield Check("The library's part", _has(fields, "contribution"), "contribution")
    yield _champion(_items(fields, "quotes"))
    yield _figure(_items(fields, "savings"))
    yield _outsider(fields)


def _champion(quotes: Sequence[Fields]) -> Check:
    spoken = [q for q in quotes if _has(q, "text") and not q.get("withdrawn_on")]
    good = [q for q in spoken if _has(q, "name") and q.get("consent") in NAMED]
    words = "A quote from a named champion, with consent"
    if good or not spoken:
        return Check(words, bool(good), "quotes")
    lacking = spoken[0]
    if not _has(lacking, "name"):
        return Check("A name for the quote", False, "quotes", lacking.get("id", ""), "name")
    where = lacking.get("id", "")
    return Check("Consent to name who is quoted", False, "quotes", where, "consent")


def _figure(savings: Sequence[Fields]) -> Check:
    given = [one for one in savings if _has(one, "amount")]
    if any(_has(one, "worked_out") for one in given):
        return Check("A figure, and how it was worked out", True, "savings")
    if given:
        item = given[0].get("id", "")
        return Check("How the figure was worked out", False, "savings", item, "worked_out")
    return Check("A figure, and how it was worked out", False, "savings")


_STORY = ("challenge", "contribution", "immediate_impact", "future_impact")


def _outsider(fields: Fields) -> Check:
    """Say whether somebody who knows nothing of the place can follow the story."""
    words = "It makes sense to an outsider"
    if not _has(fields, "challenge"):
        return Check("The challenge, for an outsider", False, "challenge")
    for name in _STORY:
        if found := _unexplained(_text(fields, name), fields):
            return Check(f"{_listed(found)} explained for an outsider", False, name)
    length = sum(len(_text(fields, name).split()) for name in _STORY)
    if length > LONGEST_STORY:
        longest = max(_STORY, key=lambda name: len(_text(fields, name)))
        return Check(f"Short enough: {length:,} words are over two pages", False, longest)
    return Check(words, True, "challenge")


def _unexplained(text: str, fields: Fields) -> list[str]:
    """Return the abbreviations of a text that stand nowhere in brackets, or before any."""
    story = " ".join((_text(fields, "title"), *(_text(fields, name) for name in _STORY)))
    found = dict.fromkeys(_ABBREVIATION.findall(text))
    return [a for a in found if a not in _KNOWN and f"({a})" not in story and f"{a} (" not in story]


def _lesson(fields: Fields) -> Iterator[Check]:
    statement = _text(fields, "statement")
    yield Check("The lesson in one sentence", bool(statement), "statement")
    if statement:
        one = len(_WORD_AFTER_STOP.findall(statement)) == 0
        short = one and len(statement.split()) <= LONGEST_LESSON
        yield Check("One sentence that somebody can act on", short, "statement")
    yield Check("Where and when it was learned", _has(fields, "context"), "context")
    yield Check("Why it holds", _has(fields, "why"), "why")
    yield Check("How to repeat it", _has(fields, "how_to_repeat"), "how_to_repeat")
    yield Check("The review it came from", _has(fields, "came_from"), "came_from")


_RULES: Mapping[str, Rules] = {
    "evidence-summary": _evidence_summary,
    "review": _review,
    "case-study": _case_study,
    "lesson": _lesson,
}


def _each(
    items: Sequence[Fields],
    done: Sequence[bool],
    field: str,
    inner: str,
    words: str,
    noun: str = "question",
) -> Iterator[Check]:
    """Yield one check for all items of a list; it leads to the first that lacks something."""
    if not items:
        return
    lacking = [item for item, is_done in zip(items, done, strict=True) if not is_done]
    number = len(lacking)
    many = f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
    first = lacking[0].get("id", "") if lacking else ""
    yield Check(words.format(many), not lacking, field, first, inner)


def _items(fields: Fields, name: str) -> list[dict[str, Json]]:
    return [item for item in fields.get(name) or [] if isinstance(item, dict)]


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name)
    return value.strip() if isinstance(value, str) else ""


def _has(fields: Fields, name: str) -> bool:
    return bool(_text(fields, name))


def _listed(words: Sequence[str]) -> str:
    shown = [*words[:3], *(["more"] if len(words) > 3 else [])]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
