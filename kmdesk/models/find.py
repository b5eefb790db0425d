"""Where words stand in a record, in the order in which the editor shows them."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kmdesk.models.canonical import Json
from kmdesk.models.kind import Field, Kind
from kmdesk.models.kinds.evidence_summary import (
    FRAMEWORK_FIELDS,
    GRADE_ONLY,
    Question,
    is_grade,
)

APART = ("tags",)
"""Fields that the editor shows below all sections."""

_CHUNK = 1 << 15


@dataclass(frozen=True)
class Hit:
    """One place where words stand.

    Attributes:
        path: of the field: names and item ids from the record down.
        number: which of the places in this field, from 0.
    """

    path: tuple[str, ...]
    number: int


class _Plain(dict[int, str]):
    """Characters without case and accents, one for one, so that places stay the same."""

    def __missing__(self, code: int) -> str:
        base = unicodedata.normalize("NFKD", chr(code))[:1].lower()[:1] or chr(code)
        self[code] = base
        return base


_PLAIN = _Plain()


def fold(text: str) -> str:
    """Return a text of the same length without case and accents."""
    if text.isascii():
        return text.lower()
    # By chunks, so that other threads have their turn while a long text is folded.
    chunks = (text[start : start + _CHUNK] for start in range(0, len(text), _CHUNK))
    return "".join(chunk.translate(_PLAIN) for chunk in chunks)


def places(text: str, words: str) -> list[int]:
    """Return where words begin in a text, whatever their case and accents."""
    sought, within = fold(unicodedata.normalize("NFC", words)), fold(text)
    found = []
    at = within.find(sought) if sought else -1
    while at >= 0:
        found.append(at)
        at = within.find(sought, at + len(sought))
    return found


def find(kind: Kind, fields: Mapping[str, Json], words: str) -> list[Hit]:
    """Return where words stand in what a record's editor shows.

    Args:
        kind: its kind.
        fields: its document without `kind` and `id`.
        words: what to look for, as it was typed.
    """
    sought = words.strip()
    shown = [section for section in kind.sections if not section.noted]
    names = ["title", *(name for section in shown for name in section.fields), *APART]
    texts = (each for name in names for each in _texts(kind.fields[name], fields.get(name), ()))
    return [
        Hit(path, number) for path, text in texts for number, _ in enumerate(places(text, sought))
    ]


def _texts(
    field: Field, value: Json, above: Sequence[str]
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the texts of a field with their paths."""
    path = (*above, field.name)
    if not value:
        return
    match field.shape:
        case "line" | "text":
            yield path, str(value)
        case "set":
            yield path, "\n".join(value)
        case "group":
            yield from _inner(_shown_parts(field, value), value, path)
        case "items":
            for item in value:
                yield from _inner(_shown_fields(field, item), item, (*path, item.get("id", "")))


def _inner(
    fields: Sequence[Field], values: Mapping[str, Json], path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str]]:
    for field in fields:
        yield from _texts(field, values.get(field.name), path)


def _shown_parts(field: Field, value: Mapping[str, Json]) -> Sequence[Field]:
    if field.struct is not Question:
        return field.fields
    parts = FRAMEWORK_FIELDS.get(value.get("framework") or "PICO", ())
    return [f for f in field.fields if f.name == "text" or f.name in parts]


def _shown_fields(field: Field, item: Mapping[str, Json]) -> Sequence[Field]:
    if is_grade(item.get("certainty")):
        return field.fields
    return [f for f in field.fields if f.name not in GRADE_ONLY]
