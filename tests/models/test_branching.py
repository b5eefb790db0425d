"""A save while people disagree settles what it touches, and leaves the rest open."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmdesk.models.flat import Flat
from kmdesk.models.resolve import Resolution
from kmdesk.store.revisions import Stamp
from tests.models.replicas import RECORD, Replica, Step, World
from tests.models.test_convergence import try_history

START: Flat = {"title": "old", "why": "old", "items/s/position": "i", "items/s/text": "old"}


class Two:
    """Ann and Bob, who wrote a different title each and have each other's."""

    def __init__(self) -> None:
        self.world = World()
        self.ann, self.bob = (Replica(self.world, name) for name in ("ann", "bob"))
        self.ann.save(Resolution((), {}), START, 0)
        self.bob.receive(self.ann.known)
        self.change(self.ann, {"title": "ann's"})
        self.change(self.bob, {"title": "bob's", "why": "bob's"})
        self.swap()

    def change(self, person: Replica, sets: Flat, decided: tuple[str, ...] = ()) -> None:
        before = person.view()
        person.carry_on(before, before.flat | sets, 1, decided)

    def swap(self) -> None:
        self.ann.receive(self.bob.known)
        self.bob.receive(self.ann.known)

    def disputed(self, person: Replica) -> dict[str, set[str | int]]:
        return {c.path: {one.value for one in c.values} for c in person.view().conflicts}


TITLES = {"title": {"ann's", "bob's"}}


@pytest.fixture
def two() -> Two:
    return Two()


@pytest.mark.parametrize("sets", [{"why": "later"}, {"items/s/text": "later"}, {"new": "later"}])
def test_another_field_is_saved_and_the_dispute_stays(two: Two, sets: Flat) -> None:
    before = two.ann.view()
    two.change(two.ann, sets)
    after = two.ann.view()
    assert two.disputed(two.ann) == TITLES
    assert after.flat == before.flat | sets
    assert after.conflicts == before.conflicts, "who wrote it and when stays"


def test_the_field_in_dispute_is_settled_by_writing_it(two: Two) -> None:
    two.change(two.ann, {"title": "agreed"})
    assert two.disputed(two.ann) == {}
    assert len(two.ann.view().heads) == 1


def test_a_dispute_can_be_decided_without_a_change(two: Two) -> None:
    shown = two.ann.view().flat["title"]
    two.change(two.ann, {}, ("title",))
    assert two.disputed(two.ann) == {}
    assert two.ann.view().flat["title"] == shown


def test_one_of_several_disputes_can_be_settled(two: Two) -> None:
    two.change(two.ann, {"items/s/text": "ann's"})
    two.change(two.bob, {"items/s/text": "bob's"})
    two.swap()
    assert two.disputed(two.ann) == {**TITLES, "items/s/text": {"ann's", "bob's"}}
    two.change(two.ann, {"items/s/text": "agreed"})
    two.swap()
    assert two.disputed(two.bob) == TITLES


def test_a_colleague_may_settle_while_another_field_is_saved(two: Two) -> None:
    two.change(two.ann, {"why": "later"})
    two.change(two.bob, {"title": "bob settled it"})
    two.swap()
    shown = two.ann.view()
    assert shown.conflicts == ()
    assert (shown.flat["title"], shown.flat["why"]) == ("bob settled it", "later")


def test_late_work_meets_no_echo_of_the_save(two: Two) -> None:
    late = Replica(two.world, "late", two.world.closure([two.ann.view().heads[0]]))
    two.change(two.ann, {"why": "later"})
    two.change(late, {"items/s/text": "late"})
    two.ann.receive(late.known)
    assert two.disputed(two.ann) == TITLES
    assert two.ann.view().flat["items/s/text"] == "late"


def test_the_save_goes_on_top_of_what_its_own_copy_wrote(two: Two) -> None:
    before = two.ann.view()
    stamp = Stamp("ann", "ann", "2026-02-01T00:00:00.000000Z")
    [made] = two.world.carry_on(before, before.flat | {"items/s/text": "later"}, stamp, ())
    [parent] = two.world.headers[made].parents
    assert two.world.headers[parent].author == "ann"
    assert two.world.headers[made].record == RECORD


_DEEDS = ("write",) * 5 + ("stale", "clear", "add", "drop", "move", "tag", "trash", "restore")
_LATER = ("write",) * 5 + ("clear", "add", "drop", "move", "trash", "settle", "settle")


def history(seed: int) -> tuple[int, list[Step]]:
    """Return people who work apart, then have what others wrote, and work on; several times.

    Chance is better than hypothesis at this: it favours small numbers, which rarely disagree.
    """
    chance = random.Random(seed)
    people = chance.randint(2, 3)
    shapes = ("plan", "plan") if chance.random() < 0.3 else ()

    def some(deeds: tuple[str, ...], most: int) -> Iterator[Step]:
        for _ in range(chance.randint(2, most)):
            numbers = chance.randint(0, 40), chance.randint(0, 40), chance.randint(0, 9)
            yield Step(chance.randrange(people), chance.choice(deeds), *numbers)

    steps: list[Step] = []
    for _round in range(chance.randint(1, 4)):
        steps += some(_DEEDS + shapes, 7)
        for _sync in range(chance.randint(1, 3)):
            steps.append(Step(chance.randrange(people), "sync", 0, chance.randrange(people)))
        steps += some(_LATER + shapes, 5)
    return people, steps


@given(st.integers(0, 2**32))
@settings(max_examples=100)
def test_whatever_is_saved_settles_no_more_than_it_touches(seed: int) -> None:
    try_history(*history(seed))


@pytest.mark.slow
@given(st.integers(0, 2**32))
@settings(max_examples=4_000)
def test_thousands_of_saves_settle_no_more_than_they_touch(seed: int) -> None:
    try_history(*history(seed))
