"""The canonical form: one sequence of bytes for one meaning, so that a hash can name it.

JSON (RFC 8259) as UTF-8 without white space, keys sorted by code point, text in Unicode NFC, whole
numbers within ±2^53, no floats. Of the control characters below U+0020 text holds line feed and tab
alone. What is empty is absent: null, false, "", [] and {} do not occur.
A list is either a set of texts, sorted and without repeats, or a list of items: objects with an
`id` that is unique in the list and a `position`, sorted by position, then id.
docs/exchange-format.md states the same for other programs, with test vectors.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, TypeAlias

import msgspec

from kmdesk.models.order import POSITION

Json: TypeAlias = Any
"""A JSON value as Python's own types; `Any` because a recursive alias helps no reader."""

LARGEST = 2**53
"""The largest whole number, either sign, that every JSON reader keeps exactly (RFC 8259, 6)."""

DEEPEST = 32
"""How many objects and lists may lie inside each other."""

ITEM_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")

_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff]")
"""Control characters but line feed and tab, and halves of surrogate pairs."""

_PLAIN = re.compile("[\t\n -~]+")
"""What most texts consist of, and all that is fit and normal without a closer look."""

_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODER = msgspec.json.Decoder()


def encode(value: Json) -> bytes:
    """Return the canonical bytes of a value that `check` accepts."""
    return _ENCODER.encode(value)


def decode(data: bytes) -> Json:
    """Return the value of canonical bytes that somebody else wrote.

    Raises:
        ValueError: the bytes are not JSON, or not canonical.
    """
    try:
        value = _DECODER.decode(data)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(f"not JSON: {error}") from error
    check(value)
    if encode(value) != data:
        raise ValueError("not in canonical form")
    return value


def sha256(data: bytes) -> str:
    """Return the SHA-256 (FIPS 180-4) of `data` in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def text(value: str) -> str:
    """Return `value` in NFC, with Unix line ends and without what JSON or SQLite cannot carry."""
    if _PLAIN.fullmatch(value):
        return value
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = _UNFIT.sub("", value)
    # Last, because what was taken out may have stood between a letter and its accent.
    return value if value.isascii() else unicodedata.normalize("NFC", value)


def check(value: Json, *, depth: int = 0) -> None:
    """Accept a canonical value and nothing else.

    Raises:
        ValueError: says what is wrong.
    """
    if depth > DEEPEST:
        raise ValueError("nested too deeply")
    match value:
        case True:
            return
        case str():
            _check_text(value)
        case int() if not isinstance(value, bool) and abs(value) <= LARGEST:
            return
        case dict() if value and POSITION not in value:
            _check_fields(value, depth)
        case list() if value:
            _check_list(value, depth)
        case _:
            raise ValueError(f"{value!r:.40} does not occur in canonical form")


def _check_text(value: str) -> None:
    if _PLAIN.fullmatch(value):
        return
    if not value:
        raise ValueError("an empty text is expressed by absence")
    if _UNFIT.search(value):
        raise ValueError("a text contains a control character or half a surrogate pair")
    if not unicodedata.is_normalized("NFC", value):
        raise ValueError("a text is not in Unicode NFC")


def _check_fields(value: Mapping[str, Json], depth: int) -> None:
    for key, inner in value.items():
        _check_text(key)
        check(inner, depth=depth + 1)


def _check_list(values: list[Json], depth: int) -> None:
    if all(isinstance(v, str) for v in values):
        for value in values:
            _check_text(value)
        if any(a >= b for a, b in pairwise(values)):
            raise ValueError("a set is not sorted, or repeats a value")
        return
    if not all(is_item(v) for v in values):
        raise ValueError("a list holds neither texts nor items with id and position")
    if [item_key(v) for v in values] != sorted({item_key(v) for v in values}):
        raise ValueError("items are not in order of position")
    if len({v["id"] for v in values}) != len(values):
        raise ValueError("an item id occurs twice in a list")
    for value in values:
        _check_fields(value, depth + 1)


def is_item(value: Json) -> bool:
    """Say whether a value is an item of a list: an object with an id and a position."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("id"), str)
        and ITEM_ID.fullmatch(value["id"]) is not None
        and isinstance(value.get(POSITION), str)
    )


def items(content: Mapping[str, Json], name: str) -> list[dict[str, Json]]:
    """Return the items of a field; none where somebody else's program wrote something else."""
    found = content.get(name)
    some = found if isinstance(found, list) else ()
    return [one for one in some if isinstance(one, dict) and isinstance(one.get("id"), str)]


def item_key(item: Mapping[str, Json]) -> tuple[str, str]:
    """Return what items of a list are sorted by."""
    return item[POSITION], item["id"]


def is_empty(value: Json) -> bool:
    """Say whether a value is expressed by absence."""
    return value is None or value is False or value in ("", (), [], {})
