"""What of a document has the form that its kind gives it, so that it can be shown."""

from collections.abc import Iterable, Mapping
from datetime import date

from kmdesk.models.canonical import Json, items
from kmdesk.models.kind import Field


def in_known_form(fields: Iterable[Field], values: Mapping[str, Json]) -> dict[str, Json]:
    """Return the values of some fields, without what another program wrote in another form."""
    found = {field.name: _value(field, values) for field in fields if field.name in values}
    return {name: value for name, value in found.items() if value is not None}


def _value(field: Field, values: Mapping[str, Json]) -> Json:
    value = values[field.name]
    match field.shape:
        case "group":
            return in_known_form(field.fields, value) if isinstance(value, dict) else None
        case "items":
            some = items(values, field.name)
            return [{"id": one["id"], **in_known_form(field.fields, one)} for one in some] or None
        case "set" | "records":
            fits = isinstance(value, list) and all(isinstance(one, str) for one in value)
        case "number":
            fits = isinstance(value, int) and not isinstance(value, bool)
        case "flag":
            fits = isinstance(value, bool)
        case "date":
            fits = isinstance(value, str) and _is_day(value)
        case _:
            fits = isinstance(value, str)
    return value if fits else None


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
