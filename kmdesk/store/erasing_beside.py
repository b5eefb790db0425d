"""Erasing in a record while people disagree on another part of it, which stays open.

A clean revision on top of all heads would settle the disagreement. So it is put on top of one head,
with all that may stay at what was erased; from the other heads that is taken away, as from those of
people who had not heard of the erasure (`kmdesk.models.erasure.cleaned`).
"""

from collections.abc import Collection, Iterable, Mapping

import msgspec

from kmdesk.models import erasure
from kmdesk.models.erasure import Erasure
from kmdesk.models.flat import Flat, Scalar, flatten, unflatten
from kmdesk.models.resolve import Conflict, Merge, Resolution, resolve
from kmdesk.store import revisions
from kmdesk.store.revisions import Revision, Stamp


def clean_revision(
    record: str,
    kind: str,
    before: Resolution,
    after: Flat,
    paths: tuple[str, ...],
    touched: Collection[str],
    stamp: Stamp,
) -> Revision | None:
    """Return a clean revision on one head that leaves open what people disagree on elsewhere.

    Args:
        record: its id.
        kind: name of its kind.
        before: what the heads show; there are several.
        after: what is to be shown.
        paths: what is erased.
        touched: all that the record ever had there.
        stamp: who, where, when.

    Returns:
        None where it can stand on no single head without changing more than what is erased.
    """
    assert before.merge is not None, "there is no dispute among fewer than two heads"
    disputed = [c for c in before.conflicts if not erasure.covers(paths, c.path)]
    kept = {path: after[path] for path in touched if path in after}
    headers, contents = before.merge.headers, before.merge.contents
    for head in sorted(contents, key=lambda one: (headers[one].time, one), reverse=True):
        flat = contents[head]
        if erasure.covered(before.barred.get(head, ()), kept):
            continue
        rest = {path: value for path, value in flat.items() if not erasure.covers(paths, path)}
        on_head = Resolution((head,), flat, contested=frozenset(touched))
        made = revisions.build(record, kind, unflatten(rest | kept), on_head, stamp)
        assert made is not None, "what was touched is never nothing"
        shown = _afterwards(before.merge, head, made, paths, stamp)
        if shown.flat == after and _values(shown.conflicts) == _values(disputed):
            return made
    return None


def _afterwards(
    merge: Merge, head: str, made: Revision, paths: tuple[str, ...], stamp: Stamp
) -> Resolution:
    """Return what the record shows once the erasure is enforced."""
    header = made.header
    one = Erasure(
        record=header.record, paths=paths, device=stamp.device, time=stamp.time, revision=header.id
    )
    headers, contents = {**merge.headers, header.id: header}, {header.id: made.flat()}
    for other, flat in merge.contents.items():
        if other != head and erasure.contradicts(flat, [one]):
            cleaned, data = erasure.cleaned(merge.headers[other], flat, [one])
            headers[cleaned.id] = cleaned
            contents[cleaned.id] = flatten(msgspec.json.decode(data))
        elif other != head:
            contents[other] = flat
    return resolve(headers, contents)


def _values(conflicts: Iterable[Conflict]) -> Mapping[str, Mapping[Scalar, str]]:
    return {c.path: {one.value: one.revision for one in c.values} for c in conflicts}
