"""Collections that swap records in any order end equal, with all that people wrote."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmdesk.base import clock
from kmdesk.base.errors import UserError
from kmdesk.models.flat import Flat, flatten, is_member, is_position, unescape
from kmdesk.models.revision import Header
from kmdesk.store.collection import Collection
from kmdesk.store.views import ExchangeView, Query, RecordView, Wish
from tests import factory
from tests.store.exchange import send


@dataclass(frozen=True)
class Step:
    """Something that somebody does; the numbers choose among what is there to do it to."""

    who: int
    what: str
    a: int
    b: int


@dataclass
class Office:
    """People with a collection each, the records of one history, and what they are looking at."""

    people: Sequence[Collection]
    records: list[str] = field(default_factory=list)
    written: dict[str, Flat] = field(default_factory=dict)
    looking_at: dict[tuple[str, str], RecordView] = field(default_factory=dict)
    settled: dict[str, Sequence[str]] = field(default_factory=dict)
    number: int = 0

    def text(self) -> str:
        """Return a text that nobody wrote before in these records."""
        self.number += 1
        return f"words{self.number}"

    def note(self, person: Collection) -> None:
        """Remember what stood in each revision, for it may be erased."""
        bundle = person.outgoing(self.known(person), with_history=True)
        for header in bundle.headers:
            if header.id not in self.written and header.content in bundle.contents:
                self.written[header.id] = _flat(bundle.contents[header.content])

    def give(
        self,
        giver: Collection,
        taker: Collection,
        ids: Sequence[str],
        with_history: bool = False,
    ) -> None:
        """Give somebody records."""
        send(giver, taker, ids, with_history=with_history)
        self.note(taker)

    def known(self, person: Collection) -> list[str]:
        """Return the records that a person has."""
        return [row.id for row in person.rows(self.records)]

    def person(self, number: int) -> Collection:
        return self.people[number % len(self.people)]

    def add(self, person: Collection) -> None:
        self.records += person.add([factory.lesson(title=self.text(), tags=["falls"])]).ids


@contextmanager
def colleagues(folder: Path, count: int) -> Iterator[list[Collection]]:
    with ExitStack() as stack:
        names = [f"person {number}" for number in range(count)]
        yield [
            stack.enter_context(
                Collection.open(folder / f"{name}.kmdesk", create=True, author=name)
            )
            for name in names
        ]


@contextmanager
def suppress_refusal(*sentences: str) -> Iterator[None]:
    """Let a deed be refused for one of these reasons."""
    try:
        yield
    except UserError as error:
        if not any(one in str(error) for one in sentences):
            raise


def act(here: Office, step: Step) -> None:
    person = here.person(step.who)
    known = here.known(person)
    if step.what == "add":
        here.add(person)
    elif known:
        with suppress_refusal("nothing was saved. Settle what they disagree on first"):
            _DEEDS[step.what](here, person, known[step.a % len(known)], step)
    here.note(person)


def _edit(here: Office, person: Collection, record: str, step: Step) -> None:
    name = ("title", "statement", "why")[step.b % 3]
    person.edit(record, {name: here.text()})


def _clear(_here: Office, person: Collection, record: str, step: Step) -> None:
    person.edit(record, {("statement", "why", "tags")[step.b % 3]: None})


def _tag(here: Office, person: Collection, record: str, step: Step) -> None:
    tags = set(person.get(record).document.get("tags", []))
    person.edit(record, {"tags": sorted(tags ^ {("falls", "wards", "a/b")[step.b % 3]})})


def _item(here: Office, person: Collection, record: str, step: Step) -> None:
    items = list(person.get(record).document.get("reuse", []))
    match step.b % 4 if items else 0:
        case 0:
            items.insert(step.b % (len(items) + 1), {"where": here.text()})
        case 1:
            items[step.b % len(items)] = {**items[step.b % len(items)], "by": here.text()}
        case 2:
            del items[step.b % len(items)]
        case _:
            items.reverse()
    person.edit(record, {"reuse": items})


def _look(here: Office, person: Collection, record: str, _step: Step) -> None:
    here.looking_at[person.author, record] = person.get(record)


def _save_late(here: Office, person: Collection, record: str, _step: Step) -> None:
    seen = here.looking_at.pop((person.author, record), None) or person.get(record)
    fields = {k: v for k, v in seen.document.items() if k not in ("kind", "id")}
    with suppress_refusal("was erased for good since"):
        person.save(record, seen.kind, {**fields, "context": here.text()}, seen.heads)


def _erase(_here: Office, person: Collection, record: str, step: Step) -> None:
    """Erase something of a record, with or without what stands there today, or all of it."""
    items = [f"reuse/{one['id']}" for one in person.get(record).document.get("reuse", [])]
    paths = ["title", "statement", "why", "context", "reuse", *items]
    wish = Wish(record, (paths[step.b % len(paths)],), keep=step.who % 3 == 0)
    if step.a == 9:
        wish = Wish(record)
    with suppress_refusal("never held", "disagree", "nothing to erase", "Nothing would be left"):
        person.erase([wish], "A reason")


def _trash(_here: Office, person: Collection, record: str, _step: Step) -> None:
    (person.untrash if person.get(record).trashed else person.trash)([record])


def _restore(_here: Office, person: Collection, record: str, step: Step) -> None:
    readable = [r.id for r in person.history(record) if r.readable]
    person.restore(record, readable[step.b % len(readable)])


def _settle(here: Office, person: Collection, record: str, step: Step) -> None:
    conflicts = person.conflicts(record)
    chosen = {c.path: c.values[step.b % len(c.values)].revision for c in conflicts}
    here.settled[person.author] = person.settle(record, chosen).revisions


def _open_again(here: Office, person: Collection, _record: str, _step: Step) -> None:
    """Open again what was settled last; whether it went out with a file decides how."""
    if made := here.settled.pop(person.author, ()):
        person.log_exchange(ExchangeView(0, "out", clock.now(), "swap.kmx"))
        with suppress_refusal("stays settled"):
            person.unsettle(made)


def _send(here: Office, person: Collection, record: str, step: Step) -> None:
    here.give(person, here.person(step.b), [record])


def _sync(here: Office, person: Collection, _record: str, step: Step) -> None:
    known = here.known(person)
    here.give(person, here.person(step.b), known, bool(step.a % 2))


_DEEDS: Mapping[str, Callable[[Office, Collection, str, Step], None]] = {
    "edit": _edit,
    "clear": _clear,
    "tag": _tag,
    "item": _item,
    "look": _look,
    "save late": _save_late,
    "trash": _trash,
    "restore": _restore,
    "settle": _settle,
    "open again": _open_again,
    "erase": _erase,
    "send": _send,
    "sync": _sync,
}


def exchange_all(here: Office) -> None:
    """Give everybody all that anybody has, in a different order for each."""
    for number, person in enumerate(here.people):
        for giver in (*here.people[number + 1 :], *here.people[:number]):
            here.give(giver, person, here.known(giver), with_history=True)


def state(person: Collection, ids: Sequence[str]) -> dict[str, Any]:
    """Return what a collection shows of records."""
    return {
        "documents": {i: person.get(i).document for i in ids},
        "rows": person.rows(ids),
        "conflicts": [person.conflicts(i) for i in ids],
        "history": {i: person.history(i) for i in ids},
        "backlinks": {i: person.backlinks(i) for i in ids},
        "erasures": [one for one in person.erasures() if one.record in ids or one.whole],
    }


def shown(person: Collection, ids: Sequence[str]) -> dict[str, Any]:
    """Return what a collection shows of records, whoever took words out of them last."""
    return {
        "documents": {i: person.get(i).document for i in ids},
        "conflicts": [(c.id, c.path, c.values) for i in ids for c in person.conflicts(i)],
    }


def whole(person: Collection) -> dict[str, Any]:
    """Return what a collection shows in all its lists."""
    words = ("words1", "words2", "words9", "falls", "wards", "ward")
    return {
        "ids": person.ids(Query()),
        "trash": person.ids(Query(trashed=True)),
        "conflicts": person.conflicts(),
        "tags": person.tags(),
        "counts": person.counts(),
        "found": [sorted(h.row.id for h in person.search(w, limit=10_000)) for w in words],
    }


def document_of(person: Collection, record: str) -> Any:
    """Return the document that a record shows."""
    return person.get(record).document


def check_nothing_lost(
    here: Office,
    person: Collection,
    ids: Sequence[str],
    document: Callable[[Collection, str], Any] = document_of,
) -> None:
    """Each value written is current, in a conflict, or was put aside by later work on top."""
    bundle = person.outgoing(ids, with_history=True)
    headers = {header.id: header for header in bundle.headers}
    written = {
        h.id: _flat(bundle.contents[h.content])
        for h in bundle.headers
        if h.content in bundle.contents
    }
    written = here.written | written
    current = {record: _leaves(document(person, record)) for record in ids}
    for conflict in [one for record in ids for one in person.conflicts(record)]:
        current[conflict.id] |= {one.value for one in conflict.values}
    for header in bundle.headers:
        for path in header.changed:
            if is_position(path) or path == "trashed":
                continue
            value = here.written[header.id][path]
            if is_member(path):
                value = unescape(path.rpartition("=")[2])
            replaced = any(_touched_above(headers, header.id, path))
            assert replaced or value in current[header.record], f"{value!r} at {path} is lost"


def check_erased(here: Office, person: Collection, ids: Sequence[str]) -> None:
    """Nothing erased is held, but by who wrote it anew; nothing else went from a revision."""
    bundle = person.outgoing(ids, with_history=True)
    headers = {header.id: header for header in bundle.headers}
    texts = {leaf for one in bundle.contents.values() for leaf in _leaves(_flat(one))}
    wrong = {header.id for header in bundle.headers if header.content not in bundle.contents}
    for one in bundle.erasures:
        if one.whole:
            assert one.record not in {header.record for header in bundle.headers}
            continue
        kept = _leaves(here.written[one.revision or ""])
        for header in bundle.headers:
            if header.record != one.record or header.id in _built_on(headers, one.revision or ""):
                continue
            for path, value in here.written[header.id].items():
                if any(path == top or path.startswith(f"{top}/") for top in one.paths):
                    counts = str(value).startswith("words") and value not in kept
                    assert not counts or value not in texts, f"{value!r} was erased"
                    wrong.discard(header.id)
    assert not wrong, "content went that held nothing erased"


def _built_on(headers: Mapping[str, Header], revision: str) -> set[str]:
    """Return a revision and all that were built on it."""
    built_on = {revision}
    size = 0
    while size < len(built_on):
        size = len(built_on)
        built_on |= {h.id for h in headers.values() if built_on.intersection(h.parents)}
    return built_on


def _flat(data: bytes) -> Flat:
    return flatten(msgspec.json.decode(data))


def _leaves(value: Any) -> set[Any]:
    if isinstance(value, dict):
        return {leaf for inner in value.values() for leaf in _leaves(inner)}
    if isinstance(value, list):
        return {leaf for inner in value for leaf in _leaves(inner)}
    return {value}


def _touched_above(headers: Mapping[str, Header], revision: str, path: str) -> Iterator[bool]:
    """Yield for each revision built on another whether it set or removed a path."""
    for other in _built_on(headers, revision) - {revision}:
        yield path in headers[other].changed or path in headers[other].removed


def try_history(people: Sequence[Collection], steps: Sequence[Step]) -> None:
    here = Office(people)
    here.add(people[0])
    for person in people[1:]:
        send(people[0], person, here.records)
    here.note(people[0])
    for step in steps:
        act(here, step)
    exchange_all(here)
    left = here.known(people[0])
    looks = [shown(person, left) for person in people]
    assert all(look == looks[0] for look in looks)
    exchange_all(here)  # what each took out of heads goes round
    ends = [state(person, left) for person in people]
    assert all(end == ends[0] for end in ends)
    check_nothing_lost(here, people[0], left)
    for person in people:
        assert here.known(person) == left
        check_erased(here, person, left)


def check_sound(people: Sequence[Collection]) -> None:
    """After a last exchange all lists are equal, and a rebuild changes none."""
    here = Office(people, [*people[0].ids(Query()), *people[0].ids(Query(trashed=True))])
    exchange_all(here)
    first = whole(people[0])
    for person in people:
        assert person.check().problems == ()
        assert whole(person) == first
        assert person.check(rebuild=True).problems == ()
        assert whole(person) == first


_whats = st.sampled_from(
    ["edit", "item", "tag", "save late", "send", "sync", "settle", "erase"] * 2 + ["add", *_DEEDS]
)
steps = st.lists(
    st.builds(Step, st.integers(0, 3), _whats, st.integers(0, 9), st.integers(0, 9)),
    min_size=5,
    max_size=15,
)


def try_histories(folder: Path, examples: int) -> None:
    """Try histories of new records on the same collections, each among some of the people."""
    with colleagues(folder, 4) as people:

        @given(count=st.integers(2, 4), steps=steps)
        @settings(max_examples=examples)
        def some(count: int, steps: list[Step]) -> None:
            try_history(people[:count], steps)

        some()
        check_sound(people)


def test_all_end_equal_and_nothing_is_lost(tmp_path: Path) -> None:
    try_histories(tmp_path, 12)


def test_taking_out_erased_words_brings_no_record_back_from_the_trash(tmp_path: Path) -> None:
    """Who had the record from before the trash put a version without the words on that."""
    with colleagues(tmp_path, 3) as people:
        steps = [
            Step(1, "edit", 0, 0),
            Step(1, "sync", 0, 0),
            Step(2, "trash", 0, 0),
            Step(0, "trash", 0, 0),
            Step(2, "erase", 0, 0),
        ]
        try_history(people, steps)
        for person in people:
            assert len(person.ids(Query(trashed=True))) == 1


@pytest.mark.slow
def test_all_end_equal_and_nothing_is_lost_in_hundreds_of_histories(tmp_path: Path) -> None:
    try_histories(tmp_path, 300)
