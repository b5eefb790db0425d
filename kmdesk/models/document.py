"""Documents, the form that people and scripts see, and content, the form that is stored.

A document holds `kind`, `id` and the fields of the kind; its lists are in order. Content is in
canonical form: no kind and no id (the revision's header has them), items with a position.
"""

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from kmdesk.base.errors import UserError
from kmdesk.models import canonical
from kmdesk.models.canonical import Json
from kmdesk.models.flat import Flat, flatten, is_position, item_prefixes, unflatten
from kmdesk.models.ids import RECORD_ID, new_item_id
from kmdesk.models.kind import Field, Kind, fields_of
from kmdesk.models.kinds import KINDS, kind_named
from kmdesk.models.order import POSITION, arrange
from kmdesk.models.record import UNTITLED, Record
from kmdesk.models.saying import inside


def parse(document: Json) -> tuple[str, Kind, Record]:
    """Return the id ("" if it has none), the kind and the record of a document.

    Raises:
        UserError: a field is missing, unknown, or of the wrong type.
    """
    if not isinstance(document, dict) or not isinstance(document.get("kind"), str):
        raise UserError(
            "A record needs a “kind”, one of " + ", ".join(KINDS) + ". Nothing was saved."
        )
    kind = kind_named(document["kind"])
    record_id = document.get("id", "")
    if not isinstance(record_id, str) or (record_id and not RECORD_ID.fullmatch(record_id)):
        raise UserError(f"“{record_id}” is not a record id. Nothing was saved.")
    fields = {k: v for k, v in document.items() if k not in ("kind", "id")}
    return record_id, kind, parse_fields(kind, fields)


def parse_fields(kind: Kind, fields: Mapping[str, Json]) -> Record:
    """Return the record of a kind that has these fields.

    Raises:
        UserError: a field is missing, unknown, or of the wrong type.
    """
    for unknown, known in _unknown_fields(fields, tuple(kind.fields.values()), ""):
        close = difflib.get_close_matches(unknown.rpartition("/")[2], known, n=1)
        hint = f" Did you mean “{close[0]}”?" if close else ""
        raise UserError(
            f"“{unknown}” is not a field of a record of kind {kind.name}.{hint} Nothing was saved."
        )
    try:
        return msgspec.convert(fields, kind.struct)
    except msgspec.ValidationError as error:
        raise UserError(f"{_in_words(kind, error)} Nothing was saved.") from error


def to_document(record_id: str, kind: Kind, record: Record) -> dict[str, Json]:
    """Return the document of a record: what `parse` takes, without its empty fields."""
    return {"kind": kind.name, "id": record_id, **to_fields(record)}


def to_fields(record: Record) -> dict[str, Json]:
    """Return the fields of a record's document, without those that are empty."""
    fields: dict[str, Json] = _prune(msgspec.to_builtins(record))
    return fields


def to_content(record: Record, previous: Mapping[str, Json] | None = None) -> dict[str, Json]:
    """Return the content of a record in canonical form.

    Args:
        record: items without an id are given one, and all get a position.
        previous: the content that the record was made from. Its positions are kept as far as the
            order allows, and so are its paths that the kind does not know: a newer kmdesk wrote
            them.

    Raises:
        UserError: there is no title, or a value that the canonical form does not have.
    """
    content: dict[str, Json] = _canonical(msgspec.to_builtins(record), previous or {})
    if not content.get("title"):
        raise UserError("A record needs a title with something to read in it. Nothing was saved.")
    before = flatten(previous or {})
    if unknown := _unknown_paths(fields_of(type(record)), before):
        content = unflatten(_carried(unknown, before, flatten(content)))
    try:
        canonical.check(content)
    except ValueError as error:
        raise UserError(f"This record cannot be kept: {error}. Nothing was saved.") from error
    return content


def from_content(kind: Kind, content: Mapping[str, Json]) -> Record:
    """Return the record of stored content.

    Raises:
        ValueError: the content holds values that this kmdesk cannot read.
    """
    try:
        return msgspec.convert({"title": UNTITLED, **content} if content else {}, kind.struct)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error


def beyond(kind: Kind, content: Mapping[str, Json]) -> Flat:
    """Return what of stored content a kind does not know: a newer kmdesk wrote it."""
    unknown = _unknown_paths(tuple(kind.fields.values()), flatten(content))
    return {path: value for path, value in unknown.items() if not is_position(path)}


def json_schema(kind: Kind) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the kind's documents."""
    schema = msgspec.json.schema(kind.struct)
    definitions = schema["$defs"]
    for definition in definitions.values():
        definition["additionalProperties"] = False
    top = definitions[kind.struct.__name__]
    top["properties"] = {
        "kind": {"const": kind.name},
        "id": {"type": "string", "pattern": f"^{RECORD_ID.pattern}$"},
        **top["properties"],
    }
    top["required"] = ["kind", *top["required"]]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _prune(value: Json) -> Json:
    if isinstance(value, dict):
        inner = {k: _prune(v) for k, v in value.items()}
        return {k: v for k, v in inner.items() if not canonical.is_empty(v)}
    if isinstance(value, list):
        return [_prune(v) for v in value]
    return value


def _canonical(value: Json, previous: Json) -> Json:
    """Return `value` in canonical form; `previous` is what stood in its place."""
    if isinstance(value, str):
        return canonical.text(value)
    if isinstance(value, dict):
        before = previous if isinstance(previous, dict) else {}
        inner = {k: _canonical(v, before.get(k)) for k, v in value.items()}
        return {k: v for k, v in inner.items() if not canonical.is_empty(v)}
    if isinstance(value, list):
        before_list = previous if isinstance(previous, list) else []
        if value and isinstance(value[0], dict):
            return _canonical_items(value, before_list)
        return sorted({canonical.text(v) for v in value} - {""})
    return value


def _canonical_items(values: list[dict[str, Json]], previous: list[Json]) -> Json:
    before = {p["id"]: p for p in previous if canonical.is_item(p)}
    items: dict[str, dict[str, Json]] = {}
    for value in values:
        item_id = value["id"] or _own_id(value)
        if item_id in items:
            raise UserError(f"The id “{item_id}” occurs twice in a list. Nothing was saved.")
        items[item_id] = _canonical({**value, "id": item_id}, before.get(item_id))
    places = arrange(list(items), {k: p[POSITION] for k, p in before.items()})
    return sorted(
        ({**item, POSITION: places[item_id]} for item_id, item in items.items()),
        key=canonical.item_key,
    )


def _own_id(value: Mapping[str, Json]) -> str:
    """Return an id for an item: the same for the same link or use of a source, else a fresh one."""
    record = value.get("record")
    if isinstance(record, str) and RECORD_ID.fullmatch(record):
        return f"{record}-{value.get('relation', 'use')}"
    return new_item_id()


def _unknown_paths(kind_fields: tuple[Field, ...], flat: Flat) -> Flat:
    """Return the paths that the fields do not cover, with their values."""
    return {p: v for p, v in flat.items() if not _covers(kind_fields, p.split("/"))}


def _carried(unknown: Flat, previous: Flat, content: Flat) -> Flat:
    """Return `content` with the unknown paths of `previous`.

    What belongs to an item that is no longer there goes with it.
    """
    gone = tuple(
        f"{prefix}/"
        for prefix in item_prefixes(previous)
        if f"{prefix}/{POSITION}" not in unknown and f"{prefix}/{POSITION}" not in content
    )
    return {p: v for p, v in unknown.items() if not p.startswith(gone)} | content


def _covers(fields: tuple[Field, ...], names: list[str]) -> bool:
    """Say whether a path, split at its slashes, is one that these fields describe."""
    field = next((f for f in fields if f.name == names[0]), None)
    if field is None:
        return False
    rest = names[1:]
    match field.shape:
        case "group":
            return bool(rest) and _covers(field.fields, rest)
        case "items":
            return rest[1:] == [POSITION] or (len(rest) > 1 and _covers(field.fields, rest[1:]))
        case "set" | "records":
            return len(rest) == 1 and rest[0].startswith("=")
        case _:
            return not rest


def _unknown_fields(
    value: Mapping[str, Json], fields: tuple[Field, ...], prefix: str
) -> Iterator[tuple[str, list[str]]]:
    """Yield each unknown field, as a path, with the names that are known in its place."""
    known = {f.name: f for f in fields}
    for name, inner in value.items():
        if name not in known:
            if not (prefix and name == "id"):
                yield f"{prefix}{name}", list(known)
            continue
        below = known[name].fields
        values = inner if isinstance(inner, list) else [inner]
        for one in values if below else ():
            if isinstance(one, dict):
                yield from _unknown_fields(one, below, f"{prefix}{name}/")


_PLAIN_WORDS = {
    "`": "",
    "Object missing required field": "it lacks the field",
    "Expected array": "expected a list",
    "Expected str": "expected text",
    "Expected int": "expected a whole number",
    "Expected object": "expected an object",
    "Expected bool": "expected true or false",
    "Invalid RFC3339 encoded date": "expected a date such as 2026-11-23",
    "Invalid enum value": "there is no choice",
    "got str": "got text",
    "got int": "got a number",
    "got array": "got a list",
    " | null": "",
}


def _in_words(kind: Kind, error: msgspec.ValidationError) -> str:
    """Return msgspec's message as a sentence that names the field."""
    message, _, place = str(error).partition(" - at ")
    for theirs, ours in _PLAIN_WORDS.items():
        message = message.replace(theirs, ours)
    field = place.strip("`").removeprefix("$").lstrip(".")
    where = f" at “{field}”" if field else ""
    return f"This {inside(kind.label)} cannot be read{where}: {message}."
