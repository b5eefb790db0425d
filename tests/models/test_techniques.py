"""Technique cards, and the questions a review gets from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmdesk.base.errors import UserError
from kmdesk.models.kinds.review import TECHNIQUE_WORDS
from kmdesk.models.meeting import minutes_of, split_who, steps, who
from kmdesk.models.techniques import (
    free_name,
    questions_for,
    read_cards,
    techniques,
    with_house,
    write_cards,
)

NAMES = st.sampled_from(list(techniques()))


def asked(technique: str) -> list[str]:
    return list(techniques()[technique].questions)


def test_every_technique_of_the_field_has_a_whole_card() -> None:
    assert set(techniques()) == {
        *("self-assessment", "peer-assist", "before-action-review", "appreciative-inquiry"),
        *("after-action-review", "knowledge-cafe", "randomised-coffee-trial"),
        *("community-of-practice", "action-learning-set", "knowledge-asset", "fishbowl"),
        *("knowledge-harvest", "retrospect"),
    }
    for card in techniques().values():
        texts = (card.title, card.what, card.when, card.who, card.time)
        assert all(texts)
        assert card.how
        assert card.capture
        assert card.questions
        assert TECHNIQUE_WORDS[card.name] == card.title


def test_a_new_review_asks_what_its_technique_asks() -> None:
    assert [q["question"] for q in questions_for("retrospect", [])] == asked("retrospect")


@given(NAMES, NAMES)
def test_questions_that_nobody_answered_make_way_for_those_of_another(one: str, two: str) -> None:
    present = questions_for(one, [])
    assert [q["question"] for q in questions_for(two, present)] == asked(two)


def test_a_question_that_was_reworded_is_not_asked_twice() -> None:
    present = questions_for("retrospect", [])
    present[0] = {**present[0], "question": "What were we asked to do?"}
    assert questions_for("retrospect", present) == present


@given(NAMES, NAMES, st.data())
def test_what_was_answered_or_added_by_hand_stays(one: str, two: str, data: st.DataObject) -> None:
    present = [*questions_for(one, []), {"id": "own", "question": "What about transport?"}]
    number = data.draw(st.integers(0, len(present) - 2))
    present[number] = {**present[number], "id": "x", "answers": [{"text": "So we did."}]}
    after = questions_for(two, present)
    assert present[number] in after
    assert present[-1] in after
    assert set(asked(two)) <= {q["question"] for q in after}
    assert questions_for(two, after) == after or one == two


def test_a_technique_without_a_card_changes_nothing() -> None:
    present = questions_for("retrospect", [])
    assert questions_for("our-own-way", present) == present


def test_cards_written_to_a_file_are_the_same_when_read() -> None:
    cards = list(techniques().values())
    assert read_cards(write_cards(cards).encode(), "cards.json") == cards


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[1]",
        b'{"name": "x"}',
        b'{"name": "x", "title": "X", "stage": "later", "questions": ["Why?"]}',
        b'{"name": "x", "title": "X", "stage": "after", "questions": []}',
        b'{"name": "X y", "title": "X", "stage": "after", "questions": ["Why?"]}',
        b'{"name": "x", "title": " ", "stage": "after", "questions": ["Why?"]}',
        b'{"name": "x", "title": "X", "stage": "after", "questions": ["Why?"], "minutes": 0}',
        b"[" * 10_000,
        b" " * 1_000_001,
    ],
)
def test_a_bad_file_of_cards_is_told_in_one_sentence(data: bytes) -> None:
    with pytest.raises(UserError, match="nothing was taken from it") as told:
        read_cards(data, "cards.json")
    assert str(told.value).startswith("cards.json")


@given(st.binary(max_size=60))
def test_what_is_no_json_is_no_file_of_cards(data: bytes) -> None:
    with pytest.raises(UserError, match="nothing was taken"):
        read_cards(b"{" + data, "cards.json")


def test_a_house_card_that_cannot_be_read_is_passed_over() -> None:
    own = {"name": "huddle", "title": "Huddle", "stage": "after", "questions": ["How was it?"]}
    cards = with_house({"huddle": own, "broken": {"name": 3}, "worse": None})
    assert cards["huddle"].title == "Huddle"
    assert set(cards) == {*techniques(), "huddle"}


def test_a_new_card_has_a_name_that_is_not_taken() -> None:
    assert free_name("Café & Cake!", []) == "cafe-cake"
    assert free_name("Retrospect", techniques()) == "retrospect-2"
    assert free_name("…", []) == "technique"


def test_a_meeting_asks_the_questions_of_the_review_whatever_the_card_says() -> None:
    fields = {"questions": [{"id": "a", "question": "Ours?"}]}
    titles = [step.title for step in steps(fields, techniques()["retrospect"])]
    assert titles[1] == "Ours?"
    sorts = [step.sort for step in steps(fields, techniques()["before-action-review"])]
    assert sorts == ["people", "question", "actions", "close"]
    assert "marks" in [step.sort for step in steps(fields, None)]
    assert minutes_of(techniques()["retrospect"], 7) == 210


def test_people_are_meant_by_number_initials_or_name() -> None:
    names = ["Anna Petrov", "James Osei", "Anna-Lena Voss"]
    assert [who(typed, names) for typed in ("1", "jo", "james", "ALV", "anna", "9", "")] == [
        *("Anna Petrov", "James Osei", "James Osei", "Anna-Lena Voss", "anna", "9", "")
    ]
    assert split_who("2: It was late", names) == ("James Osei", "It was late")
    assert split_who("Note: it was late", names) == ("", "Note: it was late")
