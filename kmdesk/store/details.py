"""What a record has several of, each in a table of its own: tags, links, recommendations, files."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from sqlalchemy import BindParameter, Connection, bindparam, delete, insert

from kmdesk.models import canonical, provenance
from kmdesk.models.canonical import Json
from kmdesk.models.flat import flatten, is_member
from kmdesk.models.ids import ALPHABET, RECORD_ID
from kmdesk.models.resolve import TRASHED
from kmdesk.models.tables import FileRow, LinkRow, RecommendationRow, TagRow

TABLES = (TagRow, LinkRow, RecommendationRow, FileRow)

Rows: TypeAlias = list[dict[str, str]]
Details: TypeAlias = tuple[Rows, ...]
"""The rows of one record in each of the tables."""

_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_ADD = tuple(insert(table) for table in TABLES)
_DROP = tuple(delete(table).where(table.record.in_(_IDS)) for table in TABLES)

_NAMES_RECORDS = re.compile(rf'"[{ALPHABET}]{{26}}[":]')
"""What the JSON of a document has in it that names a record, alone or with a revision."""


def of(record: str, kind: str, document: Mapping[str, Json], text: str) -> Details:
    """Return the details of a record.

    Args:
        record: its id.
        kind: name of its kind.
        document: what it shows.
        text: the same as canonical JSON.
    """
    return (
        [{"tag": tag, "record": record} for tag in tags(document)],
        _links(record, document) if _NAMES_RECORDS.search(text) else [],
        _recommendations(record, kind, document),
        [
            {"sha256": one["id"], "record": record, "name": line(one.get("name"))}
            for one in canonical.items(document, "attachments")
        ],
    )


def replace(connection: Connection, changes: Iterable[tuple[Details | None, Details]]) -> None:
    """Bring the tables in line for some records; what is as it was is left alone.

    Args:
        connection: of the writer.
        changes: for each record what the tables hold, None for nothing, and what they should.
    """
    known = list(changes)
    for place, (drop, add) in enumerate(zip(_DROP, _ADD, strict=True)):
        before = [old[place] if old else [] for old, _ in known]
        after = [new[place] for _, new in known]
        differing = [one for one in zip(before, after, strict=True) if one[0] != one[1]]
        if outdated := [old[0]["record"] for old, _ in differing if old]:
            connection.execute(drop, {"ids": outdated})
        if rows := [row for _, new in differing for row in new]:
            connection.execute(add, rows)


def drop(connection: Connection, records: Sequence[str]) -> None:
    """Empty the tables of all that belongs to some records."""
    for statement in _DROP:
        connection.execute(statement, {"ids": records})


def tags(document: Mapping[str, Json]) -> list[str]:
    """Return the tags of a document."""
    found = document.get("tags")
    return [tag for tag in found if isinstance(tag, str)] if isinstance(found, list) else []


def line(value: Json) -> str:
    """Return a text as it is, anything else as none."""
    return value if isinstance(value, str) else ""


def _links(record: str, document: Mapping[str, Json]) -> Rows:
    named = (
        (path, path.rpartition("/")[2][1:] if is_member(path) else value)
        for path, value in flatten(document).items()
    )
    return [
        {"target": target, "record": record, "path": path}
        for path, value in named
        if (target := _target(value))
    ]


def _target(value: Json) -> str:
    """Return the record that a value names or printed."""
    if not isinstance(value, str):
        return ""
    return value if RECORD_ID.fullmatch(value) else provenance.named_record(value)


def _recommendations(record: str, kind: str, document: Mapping[str, Json]) -> Rows:
    """Return those still open that have a day."""
    if kind != "review" or TRASHED in document:
        return []
    found = (_open(record, item) for item in canonical.items(document, "recommendations"))
    return [one for one in found if one]


def _open(record: str, item: Mapping[str, Json]) -> dict[str, str] | None:
    due, name = line(item.get("due")), line(item.get("id"))
    if not (due and name) or item.get("state", "open") != "open":
        return None
    text, owner = line(item.get("text")), line(item.get("owner"))
    return {"record": record, "item": name, "text": text, "owner": owner, "due": due}
