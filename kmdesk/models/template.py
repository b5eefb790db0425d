"""A new record from one that exists: its structure and standing text, without its occasion."""

from collections.abc import Iterable, Mapping

from kmdesk.models.canonical import Json, is_empty
from kmdesk.models.kind import Field, Kind

DROPPED = frozenset({"status", "links", "attachments", "trashed"})
"""Fields of every kind that belong to the one record."""

COPY = " (copy)"


def from_template(kind: Kind, record_id: str, fields: Mapping[str, Json]) -> dict[str, Json]:
    """Return the fields that a new record begins with.

    Days and what its field marks with ``once`` belong to the one occasion and are left out; so are
    status, links and files. Items get ids of their own. The new record is based on the old one.
    """
    wanted = [field for field in kind.fields.values() if field.name not in DROPPED]
    made = _kept(wanted, fields)
    made["title"] = f"{fields.get('title', '')}{COPY}"
    made["links"] = [{"record": record_id, "relation": "based-on"}]
    return made


def _kept(wanted: Iterable[Field], values: Mapping[str, Json]) -> dict[str, Json]:
    kept = {f.name: _value(f, values.get(f.name)) for f in wanted if not _passes(f)}
    return {name: value for name, value in kept.items() if not is_empty(value)}


def _passes(field: Field) -> bool:
    return field.once or field.shape == "date"


def _value(field: Field, value: Json) -> Json:
    if field.shape == "group" and isinstance(value, dict):
        return _kept(field.fields, value)
    if field.shape == "items" and isinstance(value, list):
        items = [_kept(field.fields, item) for item in value]
        return [item for item in items if _says_something(field, item)]
    return value


def _says_something(field: Field, item: Mapping[str, Json]) -> bool:
    """Say whether more than choices is left of an item."""
    choices = {f.name for f in field.fields if f.shape in ("choice", "flag")}
    return any(name not in choices for name in item)
