"""What a record shows: a pure function of its revisions.

For each path, the candidates are the values at the heads, the revisions nobody has built on. A
value's origins are the revisions that last touched the path on the way to that head. An origin that
is an ancestor of another touch of the path is out of date; a value without any other origin falls
away. Absence is a value like others, but an edit beats it: who took something away did not know of
the edit. An item with such an edit is kept whole. If several values are left, that is a conflict.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from kmdesk.models.fitting import fitting, giving_way
from kmdesk.models.flat import Flat, Scalar, is_member, is_position, item_prefixes
from kmdesk.models.revision import Header

TRASHED = "trashed"

IMPORTED = "source"
"""The kind whose records begin as a database exported them, under an id made from the reference.
Two beginnings of one record are two exports of one work: nobody wrote what they differ in."""


@dataclass(frozen=True)
class Candidate:
    """A value that stands, and the revision that it is known by: the latest of its origins."""

    value: Scalar
    revision: str


@dataclass(frozen=True)
class Conflict:
    """A path with several values that stand; the first is the one displayed."""

    path: str
    values: tuple[Candidate, ...]


@dataclass(frozen=True)
class Resolution:
    """What the revisions of a record amount to.

    Attributes:
        flat: the document shown, as paths.
        conflicts: what waits for a person, by path.
        revived: paths that one head took away while another edited them; the edit is shown.
        contested: every path that the next save on top of these heads must list as its own, so
            that what it settles stays settled.
        merge: how it was found; None for fewer than two heads.
        barred: for each head the paths at and below which nothing may stand on top of it alone:
            something was erased there that its author had not heard of.
    """

    heads: tuple[str, ...]
    flat: Flat
    conflicts: tuple[Conflict, ...] = ()
    revived: tuple[str, ...] = ()
    contested: frozenset[str] = frozenset()
    merge: "Merge | None" = field(default=None, compare=False, repr=False)
    barred: Mapping[str, Sequence[str]] = field(default_factory=dict, compare=False, repr=False)


def settled(before: Resolution, choices: Mapping[str, Scalar]) -> Flat:
    """Return the document that a person gets who chose these values among those that stand.

    Where a value has a place only if what is displayed gives way, it does.
    """
    flat = before.flat | {p: v for p, v in choices.items() if p in before.flat}
    hidden = {p: v for p, v in choices.items() if p not in before.flat}
    standing = {c.path: c.values[0].value for c in before.conflicts if is_position(c.path)}
    return giving_way(flat, hidden, standing) if hidden else flat


def heads_of(headers: Mapping[str, Header]) -> tuple[str, ...]:
    """Return the revisions that none of the others was built on, sorted."""
    parents = {parent for header in headers.values() for parent in header.parents}
    return tuple(sorted(headers.keys() - parents))


def deed_below(headers: Mapping[str, Header], revision: str) -> str:
    """Return what somebody saved, below a revision that is there because something was erased.

    Such a revision (`erasure.cleaned`) has the time of its only parent and sets nothing.
    """
    header = headers[revision]
    while len(header.parents) == 1 and header.removed and not header.changed:
        (below,) = header.parents
        if below not in headers or headers[below].time != header.time:
            break
        revision, header = below, headers[below]
    return revision


def resolve(headers: Mapping[str, Header], contents: Mapping[str, Flat]) -> Resolution:
    """Return what a record shows.

    Args:
        headers: revisions of one record by id; parents that are not among them are unknown.
        contents: at least the content of each head that still has its content.
    """
    heads = tuple(h for h in heads_of(headers) if h in contents)
    if len(heads) < 2:
        return Resolution(heads, dict(contents[heads[0]]) if heads else {})
    return Merge(headers, {h: contents[h] for h in heads}).resolution()


class History:
    """The ancestry of some heads, as one bit for each revision."""

    def __init__(self, headers: Mapping[str, Header]) -> None:
        self.headers = headers
        self.order = _topological(headers)
        self.bit = {revision: 1 << n for n, revision in enumerate(self.order)}
        self.ancestors: dict[str, int] = {}
        for revision in self.order:
            mask = 0
            for parent in headers[revision].parents:
                if parent in self.bit:
                    mask |= self.bit[parent] | self.ancestors[parent]
            self.ancestors[revision] = mask

    @cached_property
    def touches(self) -> Mapping[str, int]:
        """Return for each path the revisions that changed or removed it."""
        touches: dict[str, int] = {}
        for revision in self.order:
            header = self.headers[revision]
            for path in (*header.changed, *header.removed):
                touches[path] = touches.get(path, 0) | self.bit[revision]
        return touches

    def beginnings(self, kind: str) -> int:
        """Return the first revisions of a record of a kind: those that were built on none."""
        mask = 0
        for revision in self.order:
            header = self.headers[revision]
            if header.kind == kind and not header.parents:
                mask |= self.bit[revision]
        return mask

    def revisions(self, mask: int) -> list[str]:
        """Return the revisions of a mask."""
        found = []
        while mask:
            low = mask & -mask
            found.append(self.order[low.bit_length() - 1])
            mask ^= low
        return found

    def newest(self, mask: int) -> int:
        """Return those of a mask that are no ancestor of another in it."""
        for revision in self.revisions(mask):
            mask &= ~self.ancestors[revision]
        return mask


class Merge:
    """The merge of two heads or more."""

    def __init__(self, headers: Mapping[str, Header], contents: Mapping[str, Flat]) -> None:
        self.headers = headers
        self.contents = contents
        self.history = History(headers)
        self.seen = {h: self.history.ancestors[h] | self.history.bit[h] for h in contents}
        self.standing: dict[str, list[Candidate]] = {}
        self.taken_away: dict[str, list[str]] = {}
        self.revived: set[str] = set()
        self.contested: set[str] = set()
        self.among: dict[str, list[str]] = {}
        self._beginnings = self.history.beginnings(IMPORTED)

    def resolution(self) -> Resolution:
        """Return what the heads amount to."""
        for path in sorted({p for flat in self.contents.values() for p in flat}):
            self._decide(path, tuple(self.contents))
        self._keep_edited_items()
        if self.standing.get(TRASHED) and not self._is_in_trash():
            del self.standing[TRASHED]
            self.revived.add(TRASHED)
        shown = {p: c[0].value for p, c in self.standing.items()}
        flat = fitting(shown)
        self.contested |= shown.keys() - flat.keys()
        return Resolution(
            heads=tuple(sorted(self.contents)),
            flat=flat,
            conflicts=tuple(self._conflicts(flat)),
            revived=tuple(sorted(self.revived)),
            contested=frozenset(self.contested),
            merge=self,
        )

    def left_at(self, path: str) -> dict[str, int]:
        """Return the heads at which a value of a path is left, or absence, with its origins."""
        origins = {
            head: self._origins(path, head, self.contents[head].get(path))
            for head in self.among.get(path, self.contents)
        }
        newest = self._newest(path, origins)
        return {head: mask & newest for head, mask in origins.items() if mask & newest}

    def _decide(self, path: str, heads: Iterable[str]) -> None:
        """Find the values that stand for a path among some of the heads."""
        at = {head: self.contents[head].get(path) for head in heads}
        present = {value for value in at.values() if value is not None}
        self._forget(path)
        if len(present) == 1 and None not in at.values():
            self.standing[path] = [Candidate(present.pop(), max(at, key=self._rank))]
            return
        origins = {head: self._origins(path, head, value) for head, value in at.items()}
        newest = self._newest(path, origins)
        standing: dict[Scalar | None, int] = {}
        for head, value in at.items():
            if mask := origins[head] & newest:
                standing[value] = standing.get(value, 0) | mask
                if value is None:
                    self.taken_away.setdefault(path, []).append(head)
        self._record(path, standing)

    def _newest(self, path: str, origins: Mapping[str, int]) -> int:
        """Return the origins that no other puts out of date.

        What a person did does so to what a database wrote, and of two exports of a work the latest
        to the other, field by field; of sets, both are kept.
        """
        everything = seen = 0
        for head, mask in origins.items():
            everything |= mask
            seen |= self.seen[head]
        newest = self.history.newest(everything)
        if not newest & self._beginnings or is_member(path):
            return newest
        return newest & ~self._beginnings or newest & self._latest(path, self._beginnings & seen)

    def _latest(self, path: str, beginnings: int) -> int:
        """Return of some beginnings the latest that has the outermost field of a path."""
        name = path.partition("/")[0]
        having = [
            revision
            for revision in self.history.revisions(beginnings)
            if any(one.partition("/")[0] == name for one in self.headers[revision].changed)
        ]
        return self.history.bit[max(having, key=self._rank)] if having else 0

    def _is_in_trash(self) -> bool:
        """Say whether all heads are, but those that only take out what was erased below another."""
        return all(TRASHED in flat or self._is_known_beside(h) for h, flat in self.contents.items())

    def _is_known_beside(self, head: str) -> bool:
        saved = self.history.bit[deed_below(self.headers, head)]
        others = (seen for other, seen in self.seen.items() if other != head)
        return any(seen & saved for seen in others)

    def _forget(self, path: str) -> None:
        self.standing.pop(path, None)
        self.taken_away.pop(path, None)
        self.revived.discard(path)

    def _record(self, path: str, standing: dict[Scalar | None, int]) -> None:
        if len(standing) > 1:
            self.contested.add(path)
        candidates = [
            Candidate(value, max(self.history.revisions(mask), key=self._rank))
            for value, mask in standing.items()
            if value is not None
        ]
        if not candidates:
            return
        if None in standing:
            self.revived.add(path)
        self.standing[path] = sorted(
            candidates, key=lambda c: (self._rank(c.revision), str(c.value)), reverse=True
        )

    def _keep_edited_items(self) -> None:
        """Keep an item whole when somebody edited it while somebody else took it away."""
        everywhere: Flat = {p: 1 for flat in self.contents.values() for p in flat}
        for prefix in item_prefixes(everywhere):
            paths = [p for p in everywhere if p.startswith(f"{prefix}/")]
            holders = [h for h, flat in self.contents.items() if not flat.keys().isdisjoint(paths)]
            removers = {head for path in paths for head in self.taken_away.get(path, ())}
            if removers - set(holders) and any(path in self.standing for path in paths):
                for path in paths:
                    self._decide(path, holders)
                    self.among[path] = holders
                self.revived.add(prefix)
                self.contested.update(paths)

    def _origins(self, path: str, head: str, value: Scalar | None) -> int:
        """Return the latest revisions on the way to a head that touched a path.

        A value that no header accounts for is taken to be the head's own, so that it is not lost.
        """
        origins = self.history.newest(self.history.touches.get(path, 0) & self.seen[head])
        return origins or (0 if value is None else self.history.bit[head])

    def _rank(self, revision: str) -> tuple[str, str]:
        return self.headers[revision].time, revision

    def _conflicts(self, flat: Flat) -> Iterable[Conflict]:
        """Yield the paths with several values, and those whose value does not fit in."""
        for path, candidates in sorted(self.standing.items()):
            if path not in flat or (len(candidates) > 1 and not is_position(path)):
                yield Conflict(path, tuple(candidates))


def _topological(headers: Mapping[str, Header]) -> list[str]:
    """Return the revisions, parents first.

    No ring is possible among headers whose ids were checked: a header contains its parents'
    hashes.
    """
    order: dict[str, None] = {}
    for start in sorted(headers):
        stack = [start]
        while stack:
            revision = stack[-1]
            waiting = [p for p in headers[revision].parents if p in headers and p not in order]
            if revision in order or not waiting:
                order.setdefault(revision)
                stack.pop()
            else:
                stack.extend(waiting)
    return list(order)
