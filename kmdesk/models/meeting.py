"""The course of a meeting that follows a technique: its steps, its time, who is meant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kmdesk.models.techniques import Technique

Sort = Literal["people", "question", "marks", "spread", "ten", "actions", "close"]

USUAL_MINUTES = 60
"""For a technique that there is no card of."""


@dataclass(frozen=True)
class Step:
    """One thing at a time.

    Attributes:
        key: names the step for good, so that a meeting can go on where it was.
        title: what is asked of everybody.
        question: the id of the question it asks, or "".
    """

    key: str
    sort: Sort
    title: str
    question: str = ""


def steps(fields: Mapping[str, Any], card: Technique | None) -> list[Step]:
    """Return the steps of a meeting.

    Args:
        fields: the document of the review; its own questions are asked, whatever the card says.
        card: of its technique, if this PC has one.
    """
    made = [Step("people", "people", "Who is here?")]
    for number, one in enumerate(fields.get("questions") or [], 1):
        name = str(one.get("id") or number)
        title = one.get("question") or f"Question {number}"
        made.append(Step(f"question/{name}", "question", title, name))
    if asks_marks(fields, card):
        made += [
            Step("marks", "marks", "A mark out of 10 for the work as a whole, in private"),
            Step("spread", "spread", "How far do our marks lie apart?"),
            Step("ten", "ten", "What would have made it a 10?"),
        ]
    made.append(Step("actions", "actions", "What do we recommend, who will do it, and by when?"))
    made.append(Step("close", "close", "What we leave with"))
    return made


def asks_marks(fields: Mapping[str, Any], card: Technique | None) -> bool:
    """Say whether marks belong to a review: its technique asks for them, or it has some."""
    return bool(fields.get("marks")) or (card.marks if card else True)


def minutes_of(card: Technique | None, people: int) -> int:
    """Return how long a meeting usually takes."""
    if card is None:
        return USUAL_MINUTES
    return card.minutes * max(people, 1) if card.each else card.minutes


def seconds_for(step: Step, all_steps: Sequence[Step], minutes: int) -> int:
    """Return a step's share of the time: all but the first and the last have the same."""
    shares = [one for one in all_steps if one.sort not in ("people", "close")]
    return round(minutes * 60 / max(len(shares), 1)) if step in shares else 0


def initials(name: str) -> str:
    """Return the initials of a name: ``AP`` of Anna Petrov."""
    return "".join(part[0] for part in name.replace("-", " ").split()).upper()


def who(typed: str, names: Sequence[str]) -> str:
    """Return who is meant: a number counts from 1; initials or the beginning of one name do.

    What names nobody, or more than one, is taken as it was typed.
    """
    text = " ".join(typed.split())
    if text.isdigit() and 1 <= int(text) <= len(names):
        return names[int(text) - 1]
    for fits in (
        [name for name in names if name.casefold() == text.casefold()],
        [name for name in names if initials(name) == text.upper()],
        [name for name in names if text and name.casefold().startswith(text.casefold())],
    ):
        if len(fits) == 1:
            return fits[0]
    return text


def split_who(typed: str, names: Sequence[str]) -> tuple[str, str]:
    """Return who said something, and what, of ``AP: we were late``; "" where nobody is named.

    Only a number, initials or a name of somebody who takes part counts before the colon.
    """
    before, colon, after = typed.partition(":")
    if colon and before.strip() and after.strip():
        name = who(before, names)
        if name in names:
            return name, after.strip()
    return "", typed.strip()
