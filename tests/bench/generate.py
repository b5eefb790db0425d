"""Records in any number, the same ones each time, with words as often as natural text has them.

The commonest words are English; the rest are made of syllables. How often a word occurs falls with
its rank as in Zipf's law, with Mandelbrot's shift (1953).
"""

import random
from collections.abc import Iterator, Sequence
from itertools import accumulate, product
from typing import Any

from kmdesk.models.ids import record_id_from
from kmdesk.store.collection import Collection

SEED = 1953
WORDS_A_RECORD = 200

_COMMON = """
the of and to in a for is with was that on were be by as are from or this at patients an have not
care which more evidence risk study it hospital studies health staff had there may trial than been
has who we all between ward wards group after two no their during but treatment effect quality
reduce falls low review clinical years outcomes service mortality probably intervention compared
adults moderate nurses people discharge certainty sepsis pain delirium medicines exercise infection
pathway guideline community emergency surgery time cost beds
"""
_SYLLABLES = """
ba be bi car cen col con da de der di dis en er est fa fi for gen gra har hy in ing ion is ka lec li
lo ma men mi mo na nor o or pa per ple po pre pro ra re ri ro sa se si sta sul ta ter ti to tri u ul
un va ve vi
"""


def _vocabulary() -> list[str]:
    made = [
        "".join(some) for length in (2, 3) for some in product(_SYLLABLES.split(), repeat=length)
    ]
    random.Random(SEED).shuffle(made)
    return list(dict.fromkeys(_COMMON.split() + made[:40_000]))


VOCABULARY = _vocabulary()
_WEIGHTS = list(accumulate(1 / (rank + 2.7) for rank in range(1, len(VOCABULARY) + 1)))


def words(choose: random.Random, count: int) -> str:
    """Return so many words of natural frequency."""
    return " ".join(choose.choices(VOCABULARY, cum_weights=_WEIGHTS, k=count))


def document(number: int) -> dict[str, Any]:
    """Return the record of this number, an evidence summary of about 200 words."""
    choose = random.Random(SEED + number)
    return {
        "kind": "evidence-summary",
        "id": record_id_from(f"bench {number}"),
        "title": words(choose, 9).capitalize(),
        "bottom_line": words(choose, 32),
        "question": {"text": words(choose, 14), "population": words(choose, 5)},
        "findings": [
            {"text": words(choose, 22), "certainty": choose.choice(("grade/low", "grade/high"))}
            for _ in range(4)
        ],
        "key_messages": [{"text": words(choose, 10)} for _ in range(3)],
        "local_knowledge": [{"text": words(choose, 22)}],
        "tags": sorted(set(choose.choices(VOCABULARY[40:400], k=2))),
        "review_by": f"2027-{choose.randint(1, 12):02}-01",
    }


def documents(count: int) -> Iterator[dict[str, Any]]:
    """Yield the first so many records."""
    return map(document, range(count))


def fill(collection: Collection, count: int, batch: int = 1_000) -> None:
    """Add so many records."""
    some: list[dict[str, Any]] = []
    for one in documents(count):
        some.append(one)
        if len(some) == batch:
            collection.add(some)
            some = []
    if some:
        collection.add(some)


def percentile(times: Sequence[float], part: float) -> float:
    """Return the time that this part of all times stays within."""
    return sorted(times)[min(int(len(times) * part), len(times) - 1)]
