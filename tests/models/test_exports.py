"""One work imported from two databases on two PCs: nobody is asked what no person wrote."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmdesk.models.flat import Flat
from kmdesk.models.resolve import Resolution
from tests.models import replicas
from tests.models.replicas import Replica, World
from tests.models.test_branching import history
from tests.models.test_convergence import check_by_the_book, check_sound

PUBMED: Flat = {
    "title": "Falls in wards: a review",
    "journal": "Age Ageing",
    "doi": "10.1/x",
    "keywords/=falls": True,
    "authors/a1/position": "i",
    "authors/a1/family": "Smith",
    "authors/a1/given": "J",
    "authors/a2/position": "r",
    "authors/a2/name": "WHO",
    "raw/text": "TI  - Falls in wards: a review.",
    "raw/format": "nbib",
}
OVID: Flat = {
    "title": "Falls in Wards. [Review]",
    "journal": "Age & Ageing",
    "volume": "12",
    "keywords/=hospitals": True,
    "authors/a1/position": "i",
    "authors/a1/family": "Smith",
    "authors/a1/given": "John",
    "raw/text": "TI\n  Falls in Wards. [Review]",
    "raw/format": "ovid",
}


def two(first: int = 1, second: int = 2) -> tuple[World, Replica, Replica]:
    """Return two people who imported the same work, at moments of their clocks."""
    world = World("source")
    ann, bob = Replica(world, "ann"), Replica(world, "bob")
    ann.save(Resolution((), {}), PUBMED, first)
    bob.save(Resolution((), {}), OVID, second)
    return world, ann, bob


@pytest.mark.parametrize(("first", "second", "latest"), [(1, 2, OVID), (2, 1, PUBMED)])
def test_the_latest_export_is_shown_field_by_field(first: int, second: int, latest: Flat) -> None:
    world, ann, bob = two(first, second)
    ann.receive(bob.known)
    shown = ann.view()
    assert shown.conflicts == ()
    assert {p: shown.flat.get(p) for p in latest} == latest
    assert (shown.flat["doi"], shown.flat["volume"]) == ("10.1/x", "12"), "only one has these"
    assert {"keywords/=falls", "keywords/=hospitals"} <= shown.flat.keys()
    assert ("authors/a2/name" in shown.flat) == (latest is PUBMED), "no mixture of two lists"
    raw = {world.flats[head]["raw/text"] for head in shown.heads}
    assert raw == {PUBMED["raw/text"], OVID["raw/text"]}, "both stay in the history"


@pytest.mark.parametrize("clock", [0, 9])
def test_what_a_person_wrote_stands_against_an_export(clock: int) -> None:
    _world, ann, bob = two()
    before = ann.view()
    ann.save(before, {**before.flat, "title": "Falls on wards"}, clock)
    ann.receive(bob.known)
    shown = ann.view()
    assert (shown.conflicts, shown.flat["title"]) == ((), "Falls on wards")
    assert shown.flat["journal"] == OVID["journal"]


def test_what_two_people_wrote_is_still_asked() -> None:
    _world, ann, bob = two()
    for person in (ann, bob):
        before = person.view()
        person.save(before, {**before.flat, "title": f"{person.name}'s"}, 3)
    ann.receive(bob.known)
    [conflict] = ann.view().conflicts
    assert {one.value for one in conflict.values} == {"ann's", "bob's"}


def test_work_of_other_kinds_is_still_asked() -> None:
    world = World("lesson")
    ann, bob = Replica(world, "ann"), Replica(world, "bob")
    ann.save(Resolution((), {}), {"title": "Ann's"}, 1)
    bob.save(Resolution((), {}), {"title": "Bob's"}, 2)
    ann.receive(bob.known)
    assert [one.path for one in ann.view().conflicts] == ["title"]


def try_imports(seed: int) -> None:
    """Have some people import the same work, work on it and swap; all end as the rule says."""
    chance = random.Random(seed)
    count, steps = history(seed)
    world = World("source")
    people = [Replica(world, f"person {n}") for n in range(count)]
    for person in people:
        values = (f"as exported {chance.randint(0, 2)}" for _ in range(9))
        flat = {**replicas.START, "title": next(values), "why": next(values)}
        kept = {p: v for p, v in flat.items() if p != "why" or chance.random() < 0.6}
        person.save(Resolution((), {}), kept, chance.randint(0, 9))
    replicas.work(people, steps)
    for person in people:
        check_sound(person.view())
        check_by_the_book(world, person)
    for person in people:
        for other in reversed(people):
            person.receive(other.known)
    ends = [person.view() for person in people]
    assert all(end == ends[0] for end in ends)
    check_sound(ends[0])
    check_by_the_book(world, people[0])


@given(st.integers(0, 2**32))
@settings(max_examples=60)
def test_imports_of_one_work_end_equal_everywhere(seed: int) -> None:
    try_imports(seed)


@pytest.mark.slow
@given(st.integers(0, 2**32))
@settings(max_examples=2_000)
def test_thousands_of_imports_end_equal_everywhere(seed: int) -> None:
    try_imports(seed)
