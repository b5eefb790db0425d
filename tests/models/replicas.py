"""Collections in memory: as little as merging needs, to try histories by the thousand."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from hypothesis import strategies as st

from kmdesk.models import canonical
from kmdesk.models.flat import Flat, is_position, unflatten
from kmdesk.models.order import POSITION, arrange
from kmdesk.models.resolve import TRASHED, Resolution, resolve, settled
from kmdesk.models.revision import Header
from kmdesk.store import revisions
from kmdesk.store.revisions import Revision, Stamp

RECORD = "7" * 26
FIELDS = ("title", "why", "question/text", "question/setting")
START: Flat = {
    "title": "start",
    "question/text": "q",
    "items/s/position": "i",
    "items/s/text": "an item",
    "items/s/theme": "unchanged",
    "items/s/subs/t/position": "i",
    "items/s/subs/t/text": "an item of an item",
}
YEARS = (2026, 2026, 2026, 2026, 1970, 2025, 2027, 2099, 9999, 2026)
"""What the clock of a PC may say: some are years off."""
TAGS = ("falls", "a/b", "=", "~")


@dataclass(frozen=True)
class Step:
    """Something that somebody does; the numbers choose among what is there to do it to."""

    who: int
    what: str
    a: int = 0
    b: int = 0
    clock: int = 0


@dataclass
class World:
    """All revisions anybody made of one record, and what each author was looking at."""

    kind: str = "lesson"
    headers: dict[str, Header] = field(default_factory=dict)
    flats: dict[str, Flat] = field(default_factory=dict)
    seen: dict[str, Resolution] = field(default_factory=dict)

    def closure(self, start: Iterable[str]) -> set[str]:
        """Return revisions and all they were built on."""
        found: set[str] = set()
        waiting = list(start)
        while waiting:
            revision = waiting.pop()
            if revision not in found:
                found.add(revision)
                waiting += self.headers[revision].parents
        return found

    def view(self, known: Iterable[str]) -> Resolution:
        """Return what a collection that holds these revisions shows."""
        headers = {revision: self.headers[revision] for revision in known}
        return resolve(headers, self.flats)

    def save(self, before: Resolution, flat: Flat, stamp: Stamp) -> str:
        """Save what somebody made of what they were looking at; return the revision or ""."""
        content = unflatten(flat)
        canonical.check(content)
        made = revisions.make(RECORD, self.kind, content, before, stamp)
        return self.keep(made, before) if made else ""

    def carry_on(
        self, before: Resolution, flat: Flat, stamp: Stamp, decided: Collection[str]
    ) -> set[str]:
        """Save what leaves open what is not decided; return the revisions."""
        content = unflatten(flat)
        canonical.check(content)
        made = revisions.carry_on(RECORD, self.kind, content, before, stamp, decided)
        return {self.keep(one, before) for one in made}

    def keep(self, made: Revision, before: Resolution) -> str:
        """Keep a revision; return its id."""
        canonical.check(unflatten(made.flat()))
        revision = made.header.id
        self.headers[revision] = made.header
        self.flats[revision] = made.flat()
        self.seen[revision] = before
        return revision


@dataclass
class Replica:
    """One person's collection.

    Attributes:
        taken: what each import brought that was new.
    """

    world: World
    name: str
    known: set[str] = field(default_factory=set)
    taken: list[set[str]] = field(default_factory=list)

    def view(self) -> Resolution:
        """Return what the person sees."""
        return self.world.view(self.known)

    def save(self, before: Resolution, flat: Flat, clock: int) -> str:
        """Save on top of all, which settles everything, by this PC's own clock."""
        revision = self.world.save(before, flat, self._stamp(clock))
        self.known |= {revision} - {""}
        return revision

    def carry_on(
        self, before: Resolution, flat: Flat, clock: int, decided: Collection[str]
    ) -> None:
        """Save what leaves open what is not decided, and see that it does only that."""
        made = self.world.carry_on(before, flat, self._stamp(clock), decided)
        self.known |= made
        after = self.world.view(self.world.closure([*before.heads, *made]))
        assert after.flat == flat
        open_now = {conflict.path: conflict for conflict in after.conflicts}
        touched = {p for p in {*flat, *before.flat} if flat.get(p) != before.flat.get(p)}
        fields = {path.partition("/")[0] for path in {*touched, *decided}}
        for conflict in before.conflicts:
            if conflict.path in decided or conflict.path in touched:
                assert conflict.path not in open_now
            elif conflict.path.partition("/")[0] not in {"plan"} & fields:
                assert open_now[conflict.path] == conflict
        assert open_now.keys() <= {conflict.path for conflict in before.conflicts}

    def _stamp(self, clock: int) -> Stamp:
        moment = f"{YEARS[clock]}-01-01T00:00:{clock:02}.{len(self.world.headers):06}Z"
        return Stamp(self.name, self.name, moment)

    def receive(self, revisions_: Iterable[str]) -> None:
        """Take in what somebody sent; it always comes with all it was built on."""
        new = self.world.closure(revisions_) - self.known
        self.known |= new
        self.taken.append(new)

    def take_back(self, number: int) -> None:
        """Take an import back, unless something here was built on it."""
        brought = self.taken.pop(number % len(self.taken)) if self.taken else set()
        left = self.known - brought
        if left and not any(brought.intersection(self.world.headers[r].parents) for r in left):
            self.known = left


def run(replicas: list[Replica], steps: Iterable[Step]) -> None:
    """Do what the steps say, as far as there is something to do it to."""
    first = replicas[0]
    first.save(Resolution((), {}), START, 0)
    for replica in replicas[1:]:
        replica.receive(first.known)
    work(replicas, steps)


def work(replicas: list[Replica], steps: Iterable[Step]) -> None:
    """Do what the steps say with what the people have."""
    for number, step in enumerate(steps):
        replica = replicas[step.who % len(replicas)]
        if step.what == "send":
            target = replicas[step.b % len(replicas)]
            target.receive([_pick(sorted(replica.known), step.a)])
        elif step.what == "take back":
            replica.take_back(step.a)
        elif step.what == "sync":
            replica.receive(replicas[step.b % len(replicas)].known)
        else:
            _work(replica, step, number)


def _work(replica: Replica, step: Step, number: int) -> None:
    before = replica.view()
    if step.what == "stale":
        before = replica.world.view(replica.world.closure([_pick(sorted(replica.known), step.a)]))
    flat = _DEEDS[step.what](replica, dict(before.flat), step, number)
    replica.carry_on(before, flat, step.clock, _decided(before, step))


def _pick(values: list[str], number: int) -> str:
    return values[number % len(values)]


def _write(_replica: Replica, flat: Flat, step: Step, number: int) -> Flat:
    items = [p.removesuffix(POSITION) for p in sorted(flat) if is_position(p)]
    inside = [f"{item}{name}" for item in items for name in ("text", "note")]
    paths = inside if inside and step.b % 2 else [*FIELDS, *inside]
    value = "same" if step.b % 4 == 0 else f"value {number}"
    return {**flat, _pick(paths, step.a): value}


def _clear(_replica: Replica, flat: Flat, step: Step, _number: int) -> Flat:
    paths = [p for p in sorted(flat) if p != "title" and not is_position(p) and p != TRASHED]
    if paths:
        del flat[_pick(paths, step.a)]
    return flat


def _lists(flat: Flat) -> dict[str, list[str]]:
    """Return the items of each list, in order; a list is named by what its paths begin with."""
    places = {p.removesuffix(f"/{POSITION}"): v for p, v in flat.items() if is_position(p)}
    lists: dict[str, list[str]] = {"items/": []}
    for prefix in sorted(places, key=lambda p: (places[p], p)):
        lists.setdefault(prefix.rpartition("/")[0] + "/", []).append(prefix)
        lists.setdefault(f"{prefix}/subs/", [])
    return {name: items for name, items in lists.items() if name.count("/subs/") < 2}


def _arrange(flat: Flat, order: list[str]) -> Flat:
    before = {item: str(flat.get(f"{item}/{POSITION}", "")) for item in order}
    places = arrange(order, before)
    return flat | {f"{item}/{POSITION}": place for item, place in places.items()}


def _add(_replica: Replica, flat: Flat, step: Step, number: int) -> Flat:
    lists = _lists(flat)
    name = _pick(sorted(lists), step.a)
    item = f"{name}{number}"
    order = lists[name]
    order.insert(step.b % (len(order) + 1), item)
    return _arrange(flat | {f"{item}/text": f"value {number}"}, order)


def _drop(_replica: Replica, flat: Flat, step: Step, _number: int) -> Flat:
    items = sorted(item for order in _lists(flat).values() for item in order)
    if not items:
        return flat
    doomed = _pick(items, step.a)
    return {p: v for p, v in flat.items() if not p.startswith(f"{doomed}/")}


def _move(_replica: Replica, flat: Flat, step: Step, _number: int) -> Flat:
    orders = [order for _, order in sorted(_lists(flat).items()) if len(order) > 1]
    if not orders:
        return flat
    order = orders[step.a % len(orders)]
    order.insert(step.b % len(order), order.pop(step.a % len(order)))
    return _arrange(flat, order)


def _tag(_replica: Replica, flat: Flat, step: Step, _number: int) -> Flat:
    path = "tags/" + _pick(
        [f"={tag.replace('~', '~0').replace('/', '~1')}" for tag in TAGS], step.a
    )
    if path in flat:
        del flat[path]
        return flat
    return {**flat, path: True}


def _trash(_replica: Replica, flat: Flat, _step: Step, _number: int) -> Flat:
    if TRASHED in flat:
        del flat[TRASHED]
        return flat
    return {**flat, TRASHED: True}


def _restore(replica: Replica, _flat: Flat, step: Step, _number: int) -> Flat:
    old = replica.world.flats[_pick(sorted(replica.known), step.a)]
    return {p: v for p, v in old.items() if p != TRASHED}


def _settle(replica: Replica, flat: Flat, step: Step, _number: int) -> Flat:
    before = replica.view()
    decided = _decided(before, step)
    choices = {
        conflict.path: conflict.values[(step.a + number) % len(conflict.values)].value
        for number, conflict in enumerate(before.conflicts)
        if conflict.path in decided
    }
    made = settled(before, choices)
    if not any(path.startswith("plan") for path in choices):
        assert made == flat | choices
    return made


def _decided(before: Resolution, step: Step) -> set[str]:
    """Return the disputes that a person decides who restores everything, or settles some."""
    paths = [conflict.path for conflict in before.conflicts]
    match step.what:
        case "restore":
            return set(paths)
        case "settle":
            return set(paths[step.b % 2 :: step.b % 3 + 1])
        case _:
            return set()


PLANS: tuple[Flat, ...] = (
    {"plan": "one line"},
    {"plan/=first": True, "plan/=second": True},
    {"plan/a": "a group", "plan/id": "with an id"},
    {"plan/a/=first": True},
    {"plan/a/id": "a group in a group"},
    {"plan/a/position": "i", "plan/a/text": "an item", "plan/b/position": "r"},
    {"plan/position/position": "i", "plan/position/text": "x"},
)
"""What versions of kmdesk that disagree about a field may write into it."""


def _plan(_replica: Replica, flat: Flat, step: Step, _number: int) -> Flat:
    rest = {p: v for p, v in flat.items() if p.partition("/")[0] != "plan"}
    return rest | PLANS[step.a % len(PLANS)]


_DEEDS: Mapping[str, Callable[[Replica, Flat, Step, int], Flat]] = {
    "write": _write,
    "stale": _write,
    "clear": _clear,
    "add": _add,
    "drop": _drop,
    "move": _move,
    "tag": _tag,
    "trash": _trash,
    "restore": _restore,
    "settle": _settle,
    "plan": _plan,
}

_small = st.integers(0, 40)
_whats = st.sampled_from(
    ["write"] * 4
    + ["add", "drop", "clear", "sync", "take back"] * 2
    + ["send"] * 3
    + sorted(_DEEDS)
)
steps = st.lists(
    st.builds(Step, _small, _whats, _small, _small, st.integers(0, 9)), min_size=6, max_size=30
)
