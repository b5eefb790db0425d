"""Disputes in the store: what stood before, where values came from, settling and taking back."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from kmdesk.base.errors import UserError
from kmdesk.exchange import export_file, import_file
from kmdesk.models.choosing import Choice
from kmdesk.store.collection import Collection
from kmdesk.store.disputes import Decision
from kmdesk.store.views import ConflictView, Draft, Wish
from tests.factory import lesson

Swap = Callable[[Collection, Collection], None]


@pytest.fixture
def three(tmp_path: Path) -> Iterator[list[Collection]]:
    with ExitStack() as stack:
        yield [
            stack.enter_context(
                Collection.open(tmp_path / f"{name}.kmdesk", create=True, author=name)
            )
            for name in ("Anna", "Bob", "Chris")
        ]


@pytest.fixture
def swap(tmp_path: Path) -> Swap:
    def give(giver: Collection, taker: Collection) -> None:
        file = tmp_path / f"from {giver.author}.kmx"
        export_file(giver, file)
        import_file(taker, file)

    return give


def disagree(
    people: list[Collection], swap: Swap, fields: tuple[str, ...], count: int = 1
) -> list[str]:
    """Have people write each field of some records in their own way; return the records."""
    first, *others = people
    ids = first.add([{**lesson(), "why": "Once"} for _ in range(count)]).ids
    for person in others:
        swap(first, person)
    for person in people:
        for record in ids:
            person.edit(record, {field: f"{person.author}'s {field}" for field in fields})
    for person in others:
        swap(person, first)
    return list(ids)


def choices(found: list[ConflictView], author: str) -> list[Decision]:
    return [
        Decision(
            one.id,
            one.heads,
            {one.path: Choice((next(v.revision for v in one.values if v.author == author),))},
        )
        for one in found
    ]


def test_three_sides_and_what_stood_before(three: list[Collection], swap: Swap) -> None:
    [record] = disagree(three, swap, ("why",))
    [found] = three[0].conflicts(record)
    assert {v.author: (v.value, v.here, v.file) for v in found.values} == {
        "Anna": ("Anna's why", True, ""),
        "Bob": ("Bob's why", False, "from Bob.kmx"),
        "Chris": ("Chris's why", False, "from Chris.kmx"),
    }
    assert found.before is not None
    assert (found.before.value, found.before.author) == ("Once", "Anna")


def test_what_stood_before_is_not_known_without_its_text(
    three: list[Collection], swap: Swap
) -> None:
    _anna, bob, chris = three
    [record] = disagree(three[:2], swap, ("why",))
    swap(three[0], chris)
    [found] = chris.conflicts(record)
    assert found.before is None
    [known] = three[0].conflicts(record)
    assert known.before is not None
    assert bob.conflicts(record) == []


def test_many_records_are_settled_at_once_and_opened_again(
    three: list[Collection], swap: Swap
) -> None:
    anna, bob, _chris = three
    ids = disagree(three[:2], swap, ("why", "statement"), count=3)
    before = anna.conflicts()
    assert len(before) == 6
    found = [one for one in before if one.path == "why"]
    done = anna.settle_many(choices(found, "Bob"))
    assert sorted(done.ids) == sorted(ids)
    assert {anna.get(record).document["why"] for record in ids} == {"Bob's why"}
    assert {one.path for one in anna.conflicts()} == {"statement"}
    anna.unsettle(done.revisions)
    assert anna.conflicts() == before
    assert anna.check().problems == ()
    swap(anna, bob)
    assert bob.conflicts() == before


def test_what_was_built_on_stays_settled(three: list[Collection], swap: Swap) -> None:
    anna = three[0]
    [record] = disagree(three[:2], swap, ("why",))
    done = anna.settle_many(choices(anna.conflicts(), "Bob"))
    anna.edit(record, {"title": "Later"})
    with pytest.raises(UserError, match="stays settled"):
        anna.unsettle(done.revisions)
    assert anna.conflicts() == []


def test_what_is_open_again_is_not_written_where_it_was_erased(
    three: list[Collection], swap: Swap
) -> None:
    anna, bob = people = three[:2]
    [record] = disagree(people, swap, ("why",))
    swap(anna, bob)
    anna.erase([Wish(record, ("statement",))], "Asked for")
    swap(anna, bob)
    for person in people:
        person.edit(record, {"statement": f"{person.author}'s anew"})
    swap(bob, anna)
    before = anna.conflicts()
    erased = {one.id for one in anna.history(record) if one.erased}
    done = anna.settle_many(choices([one for one in before if one.path == "statement"], "Bob"))
    swap(anna, bob)
    changes = anna.unsettle(done.revisions)
    for person in people:
        swap(anna, bob)
        assert told(person) == {
            path: {(f"{one.author}'s {words}", one.author) for one in people}
            for path, words in (("statement", "anew"), ("why", "why"))
        }
        assert {one.id for one in person.history(record) if one.erased} == erased
        assert person.check().problems == ()
    assert not changes.erased


def told(person: Collection) -> dict[str, set[tuple[object, str]]]:
    return {c.path: {(one.value, one.author) for one in c.values} for c in person.conflicts()}


def test_what_is_typed_on_a_decision_can_be_saved_when_it_is_open_again(
    three: list[Collection], swap: Swap
) -> None:
    anna = three[0]
    [record] = disagree(three[:2], swap, ("why",))
    done = anna.settle_many(choices(anna.conflicts(), "Bob"))
    page = anna.get(record)
    fields = {name: v for name, v in page.document.items() if name not in ("kind", "id")}
    anna.put_draft(Draft(record, "lesson", page.heads, {**fields, "statement": "Typed"}))
    anna.unsettle(done.revisions)
    [found] = anna.conflicts()
    assert {one.value for one in found.values} == {"Anna's why", "Bob's why"}
    draft = anna.draft(record)
    assert draft is not None
    anna.save(record, "lesson", draft.fields, draft.base)
    assert anna.get(record).document["statement"] == "Typed"
    assert [one.path for one in anna.conflicts()] == ["why"]
    assert anna.check().problems == ()


@pytest.mark.parametrize("chosen", ["Bob", "both", "own"])
def test_what_was_sent_is_open_again_everywhere(
    three: list[Collection], swap: Swap, chosen: str
) -> None:
    anna, bob, chris = three
    [record] = disagree(three[:2], swap, ("why", "statement"))
    swap(anna, chris)
    before = anna.conflicts()
    choice = {
        "both": Choice(tuple(v.revision for v in before[0].values)),
        "own": Choice(own="Something else"),
    }.get(chosen)
    decisions = (
        [Decision(record, before[0].heads, {before[0].path: choice})]
        if choice
        else (choices(before, "Bob"))
    )
    done = anna.settle_many(decisions)
    swap(anna, bob)
    assert len(bob.conflicts()) == (1 if choice else 0)
    opened = anna.unsettle(done.revisions)
    assert opened.revisions
    for _ in range(2):
        for giver, taker in permutations(three, 2):
            swap(giver, taker)
    for person in three:
        assert shown(person.conflicts()) == shown(before)
        assert person.check().problems == ()
    assert values_of(anna.conflicts()) == values_of(chris.conflicts()) == values_of(before)
    assert [one.before for one in anna.conflicts()] == [one.before for one in before]
    settled = bob.settle_many(choices(bob.conflicts(), "Anna"))
    for giver, taker in permutations(three, 2):
        swap(giver, taker)
    assert [person.conflicts() for person in three] == [[], [], []]
    bob.unsettle(settled.revisions)
    assert shown(bob.conflicts()) == shown(before)


def test_what_somebody_built_on_elsewhere_is_kept_when_it_is_open_again(
    three: list[Collection], swap: Swap
) -> None:
    anna, bob, _chris = three
    [record] = disagree(three[:2], swap, ("why",))
    done = anna.settle_many(choices(anna.conflicts(), "Bob"))
    swap(anna, bob)
    bob.edit(record, {"why": "Bob thought again", "context": "Bob's context"})
    anna.unsettle(done.revisions)
    swap(bob, anna)
    swap(anna, bob)
    for person in (anna, bob):
        [conflict] = person.conflicts()
        assert {v.value for v in conflict.values} == {
            "Anna's why",
            "Bob's why",
            "Bob thought again",
        }
        assert person.get(record).document["context"] == "Bob's context"


def shown(found: Sequence[ConflictView]) -> dict[str, set[Any]]:
    """Return by path the values that stand against each other."""
    return {c.path: {v.value for v in c.values} for c in found}


def values_of(found: Sequence[ConflictView]) -> dict[str, dict[Any, tuple[str, str, str]]]:
    """Return by path who wrote each value, where and when."""
    return {c.path: {v.value: (v.author, v.device, v.time) for v in c.values} for c in found}


def test_a_wrong_choice_among_many_settles_nothing(three: list[Collection], swap: Swap) -> None:
    anna = three[0]
    disagree(three[:2], swap, ("why",), count=2)
    found = anna.conflicts()
    decisions = choices(found, "Bob")
    wrong = Decision(found[1].id, found[1].heads, {"why": Choice(("no such revision",))})
    with pytest.raises(UserError, match="no such value"):
        anna.settle_many([decisions[0], wrong])
    assert anna.conflicts() == found


def test_a_decision_leaves_open_what_came_since(three: list[Collection], swap: Swap) -> None:
    anna, _bob, chris = three
    [record] = disagree(three[:2], swap, ("why",))
    looked_at = anna.conflicts()
    swap(anna, chris)
    chris.edit(record, {"why": "Chris settled it otherwise"})
    swap(chris, anna)
    anna.settle_many(choices(looked_at, "Bob"))
    [left] = anna.conflicts()
    assert {v.value for v in left.values} == {"Bob's why", "Chris settled it otherwise"}


@pytest.mark.parametrize(
    ("texts", "joined"),
    [
        (("One.", "Two."), "One.\n\nTwo."),
        (("One.", "One.\n\nTwo."), "One.\n\nTwo."),
        (("One.\n\nTwo.", "Two."), "One.\n\nTwo."),
        (("On", "One"), "On\n\nOne"),
    ],
)
def test_both_texts_are_kept_once(
    three: list[Collection], swap: Swap, texts: tuple[str, str], joined: str
) -> None:
    anna, bob, _chris = three
    [record] = anna.add([lesson()]).ids
    swap(anna, bob)
    for person, text in zip((anna, bob), texts, strict=True):
        person.edit(record, {"context": text})
    swap(bob, anna)
    [found] = anna.conflicts(record)
    revisions = tuple(
        next(v.revision for v in found.values if v.author == name) for name in ("Anna", "Bob")
    )
    anna.settle_many([Decision(record, found.heads, {"context": Choice(revisions)})])
    assert anna.get(record).document["context"] == joined
