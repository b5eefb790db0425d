"""Hypothesis strategies for canonical content and for records of any kind."""

import string
import typing
from typing import Any

import msgspec
from hypothesis import strategies as st

from kmdesk.models import canonical
from kmdesk.models.ids import ALPHABET
from kmdesk.models.kind import Field, Kind, fields_of
from kmdesk.models.order import POSITION

raw_texts = st.text(max_size=12) | st.text("e\u0301\r\n\t\x00\x01=/~ -", max_size=8)
"""Anything a person or a program may hand over, half surrogate pairs included."""

texts = raw_texts.map(canonical.text).filter(bool)
names = st.text("ab/~=012é.- ", min_size=1, max_size=5).filter(lambda name: name != POSITION)
item_ids = st.just(POSITION) | st.text(
    string.ascii_letters + string.digits + "_-", min_size=1, max_size=6
)
positions = st.text("01iz", min_size=1, max_size=3)
record_ids = st.text(ALPHABET, min_size=26, max_size=26)

_whole = st.integers(-canonical.LARGEST, canonical.LARGEST)
_sets = st.lists(texts, min_size=1, max_size=4, unique=True).map(sorted)


def _objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(names, inner, min_size=1, max_size=4)


def _items(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    fields = st.dictionaries(names.filter(lambda name: name != "id"), inner, max_size=3)
    one = st.tuples(item_ids, positions, fields).map(
        lambda parts: {**parts[2], "id": parts[0], POSITION: parts[1]}
    )
    return st.lists(one, min_size=1, max_size=4, unique_by=lambda item: item["id"]).map(
        lambda items: sorted(items, key=canonical.item_key)
    )


contents = _objects(
    st.recursive(
        texts | _whole | st.just(True) | _sets,
        lambda inner: _objects(inner) | _items(inner),
        max_leaves=8,
    )
)
"""Whatever canonical content there can be, of kinds and versions nobody has written yet."""


def records(kind: Kind, words: st.SearchStrategy[str] = raw_texts) -> st.SearchStrategy[Any]:
    """Return a strategy for the fields of a kind's documents, made from the kind's description."""
    fields = _fields(kind.struct, words)
    title = words.filter(lambda text: bool(canonical.text(text)))
    return st.tuples(title, fields).map(lambda parts: {**parts[1], "title": parts[0]})


def _fields(
    struct: type[msgspec.Struct], words: st.SearchStrategy[str]
) -> st.SearchStrategy[dict[str, Any]]:
    optional = {
        field.name: _values(struct, field, words)
        for field in fields_of(struct)
        if field.name != "title"
    }
    chosen = st.lists(st.sampled_from(sorted(optional)), max_size=5, unique=True)
    return chosen.flatmap(lambda some: st.fixed_dictionaries({n: optional[n] for n in some}))


def _values(
    struct: type[msgspec.Struct], field: Field, words: st.SearchStrategy[str]
) -> st.SearchStrategy[Any]:
    if field.struct:
        inner = _fields(field.struct, words)
        return inner if field.shape == "group" else _item_lists(inner)
    if field.shape == "choice":
        return st.sampled_from(_choices(struct, field))
    if field.name == "media_type":
        return st.sampled_from(["text/plain", "application/pdf"])
    return {
        "date": st.none() | st.dates().map(lambda day: day.isoformat()),
        "number": st.integers(0, 10),
        "flag": st.booleans(),
        "set": st.lists(words, max_size=3),
        "record": st.just("") | record_ids,
        "records": st.lists(record_ids, max_size=3),
    }.get(field.shape, words)


def _choices(struct: type[msgspec.Struct], field: Field) -> list[str]:
    return list(field.words) or list(typing.get_args(typing.get_type_hints(struct)[field.name]))


def _item_lists(fields: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[Any]:
    one = st.tuples(item_ids, fields).map(lambda parts: {**parts[1], "id": parts[0]})
    return st.lists(one, max_size=3, unique_by=lambda item: item["id"])
