"""A save while people disagree: what it leaves alone stays open.

A revision on top of all heads has one value at each path, so it would settle every dispute. Such a
save is therefore written on top of single heads: each path it touched, at as many heads as it takes
for the new value to replace all that stood there. The other paths of each head stay as they were,
with their origins, so that the merge needs no rule for it and nobody's name moves to another's
words.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from kmdesk.base.errors import UserError
from kmdesk.models import erasure
from kmdesk.models.fitting import fitting
from kmdesk.models.flat import Flat, is_position
from kmdesk.models.order import POSITION
from kmdesk.models.resolve import TRASHED, Resolution
from kmdesk.models.revision import difference

SETTLE_FIRST = (
    "Something that stood here was erased for good, and people disagree on another part of this "
    "record; nothing was saved. Settle what they disagree on first."
)


@dataclass(frozen=True)
class Branch:
    """What is to be saved on top of one head.

    Attributes:
        head: the revision.
        flat: the whole document.
        touched: the paths that the revision lists as changed or removed.
    """

    head: str
    flat: Flat
    touched: set[str]


def touched(before: Resolution, after: Flat, decided: Collection[str] = ()) -> set[str]:
    """Return the paths that a save changes, removes or decides.

    Where versions of kmdesk disagree what a field is (one value, a set, fields, items), a change of
    the field decides all of it: what is hidden would show otherwise. A change in an item that
    somebody took away meanwhile keeps all of it: else it would go with the last edit in it.
    """
    changed, removed = difference(before.flat, after)
    paths = changed | removed | ({c.path for c in before.conflicts} & set(decided))
    kept = tuple(
        f"{item}/" for item in before.revived if any(p.startswith(f"{item}/") for p in paths)
    )
    disputed = {conflict.path for conflict in before.conflicts}
    paths |= {path for path in after if kept and path.startswith(kept) and path not in disputed}
    if before.merge and (clashing := _clashing(paths, before.merge.contents.values(), after)):
        everywhere = set(after).union(*before.merge.contents.values())
        paths |= {path for path in everywhere if _field(path) in clashing}
    return paths


def left_open(before: Resolution, paths: Collection[str]) -> set[str]:
    """Return the disputed paths that a save which touches these leaves open."""
    return {conflict.path for conflict in before.conflicts} - set(paths)


def branches(before: Resolution, after: Flat, paths: set[str], device: str) -> list[Branch]:
    """Return what is to be saved on which heads.

    Args:
        before: what the heads show; there are several.
        after: the document to be shown.
        paths: what the save touches.
        device: the copy it is saved in; of heads that do equally well its own is built on.

    Raises:
        UserError: something has a place on no single head, for it was erased there.
    """
    plan = _Plan(before, after, paths, device)
    return [plan.branch(head) for head in sorted(plan.merge.contents) if plan.goes_to[head]]


class _Plan:
    """Which path is written at which heads."""

    def __init__(self, before: Resolution, after: Flat, paths: set[str], device: str) -> None:
        assert before.merge is not None, "there is no dispute among fewer than two heads"
        self.merge = merge = before.merge
        self.after = after
        self.goes_to: dict[str, set[str]] = {head: set() for head in merge.contents}
        self._before = before.flat
        self._barred = before.barred
        self._clashing = _clashing(paths, merge.contents.values(), after)
        left = {path: merge.left_at(path) for path in paths}
        useful = {h: sum(self._covers(h, left[p]) for p in paths) for h in merge.contents}
        self._preferred = sorted(
            merge.contents,
            key=lambda h: (useful[h], merge.headers[h].device == device, h),
            reverse=True,
        )
        for path in paths:
            for head in self._heads_for(path, left[path]):
                self.goes_to[head].add(path)

    def branch(self, head: str) -> Branch:
        """Return what is to be saved on top of a head."""
        paths = set(self.goes_to[head])
        flat = self.merge.contents[head]
        gone = tuple(
            path.removesuffix(POSITION)
            for path in paths
            if is_position(path) and path not in self.after
        )
        paths |= {path for path in flat if gone and path.startswith(gone)}
        kept = {path: value for path, value in flat.items() if path not in paths}
        written = {path: self.after[path] for path in paths if path in self.after}
        return Branch(head, kept | written, paths)

    def _heads_for(self, path: str, left: Mapping[str, int]) -> Iterable[str]:
        """Return the heads at which a path must be written to replace all that is left there."""
        if path == TRASHED or _field(path) in self._clashing:
            return self.merge.contents
        able = [head for head in self._preferred if self._has_place(path, head)]
        if not able and self._barred:
            raise UserError(SETTLE_FIRST)
        one = next((h for h in able if self._covers(h, left) and self._counts(h, path)), None)
        return [one] if one else [head for head in able if head in left] or able[:1]

    def _covers(self, head: str, left: Mapping[str, int]) -> bool:
        return not any(mask & ~self.merge.seen[head] for mask in left.values())

    def _counts(self, head: str, path: str) -> bool:
        """Say whether the merge looks at this head for a path."""
        return head in self.merge.among.get(path, self.merge.contents)

    def _has_place(self, path: str, head: str) -> bool:
        """Say whether a head has the items that a path lies in, or can be given them anew."""
        if path not in self.after:
            return True
        flat = self.merge.contents[head]
        return not erasure.covers(self._barred.get(head, ()), path) and all(
            position in flat or position not in self._before
            for position in _positions(path, self.after)
        )


def _positions(path: str, after: Flat) -> Iterable[str]:
    """Yield the positions of the items that a path lies in."""
    names = path.split("/")
    for length in range(1, len(names)):
        position = "/".join([*names[:length], POSITION])
        if position in after:
            yield position


def _clashing(paths: Iterable[str], contents: Iterable[Flat], after: Flat) -> set[str]:
    """Return the fields among those of some paths that have different shapes somewhere."""
    fields = {_field(path) for path in paths}
    everything: Flat = {}
    for flat in (*contents, after):
        everything |= {path: v for path, v in flat.items() if _field(path) in fields}
    return {_field(path) for path in everything.keys() - fitting(everything).keys()}


def _field(path: str) -> str:
    return path.partition("/")[0]
