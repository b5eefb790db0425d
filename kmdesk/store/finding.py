"""Finding records: pages of results, counts, and what could be typed next.

Nothing here visits more records than it shows or counts, whatever the search.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from kmdesk.base import clock
from kmdesk.models import standing
from kmdesk.models.kinds import KINDS
from kmdesk.models.record import SHARING_WORDS
from kmdesk.models.tables import RecordRow, TagRow
from kmdesk.store import file_texts, fulltext, indexing, reading, search_query, spans, terms
from kmdesk.store.search_expression import Expressions
from kmdesk.store.search_query import Completing, Is, Node, Parsed, Within
from kmdesk.store.snippets import Marker
from kmdesk.store.views import MOST_COUNTED, Facet, Hit, Mark, Page, Query, Row

_MOST_FACETS = 30
_ENDLESS = 2**58
"""A number that no record reaches before the year 10000, whatever its clock says."""

_MOST_SCANNED = 3_000_000
"""Letters of attached files that are looked through for the passages of a page."""

_FACET_FIELDS = {"kind", "status", "tag", "sharing", "by"}

Found = list[tuple[int, int]]
"""Tiers and numbers of records."""


def page(connection: Connection, query: Query, limit: int, after: Mark | None = None) -> Page:
    """Return results of a search from a mark on, each with the passage that matched.

    Args:
        connection: where to look.
        query: what is asked for.
        limit: as many results as a page has.
        after: `Page.next` of the page before.
    """
    parsed = parse(query)
    found, following = _some(connection, query, parsed, limit, after)
    return Page(tuple(_hits(connection, found, parsed)), following, parsed.hint)


def ids(connection: Connection, query: Query, limit: int) -> list[str]:
    """Return the ids of the first results."""
    found, _ = _some(connection, query, parse(query), limit, None)
    rows = reading.rows_by_number(connection, [number for _, number in found])
    return [rows[number].id for _, number in found]


def count(connection: Connection, query: Query) -> int:
    """Return how many records match, `MOST_COUNTED` + 1 for more than that."""
    expressions = Expressions(connection, parse(query), trashed=query.trashed)
    return fulltext.count(connection, expressions.everything, MOST_COUNTED + 1)


def facets(connection: Connection, query: Query, name: str) -> list[Facet]:
    """Return the values of a field that would narrow a search, the most frequent first.

    Tags and names are those of the latest `MOST_COUNTED` results.

    Args:
        connection: where to look.
        query: the search; what it says itself about this field is set aside.
        name: ``kind``, ``tag``, ``status``, ``by``, ``sharing`` or ``year``.
    """
    blank: dict[str, Any] = {"author" if name == "by" else name: ""}
    wider = replace(query, **blank)
    expressions = Expressions(connection, parse(wider), trashed=query.trashed)
    latest = fulltext.latest(connection, expressions.everything, MOST_COUNTED + 1)
    if len(latest) > MOST_COUNTED:
        counted = {
            value: fulltext.count(connection, expressions.narrowed(node), MOST_COUNTED + 1)
            for value in _candidates(connection, name, latest)
            if (node := _narrowing(name, value)) is not None
        }
    else:
        counted = _among(connection, name, latest)
    found = [Facet(value, number) for value, number in counted.items() if number]
    return sorted(found, key=lambda facet: (-facet.count, facet.value))[:_MOST_FACETS]


def parse(query: Query) -> Parsed:
    """Return what a query asks for, its text and its other fields together."""
    parsed = search_query.parse(query.text)
    fields = (
        ("kind", query.kind),
        ("status", query.status),
        ("tag", query.tag),
        ("sharing", query.sharing),
        ("by", query.author),
        ("year", query.year),
    )
    nodes = [node for name, value in fields if value and (node := _narrowing(name, value))]
    match query.need:
        case "due":
            until = date.fromisoformat(standing.due_until(clock.today()))
            nodes.append(Within("review_by", (spans.FIRST, until)))
        case "actions":
            nodes.append(Is("late", "recommendation"))
        case "conflicts" | "drafts":
            nodes.append(Is("has", query.need.removesuffix("s")))
    if not nodes:
        return parsed
    return replace(parsed, node=search_query.together([parsed.node, *nodes]))


def _narrowing(name: str, value: str) -> Node | None:
    if name != "year":
        return Is(name, value, whole=name in _FACET_FIELDS)
    span = spans.read(value)
    return Within("updated", span) if span else None


def _some(
    connection: Connection, query: Query, parsed: Parsed, limit: int, after: Mark | None
) -> tuple[Found, Mark | None]:
    """Return some results, and where the next begin."""
    expressions = Expressions(connection, parsed, trashed=query.trashed)
    if query.sort in ("title", "review_by"):
        return _sorted(connection, query.sort, expressions, limit, after)
    tiers = expressions.tiers if query.sort == "relevance" else (expressions.everything,)
    best = min(len(tiers), 2) if parsed.terms else 0
    mark = after or Mark(0, _ENDLESS)
    found: Found = []
    for tier in range(mark.tier, len(tiers)):
        before = mark.at if tier == mark.tier else _ENDLESS
        some = fulltext.latest(connection, tiers[tier], limit - len(found), before)
        found += [(max(best - tier, 0), number) for number in some]
        if len(found) == limit:
            return found, Mark(tier, found[-1][1])
    return found, None


def _sorted(
    connection: Connection, column: str, expressions: Expressions, limit: int, after: Mark | None
) -> tuple[Found, Mark | None]:
    tiers = expressions.by_day if column == "review_by" else (expressions.everything,)
    mark = after or Mark(0, 0)
    found: Found = []
    for tier in range(mark.tier, len(tiers)):
        offset = mark.at if tier == mark.tier else 0
        few = fulltext.count(connection, tiers[tier], MOST_COUNTED + 1) <= MOST_COUNTED
        order = column if tier == 0 else "number"
        some = fulltext.in_order(
            connection, tiers[tier], order, few=few, limit=limit - len(found), offset=offset
        )
        found += [(0, number) for number in some]
        if len(found) == limit:
            return found, Mark(tier, offset + len(some))
    return found, None


def _hits(connection: Connection, found: Found, parsed: Parsed) -> Iterator[Hit]:
    rows = reading.rows_by_number(connection, [number for _, number in found])
    marker = Marker(parsed.terms)
    titles = {number: marker.whole(row.title) for number, row in rows.items()}
    in_files = [number for tier, number in found if tier == 0] if parsed.terms else []
    passages = _in_files(connection, rows, in_files, marker)
    for number, row in rows.items():
        passages[number] = passages.get(number) or marker.passage([row.lead])
    if parsed.terms:
        unmarked = [number for number, passage in passages.items() if not passage]
        for number, document in reading.documents_by_number(connection, unmarked):
            texts = indexing.texts(rows[number].kind, msgspec.json.decode(document))
            passages[number] = marker.passage(texts)
        unmarked = [n for n in unmarked if not passages[n] and titles[n] == rows[n].title]
        passages |= _in_files(connection, rows, unmarked, marker)
    for tier, number in found:
        row = rows[number]
        score = tier + max(number, 0) / _ENDLESS
        yield Hit(row, titles[number], passages[number] or row.lead, score)


def _in_files(
    connection: Connection, rows: Mapping[int, Row], numbers: Iterable[int], marker: Marker
) -> dict[int, str]:
    """Return the passages of attached files that match, each after the name of its file."""
    found: dict[int, str] = {}
    left = _MOST_SCANNED
    for number in numbers:
        for name, text in file_texts.of_record(connection, rows[number].id):
            passage = marker.passage([text], left)
            left -= min(len(text), left)
            if passage:
                found[number] = f"in {name}: {passage}"
                break
    return found


def _among(connection: Connection, name: str, numbers: Sequence[int]) -> dict[str, int]:
    """Return the values of a field among some records, with their numbers."""
    columns = {
        "kind": RecordRow.kind,
        "status": RecordRow.status,
        "sharing": RecordRow.sharing,
        "by": RecordRow.authors,
        "year": func.substr(RecordRow.updated, 1, 4),
        "tag": TagRow.tag,
    }
    column = columns[name]
    query = select(column, func.count()).select_from(RecordRow)
    query = query.where(RecordRow.number.in_(numbers))
    if name == "tag":
        query = query.join(TagRow, TagRow.record == RecordRow.id)
    counted: dict[str, int] = {}
    for value, number in connection.execute(query.group_by(column)):
        for one in value.split("\n") if name == "by" else [value]:
            counted[one] = counted.get(one, 0) + number
    return {value: number for value, number in counted.items() if value}


def _candidates(connection: Connection, name: str, latest: Sequence[int]) -> list[str]:
    match name:
        case "kind":
            return list(KINDS)
        case "status":
            return list(dict.fromkeys(s for kind in KINDS.values() for s in kind.statuses))
        case "sharing":
            return list(SHARING_WORDS)
        case "year":
            ends = select(func.min(RecordRow.number), func.max(RecordRow.number))
            first, last = connection.execute(ends).one()
            query = select(func.substr(RecordRow.updated, 1, 4)).where(
                RecordRow.number.in_((first, last))
            )
            years = [int(year) for year in connection.scalars(query)]
            return [str(year) for year in range(min(years), max(years) + 1)][-_MOST_FACETS:]
    found = _among(connection, name, latest)
    return sorted(found, key=lambda value: -found[value])[:_MOST_FACETS]


def completions(connection: Connection, completing: Completing, limit: int = 20) -> list[str]:
    """Return what could take the place of what is being typed, ready to be put there."""
    start = completing.value.casefold()
    match completing.wants:
        case "word":
            fields = [f"{name}:" for name in search_query.FIELDS if name.startswith(start)]
            form = terms.form(completing.value)
            words = fulltext.words_beginning(connection, form, limit) if start.isalnum() else []
            found = fields if start else []
            return [*found, *(word for word in words if word != form)][:limit]
        case "kind":
            offered: Iterable[str] = KINDS
        case "status":
            offered = dict.fromkeys(s for kind in KINDS.values() for s in kind.statuses)
        case "sharing":
            offered = SHARING_WORDS
        case "has":
            offered = search_query.HAS
        case "in":
            offered = ("title",)
        case "due":
            offered = ("overdue", "week", "month", "year")
        case "tag":
            offered = fulltext.values(connection, "tag", "tag")
        case "by":
            return _names(connection, start)[:limit]
        case _:
            offered = ("today", "month", "year")
    fold = terms.form
    return [one for one in offered if fold(one).startswith(fold(start))][:limit]


def _names(connection: Connection, start: str) -> list[str]:
    """Return who saved the latest records, by a beginning of any of their names.

    Others are found by the words of their names, which the index has.
    """
    recent = Expressions(connection, Parsed(), trashed=False).everything
    counted = _among(connection, "by", fulltext.latest(connection, recent, MOST_COUNTED))
    begin = terms.form(start)
    whole = [
        name
        for name in sorted(counted, key=lambda name: -counted[name])
        if any(terms.form(word).startswith(begin) for word in (name, *terms.words(name)))
    ]
    known = {terms.form(word) for name in whole for word in terms.words(name)}
    sign = fulltext.fact("b", "")
    others = fulltext.facts_beginning(connection, fulltext.fact("b", start)) if start else []
    words = (fact.removeprefix(sign) for fact in others)
    return [*whole, *(word for word in words if "_" not in word and word not in known)]
