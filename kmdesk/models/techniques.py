"""Techniques for learning before, during and after work: cards, as data.

Cards come with kmdesk, and a house has its own: new ones, or stock cards in other words. Sources
differ on where some belong and how they are run, so nothing in kmdesk depends on which there are.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Literal

import msgspec

from kmdesk.base.errors import UserError
from kmdesk.base.paths import resource
from kmdesk.models.ready import ready

STAGES = {"before": "Before the work", "during": "During the work", "after": "After the work"}

LARGEST_FILE = 1_000_000
"""Bytes that a file of cards may have: a hundred times those that come with kmdesk."""


@ready
class Technique(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A technique card.

    Attributes:
        name: as in the documents of reviews.
        what: what it is, in one sentence.
        how: steps for who runs it.
        capture: what to write down.
        questions: in the order in which they are asked.
        minutes: how long a meeting takes as a rule.
        each: that long for every person who takes part.
        marks: everybody gives a mark out of 10 for the work as a whole.
    """

    name: str
    title: str
    stage: Literal["before", "during", "after"]
    what: str = ""
    when: str = ""
    who: str = ""
    time: str = ""
    how: tuple[str, ...] = ()
    capture: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    minutes: int = 60
    each: bool = False
    marks: bool = False


Cards = Mapping[str, Technique]


@cache
def techniques() -> Cards:
    """Return the cards that come with kmdesk by name, in the order of their stage."""
    data = resource("techniques.json").read_bytes()
    cards = msgspec.json.decode(data, type=tuple[Technique, ...])
    return {card.name: card for card in cards}


def with_house(house: Mapping[str, Any]) -> Cards:
    """Return the stock cards and a house's own, in the order of their stage.

    Args:
        house: cards as a collection keeps them, by name; one that this kmdesk cannot read is
            passed over, and stays in the collection.
    """
    cards = dict(techniques())
    for name, data in house.items():
        try:
            cards[name] = msgspec.convert(data, Technique)
        except msgspec.ValidationError:
            continue
    order = list(STAGES)
    return dict(sorted(cards.items(), key=lambda item: order.index(item[1].stage)))


def free_name(title: str, taken: Iterable[str]) -> str:
    """Return a name for a new card: its title in lower case with hyphens, and not taken."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = "-".join(re.findall(r"[a-z0-9]+", plain))[:48].strip("-") or "technique"
    names = set(taken)
    number = next(n for n in range(1, len(names) + 2) if _numbered(stem, n) not in names)
    return _numbered(stem, number)


def _numbered(stem: str, number: int) -> str:
    return stem if number == 1 else f"{stem}-{number}"


def write_cards(cards: Iterable[Technique]) -> str:
    """Return cards as the JSON file that `read_cards` takes."""
    return msgspec.json.format(msgspec.json.encode(list(cards)).decode(), indent=2) + "\n"


def read_cards(data: bytes, source: str) -> list[Technique]:
    """Return the cards of a JSON file: one, or a list.

    Raises:
        UserError: something in it is no card; nothing of it is taken.
    """
    kept = "nothing was taken from it."
    if len(data) > LARGEST_FILE:
        raise UserError(f"{source} is larger than technique cards can be; {kept}")
    try:
        found = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
        many = found if isinstance(found, list) else [found]
        cards = msgspec.convert(many, list[Technique])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UserError(f"{source} does not hold technique cards ({error}); {kept}") from error
    for card in cards:
        if problem := problem_of(card):
            raise UserError(f"{source}: {problem[0].lower()}{problem[1:]}; {kept}")
    return cards


def problem_of(card: Technique) -> str:
    """Return what keeps a card from being used, as a sentence without its stop, or ""."""
    if not card.title.strip():
        return "A card has no title"
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", card.name):
        return f"The card “{card.title}” has a name that is not made of letters, digits and hyphens"
    if not any(one.strip() for one in card.questions):
        return f"The card “{card.title}” asks no question"
    if not 1 <= card.minutes <= 10_000:
        return f"The card “{card.title}” does not take between 1 and 10,000 minutes"
    return ""


def questions_for(
    technique: str, present: Sequence[Mapping[str, Any]], cards: Cards | None = None
) -> list[dict[str, Any]]:
    """Return the questions of a review after somebody chose its technique.

    A question of a card has the same id in every review, so that two people who begin the same
    review have the same questions.

    Args:
        technique: its name; of one without a card nothing is known.
        present: the questions that the review has. Those of other cards that nobody answered or
            reworded make way; everything else stays, and what is missing is added.
        cards: those of the house too; without it, the stock cards.
    """
    known = techniques() if cards is None else cards
    if technique not in known:
        return [dict(one) for one in present]
    every = {
        words for card in (*known.values(), *techniques().values()) for words in card.questions
    }
    kept = [dict(one) for one in present if one.get("answers") or not _is_of(every, one)]
    there = {one.get("id") for one in kept} | {one.get("question") for one in kept}
    wanted = enumerate(known[technique].questions, 1)
    asked = [{"id": f"{technique[:56]}-{number}", "question": text} for number, text in wanted]
    return [*kept, *(one for one in asked if not there & {one["id"], one["question"]})]


def _is_of(every: set[str], question: Mapping[str, Any]) -> bool:
    words = question.get("question", "")
    return not words or words in every
