"""What the collection answers to the list pane; all of it runs in a worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kmdesk.models.ids import reference
from kmdesk.models.kinds import kind_named
from kmdesk.store.views import Draft, Facet, Hit, Mark, Query, Row
from kmdesk.ui.tables.records import PAGE

if TYPE_CHECKING:
    from kmdesk.store.collection import Collection
    from kmdesk.store.database import Stop


@dataclass(frozen=True)
class Found:
    """The beginning of a list.

    Attributes:
        hits: where words were found, by record.
        next: where it goes on, None at its end.
        hint: what was read otherwise than it may have been meant.
    """

    query: Query
    rows: Sequence[Row]
    hits: Mapping[str, Hit] = field(default_factory=dict)
    next: Mark | None = None
    hint: str = ""


@dataclass(frozen=True)
class Counted:
    """How many records a list has.

    Attributes:
        statuses: how many there would be of each status.
        facets: those of the status as values that would narrow the list.
    """

    query: Query
    total: int
    statuses: Mapping[str, int]
    facets: Mapping[str, Sequence[Facet]]


def find(
    collection: Collection,
    query: Query,
    stop: Stop | None = None,
    *,
    limit: int = PAGE,
    after: Mark | None = None,
) -> Found:
    """Return what a list shows from its beginning, or from a mark on."""
    if query.need == "drafts" and not query.text:
        return Found(query, _drafts(collection, query))
    page = collection.page(query, limit=limit, after=after, stop=stop)
    hits = {hit.row.id: hit for hit in page.hits}
    return Found(query, [hit.row for hit in page.hits], hits, page.next, page.hint)


def count(collection: Collection, query: Query, stop: Stop) -> Counted:
    """Return the numbers of a list."""
    if query.need == "drafts" and not query.text:
        rows = _drafts(collection, replace(query, status=""))
        statuses: dict[str, int] = {}
        for row in rows:
            statuses[row.status] = statuses.get(row.status, 0) + 1
        return Counted(query, len(rows), statuses, {})
    found = facets(collection, query, stop, ["status"])
    statuses = {one.value: one.count for one in found["status"]}
    return Counted(query, collection.count(query, stop=stop), statuses, found)


def facets(
    collection: Collection, query: Query, stop: Stop, fields: Sequence[str]
) -> dict[str, Sequence[Facet]]:
    """Return the values of fields that would narrow a list."""
    return {name: collection.facets(query, name, stop=stop) for name in fields}


def _drafts(collection: Collection, query: Query) -> list[Row]:
    """Return the drafts that are no records yet, and the records with drafts."""
    known = collection.rows(collection.ids(query))
    there = {row.id for row in known}
    new = [row_of(d) for d in collection.drafts() if not d.base and not query.status]
    return [row for row in new if row.id not in there] + known


def row_of(draft: Draft) -> Row:
    """Return a draft that was never saved as a list shows it."""
    kind = kind_named(draft.kind)
    fields = draft.fields
    lead = next((v for n in kind.lead if isinstance(v := fields.get(n), str) and v), "")
    return Row(
        id=draft.record,
        kind=draft.kind,
        reference=reference(kind.prefix, draft.record),
        title=fields.get("title") or f"{kind.label} without a title",
        lead=lead,
        status=fields.get("status") or next(iter(kind.statuses)),
        sharing=fields.get("sharing") or "organisation",
        review_by="",
        updated=draft.time,
        updated_by=draft.author,
        conflicts=0,
        trashed=False,
        has_draft=True,
    )
