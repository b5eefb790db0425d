"""Erasing for good: who took which words out of all history and why, without the words.

An erasure names paths of a record and its *clean* revision, which was built on all that its author
had, or on one head of it while people disagree elsewhere, and holds what may stay. What counts is
ancestry alone, so the order in which files arrive does not: a revision that was not built on the
clean one may hold nothing at or below the paths. An erasure that names no path takes the whole
record, headers too; what is left is the erasure.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Annotated

from msgspec import Meta

from kmdesk.models import canonical, named
from kmdesk.models.canonical import Json
from kmdesk.models.flat import Flat, escape, is_member, is_position, member, unflatten
from kmdesk.models.named import Named
from kmdesk.models.ready import ready
from kmdesk.models.resolve import TRASHED, History
from kmdesk.models.revision import Hash, Header, Moment, RecordId, as_paths, difference

MOST_PATHS = 1_000
LONGEST_REASON = 500


@ready
class Erasure(Named, frozen=True, kw_only=True, dict=True, forbid_unknown_fields=True):
    """Who erased what, when and why.

    Attributes:
        paths: what was erased, with all below it; none for the whole record.
        device: id of the copy of the collection it was erased in.
        time: as `clock.now` writes it.
        reason: in the author's words, which are not those erased.
        revision: the clean revision; None when the whole record was erased.
    """

    record: RecordId
    paths: Annotated[tuple[str, ...], Meta(max_length=MOST_PATHS)] = ()
    author: Annotated[str, Meta(max_length=200)] = ""
    device: Annotated[str, Meta(max_length=64)]
    time: Moment
    reason: Annotated[str, Meta(max_length=LONGEST_REASON)] = ""
    revision: Hash | None = None

    @property
    def whole(self) -> bool:
        """Say whether the whole record was erased."""
        return not self.paths


def read_erasure(data: bytes) -> Erasure:
    """Return the erasure of canonical bytes that somebody else wrote.

    Raises:
        ValueError: they are not the canonical bytes of an erasure.
    """
    found = named.read(data, Erasure, "an erasure")
    if found.whole != (found.revision is None):
        raise ValueError("an erasure has paths without a clean revision, or the reverse")
    if any(a >= b for a, b in zip(found.paths, found.paths[1:], strict=False)):
        raise ValueError("the paths of an erasure are not sorted, or repeat")
    if any(objection(path) for path in found.paths):
        raise ValueError("an erasure names a path that cannot be erased")
    return found


def objection(path: str) -> str:
    """Return why a path cannot be erased for itself, "" if it can."""
    if is_member(path):
        return "stands in the headers of the history, which are never changed"
    if not path or path == TRASHED or is_position(path):
        return "holds nobody's words"
    return ""


def covers(paths: Iterable[str], path: str) -> bool:
    """Say whether a path is one of these or lies below one."""
    return any(path == one or path.startswith(f"{one}/") for one in paths)


def covered(paths: Iterable[str], among: Iterable[str]) -> set[str]:
    """Return those of some paths that are one of these or lie below one."""
    tops = tuple(paths)
    below = tuple(f"{one}/" for one in tops)
    return {path for path in among if path in tops or path.startswith(below)}


def not_clean(headers: Mapping[str, Header], revision: str) -> set[str]:
    """Return the revisions that are neither a clean revision nor built on it."""
    history = History(headers)
    bit = history.bit.get(revision, 0)
    return {one for one in headers if one != revision and not history.ancestors[one] & bit}


def binding(headers: Mapping[str, Header], erasures: Iterable[Erasure]) -> dict[str, list[Erasure]]:
    """Return for each revision of a record the erasures that it must not contradict."""
    found: dict[str, list[Erasure]] = {}
    for one in erasures:
        if one.revision is not None:
            for revision in not_clean(headers, one.revision):
                found.setdefault(revision, []).append(one)
    return found


def erased_from(headers: Mapping[str, Header], erasures: Iterable[Erasure]) -> dict[str, Erasure]:
    """Return the revisions that by their headers held what was erased, each with the first erasure.

    It is the same wherever the headers are, also where the content never was.
    """
    history = History(headers)
    seen = {one: history.ancestors[one] | history.bit[one] for one in headers}
    setters: dict[str, int] = {}
    for revision, header in headers.items():
        for path in header.changed:
            setters[path] = setters.get(path, 0) | history.bit[revision]
    found: dict[str, Erasure] = {}
    for erasure in sorted(erasures, key=_age):
        if erasure.revision is None:
            continue
        bound = not_clean(headers, erasure.revision)
        for path in covered(erasure.paths, setters):
            for revision in bound - found.keys():
                if history.newest(history.touches[path] & seen[revision]) & setters[path]:
                    found[revision] = erasure
    return found


def contradicts(flat: Flat, erasures: Iterable[Erasure]) -> bool:
    """Say whether a content holds what one of these erasures took."""
    return any(covered(one.paths, flat) for one in erasures)


def without(flat: Flat, erasures: Iterable[Erasure]) -> Flat:
    """Return a content without what erasures took; one that would be empty is in the trash."""
    gone = covered([path for one in erasures for path in one.paths], flat)
    return {path: value for path, value in flat.items() if path not in gone} or {TRASHED: True}


def cleaned(header: Header, flat: Flat, erasures: Collection[Erasure]) -> tuple[Header, bytes]:
    """Return the revision on top of a head that takes away what these erasures took, no more.

    Whoever makes it makes the same one, so that two PCs that put it there agree.
    """
    after = without(flat, erasures)
    changed, removed = difference(flat, after)
    latest = max(erasures, key=_age)
    content = canonical.encode(unflatten(after))
    made = Header(
        record=header.record,
        kind=header.kind,
        parents=(header.id,),
        author=latest.author,
        device=latest.device,
        time=header.time,
        changed=as_paths(changed),
        removed=as_paths(removed),
        content=canonical.sha256(content),
    )
    return made, content


def without_in_document(
    fields: Mapping[str, Json], paths: Iterable[str], instead: Mapping[str, Json]
) -> dict[str, Json]:
    """Return a document's fields, such as a draft's, without some paths.

    Args:
        fields: a document, its items with their ids.
        paths: what goes, with all below it.
        instead: a document; where it has something at such a path, that is put there.
    """
    pruned: dict[str, Json] = _pruned(fields, instead, "", tuple(paths))
    return pruned


def _pruned(value: Json, instead: Json, prefix: str, paths: tuple[str, ...]) -> Json:
    if isinstance(value, dict):
        other = instead if isinstance(instead, dict) else {}
        kept: dict[str, Json] = {}
        for name, inner in value.items():
            path = prefix + escape(name)
            if not covers(paths, path):
                kept[name] = _pruned(inner, other.get(name), f"{path}/", paths)
            elif name in other:
                kept[name] = other[name]
        return kept
    if isinstance(value, list):
        stand = instead if isinstance(instead, list) else []
        items = {one["id"]: one for one in stand if isinstance(one, dict) and "id" in one}
        found = (_pruned_member(one, items, prefix, paths) for one in value)
        return [one for one in found if one is not None]
    return value


def _pruned_member(
    value: Json, items: Mapping[str, Json], prefix: str, paths: tuple[str, ...]
) -> Json:
    """Return an item or a member of a set without the paths; None if it goes altogether."""
    if isinstance(value, str):
        return None if covers(paths, prefix + member(value)) else value
    if not isinstance(value, dict) or not value.get("id"):
        return value
    path = f"{prefix}{value['id']}"
    if covers(paths, path):
        return items.get(value["id"])
    return _pruned(value, items.get(value["id"]), f"{path}/", paths)


def _age(erasure: Erasure) -> tuple[str, str]:
    return erasure.time, erasure.id
