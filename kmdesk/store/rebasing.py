"""Going on with what was begun from a version of which something was erased since."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import TypeAlias

from sqlalchemy import Connection

from kmdesk.base.errors import UserError
from kmdesk.models import erasure
from kmdesk.models.canonical import Json
from kmdesk.models.erasure import Erasure, without_in_document
from kmdesk.models.flat import unflatten
from kmdesk.models.order import POSITION
from kmdesk.models.record import UNTITLED
from kmdesk.models.revision import Header
from kmdesk.store import drafts, known_erasures, revisions
from kmdesk.store.revisions import Revision
from kmdesk.store.views import Draft

Erased: TypeAlias = Sequence[Erasure]


@dataclass(frozen=True)
class Rebased:
    """From where somebody goes on who began from a revision whose content was erased since.

    Attributes:
        base: the revisions that stand for those they began from; none where there are none.
        paths: what they must not bring back.
        instead: a document with what stands at such a path now, where anything does.
    """

    base: tuple[str, ...]
    paths: tuple[str, ...]
    instead: Mapping[str, Json]

    def fields(self, typed: Mapping[str, Json]) -> dict[str, Json]:
        """Return what they typed without what was erased."""
        kept = without_in_document(typed, self.paths, self.instead)
        return {"title": UNTITLED, **kept} if "title" in typed else kept


COPY_OVER = (
    "Something in the version this was begun from was erased for good since; nothing was saved. "
    "Open the record again and copy over what you typed."
)


def rebased(connection: Connection, record: str, base: Sequence[str]) -> Rebased | None:
    """Return from where to go on after an erasure; None if it did not touch these revisions.

    Args:
        connection: where to look.
        record: id of the record.
        base: the revisions that somebody began from.

    Raises:
        UserError: nothing here stands for one of them.
    """
    found = _after_erasing(connection, record, base)
    if found and not found.base:
        raise UserError(COPY_OVER)
    return found


def _after_erasing(connection: Connection, record: str, base: Sequence[str]) -> Rebased | None:
    """Return what `rebased` does, without a base where nothing stands for the old one."""
    known = known_erasures.of(connection, [record]).get(record)
    if not known or not base:
        return None
    headers = revisions.headers(connection, record)
    gone = _lacking(connection, headers, base)
    against = [e for one in gone for e in erasure.binding(headers, known).get(one, ())]
    if not against:
        return None
    paths = tuple(sorted({path for one in against for path in one.paths}))
    now = set(base)
    while gone:
        moved = _moved(headers, now, gone, against)
        now = {one for one in moved.values() if one}
        if None in moved.values():
            return Rebased((), paths, {})
        gone = _lacking(connection, headers, now)
    here = sorted(now & headers.keys())
    stands = [Revision(headers[one], revisions.content(connection, one)) for one in here]
    shown = revisions.resolution(connection, record, stands)
    return Rebased(tuple(sorted(now)), paths, _without_positions(unflatten(shown.flat)))


def stranded(
    connection: Connection, record: str, headers: Mapping[str, Header], going: Mapping[str, Erased]
) -> set[str]:
    """Return the revisions that a draft was begun from and for which nothing would stand.

    Args:
        connection: where to look.
        record: id of the record.
        headers: its history.
        going: the revisions that lose their content, with the erasures that take it.
    """
    draft = next(iter(drafts.all_drafts(connection, record)), None)
    base = set(draft.base) if draft else set()
    against = [one for revision in base & going.keys() for one in going[revision]]
    moved = _moved(headers, base, base & going.keys(), against) if against else {}
    return {one for one, after in moved.items() if after is None}


def _lacking(
    connection: Connection, headers: Mapping[str, Header], some: Iterable[str]
) -> set[str]:
    return {one for one in some if one in headers and not revisions.content(connection, one)}


def _moved(
    headers: Mapping[str, Header], base: Set[str], gone: Set[str], against: Erased
) -> dict[str, str | None]:
    """Return what erasures put in place of each of some revisions; None for nothing.

    Args:
        headers: the history.
        base: the revisions.
        gone: those of them that lost their content.
        against: the erasures that took it.
    """
    clean = sorted({one.revision for one in against if one.revision})
    paths = [path for one in against for path in one.paths]
    if on_all := next((one for one in clean if set(headers[one].parents) == base), None):
        return dict.fromkeys(base, on_all)
    moved: dict[str, str | None] = {}
    for one in base:
        beside = next((c for c in clean if headers[c].parents == (one,)), None)
        moved[one] = beside or (_cleaned_child(headers, one, paths) if one in gone else one)
    return moved


def _cleaned_child(
    headers: Mapping[str, Header], revision: str, paths: Sequence[str]
) -> str | None:
    """Return the revision that `enforce` put on top of another, if it did."""
    for one, header in headers.items():
        if header.parents == (revision,) and header.removed:
            touched = {*header.removed, *header.changed}
            if erasure.covered(paths, touched) == touched:
                return one
    return None


def _without_positions(content: Mapping[str, Json]) -> Mapping[str, Json]:
    """Return content as documents have it: the place of an item is its place in the list."""

    def plain(value: Json) -> Json:
        if isinstance(value, dict):
            return {k: plain(v) for k, v in value.items() if k != POSITION}
        return [plain(one) for one in value] if isinstance(value, list) else value

    return {name: plain(value) for name, value in content.items()}


def put_draft(connection: Connection, draft: Draft) -> None:
    """Keep a draft, without what was erased since it was begun.

    Where nothing stands for what it was begun from, it can be read and not be saved.
    """
    moved = _after_erasing(connection, draft.record, draft.base)
    if moved:
        draft = replace(draft, base=moved.base or draft.base, fields=moved.fields(draft.fields))
    drafts.put(connection, draft)


def clean_draft(connection: Connection, record: str) -> bool:
    """Take what was erased out of a draft; say whether that changed it."""
    found = next(iter(drafts.all_drafts(connection, record)), None)
    if found is None:
        return False
    put_draft(connection, found)
    return drafts.all_drafts(connection, record) != [found]
