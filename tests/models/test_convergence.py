"""Whatever people do on their PCs and in whatever order files travel: all end equal, nothing lost.

What is lost is decided here from the graph of revisions and from what each person was looking at
when they saved, not by the rules of the merge. What is shown is held against the rule that other
programs are given, in `plain_rule`.
"""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmdesk.models import canonical
from kmdesk.models.flat import Flat, flatten, is_position, unflatten
from kmdesk.models.resolve import TRASHED, Resolution
from tests.models import replicas
from tests.models.plain_rule import Book
from tests.models.replicas import Replica, Step, World

worlds = st.integers(2, 4)


def try_history(count: int, steps: list[Step]) -> None:
    world = World()
    people = [Replica(world, f"person {n}") for n in range(count)]
    replicas.run(people, steps)
    for person in people:
        check_sound(person.view())
        check_by_the_book(world, person)
        check_nothing_lost(world, person.known)
    for person in people:
        for other in reversed(people):
            person.receive(other.known)
    ends = [person.view() for person in people]
    assert all(end == ends[0] for end in ends)
    check_sound(ends[0])
    check_by_the_book(world, people[0])
    check_nothing_lost(world, people[0].known)
    before = people[0].view()
    check_settled_stays_settled(people[0], before, {**before.flat, "title": "settled"})
    check_settled_stays_settled(people[1], before, {"title": "all else taken away"})


def check_sound(shown: Resolution) -> None:
    """The document shown is canonical, and each conflict has its values in it."""
    content = unflatten(shown.flat)
    canonical.check(content)
    assert flatten(content) == shown.flat
    for conflict in shown.conflicts:
        if conflict.path.startswith("plan") and conflict.path not in shown.flat:
            continue
        assert len({one.value for one in conflict.values}) == len(conflict.values) > 1
        assert shown.flat[conflict.path] == conflict.values[0].value
        assert not is_position(conflict.path)


def check_by_the_book(world: World, person: Replica) -> None:
    """What is shown, and every value of a conflict, are those that the written rule leaves."""
    headers = {revision: world.headers[revision] for revision in person.known}
    book = Book(headers, world.flats)
    left = book.values()
    shown = person.view()
    assert shown.flat == {path: left[path][0] for path in shown.flat}
    misfits = left.keys() - shown.flat.keys()
    assert all(path.startswith("plan") for path in misfits)
    disputed = {path for path in left if len(left[path]) > 1 and not is_position(path)}
    assert {c.path: [one.value for one in c.values] for c in shown.conflicts} == {
        path: left[path] for path in disputed | misfits
    }
    assert shown.contested == book.disagreed() | misfits


def check_nothing_lost(world: World, known: Iterable[str]) -> None:
    """Each value that a person wrote is current, in a conflict, or was replaced by who saw it."""
    known = set(known)
    shown = world.view(known)
    standing = values_seen(shown)
    children: dict[str, set[str]] = {revision: set() for revision in known}
    for revision in known:
        for ancestor in world.closure([revision]) - {revision}:
            children[ancestor].add(revision)
    for revision in known:
        header = world.headers[revision]
        for path in header.changed:
            value = world.flats[revision][path]
            if is_position(path) or path == TRASHED or (path, value) in standing:
                continue
            assert any(replaced(world, later, path, value) for later in children[revision]), (
                f"{value!r} at {path} by {header.author} is lost"
            )
        if header.parents and header.removed:
            check_removals(world, revision, shown)


def check_removals(world: World, revision: str, shown: Resolution) -> None:
    """A removal counts: what came back was written by somebody who did not build on it."""
    for path in world.headers[revision].removed:
        if path not in shown.flat or is_position(path):
            continue
        unaware = [
            other
            for other in world.headers
            if path in world.headers[other].changed
            and other not in world.closure([revision]) - {revision}
        ]
        assert unaware or path.count("/") > 1, f"{path} came back from nowhere"


def values_seen(shown: Resolution) -> set[tuple[str, str | int]]:
    """Return the values that a person sees: those displayed and those of conflicts."""
    current = set(shown.flat.items())
    return current | {(c.path, one.value) for c in shown.conflicts for one in c.values}


def replaced(world: World, revision: str, path: str, value: str | int) -> bool:
    """Say whether somebody who saw this value put another in its place, or none."""
    header = world.headers[revision]
    touched = path in header.changed or path in header.removed
    return touched and (path, value) in values_seen(world.seen[revision])


def check_settled_stays_settled(person: Replica, before: Resolution, flat: Flat) -> None:
    """After one save on top of all, work from before it brings back no dispute and no value."""
    world = person.world
    person.save(before, flat, 5)
    settled = person.view()
    assert settled.conflicts == ()
    assert len(settled.heads) == 1
    for old in sorted(person.known - set(settled.heads)):
        late = Replica(world, "late", world.closure([old]))
        base = late.view()
        late.save(base, {**base.flat, "extra": old}, 9)
        merged = world.view(late.known | person.known)
        assert merged.conflicts == ()
        assert _untrashed(merged) == {**_untrashed(settled), "extra": old}


def _untrashed(shown: Resolution) -> dict[str, str | int]:
    return {path: value for path, value in shown.flat.items() if path != TRASHED}


@given(worlds, replicas.steps)
@settings(max_examples=100)
def test_all_end_equal_and_nothing_is_lost(count: int, steps: list[Step]) -> None:
    try_history(count, steps)


@pytest.mark.slow
@given(worlds, replicas.steps)
@settings(max_examples=9_200)
def test_all_end_equal_and_nothing_is_lost_in_thousands_of_histories(
    count: int, steps: list[Step]
) -> None:
    try_history(count, steps)
