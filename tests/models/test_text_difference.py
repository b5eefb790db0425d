"""What became of a text, word by word."""

import random
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kmdesk.models import text_difference as module
from kmdesk.models.text_difference import Run, Runs, shortened, text_difference

words = st.lists(st.sampled_from(["limit", "harm", " ", "\n", ", ", "a", "é", "🙂", "don't"]))
texts = words.map("".join) | st.text(max_size=60)


def old_of(runs: Runs) -> str:
    return "".join(run.text for run in runs if run.became != "added")


def new_of(runs: Runs) -> str:
    return "".join(run.text for run in runs if run.became != "removed")


def marked(old: str, new: str) -> str:
    signs = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]", "skipped": "…"}
    return "".join(signs[run.became].format(run.text) for run in text_difference(old, new))


@given(texts, texts)
@example("", "")
@example("a\n\nb", "b\n\na")
def test_the_runs_are_both_texts_to_the_letter(old: str, new: str) -> None:
    runs = text_difference(old, new)
    assert (old_of(runs), new_of(runs)) == (old, new)
    assert all(run.text for run in runs)


@given(texts, texts)
def test_they_are_so_where_stretches_are_too_long_to_compare(old: str, new: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "LONGEST_COMPARED", 2)
        runs = text_difference(old, new)
    assert (old_of(runs), new_of(runs)) == (old, new)


@given(texts, texts, st.integers(0, 9))
@example("harmlimitlimitharmlimitharm ", "harmlimitlimitharmlimitharm limit ", 8)
@example("limitlimit ", " limitlimit ", 2)
def test_shortening_loses_nothing(old: str, new: str, around: int) -> None:
    runs = shortened(text_difference(old * 3, new * 3), around)
    assert (old_of(runs), new_of(runs)) == (old * 3, new * 3)
    assert all(run.text for run in runs)


@given(texts)
def test_a_text_that_stayed_is_one_run(text: str) -> None:
    assert text_difference(text, text) == ((Run("same", text),) if text else ())


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("Offer limits.", "Offer strict limits.", "Offer[+ strict+] limits."),
        ("Offer limits.", "Offer limits as well.", "Offer limits[+ as well+]."),
        ("It don't hold", "It won't hold", "It[- don't-][+ won't+] hold"),
        ("one two three four", "four", "[-one two three four-][+four+]"),
        ("Losses, harm fell.", "Costs, debt fell.", "[-Losses, harm-][+Costs, debt+] fell."),
        ("First.\nSecond.\n", "First.\nNew.\nSecond.\n", "First.\n[+New.\n+]Second.\n"),
        ("Nothing alike", "Quite another", "[-Nothing alike-][+Quite another+]"),
    ],
)
def test_a_reader_sees_whole_words(old: str, new: str, shown: str) -> None:
    assert marked(old, new) == shown


def test_long_stretches_that_stayed_are_skipped_between_words() -> None:
    old = "word " * 100 + "old" + " word" * 100
    runs = shortened(text_difference(old, old.replace("old", "new")), around=12)
    assert [run.became for run in runs] == [
        "skipped", "same", "removed", "added", "same", "skipped",
    ]  # fmt: skip
    assert runs[1].text == "word word word"
    assert runs[4].text == " word word word"


def test_a_text_in_which_nothing_changed_stays_whole() -> None:
    text = "word " * 100
    assert shortened(text_difference(text, text)) == (Run("same", text),)


def test_a_megabyte_is_compared_without_counting_every_pair() -> None:
    """The work for pathological texts is bounded: no stretch is compared beyond the limit."""
    compared: list[int] = []
    original = module._compared

    def count(old: list[str], new: list[str]) -> object:
        compared.append(len(old) * len(new))
        return original(old, new)

    dice = random.Random(7)
    letters = string.ascii_lowercase[:3]
    old = " ".join(dice.choices(letters, k=15_000))
    new = " ".join(dice.choices(letters, k=15_000))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_compared", count)
        runs = text_difference(old, new)
    assert (old_of(runs), new_of(runs)) == (old, new)
    assert all(pairs <= module.LONGEST_COMPARED for pairs in compared)
