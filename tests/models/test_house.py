"""House words: what a house calls things, in sentences and in files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmdesk.base.errors import UserError
from kmdesk.models import house, saying
from kmdesk.models.house import HouseWord
from kmdesk.models.kinds import KINDS
from kmdesk.models.saying import say

OURS = {
    "evidence-summary": HouseWord("Evidence brief", "Evidence briefs"),
    "lesson": HouseWord("insight", "insights"),
    "review": HouseWord("Debrief", "Debriefs"),
    "section/options": HouseWord("Choices", "Choices"),
    "status/final": HouseWord("Signed off", "Signed off"),
}


@pytest.fixture
def ours() -> None:
    saying.use(house.renamings(house.checked(OURS)))


@pytest.mark.usefixtures("ours")
@pytest.mark.parametrize(
    ("standard", "said"),
    [
        ("Lesson", "Insight"),
        ("Make a &lesson of it", "Make an &insight of it"),
        ("An evidence summary, two lessons", "An evidence brief, two insights"),
        ("Retrospects and reviews", "Debriefs"),
        ("Due for review", "Due for review"),
        ("An after action review is a review", "An after action review is a debrief"),
        ("Review by 1 May, and previews", "Review by 1 May, and previews"),
        ("Options", "Choices"),
        ("The options", "The options"),
    ],
)
def test_a_sentence_still_reads_well(standard: str, said: str) -> None:
    assert say(standard) == said


@pytest.mark.usefixtures("ours")
def test_labels_guidance_and_statuses_follow_and_names_stay() -> None:
    summary, lesson = KINDS["evidence-summary"], KINDS["lesson"]
    assert (summary.label, summary.plural) == ("Evidence brief", "Evidence briefs")
    assert summary.statuses["final"] == "Signed off"
    assert "Choices" in [section.label for section in summary.sections]
    assert lesson.name == "lesson"
    assert lesson.fields["statement"].label == "Insight"
    saying.use(())
    assert lesson.label == "Lesson"


@pytest.mark.parametrize(
    ("word", "said"),
    [
        (HouseWord("", "x"), "needs a word"),
        (HouseWord("  \n", "x"), "needs a word"),
        (HouseWord("x" * 200, "x"), "200 characters"),
        (HouseWord("Case study", "Insights"), "both"),
        (HouseWord("Insight", "CASE STUDIES"), "both"),
        (HouseWord("In\u0007sight", "x"), "cannot be shown"),
        (HouseWord("R&D note", "x"), "cannot be shown"),
    ],
)
def test_a_bad_word_gets_a_sentence(word: HouseWord, said: str) -> None:
    with pytest.raises(UserError, match=said) as refused:
        house.checked({"lesson": word})
    assert "\n" not in str(refused.value)


def test_words_travel_in_a_file() -> None:
    assert house.from_file(house.to_file(house.checked(OURS))) == house.checked(OURS)
    newer = house.to_file({**OURS, "of-a-newer-kmdesk": HouseWord("a", "b")})
    assert house.from_file(newer) == house.checked(OURS)


@given(st.binary(max_size=80))
def test_any_other_file_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(UserError, match="no house words"):
        house.from_file(data)


@given(st.text(max_size=60))
def test_without_house_words_texts_stay(text: str) -> None:
    saying.use(())
    assert say(text) == text


@pytest.mark.parametrize("kept", [None, [], {"lesson": 3}, {"lesson": {"one": "", "many": ""}}])
def test_what_a_collection_cannot_say_counts_as_not_there(kept: object) -> None:
    assert house.from_json(kept) == {}
