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

    Args:
        technique: its name; of one without a card nothing is known.
        present: the questions that the review has. Those of another card that nobody answered make
            way; everything else stays, and what is missing is added.
    """
    card = techniques().get(technique)
    if card is None:
        return [dict(one) for one in present]
    asked = {question for other in techniques().values() for question in other.questions}
    kept = [
        dict(one)
        for one in present
        if one.get("answers") or (one.get("question") and one["question"] not in asked)
    ]
    there = {one.get("question") for one in kept}
    return [*kept, *({"question": one} for one in card.questions if one not in there)]
