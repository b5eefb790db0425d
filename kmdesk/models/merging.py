"""What a merge brought together without asking anybody, so that it can be told."""

from collections.abc import Collection
from dataclasses import dataclass

from kmdesk.models.flat import is_position
from kmdesk.models.resolve import TRASHED, Merge, Resolution


@dataclass(frozen=True)
class Together:
    """What a record shows of the work of two sides, by path.

    Attributes:
        theirs: what the other side changed or took away, and ours did not.
        ours: what ours did, and the other side did not.
        kept: what stays because one side changed it while the other took it away; ``trashed`` for
            a record that one side put in the trash.
    """

    theirs: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def merged(self) -> bool:
        """Say whether work of both sides stands now, or something that one of them took away."""
        return bool((self.theirs and self.ours) or self.kept)


def together(shown: Resolution, theirs: Collection[str]) -> Together:
    """Return what was brought together without asking.

    Args:
        shown: what the revisions of a record amount to.
        theirs: those of its revisions that the other side brought.
    """
    if shown.merge is None:
        return Together()
    merge = shown.merge
    contents = merge.contents.values()
    disputed = {conflict.path for conflict in shown.conflicts}
    sides: tuple[list[str], list[str]] = ([], [])
    for path in sorted({path for flat in contents for path in flat} - disputed - {TRASHED}):
        if is_position(path) or len({flat.get(path) for flat in contents}) == 1:
            continue
        if revision := _standing(merge, path, present=path in shown.flat):
            sides[revision not in theirs].append(path)
    return Together(tuple(sides[0]), tuple(sides[1]), shown.revived)


def _standing(merge: Merge, path: str, *, present: bool) -> str:
    """Return the revision whose value stands at a path, or that took it away; "" for none."""
    if present:
        return merge.standing[path][0].revision
    masks = merge.left_at(path).values()
    found = [revision for mask in masks for revision in merge.history.revisions(mask)]
    return max(found, default="")
