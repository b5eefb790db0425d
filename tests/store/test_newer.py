"""What a newer kmdesk wrote is kept, shown as far as possible, and passed on untouched."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kmdesk.base.errors import UserError
from kmdesk.base.progress import Progress
from kmdesk.models import canonical
from kmdesk.models.flat import flatten
from kmdesk.models.ids import record_id_from
from kmdesk.models.revision import Header
from kmdesk.store.collection import Collection
from kmdesk.store.union import Bundle
from kmdesk.store.views import ExchangeView, Query
from tests.store.exchange import send

HOLOGRAM = {"title": "From the future", "holograms": ["blue", "green"], "tags": ["falls"]}
LESSON = {
    "title": "A lesson",
    "status": "noted",
    "sharing": "public",
    "mood": "calm",
    "reuse": [{"id": "a", "position": "i", "where": "Ward 7", "weight": 3}],
    "steps": [{"id": "s", "position": "i", "text": "a list nobody knows yet"}],
}


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Collection]:
    with Collection.open(tmp_path / "other.kmdesk", create=True, author="JO") as opened:
        yield opened


def arrive(collection: Collection, kind: str, content: dict[str, Any]) -> str:
    """Have a record come from a newer kmdesk."""
    data = canonical.encode(content)
    header = Header(
        record=record_id_from(str(content)),
        kind=kind,
        author="Newer",
        device="NEWER",
        time="2031-01-01T00:00:00.000000Z",
        changed=tuple(sorted(flatten(content))),
        content=canonical.sha256(data),
    )
    entry = ExchangeView(0, "in", header.time, "newer.kmx")
    collection.add_bundle(Bundle([header], {header.content: data}), [], entry, progress=Progress())
    return header.record


def stored(collection: Collection, record: str) -> bytes:
    """Return the bytes of what a record holds now."""
    bundle = collection.outgoing([record])
    [content] = bundle.contents.values()
    return content


def test_a_kind_that_nobody_knows_yet_is_listed_found_and_passed_on(
    collection: Collection, other: Collection
) -> None:
    record = arrive(collection, "hologram", HOLOGRAM)
    assert collection.ids(Query()) == [record]
    assert collection.get(record).record is None
    assert collection.find_id(f"HO-{record[:4]}") == record
    assert [hit.row.title for hit in collection.search("green")] == ["From the future"]
    assert collection.tags() == {"falls": 1}
    send(collection, other, [record])
    assert other.get(record) == collection.get(record)
    assert stored(other, record) == canonical.encode(HOLOGRAM)
    assert collection.check(rebuild=True).problems == ()


def test_a_kind_that_nobody_knows_yet_can_go_to_the_trash_but_not_be_edited(
    collection: Collection,
) -> None:
    record = arrive(collection, "hologram", HOLOGRAM)
    with pytest.raises(UserError, match="newer kmdesk; it is kept as it is"):
        collection.edit(record, {"title": "Mine"})
    with pytest.raises(UserError, match="newer kmdesk; it is kept as it is"):
        collection.attach(record, Path(__file__))
    collection.trash([record])
    collection.untrash([record])
    assert stored(collection, record) == canonical.encode(HOLOGRAM)


def test_a_choice_that_is_not_known_yet_makes_a_record_read_only(collection: Collection) -> None:
    record = arrive(collection, "lesson", {**LESSON, "status": "framed"})
    view = collection.get(record)
    assert (view.record, view.document["status"]) == (None, "framed")
    with pytest.raises(UserError, match="newer kmdesk"):
        collection.edit(record, {"title": "Mine"})
    assert collection.rows([record])[0].status == "framed"


def test_fields_that_are_not_known_yet_survive_every_change(
    collection: Collection, other: Collection
) -> None:
    record = arrive(collection, "lesson", LESSON)
    first = collection.get(record)
    collection.edit(record, {"title": "Edited", "reuse": [{"id": "a", "where": "Ward 8"}]})
    fields = {k: v for k, v in first.document.items() if k not in ("kind", "id")}
    collection.save(record, "lesson", {**fields, "why": "Saved from an old view"}, first.heads)
    collection.settle(record, {})
    collection.trash([record])
    collection.untrash([record])
    send(collection, other, [record])
    other.edit(record, {"context": "Edited elsewhere"})
    kept = canonical.decode(stored(other, record))
    assert (kept["mood"], kept["steps"]) == (LESSON["mood"], LESSON["steps"])
    assert kept["reuse"] == [{"id": "a", "position": "i", "where": "Ward 8", "weight": 3}]
    assert kept["title"] == "Edited"
    collection.restore(record, first.heads[0])
    assert stored(collection, record) == canonical.encode(LESSON)


def test_a_list_that_is_not_known_yet_is_no_part_of_the_document(collection: Collection) -> None:
    record = arrive(collection, "lesson", LESSON)
    document = collection.get(record).document
    assert document["title"] == "A lesson"
    assert not {"mood", "steps"} & set(document)
