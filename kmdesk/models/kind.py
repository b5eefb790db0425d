"""What a kind of record is: its name, its Struct, its sections; and its fields as data.

Editor, history, views and briefing read the fields from here, so that a new kind of record is one
new file.
"""

import datetime as dt
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Literal, get_args, get_origin

import msgspec
from msgspec import Meta

from kmdesk.models.record import Item, Record
from kmdesk.models.saying import said

Shape = Literal[
    "line", "text", "date", "choice", "number", "flag", "set", "record", "records", "group", "items"
]
"""How a field is edited: one line, long text, …; a set of texts, a link to one record or to
several, a group of fields, a list of items."""


@said("label", "guidance", "words")
@dataclass(frozen=True)
class Field:
    """One field of a record, an item or a group, in the words of the house.

    Attributes:
        name: as in documents.
        label: as people see it.
        guidance: a line for where a person hesitates, or "".
        words: the label of each value a choice offers, or of each that a line is known to hold.
        suggest: values that a set offers; others are welcome.
        fields: of a group or of each item, else empty.
        struct: of a group or of each item, else None.
        once: it belongs to the one occasion, so that a copy begins without it.
        path: its values are paths of some record, such as ``bottom_line``.
        mark: the program alone reads it, such as a checksum; nobody is shown it.
    """

    name: str
    label: str
    shape: Shape
    guidance: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    suggest: tuple[str, ...] = ()
    fields: tuple["Field", ...] = ()
    struct: type[msgspec.Struct] | None = None
    once: bool = False
    path: bool = False
    mark: bool = False


@said("label")
@dataclass(frozen=True)
class Section:
    """A card of the editor: fields that belong together.

    Attributes:
        lead: the card that says what matters most, drawn apart.
        noted: the program fills it in and nobody edits it; it has no card of its own.
    """

    label: str
    fields: tuple[str, ...]
    lead: bool = False
    noted: bool = False


@said("label", "plural")
@dataclass(frozen=True)
class Kind:
    """A kind of record.

    Attributes:
        name: as in documents and on the command line.
        prefix: two letters that begin a reference.
        lead: fields that a list shows below the title: the first one filled.
    """

    name: str
    prefix: str
    label: str
    plural: str
    struct: type[Record]
    sections: tuple[Section, ...]
    lead: tuple[str, ...]

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Return the fields by name, in the order they were declared."""
        return {f.name: f for f in fields_of(self.struct)}

    @property
    def statuses(self) -> Mapping[str, str]:
        """Return the statuses a record of this kind goes through, with their labels."""
        return self.fields["status"].words


def field_at(kind: Kind | None, path: str) -> Field | None:
    """Return the field that a path of a record's content lies in; None if the kind has none."""
    return next(iter(reversed(_fields_to(kind, path))), None)


def labels_at(kind: Kind, path: str) -> tuple[str, ...]:
    """Return the labels of the fields that a path leads through; none if the kind has none."""
    return tuple(field.label for field in _fields_to(kind, path))


def _fields_to(kind: Kind | None, path: str) -> tuple[Field, ...]:
    """Return the fields that a path leads through, none when it leads nowhere."""
    through: list[Field] = []
    fields = tuple(kind.fields.values()) if kind else ()
    in_list = False
    for name in path.split("/"):
        if in_list:
            in_list = False  # the name is the id of an item
            continue
        found = next((one for one in fields if one.name == name), None)
        if found is None:
            return ()
        through.append(found)
        fields, in_list = found.fields, found.shape == "items"
    return tuple(through)


@cache
def fields_of(struct: type[msgspec.Struct]) -> tuple[Field, ...]:
    """Return the fields of a Struct, without the id that every item has."""
    hints = typing.get_type_hints(struct, include_extras=True)
    return tuple(
        _field(name, hints[name])
        for name in struct.__struct_fields__
        if not (name == "id" and issubclass(struct, Item))
    )


def _field(name: str, hint: Any) -> Field:
    bare, metas = _unwrap(hint)
    title = next((m.title for m in metas if m.title), name)
    guidance = next((m.description for m in metas if m.description), "")
    extra = {k: v for m in metas for k, v in (m.extra or {}).items()}
    inner = _inner_struct(bare)
    return Field(
        name=name,
        label=title,
        guidance=guidance,
        shape=_shape(bare, extra, inner),
        words=extra.get("words") or extra.get("named", {}),
        suggest=extra.get("suggest", ()),
        fields=fields_of(inner) if inner else (),
        struct=inner,
        once=extra.get("once", False),
        path=extra.get("path", False),
        mark=extra.get("mark", False),
    )


def _unwrap(hint: Any) -> tuple[Any, list[Meta]]:
    """Return the type behind Annotated and `| None`, with the Metas met on the way."""
    metas: list[Meta] = []
    while True:
        if get_origin(hint) is typing.Annotated:
            metas += [m for m in hint.__metadata__ if isinstance(m, Meta)]
            hint = get_args(hint)[0]
        elif get_origin(hint) in (typing.Union, types.UnionType):
            hint = next(a for a in get_args(hint) if a is not type(None))
        else:
            return hint, metas


def _inner_struct(bare: Any) -> type[msgspec.Struct] | None:
    inner = get_args(bare)[0] if get_origin(bare) is list else bare
    return inner if isinstance(inner, type) and issubclass(inner, msgspec.Struct) else None


def _shape(bare: Any, extra: Mapping[str, Any], inner: type | None) -> Shape:
    if inner:
        return "items" if get_origin(bare) is list else "group"
    if get_origin(bare) is list:
        return "records" if extra.get("record") else "set"
    if extra.get("record"):
        return "record"
    if get_origin(bare) is Literal or "words" in extra:
        return "choice"
    simple: dict[Any, Shape] = {bool: "flag", int: "number", dt.date: "date"}
    return simple.get(bare) or ("text" if extra.get("long") else "line")
