"""Records that speak of what a text speaks of: has anybody looked at this before?

The significant words of the text are looked up one by one and two by two, each time for the latest
few records. What was found by more, and by rarer, words comes first. The number of readings and
what each may bring is bounded, whatever the collection.
"""

from collections.abc import Sequence
from itertools import combinations
from math import log

from sqlalchemy import Connection

from kmdesk.store import fulltext, reading, terms
from kmdesk.store.search_expression import TRASHED
from kmdesk.store.views import Row

MOST_WORDS = 24
"""Words of a text that are looked at."""

MOST_RARE = 6
"""The rarest of them are also looked up together."""

LATEST = 200
"""Records that one word may bring."""

LEAST = 2
"""Words that a record has in common with a text of several words."""

ENOUGH = 0.3
"""The part of all words, each weighted by how rare it is, that makes a record close."""

_LITTLE = """
a about after all also am among an and any are as at be because been before being between both but
by can could did do does doing done during each effect effective effectiveness evidence find for
from get give had has have help how i if impact improve in into is it its lead less lesson make many
may might more most much must need new no not of off often on or other our out over own project
question reduce review same should so some study such summary team than that the their them then
there these they this those through to under until up use used using very was way we well were what
when where whether which while who whom whose why will with within without work would you your
"""
_SLIGHT = frozenset(map(terms.term, terms.words(_LITTLE)))
"""Words that say little about what a text is about."""


def closest(
    connection: Connection, text: str, limit: int, *, kind: str = "", leave_out: str = ""
) -> list[Row]:
    """Return the records closest to a text, lessons first.

    Args:
        connection: where to look.
        text: a title, a question, or several sentences.
        limit: at most so many.
        kind: only records of a kind.
        leave_out: a record that is not to be found, as the text is its own.
    """
    narrow = f' AND "{fulltext.fact("k", kind)}"' if kind else ""

    def latest(expression: str) -> list[int]:
        return fulltext.latest(connection, f"(({expression}{narrow}) NOT {TRASHED})", LATEST)

    found = {word: latest(f'"w{word}"') for word in significant(text)}
    found = {word: numbers for word, numbers in found.items() if numbers}
    weights = {word: log(1 + 10 * LATEST / len(numbers)) for word, numbers in found.items()}
    shared: dict[int, set[str]] = {}
    for word, numbers in found.items():
        for number in numbers:
            shared.setdefault(number, set()).add(word)
    for pair in combinations(sorted(weights, key=lambda word: -weights[word])[:MOST_RARE], 2):
        for number in latest(" AND ".join(f'"w{word}"' for word in pair)):
            shared.setdefault(number, set()).update(pair)
    scores = {
        number: sum(weights[word] for word in words)
        for number, words in shared.items()
        if len(words) >= min(LEAST, len(found))
    }
    least = ENOUGH * sum(weights.values())
    best = sorted((n for n, score in scores.items() if score >= least), key=lambda n: -n)
    best = sorted(best, key=lambda n: -scores[n])[: 2 * limit]
    return _lessons_first(connection, best, leave_out)[:limit]


def _lessons_first(connection: Connection, numbers: Sequence[int], leave_out: str) -> list[Row]:
    by_number = reading.rows_by_number(connection, numbers)
    rows = [by_number[n] for n in numbers if n in by_number and by_number[n].id != leave_out]
    return sorted(rows, key=lambda row: row.kind != "lesson")


def significant(text: str) -> list[str]:
    """Return the terms of a text that say what it is about, once each, in its order."""
    every = (terms.term(word) for word in terms.words(text) if len(word) > 1)
    return list(dict.fromkeys(term for term in every if term not in _SLIGHT))[:MOST_WORDS]
