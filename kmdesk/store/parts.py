"""The parts of a record that hold what people wrote, now or earlier, one by one to be erased."""

from collections.abc import Iterator, Mapping

import msgspec
from sqlalchemy import Connection, select

from kmdesk.models.canonical import Json, items
from kmdesk.models.difference import one_of
from kmdesk.models.flat import unflatten
from kmdesk.models.kind import Kind
from kmdesk.models.kinds import kind_named
from kmdesk.models.tables import RevisionRow
from kmdesk.store import revisions, writing
from kmdesk.store.views import Part

_WRITTEN = ("line", "text", "date", "group", "items")
_LONGEST = 90


def parts(connection: Connection, record: str) -> list[Part]:
    """Return what can be erased of a record, what stands there today first.

    Raises:
        UserError: there is no such record, or a newer kmdesk wrote it.
    """
    found: dict[str, Part] = {}
    now = unflatten(writing.current(connection, record).flat)
    kind = kind_named(next(iter(revisions.headers(connection, record).values())).kind)
    for part in _of(kind, now, now=True):
        found[part.path] = part
    query = select(RevisionRow.content).where(RevisionRow.record == record)
    held = query.where(RevisionRow.content.is_not(None)).order_by(RevisionRow.number.desc())
    for data in connection.scalars(held):
        for part in _of(kind, msgspec.json.decode(data or b"{}"), now=False):
            found.setdefault(part.path, part)
    return sorted(found.values(), key=lambda part: not part.now)


def _of(kind: Kind, content: Mapping[str, Json], *, now: bool) -> Iterator[Part]:
    for field in kind.fields.values():
        value = content.get(field.name)
        if not value or field.shape not in _WRITTEN:
            continue
        if isinstance(value, list):
            for item in items(content, field.name):
                path = f"{field.name}/{item['id']}"
                yield Part(path, one_of(field.label).capitalize(), _excerpt(item), now)
        else:
            yield Part(field.name, field.label, _excerpt(value), now)


def _excerpt(value: Json) -> str:
    text = " ".join(" ".join(_texts(value)).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in sorted(value.items(), key=lambda pair: pair[0] != "text"):
            if name not in ("id", "position", "record", "consent", "media_type"):
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value
