"""Techniques for learning before, during and after work: cards that come with kmdesk, as data.

Sources differ on where some belong and how they are run, so nothing in kmdesk depends on which
there are.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Literal

import msgspec

from kmdesk.base.paths import resource


class Technique(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A technique card.

    Attributes:
        name: as in the documents of reviews.
        what: what it is, in one sentence.
        how: steps for who runs it.
        capture: what to write down.
        questions: in the order in which they are asked.
    """

    name: str
    title: str
    stage: Literal["before", "during", "after"]
    what: str
    when: str
    who: str
    time: str
    how: tuple[str, ...]
    capture: tuple[str, ...]
    questions: tuple[str, ...]


@cache
def techniques() -> Mapping[str, Technique]:
    """Return the cards by name, in the order of their stage."""
    data = resource("techniques.json").read_bytes()
    cards = msgspec.json.decode(data, type=tuple[Technique, ...])
    return {card.name: card for card in cards}


def questions_for(technique: str, present: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the questions of a review after somebody chose its technique.

    A question of a card has the same id in every review, so that two people who begin the same
    review have the same questions.

    Args:
        technique: its name; of one without a card nothing is known.
        present: the questions that the review has. Those of other cards that nobody answered or
            reworded make way; everything else stays, and what is missing is added.
    """
    if technique not in techniques():
        return [dict(one) for one in present]
    kept = [dict(one) for one in present if one.get("answers") or not _is_of_a_card(one)]
    there = {one.get("id") for one in kept} | {one.get("question") for one in kept}
    wanted = enumerate(techniques()[technique].questions, 1)
    asked = [{"id": f"{technique}-{number}", "question": text} for number, text in wanted]
    return [*kept, *(one for one in asked if not there & {one["id"], one["question"]})]


def _is_of_a_card(question: Mapping[str, Any]) -> bool:
    words = question.get("question", "")
    return not words or any(words in card.questions for card in techniques().values())
