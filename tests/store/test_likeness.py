"""Records close to a text."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kmdesk.base.errors import Cancelled
from kmdesk.store import fulltext, likeness
from kmdesk.store.collection import Collection
from kmdesk.store.database import Stop

ALARMS = {
    "kind": "evidence-summary",
    "title": "Bed alarms and falls on acute wards",
    "bottom_line": "Alarms on beds do not prevent falls of older people.",
}
LESSON = {
    "kind": "lesson",
    "title": "Tell night staff first",
    "statement": "Bed alarms fall silent",
}
SEPSIS = {"kind": "case-study", "title": "A search that changed the sepsis pathway"}
PARKING = {"kind": "lesson", "title": "Parking at the hospital", "statement": "Older wards"}


@pytest.fixture
def collection(path: Path) -> Any:
    """A few records."""
    with Collection.open(path, create=True, author="Anna Petrov") as opened:
        for document in (ALARMS, LESSON, SEPSIS, PARKING):
            opened.add([document])
        yield opened


def titles(collection: Collection, text: str, **how: Any) -> list[str]:
    """Return the titles of what is close."""
    return [row.title for row in collection.closest(text, **how)]


def test_what_shares_the_rarer_words_is_close_and_lessons_come_first(
    collection: Collection,
) -> None:
    question = "Do bed alarms reduce falls among older adults?"
    assert titles(collection, question) == [LESSON["title"], ALARMS["title"]]
    assert titles(collection, "SEPSIS pathways") == [SEPSIS["title"]]


@pytest.mark.parametrize(
    "text", ["", "the of and", "xylophone", "does it help our team", '") OR "']
)
def test_nothing_is_close_to_nothing(collection: Collection, text: str) -> None:
    assert titles(collection, text) == []


def test_only_a_kind_and_without_itself_and_the_trash(collection: Collection) -> None:
    text = "bed alarms falls"
    assert titles(collection, text, kind="lesson") == [LESSON["title"]]
    lesson = collection.closest(text)[0].id
    assert titles(collection, text, leave_out=lesson) == [ALARMS["title"]]
    collection.trash([lesson])
    assert titles(collection, text) == [ALARMS["title"]]


def test_it_can_be_broken_off(collection: Collection) -> None:
    stop = Stop()
    stop()
    with pytest.raises(Cancelled):
        collection.closest("bed alarms", stop=stop)


def test_the_number_of_readings_does_not_grow(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings: list[int] = []
    latest: Callable[..., list[int]] = fulltext.latest

    def counted(*asked: Any) -> list[int]:
        found = latest(*asked)
        readings.append(len(found))
        return found

    monkeypatch.setattr(fulltext, "latest", counted)
    collection.add([{"kind": "lesson", "title": f"Bed alarms {n} falls"} for n in range(300)])
    collection.closest(" ".join(f"word{n}" for n in range(500)) + " bed alarms falls")
    assert len(readings) <= likeness.MOST_WORDS
    readings.clear()
    assert len(collection.closest("bed alarms falls", limit=3)) == 3
    collection.closest("bed alarms falls wards older acute people prevent night")
    pairs = likeness.MOST_RARE * (likeness.MOST_RARE - 1) // 2
    assert len(readings) <= likeness.MOST_WORDS + pairs
    assert max(readings) <= likeness.LATEST
