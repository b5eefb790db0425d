"""Fractional positions."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmdesk.models.order import DIGITS, LONGEST, arrange, between

usable = st.text(DIGITS, min_size=1, max_size=6).filter(lambda text: text[-1] != "0")
orders = st.lists(st.sampled_from("abcdefghij"), unique=True)
"""Some ids in some order."""


@given(usable, usable)
def test_between_lies_between(one: str, other: str) -> None:
    if one == other:
        return
    low, high = sorted([one, other])
    made = between(low, high)
    assert low < made < high
    assert made[-1] != "0"
    assert len(made) <= max(len(low), len(high)) + 1


@given(usable)
def test_there_is_room_at_both_ends(position: str) -> None:
    assert between("", position) < position < between(position, "")


def test_between_refuses_what_has_no_between() -> None:
    for low, high in (("i", "i"), ("j", "i")):
        with pytest.raises(ValueError, match="does not sort before"):
            between(low, high)


@given(orders, orders)
def test_arrange_respects_the_order_and_moves_no_more_than_needed(
    first: list[str], second: list[str]
) -> None:
    before = arrange(first, {})
    after = arrange(second, before)
    assert list(after) != [] or second == []
    assert sorted(second, key=lambda item: after[item]) == second
    assert len(set(after.values())) == len(after)
    kept = [item for item in second if after[item] == before.get(item)]
    assert len(kept) == _longest_common(first, second)


@given(orders, st.dictionaries(st.sampled_from("abcdefghij"), st.text("0aiz~ A", max_size=3)))
def test_arrange_copes_with_any_positions(order: list[str], before: dict[str, str]) -> None:
    after = arrange(order, before)
    assert sorted(order, key=lambda item: after[item]) == order
    assert len(set(after.values())) == len(order)
    assert arrange(order, after) == after


def test_one_move_changes_one_position() -> None:
    ids = [f"i{n}" for n in range(50)]
    before = arrange(ids, {})
    moved = [*ids[:10], ids[40], *ids[10:40], *ids[41:]]
    after = arrange(moved, before)
    assert [item for item in ids if after[item] != before[item]] == [ids[40]]


def test_a_new_list_has_short_positions() -> None:
    assert max(map(len, arrange([str(n) for n in range(1000)], {}).values())) <= 3


@pytest.mark.parametrize("place", ["start", "end", "after the first", "anywhere"])
def test_many_insertions_keep_positions_short_and_others_in_place(place: str) -> None:
    rng = random.Random(1)
    ids = ["first", "last"]
    places = arrange(ids, {})
    renewals = 0
    for number in range(1000):
        at = {"start": 0, "end": len(ids), "after the first": 1}.get(place, rng.randint(0, number))
        ids.insert(at, str(number))
        before, places = places, arrange(ids, places)
        assert len(places[str(number)]) <= LONGEST
        renewals += any(places[item] != old for item, old in before.items())
    assert sorted(ids, key=lambda item: places[item]) == ids
    assert renewals <= 10


def _longest_common(one: list[str], other: list[str]) -> int:
    """Return the length of the longest common subsequence, by the textbook table."""
    table = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            table[i + 1][j + 1] = (
                table[i][j] + 1 if a == b else max(table[i][j + 1], table[i + 1][j])
            )
    return table[-1][-1]
