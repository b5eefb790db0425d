"""The sample collection: real citations, and invented records that use them."""

import re
from typing import Any

import msgspec

from kmdesk.base import paths
from kmdesk.exchange import bibliographic, reference
from kmdesk.models.canonical import Json
from kmdesk.models.ids import record_id_from
from kmdesk.models.ready import ready
from kmdesk.store.collection import Collection
from kmdesk.store.views import Changes, Query

CITATIONS = ("sample", "gambling-harms.ris")
RECORDS = ("sample", "records.json")

_NAME = re.compile(r"sample:[\w-]+|doi:10\.\S+")
"""How a record of the sample names another, or a source."""


class _Paper(msgspec.Struct, forbid_unknown_fields=True):
    """What one paper is made from.

    Attributes:
        records: names of records, in its order.
        sources: how many publications come after them.
    """

    records: list[str]
    title: str = ""
    sources: int = 0


@ready
class _Sample(msgspec.Struct, forbid_unknown_fields=True):
    """What the file of records holds.

    Attributes:
        cover: what is known of the meeting that papers are for, by name of the cover field.
        papers: what each paper is made from, by name of the template.
        records: documents by name; ids stand in them as `_NAME` has it.
    """

    cover: dict[str, str]
    papers: dict[str, _Paper]
    records: dict[str, dict[str, Any]]


def build_sample(collection: Collection) -> Changes:
    """Add the sample to a collection; what is here already stays as it is."""
    bibliographic.import_sources(collection, [paths.resource(*CITATIONS)])
    sources = {
        f"doi:{reference.doi_key(view.document)}": view.id
        for view in collection.documents("source")
    }
    documents = [
        {**_resolved(document, sources), "id": _id_of(f"sample:{name}", sources)}
        for name, document in _read().records.items()
    ]
    here = {row.id for row in collection.rows([document["id"] for document in documents])}
    new = [document for document in documents if document["id"] not in here]
    return collection.add(new) if new else Changes("Added")


def paper(collection: Collection, template: str = "board-paper") -> list[str]:
    """Return the ids of the records that a paper is made from, in its order."""
    chosen = _read().papers[template]
    sources = collection.ids(Query(kind="source"))[: chosen.sources] if chosen.sources else []
    return [*(_id_of(f"sample:{name}", {}) for name in chosen.records), *sources]


def cover(template: str = "board-paper") -> dict[str, str]:
    """Return the cover sheet of that paper, by name of the cover field."""
    sample = _read()
    return {"title": sample.papers[template].title, **sample.cover}


def _read() -> _Sample:
    return msgspec.json.decode(paths.resource(*RECORDS).read_bytes(), type=_Sample)


def _resolved(value: Json, sources: dict[str, str]) -> Json:
    """Return `value` with ids for names, and ids of their own for items.

    The ids of items are fixed, so that two samples are one when their owners swap files.
    """
    match value:
        case str() if _NAME.fullmatch(value):
            return _id_of(value, sources)
        case dict():
            return {name: _resolved(inner, sources) for name, inner in value.items()}
        case list():
            inside = [_resolved(inner, sources) for inner in value]
            return [_with_id(one, n) for n, one in enumerate(inside, 1)]
    return value


def _with_id(value: Json, number: int) -> Json:
    named = not isinstance(value, dict) or "record" in value
    return value if named else {"id": str(number), **value}


def _id_of(name: str, sources: dict[str, str]) -> str:
    """Return the id of a source, as the collection has it, or of a record of the sample."""
    if not name.startswith("doi:"):
        return record_id_from(name)
    return sources.get(name.lower()) or reference.record_id({"doi": name.removeprefix("doi:")})
