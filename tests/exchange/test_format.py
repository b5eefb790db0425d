"""The examples of docs/exchange-format.md, checked against the program."""

from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from kmdesk.models import canonical
from kmdesk.models.erasure import binding, cleaned, erased_from, read_erasure
from kmdesk.models.flat import flatten
from kmdesk.models.revision import difference, read_header

DOCUMENT = Path(__file__).parents[2] / "docs" / "exchange-format.md"


def vectors() -> list[tuple[bytes, str]]:
    """Return each example with the hash below it."""
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    return [(a.encode(), b) for a, b in pairwise(lines) if a.startswith("{") and len(b) == 64]


def test_there_are_eight_vectors() -> None:
    assert len(vectors()) == 8


@pytest.mark.parametrize(("data", "digest"), vectors())
def test_the_bytes_are_canonical_and_hash_as_stated(data: bytes, digest: str) -> None:
    assert canonical.encode(canonical.decode(data)) == data
    assert canonical.sha256(data) == digest


def test_headers_name_themselves_and_what_they_changed() -> None:
    (content, content_hash), (first, first_id), (second, second_id) = vectors()[:3]
    made, next_one = read_header(first), read_header(second)
    assert (made.id, made.content, next_one.id) == (first_id, content_hash, second_id)
    before = msgspec.json.decode(content)
    assert difference({}, flatten(before)) == (set(made.changed), set())
    after = {k: v for k, v in before.items() if k != "tags"} | {"title": "Café rounds on wards"}
    assert canonical.sha256(canonical.encode(after)) == next_one.content
    changed, removed = difference(flatten(before), flatten(after))
    assert (changed, removed) == (set(next_one.changed), set(next_one.removed))
    assert next_one.parents == (first_id,)


def test_an_erasure_names_itself_and_what_is_put_on_top_of_a_head() -> None:
    (clean, clean_id), (erased, erased_id), (content, _hash), (late, late_id), (top, top_id) = (
        vectors()[3:]
    )
    one, header = read_erasure(erased), read_header(late)
    assert (one.id, one.revision, read_header(clean).id) == (erased_id, clean_id, clean_id)
    history = {h.id: h for h in map(read_header, (vectors()[1][0], vectors()[2][0], clean, late))}
    assert binding(history, [one]).keys() == history.keys() - {clean_id}
    assert erased_from(history, [one]).keys() == history.keys() - {clean_id}
    flat = flatten(msgspec.json.decode(content))
    made, data = cleaned(header, flat, [one])
    assert (header.id, made.bytes, made.id) == (late_id, top, top_id)
    assert canonical.sha256(data) == made.content
    assert flatten(msgspec.json.decode(data)) == {
        path: value for path, value in flat.items() if not path.startswith("reuse/")
    }
