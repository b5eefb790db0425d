"""Headers: what names a revision."""

import hashlib
import json
from typing import Any

import pytest

from kmdesk.models.flat import Flat
from kmdesk.models.revision import Header, as_paths, difference, read_header

FIELDS: dict[str, Any] = {
    "v": 1,
    "record": "7F3K0000000000000000000000",
    "kind": "lesson",
    "parents": ["a" * 64, "b" * 64],
    "author": "A. Okafor",
    "device": "0123456789ABCDEFGHJKMNPQRS",
    "time": "2026-11-23T10:42:07.123456Z",
    "changed": ["statement", "title"],
    "removed": ["why"],
    "content": "c" * 64,
}


def data(**changes: Any) -> bytes:
    """Return the bytes of the header with some fields changed; None takes one out."""
    fields = {k: v for k, v in {**FIELDS, **changes}.items() if v is not None}
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def test_a_header_is_named_by_the_hash_of_its_bytes() -> None:
    header = read_header(data())
    assert header.bytes == data()
    assert header.id == hashlib.sha256(data()).hexdigest()
    assert header.id == "c3a24190e2924e4c1d9fa48971c9042a3084da7e6e0abc76de0e20490082e839"


def test_a_header_without_what_is_empty_comes_back() -> None:
    short = data(parents=None, author=None, changed=None, removed=None)
    header = read_header(short)
    assert (header.parents, header.author, header.changed, header.removed) == ((), "", (), ())
    assert header.bytes == short


def test_a_header_made_here_can_be_read() -> None:
    made = Header(
        record=FIELDS["record"],
        kind="lesson",
        device=FIELDS["device"],
        time=FIELDS["time"],
        changed=as_paths({"title", "a"}),
        content="d" * 64,
    )
    assert read_header(made.bytes) == made
    assert read_header(made.bytes).id == made.id


WRONG: dict[str, dict[str, Any]] = {
    "no version": {"v": None},
    "a later version": {"v": 2},
    "no record": {"record": None},
    "a record id too short": {"record": "7F3K"},
    "a record id with I": {"record": "I" * 26},
    "a record id and a line break": {"record": FIELDS["record"] + "\n"},
    "no kind": {"kind": None},
    "a kind with a space": {"kind": "a kind"},
    "a kind and a line break": {"kind": "lesson\n"},
    "no device": {"device": None},
    "a long author": {"author": "x" * 201},
    "no time": {"time": None},
    "a time without a zone": {"time": "2026-11-23T10:42:07.123456"},
    "a time and a line break": {"time": FIELDS["time"] + "\n"},
    "a time in other digits": {"time": FIELDS["time"].replace("2", "\u0662")},
    "no such day": {"time": "2026-02-30T10:42:07.123456Z"},
    "no such hour": {"time": "2026-02-20T25:42:07.123456Z"},
    "no content": {"content": None},
    "content in capitals": {"content": "C" * 64},
    "a hash and a line break": {"content": "c" * 64 + "\n"},
    "a parent too short": {"parents": ["a"]},
    "parents out of order": {"parents": ["b" * 64, "a" * 64]},
    "a parent twice": {"parents": ["a" * 64, "a" * 64]},
    "paths out of order": {"changed": ["b", "a"]},
    "a path that is a number": {"changed": [1]},
    "an unknown field": {"extra": "x"},
    "an empty list": {"parents": []},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
def test_other_headers_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_header(data(**changes))


def test_a_difference_names_what_was_set_and_what_went() -> None:
    before: Flat = {"a": 1, "b": "x", "c": True}
    after: Flat = {"a": 1, "b": "y", "d": "new"}
    assert difference(before, after) == ({"b", "d"}, {"c"})
    assert difference(after, after) == (set(), set())
