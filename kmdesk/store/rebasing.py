"""Going on with what was begun from a version of which something was erased since."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from kmdesk.base.errors import UserError
from kmdesk.models import erasure
from kmdesk.models.canonical import Json
from kmdesk.models.erasure import without_in_document
from kmdesk.models.flat import unflatten
from kmdesk.models.record import UNTITLED
from kmdesk.models.revision import Header
from kmdesk.store import drafts, known_erasures, revisions
from kmdesk.store.revisions import Revision
from kmdesk.store.views import Draft


@dataclass(frozen=True)
class Rebased:
    """From where somebody goes on who began from a revision whose content was erased since.

    Attributes:
        base: the revisions that stand for those they began from.
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


def rebased(connection: Connection, record: str, base: Sequence[str]) -> Rebased | None:
    """Return from where to go on after an erasure; None if it did not touch these revisions.

    Args:
        connection: where to look.
        record: id of the record.
        base: the revisions that somebody began from.

    Raises:
        UserError: what they saw cannot be told any more without what was erased.
    """
    known = known_erasures.of(connection, [record]).get(record)
    if not known or not base:
        return None
    headers = revisions.headers(connection, record)
    gone = _lacking(connection, headers, base)
    against = [e for one in gone for e in erasure.binding(headers, known).get(one, ())]
    if not against:
        return None
    paths = tuple(sorted({path for one in against for path in one.paths}))
    clean = sorted({one.revision for one in against if one.revision})
    now = set(base)
    while gone:
        now = _moved(headers, now, gone, clean, paths)
        gone = _lacking(connection, headers, now)
    stands = [
        Revision(headers[one], revisions.content(connection, one))
        for one in sorted(now & headers.keys())
    ]
    shown = revisions.resolution(connection, record, stands)
    return Rebased(tuple(sorted(now)), paths, _without_positions(unflatten(shown.flat)))


def _lacking(
    connection: Connection, headers: Mapping[str, Header], some: Iterable[str]
) -> set[str]:
    return {one for one in some if one in headers and not revisions.content(connection, one)}


def _moved(
    headers: Mapping[str, Header],
    base: Set[str],
    gone: Set[str],
    clean: Sequence[str],
    paths: Sequence[str],
) -> set[str]:
    """Return what erasures put in place of some revisions, of which these lost their content.

    Raises:
        UserError: there is no such thing for one of them.
    """
    for one in clean:
        if set(headers[one].parents) == base:
            return {one}
    moved: set[str] = set()
    for one in base:
        beside = next((c for c in clean if headers[c].parents == (one,)), None)
        after = beside or (_cleaned_child(headers, one, paths) if one in gone else one)
        if after is None:
            raise UserError(
                "Something in the version this was begun from was erased for good since; nothing "
                "was saved. Open the record again and copy over what you typed."
            )
        moved.add(after)
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
            return {k: plain(v) for k, v in value.items() if k != "position"}
        return [plain(one) for one in value] if isinstance(value, list) else value

    return {name: plain(value) for name, value in content.items()}


def put_draft(connection: Connection, draft: Draft) -> None:
    """Keep a draft, without what was erased since it was begun.

    Raises:
        UserError: what was erased cannot be told from the rest.
    """
    moved = rebased(connection, draft.record, draft.base)
    drafts.put(connection, _rebased_draft(draft, moved) if moved else draft)


def clean_draft(connection: Connection, record: str) -> bool:
    """Take what was erased out of a draft; say whether it held any of it."""
    found = next(iter(drafts.all_drafts(connection, record)), None)
    if found is None:
        return False
    try:
        moved = rebased(connection, record, found.base)
    except UserError:
        drafts.drop(connection, record)
        return True
    if moved is None:
        return False
    drafts.put(connection, _rebased_draft(found, moved))
    return True


def _rebased_draft(draft: Draft, moved: Rebased) -> Draft:
    return replace(draft, base=moved.base, fields=moved.fields(draft.fields))
