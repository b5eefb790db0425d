"""The canonical form. The vectors are those of docs/exchange-format.md."""

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmdesk.models import canonical
from kmdesk.models.flat import flatten, unflatten
from tests.models import strategies

VECTORS: list[tuple[Any, bytes, str]] = [
    (
        {"title": "Falls"},
        b'{"title":"Falls"}',
        "20c7d4eb985083d4b2f10f5d6688efa90028021cabf15747827e20969655275a",
    ),
    (
        {"b": 1, "a": True, "B": -(2**53)},
        b'{"B":-9007199254740992,"a":true,"b":1}',
        "665aaad11a2e13de842cec189a2fa9d81808bb5b73708e444b6c47677b710ecc",
    ),
    (
        {"tags": ["Zebra", "caf\u00e9", "\U0001f600"], "text": 'a "b"\n\\ / \u2028'},
        '{"tags":["Zebra","caf\u00e9","\U0001f600"],"text":"a \\"b\\"\\n\\\\ / \u2028"}'.encode(),
        "16446a97a09cb0584c9b0eea821c306e627ccd93c3263c7420d4eca710ce9dd1",
    ),
    (
        {"\uffee": "x", "\U00010000": "y"},
        '{"\uffee":"x","\U00010000":"y"}'.encode(),
        "976896b02b416b574bcba32927cc1146b7e514b6ac0380c54013f016c4589067",
    ),
    (
        {"findings": [{"id": "b", "position": "9", "text": "x"}, {"id": "a", "position": "i"}]},
        b'{"findings":[{"id":"b","position":"9","text":"x"},{"id":"a","position":"i"}]}',
        "25581617377b5be2a434ef6154feb6e52255d656c47da3136cca7fb4c445746e",
    ),
]


def deep(levels: int) -> Any:
    value: Any = {"a": 1}
    for _ in range(levels):
        value = {"a": value}
    return value


NOT_CANONICAL = {
    "a float": {"a": 1.5},
    "a whole float": {"a": 1.0},
    "null": {"a": None},
    "false": {"a": False},
    "an empty text": {"a": ""},
    "an empty list": {"a": []},
    "an empty object": {"a": {}},
    "an empty name": {"": 1},
    "an unsorted set": {"a": ["b", "a"]},
    "a set that repeats": {"a": ["a", "a"]},
    "a mixed list": {"a": ["a", {"id": "x", "position": "i"}]},
    "a list of numbers": {"a": [1, 2]},
    "a list of lists": {"a": [["x"]]},
    "an item without position": {"a": [{"id": "x"}]},
    "an item without id": {"a": [{"position": "i"}]},
    "an item with a strange id": {"a": [{"id": "x/y", "position": "i"}]},
    "an item id that ends in a line break": {"a": [{"id": "x\n", "position": "i"}]},
    "an item with an empty position": {"a": [{"id": "x", "position": ""}]},
    "items out of order": {"a": [{"id": "x", "position": "z"}, {"id": "y", "position": "a"}]},
    "an id twice": {"a": [{"id": "x", "position": "a"}, {"id": "x", "position": "b"}]},
    "a position outside a list": {"a": {"position": "i"}},
    "half a surrogate pair": {"a": "\ud800"},
    "half a surrogate pair in a name": {"\udfff": 1},
    "text that is not NFC": {"a": "e\u0301"},
    "a name that is not NFC": {"e\u0301": 1},
    "a null character": {"a": "x\x00"},
    "a control character": {"a": "x\x02"},
    "a carriage return": {"a": "x\r\n"},
    "a number too large": {"a": 2**53 + 1},
    "a number too small": {"a": -(2**53) - 1},
    "nesting too deep": deep(40),
}


@pytest.mark.parametrize(("value", "data", "digest"), VECTORS)
def test_vectors(value: Any, data: bytes, digest: str) -> None:
    canonical.check(value)
    assert canonical.encode(value) == data
    assert canonical.decode(data) == value
    assert canonical.sha256(data) == digest


@pytest.mark.parametrize("value", NOT_CANONICAL.values(), ids=NOT_CANONICAL)
def test_check_refuses(value: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical.check(value)


@pytest.mark.parametrize("value", NOT_CANONICAL.values(), ids=NOT_CANONICAL)
def test_decode_refuses_the_bytes_of_what_check_refuses(value: Any) -> None:
    data = json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True).encode()
    with pytest.raises(ValueError, match=r"."):
        canonical.decode(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"a":1} ',
        b' {"a":1}',
        b'{"a": 1}',
        b'{"b":1,"a":1}',
        b'{"a":1,"a":1}',
        b'{"a":1,"a":2}',
        b'{"a":"\\u0041"}',
        b'{"a":"\\/"}',
        b'{"a":"\xff"}',
        b'{"a":"\xed\xa0\x80"}',
        b'{"a":1e2}',
        b'{"a":-0}',
        b'{"a":01}',
        b'{"a":NaN}',
        b'{"a":' + b"9" * 400 + b"}",
        b'\xef\xbb\xbf{"a":1}',
        b"[" * 100_000,
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    ],
)
def test_decode_refuses_other_bytes(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical.decode(data)


def test_nesting_is_allowed_as_deep_as_the_format_says() -> None:
    canonical.check(deep(canonical.DEEPEST - 1))
    with pytest.raises(ValueError, match="deep"):
        canonical.check(deep(canonical.DEEPEST + 1))


@given(strategies.contents)
def test_whatever_is_accepted_comes_back_from_its_bytes(content: Any) -> None:
    canonical.check(content)
    data = canonical.encode(content)
    assert canonical.decode(data) == content
    assert json.loads(data) == content


@given(strategies.contents)
def test_paths_give_back_the_same_bytes(content: Any) -> None:
    """A record with a single head is shown as it was saved, without a way through its paths."""
    assert canonical.encode(unflatten(flatten(content))) == canonical.encode(content)


@given(st.binary(max_size=60) | st.text('{}[]:,"ab01.e- \\u', max_size=40).map(str.encode))
def test_decode_accepts_one_form_or_says_why_not(data: bytes) -> None:
    try:
        value = canonical.decode(data)
    except ValueError:
        return
    assert canonical.encode(value) == data


@given(strategies.raw_texts)
def test_text_makes_any_text_fit(raw: str) -> None:
    made = canonical.text(raw)
    assert canonical.text(made) == made
    assert unicodedata.is_normalized("NFC", made)
    if made:
        canonical.check(made)
        assert canonical.decode(canonical.encode(made)) == made
