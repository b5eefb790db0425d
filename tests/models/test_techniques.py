"""Technique cards, and the questions a review gets from them."""

from hypothesis import given
from hypothesis import strategies as st

from kmdesk.models.kinds.review import TECHNIQUE_WORDS
from kmdesk.models.techniques import questions_for, techniques

NAMES = st.sampled_from(list(techniques()))


def asked(technique: str) -> list[str]:
    return list(techniques()[technique].questions)


def test_every_technique_of_the_field_has_a_whole_card() -> None:
    assert len(techniques()) == 12
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
