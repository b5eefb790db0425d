"""Which words of its records a paper prints: what can be left out of it, or be shortened.

What a template prints of a record is not declared: the paper is set out with a mark before each
text, and the marks that are on it tell.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count

import msgspec

from kmdesk.base.errors import UserError
from kmdesk.briefing.material import Chosen, Material, gather, only
from kmdesk.briefing.plan import Plan, plan_from
from kmdesk.briefing.template import Template
from kmdesk.briefing.templates import template_named
from kmdesk.briefing.tree import block_lines
from kmdesk.models.canonical import Json, is_empty
from kmdesk.models.document import to_fields
from kmdesk.models.kind import Field
from kmdesk.models.kinds import KINDS
from kmdesk.models.kinds.briefing import Briefing
from kmdesk.models.record import Record
from kmdesk.store.collection import Collection
from kmdesk.store.views import Row

CHARACTERS = 95
"""Characters of plain text that a line takes, about."""

_MARK = re.compile(r"zq(\d+)qz")
"""Words that nobody writes: each stands before a text, to be found again where it is printed."""

_OF_ALL = frozenset(Record.__struct_fields__)
"""Fields of every kind, which no paper prints as a section."""


@dataclass(frozen=True)
class Words:
    """A text that the paper prints.

    Attributes:
        path: in the record's document, such as ``findings/<item id>/text``.
        text: the record's own words, as CommonMark.
    """

    path: str
    label: str
    text: str

    @property
    def lines(self) -> int:
        """Return about how many lines it takes on paper."""
        return lines_of(self.text)


@dataclass(frozen=True)
class PrintedField:
    """A field of a record that the template prints, left out of this paper or not.

    Attributes:
        texts: the long texts in it, each of which can be shortened.
    """

    name: str
    label: str
    texts: tuple[Words, ...] = ()


@dataclass(frozen=True)
class PrintedRecord:
    """A record of a paper.

    Attributes:
        why_not: a sentence when nothing of it is printed, else "".
    """

    record: str
    kind: str
    reference: str
    title: str
    fields: tuple[PrintedField, ...] = ()
    why_not: str = ""


def lines_of(text: str) -> int:
    """Return about how many lines a text takes on paper."""
    return sum(max(1, math.ceil(len(line) / CHARACTERS)) for line in text.splitlines() if line)


def outline(
    collection: Collection, briefing: Briefing, reference: str
) -> tuple[PrintedRecord, ...]:
    """Return the records of a briefing in order, with what its template prints of each.

    What is printed is seen on the paper itself: it is set out with a mark before each text. So a
    template has nothing to declare, and what it leaves out of the second summary is not offered.

    Raises:
        UserError: no such template.
    """
    if not any(part.record for part in briefing.parts):
        return ()
    wanted = replace(plan_from(briefing, reference), parts={})
    rows = {row.id: row for row in collection.rows(wanted.ids)}
    known = replace(wanted, ids=tuple(record for record in wanted.ids if record in rows))
    template = template_named(wanted.template)
    material, reasons = _material(collection, known, template)
    printed = _printed(material, template, wanted.cover) if material else {}
    return tuple(_told(record, rows.get(record), printed, reasons) for record in wanted.ids)


def _told(
    record: str,
    row: Row | None,
    printed: Mapping[str, tuple[PrintedField, ...]],
    reasons: tuple[str, ...],
) -> PrintedRecord:
    if row is None:
        return PrintedRecord(record, "", "", "", why_not="It is not in this collection.")
    why_not = ""
    if record not in printed:
        told = (reason for reason in reasons if reason.startswith(row.reference))
        why_not = next(told, f"Nothing of {row.reference} is printed.")
    fields = printed.get(record, ())
    return PrintedRecord(record, row.kind, row.reference, row.title, fields, why_not)


def _material(
    collection: Collection, wanted: Plan, template: Template
) -> tuple[Material | None, tuple[str, ...]]:
    """Return what can be printed, if anything, and why other records cannot."""
    try:
        material = gather(collection, wanted, internal=template.internal)
    except UserError as error:
        return None, _sentences(str(error))
    fitting = only(material, template.prints, template.title)
    return (fitting if fitting.chosen else None), fitting.left_out


def _sentences(text: str) -> tuple[str, ...]:
    return tuple(re.split(r"(?<=\.) ", text))


def _printed(
    material: Material, template: Template, cover: Mapping[str, str]
) -> dict[str, tuple[PrintedField, ...]]:
    """Return what is printed of each record that is."""
    paper = _Paper(material, template, cover)
    marked: dict[int, tuple[str, Words]] = {}
    numbers = count()
    chosen = tuple(_with_marks(one, numbers, marked) for one in material.chosen)
    seen = {int(number) for line in paper.lines(chosen) for number in _MARK.findall(line)}
    texts: dict[str, list[Words]] = {one.id: [] for one in material.chosen}
    for number in sorted(seen & marked.keys()):
        record, words = marked[number]
        texts[record].append(words)
    return {one.id: tuple(_fields(one, texts[one.id], paper)) for one in material.chosen}


class _Paper:
    """Sets out the same paper with records changed."""

    def __init__(self, material: Material, template: Template, cover: Mapping[str, str]) -> None:
        self._material = material
        self._template = template
        known = {field.name for field in template.cover}
        self._cover = {name: text for name, text in cover.items() if name in known}
        self._now = datetime.now().astimezone()
        self.plain = self.lines(material.chosen)

    def lines(self, chosen: tuple[Chosen, ...]) -> list[str]:
        """Return the words of the paper made from these records."""
        material = replace(self._material, chosen=chosen)
        document = self._template.build(material, self._cover, self._now)
        return [line for block in document.blocks for line in block_lines(block)]

    def prints(self, one: Chosen, field: Field) -> bool:
        """Say whether the paper is another without a field of a record."""
        document = {k: v for k, v in to_fields(one.record).items() if k != field.name}
        changed = _with_fields(one, document)
        chosen = (changed if other is one else other for other in self._material.chosen)
        return self.lines(tuple(chosen)) != self.plain


def _fields(one: Chosen, texts: list[Words], paper: _Paper) -> Iterator[PrintedField]:
    """Yield the fields that are printed, in the order in which the editor shows them."""
    kind = KINDS[one.kind]
    document = to_fields(one.record)
    for name in (name for section in kind.sections for name in section.fields):
        field = kind.fields[name]
        inside = [words for words in texts if words.path.partition("/")[0] == name]
        if name in _OF_ALL or is_empty(document.get(name)):
            continue
        if inside or paper.prints(one, field):
            long = tuple(words for words in inside if words.label)
            yield PrintedField(name, field.label, long)


def _with_marks(
    one: Chosen, numbers: Iterator[int], marked: dict[int, tuple[str, Words]]
) -> Chosen:
    """Return a record with a mark before each text, and note which mark is whose."""

    def mark(value: Json, fields: tuple[Field, ...], path: str) -> Json:
        known = {field.name: field for field in fields}
        return {
            name: inside(inner, known[name], f"{path}{name}") if name in known else inner
            for name, inner in value.items()
        }

    def inside(value: Json, field: Field, path: str) -> Json:
        match field.shape:
            case "line" | "text":
                number = next(numbers)
                label = field.label if field.shape == "text" else ""
                marked[number] = (one.id, Words(path, label, value))
                return f"zq{number}qz {value}"
            case "group":
                return mark(value, field.fields, f"{path}/")
            case "items":
                return [mark(item, field.fields, f"{path}/{item['id']}/") for item in value]
        return value

    fields = tuple(f for f in KINDS[one.kind].fields.values() if f.name not in _OF_ALL)
    return _with_fields(one, mark(to_fields(one.record), fields, ""))


def _with_fields(one: Chosen, fields: Json) -> Chosen:
    return replace(one, record=msgspec.convert(fields, type(one.record)))
