"""Answers that become lessons, and lessons that are used again."""

import datetime as dt

import pytest

from kmdesk.base.errors import UserError
from kmdesk.models.kinds.lesson import Reuse
from kmdesk.store.collection import Collection
from kmdesk.store.views import Changes
from tests.factory import lesson, review
from tests.store.exchange import send

HUDDLE = {"id": "a1", "text": "Daily huddles kept us together. Hold one at 8."}
TRANSPORT = {"id": "r1", "text": "Book transport the day before.", "owner": "Site team"}


@pytest.fixture
def retrospect(collection: Collection) -> str:
    """A review with an answer and a recommendation."""
    questions = [{"id": "q1", "question": "What went well?", "answers": [HUDDLE, {"id": "a2"}]}]
    document = review(questions=questions, recommendations=[TRANSPORT], tags=["discharge"])
    [record] = collection.add([document]).ids
    return record


def test_an_answer_becomes_a_lesson_linked_both_ways(
    collection: Collection, retrospect: str
) -> None:
    heard: list[Changes] = []
    collection.subscribe(heard.append)
    changes = collection.make_lesson(retrospect, "a1")
    assert changes.ids[1] == retrospect
    assert heard == [changes]
    made = collection.get(changes.ids[0]).document
    assert made["title"] == "Daily huddles kept us together"
    assert made["statement"] == HUDDLE["text"]
    assert made["came_from"] == retrospect
    assert made["tags"] == ["discharge"]
    assert made["status"] == "noted"
    for part in ("Opening the discharge lounge", "3 September 2026", "What went well?"):
        assert part in made["context"]
    [question] = collection.get(retrospect).document["questions"]
    assert question["answers"][0]["lesson"] == changes.ids[0]
    assert [row.id for row in collection.backlinks(retrospect)] == [changes.ids[0]]
    assert [row.id for row in collection.backlinks(changes.ids[0])] == [retrospect]


def test_a_recommendation_becomes_one_too_and_both_only_once(
    collection: Collection, retrospect: str
) -> None:
    first = collection.make_lesson(retrospect, "r1")
    again = collection.make_lesson(retrospect, "r1")
    assert again.ids == first.ids[:1]
    assert len(collection.history(retrospect)) == 2
    assert collection.get(first.ids[0]).title == "Book transport the day before"


def test_a_private_review_makes_private_lessons(collection: Collection, retrospect: str) -> None:
    collection.edit(retrospect, {"sharing": "private"})
    made = collection.make_lesson(retrospect, "a1").ids[0]
    assert collection.get(made).document["sharing"] == "private"


def test_taking_it_back_and_making_it_again(collection: Collection, retrospect: str) -> None:
    made = collection.make_lesson(retrospect, "a1").ids[0]
    collection.unmake_lesson(made)
    assert collection.get(made).trashed
    assert "lesson" not in collection.get(retrospect).document["questions"][0]["answers"][0]
    again = collection.make_lesson(retrospect, "a1")
    assert again.ids == (made, retrospect)
    assert not collection.get(made).trashed


@pytest.mark.parametrize(("item", "sentence"), [("a2", "nothing said"), ("zz", "no answer")])
def test_what_cannot_become_a_lesson(
    collection: Collection, retrospect: str, item: str, sentence: str
) -> None:
    with pytest.raises(UserError, match=sentence):
        collection.make_lesson(retrospect, item)
    [other] = collection.add([lesson()]).ids
    with pytest.raises(UserError, match="not a review"):
        collection.make_lesson(other, item)


def test_two_people_who_make_the_same_lesson_make_one(
    collection: Collection, retrospect: str, theirs: Collection
) -> None:
    send(collection, theirs, [retrospect])
    ours_made = collection.make_lesson(retrospect, "a1").ids[0]
    theirs_made = theirs.make_lesson(retrospect, "a1").ids[0]
    assert ours_made == theirs_made
    for source, target in ((collection, theirs), (theirs, collection)):
        send(source, target, [retrospect, ours_made])
    for one in (collection, theirs):
        assert one.conflicts() == []
        [question] = one.get(retrospect).document["questions"]
        assert question["answers"][0]["lesson"] == ours_made


@pytest.mark.parametrize(
    ("before", "after"),
    [("noted", "applied"), ("checked", "applied"), ("applied", "applied"), ("retired", "retired")],
)
def test_a_lesson_that_is_used_again_is_applied(
    collection: Collection, before: str, after: str
) -> None:
    [record] = collection.add([lesson(status=before)]).ids
    collection.note_reuse(record, Reuse(where="Ward 9", by="AP", used_on=dt.date(2026, 11, 24)))
    made = collection.get(record).document
    assert made["status"] == after
    assert [use["where"] for use in made["reuse"]] == ["Ward 7", "Ward 9"]
    with pytest.raises(UserError, match="Say where"):
        collection.note_reuse(record, Reuse(where=" "))
