"""The rule of docs/exchange-format.md as it is written there, slow and plain, to hold the merge to.

It knows nothing of `kmdesk.models.resolve`. Which of the values that are left fit into one document
is not decided here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kmdesk.models.flat import Flat, Scalar
from kmdesk.models.revision import Header

Left = dict[Scalar | None, set[str]]
"""The values left at a path, absence as None, each with its origins."""


@dataclass(frozen=True)
class Book:
    """Revisions that somebody has, the content of each, and the ancestors found so far."""

    headers: Mapping[str, Header]
    flats: Mapping[str, Flat]
    known: dict[str, set[str]] = field(default_factory=dict)

    def values(self) -> dict[str, list[Scalar]]:
        """Return for each path that is shown the values left, the one shown first."""
        left, _ = self.decided()
        if any("trashed" not in self.flats[head] for head in self.heads() if self.counts(head)):
            left.pop("trashed", None)
        shown = {path: self.in_order(values) for path, values in left.items()}
        return {path: values for path, values in shown.items() if values}

    def counts(self, head: str) -> bool:
        """Say whether a head counts for the trash: not if it only takes out what was erased."""
        saved = head
        while self.is_for_erasing(saved):
            saved = self.headers[saved].parents[0]
        others = self.heads() - {head}
        return saved == head or not any(saved in self.ancestors(other) for other in others)

    def is_for_erasing(self, revision: str) -> bool:
        one = self.headers[revision]
        if one.changed or not one.removed or len(one.parents) != 1:
            return False
        below = self.headers.get(one.parents[0])
        return below is not None and below.time == one.time

    def disagreed(self) -> set[str]:
        """Return the paths on which the heads disagree, those of items kept whole among them."""
        left, kept = self.decided()
        return kept | {path for path, values in left.items() if len(values) > 1}

    def decided(self) -> tuple[dict[str, Left], set[str]]:
        """Return what is left at each path, and the paths of the items that are kept whole."""
        heads = self.heads()
        paths = {path for head in heads for path in self.flats[head]}
        left = {path: self.left(path, heads) for path in paths}
        kept = set()
        for item in self.items(paths):
            inside = {path for path in paths if path.startswith(f"{item}/")}
            having = {head for head in heads if inside & self.flats[head].keys()}
            edited = any(value is not None for path in inside for value in left[path])
            lacking = heads - having
            if edited and any(self.takes_away(h, p, left[p]) for h in lacking for p in inside):
                left |= {path: self.left(path, having) for path in inside}
                kept |= inside
        return left, kept

    def heads(self) -> set[str]:
        return self.headers.keys() - {p for h in self.headers.values() for p in h.parents}

    def left(self, path: str, heads: Iterable[str]) -> Left:
        """Return the values left at a path among some heads."""
        origins = {head: self.origins(path, head) for head in heads}
        unanimous = len({self.flats[head].get(path) for head in origins}) == 1
        if not (unanimous or path.rpartition("/")[2].startswith("=")):
            origins = self.without_exports(path, origins)
        replaced = {a for some in origins.values() for one in some for a in self.ancestors(one)}
        left: Left = {}
        for head, some in origins.items():
            if some - replaced:
                left.setdefault(self.flats[head].get(path), set()).update(some - replaced)
        return left

    def origins(self, path: str, head: str) -> set[str]:
        """Return the origins of what a head has at a path."""
        touching = {r for r in {head} | self.ancestors(head) if self.touches(r, path)}
        return touching - {a for one in touching for a in self.ancestors(one)}

    def without_exports(self, path: str, origins: dict[str, set[str]]) -> dict[str, set[str]]:
        """Return origins without what was exported where a person or a later export counts."""
        exports = {r for r, h in self.headers.items() if h.kind == "source" and not h.parents}
        everything = {one for some in origins.values() for one in some}
        replaced = {a for one in everything for a in self.ancestors(one)}
        if everything - replaced - exports:
            return {head: some - exports for head, some in origins.items()}
        field_ = path.partition("/")[0]
        having = [
            one
            for one in exports
            if any(p.partition("/")[0] == field_ for p in self.headers[one].changed)
            and any(one in {head} | self.ancestors(head) for head in origins)
        ]
        latest = max(having, key=lambda one: (self.headers[one].time, one), default="")
        return {head: some - (exports - {latest}) for head, some in origins.items()}

    def takes_away(self, head: str, path: str, left: Left) -> bool:
        """Say whether absence at this head is among what is left."""
        return not self.origins(path, head).isdisjoint(left.get(None, ()))

    def touches(self, revision: str, path: str) -> bool:
        header = self.headers[revision]
        return path in header.changed or path in header.removed

    def ancestors(self, revision: str) -> set[str]:
        if revision not in self.known:
            parents = self.headers[revision].parents
            self.known[revision] = set(parents).union(*map(self.ancestors, parents))
        return self.known[revision]

    def items(self, paths: Iterable[str]) -> list[str]:
        """Return the items, outer ones first."""
        ends = "/position"
        return sorted((p.removesuffix(ends) for p in paths if p.endswith(ends)), key=len)

    def in_order(self, left: Left) -> list[Scalar]:
        """Return the values but absence, the one to show first."""
        latest = {
            value: max((self.headers[one].time, one) for one in origins)
            for value, origins in left.items()
            if value is not None
        }
        return sorted(latest, key=lambda value: latest[value], reverse=True)
