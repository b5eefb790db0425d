"""What the full-text index is told of a record: its words, and facts that narrow a search."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from kmdesk.base import clock
from kmdesk.models import provenance
from kmdesk.models.canonical import Json, items
from kmdesk.models.flat import flatten, is_member, is_position, unescape
from kmdesk.models.kind import Field
from kmdesk.models.kinds import KINDS
from kmdesk.models.record import Record
from kmdesk.store import fulltext, spans, terms

_COLUMNS = (("k", "kind"), ("s", "status"), ("v", "sharing"))


def facts(row: Mapping[str, Any], document: Mapping[str, Json], tags: Iterable[str]) -> list[str]:
    """Return what a record is, as words of the index.

    Args:
        row: of ``record``.
        document: what the record says.
        tags: its tags.
    """
    issued = row["kind"] == provenance.KIND_ISSUED and document.get(provenance.ISSUES)
    found = ["=all", fulltext.fact("i", row["id"])]
    found += [fulltext.fact(sign, row[name]) for sign, name in _COLUMNS if row[name]]
    found += [fulltext.fact("t", tag) for tag in tags]
    found += dict.fromkeys(fulltext.fact("b", name) for name in _names(row, document))
    found += [f"=u{name}" for name in spans.names(clock.local(row["updated"]).date())]
    if span := spans.read(row["review_by"]):
        found += ["=rday", *(f"=r{name}" for name in spans.names(span[0]))]
    for word, holds in (
        ("=trash", row["trashed"]),
        ("=hconflict", row["conflicts"]),
        ("=hattachment", document.get("attachments")),
        ("=hissued", issued),
    ):
        found += [word] if holds else []
    return found


def _names(row: Mapping[str, Any], document: Mapping[str, Json]) -> Iterator[str]:
    """Yield the names of all who saved a record, whole and word by word, and authors of a source.

    Whole names stand for people who work here: filters offer them.
    """
    yield from filter(terms.words, row["authors"].split("\n"))
    yield from terms.words(row["authors"])
    for person in items(document, "authors") if row["kind"] == "source" else ():
        yield from terms.words(" ".join(str(person.get(n, "")) for n in ("family", "name")))


def texts(kind: str, document: Mapping[str, Json]) -> list[str]:
    """Return the words of a document that a search should find."""
    if kind in KINDS:
        return _field_texts(_own_first(kind), document)
    return [
        unescape(path.rpartition("/")[2][1:]) if is_member(path) else str(value)
        for path, value in flatten(document).items()
        if not is_position(path)
    ]


@cache
def _own_first(kind: str) -> tuple[Field, ...]:
    """Return the fields of a kind, those that every kind has last.

    A passage shown with a hit then rarely begins with tags.
    """
    fields = KINDS[kind].fields.values()
    return tuple(sorted(fields, key=lambda field: field.name in Record.__struct_fields__))


def _field_texts(fields: tuple[Field, ...], values: Mapping[str, Json]) -> list[str]:
    found: list[str] = []
    for field in fields:
        value = values.get(field.name)
        if value is None:
            continue
        match field.shape:
            case "line" | "text" if isinstance(value, str) and field.name != "title":
                found.append(value)
            case "set" if isinstance(value, list):
                found += value
            case "group" if isinstance(value, dict):
                found += _field_texts(field.fields, value)
            case "items":
                for item in items(values, field.name):
                    found += _field_texts(field.fields, item)
    return [text for text in found if isinstance(text, str)]
