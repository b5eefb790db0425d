"""What became of a record: two documents of a kind, section by section, in the kind's words.

Both documents and stored content will do. Items are matched by their id. Fields that the kind does
not know, since a newer kmdesk wrote them, are shown under their bare names.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

import msgspec

from kmdesk.base import clock
from kmdesk.base.errors import UserError
from kmdesk.models import provenance
from kmdesk.models.canonical import Json, is_empty
from kmdesk.models.kind import Field, Kind, Shape, labels_at
from kmdesk.models.kinds import KINDS
from kmdesk.models.kinds.evidence_summary import certainty_in_words
from kmdesk.models.order import POSITION, longest_rising
from kmdesk.models.saying import inside
from kmdesk.models.text_difference import Run, Runs, text_difference

Titles = Callable[[str], str]
"""Gives the title of a record by its id, "" when it is not here."""

ABOUT = "About the record"
NEWER = "From a newer kmdesk"

Outcome = Literal["changed", "added", "removed", "moved"]

BETWEEN_MEMBERS = " · "
"""The text of the run between two members of a set."""

_BEGINNING = 60
"""Characters of an item that a reader knows it by."""


@dataclass(frozen=True)
class Change:
    """What became of a field; of a group or an item with fields of its own; of a list.

    Attributes:
        path: as in revisions: ``title``, ``findings/<item id>/text``.
        label: what people call it: “Bottom line”, “Finding 2”.
        became: ``moved`` is an item that only has another place.
        runs: what became of the value in words; empty where there are parts.
        parts: what became of the fields of a group or an item, or of the items of a list.
        was: the place, from 1, that a moved item had before; 0 when it was not moved.
    """

    path: str
    label: str
    became: Outcome
    runs: Runs = ()
    parts: tuple["Change", ...] = ()
    was: int = 0

    def paths(self) -> Iterator[str]:
        """Yield the paths of all values that differ."""
        if self.was or not (self.runs or self.parts):
            yield f"{self.path}/{POSITION}"
        if self.runs:
            yield self.path
        for part in self.parts:
            yield from part.paths()


@dataclass(frozen=True)
class SectionChange:
    """A card of the editor in which something differs."""

    label: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Difference:
    """What became of a record; no sections when nothing differs."""

    sections: tuple[SectionChange, ...] = ()

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Return the paths of all values that differ, in reading order."""
        changes = (change for section in self.sections for change in section.changes)
        return tuple(path for change in changes for path in change.paths())

    def only(self, fields: Collection[str]) -> "Difference":
        """Return what became of some fields of the record; of all when none is named."""
        if not fields:
            return self
        kept = (
            (section.label, tuple(c for c in section.changes if c.path in fields))
            for section in self.sections
        )
        return Difference(tuple(SectionChange(label, some) for label, some in kept if some))


def difference(
    kind: Kind | None,
    before: Mapping[str, Json],
    after: Mapping[str, Json],
    titles: Titles = lambda _: "",
) -> Difference:
    """Return what became of a record.

    Args:
        kind: its kind; None when only a newer kmdesk knows it.
        before: its document or content as it was; `kind` and `id` are passed over.
        after: as it is now.
        titles: names the records that it links to.
    """
    known = tuple(kind.fields.values()) if kind else ()
    compared = _Comparison(titles)
    was, now = ({k: v for k, v in one.items() if k != "kind"} for one in (before, after))
    changes = {change.path: change for change in compared.fields(known, was, now, "")}
    sections = []
    for label, names in _sections(kind, changes):
        if found := tuple(changes[name] for name in names if name in changes):
            sections.append(SectionChange(label, found))
    return Difference(tuple(sections))


def sections_of(kind: Kind) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the labels of a kind's sections with their fields; every field is in one."""
    placed = {name for section in kind.sections for name in section.fields}
    about = tuple(name for name in kind.fields if name not in placed)
    return ((ABOUT, about), *((section.label, section.fields) for section in kind.sections))


def part_named(kind: Kind, name: str) -> tuple[str, ...]:
    """Return the fields of the section, or the field, that a person calls `name`.

    Raises:
        UserError: there is none.
    """
    wanted = name.strip().casefold()
    for label, fields in sections_of(kind):
        if wanted == label.casefold():
            return fields
    for field in kind.fields.values():
        if wanted in (field.name, field.label.casefold()):
            return (field.name,)
    known = ", ".join(label for label, _ in sections_of(kind))
    raise UserError(
        f"“{name}” is no part of a record of this kind; choose one of {known}. Nothing was changed."
    )


def _sections(kind: Kind | None, names: Iterable[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the sections of a kind with their fields, and where all others are shown."""
    if kind is not None:
        yield from sections_of(kind)
    yield NEWER, [name for name in names if kind is None or name not in kind.fields]


class _Comparison:
    """Compares values field by field."""

    def __init__(self, titles: Titles) -> None:
        self._titles = titles

    def fields(
        self, known: Sequence[Field], old: Mapping[str, Json], new: Mapping[str, Json], prefix: str
    ) -> Iterator[Change]:
        """Yield what became of the fields of a record, a group or an item."""
        for field in (*known, *_unknown(known, old, new)):
            if field.mark:
                continue
            before, after = old.get(field.name), new.get(field.name)
            if change := self._field(field, before, after, f"{prefix}{field.name}"):
                yield change

    def _field(self, field: Field, old: Json, new: Json, path: str) -> Change | None:
        if old == new or (is_empty(old) and is_empty(new)):
            return None
        if not (_fits(field, old) and _fits(field, new)):
            field = _guessed(field.name, field.label, old, new)
        parts: tuple[Change, ...] = ()
        runs: Runs = ()
        match field.shape:
            case "items":
                parts = tuple(self._items(field, old or [], new or [], path))
            case "group":
                parts = tuple(self.fields(field.fields, old or {}, new or {}, f"{path}/"))
            case "set" | "records":
                runs = tuple(self._members(field, old or [], new or []))
            case "line" | "text" if not (field.path or field.words):
                runs = text_difference(_text(old), _text(new))
            case _:
                runs = _replaced(self._said(field, old), self._said(field, new))
        if not (runs or parts):
            return None
        became: Outcome = "changed"
        if runs and field.shape != "flag":
            became = "added" if is_empty(old) else "removed" if is_empty(new) else "changed"
        return Change(path, field.label, became, runs, parts)

    def _items(
        self, field: Field, old: Sequence[Json], new: Sequence[Json], path: str
    ) -> Iterator[Change]:
        """Yield the items that changed, came, went or moved: those here now, then those gone."""
        before, after = _by_id(old), _by_id(new)
        was_at = {item: place for place, item in enumerate(before, 1)}
        moved = _moved(was_at, list(after))
        for place, (item, value) in enumerate(after.items(), 1):
            changes = tuple(
                self.fields(field.fields, before.get(item, {}), value, f"{path}/{item}/")
            )
            if item in before and not changes and item not in moved:
                continue
            was = was_at[item] if item in moved else 0
            became: Outcome = "changed" if changes else "moved"
            label = self._called(field, value, place, changes)
            yield Change(
                f"{path}/{item}", label, became if item in before else "added", (), changes, was
            )
        for item, value in before.items():
            if item not in after:
                changes = tuple(self.fields(field.fields, value, {}, f"{path}/{item}/"))
                label = self._called(field, value, was_at[item], changes)
                yield Change(f"{path}/{item}", label, "removed", (), changes)

    def _called(
        self, field: Field, item: Mapping[str, Json], place: int, changes: Sequence[Change]
    ) -> str:
        """Return what to call an item; by how it begins, unless that is told below anyway."""
        numbered = f"{one_of(field.label)} {place}"
        for inner in field.fields:
            value = item.get(inner.name)
            if inner.shape in ("line", "text", "record") and not is_empty(value):
                if any(change.path.endswith(f"/{inner.name}") for change in changes):
                    break
                text = " ".join(self._said(inner, value).split())
                cut = text if len(text) <= _BEGINNING else f"{text[:_BEGINNING].rstrip()}…"
                return f"{numbered}: {cut}"
        return numbered

    def _members(self, field: Field, old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
        """Yield the members of a set, with what became of each."""
        for place, member in enumerate(sorted({*old, *new})):
            if place:
                yield Run("same", BETWEEN_MEMBERS)
            said = (
                self._title(member)
                if field.shape == "records"
                else member_in_words(field, member, self._title)
            )
            stays = member in old and member in new
            yield Run("same" if stays else "removed" if member in old else "added", said)

    def _said(self, field: Field, value: Json) -> str:
        """Return a value as people say it; "" for nothing."""
        if field.shape == "flag":
            return "Yes" if value else "No"
        if is_empty(value):
            return ""
        if field.shape == "record":
            return self._title(value)
        return value_in_words(field, value)

    def _title(self, record: str) -> str:
        return record_in_words(record, self._titles)


def record_in_words(record: str, titles: Titles) -> str:
    """Return what to call a record that another names; by its short id when it is not here."""
    return titles(record) or f"a record that is not here ({record[:4]}…)"


def member_in_words(field: Field, member: str, title: Titles) -> str:
    """Return a member of a set as people say it.

    Args:
        field: the set.
        member: its value.
        title: what to call a record.
    """
    if field.path:
        return place_in_words(member)
    return provenance.entry_in_words(member, title)


def place_in_words(path: str) -> str:
    """Return a path of a record as people say it, ``Findings, certainty``.

    A field is called the same in whatever kinds have it, so that nobody has to know which record
    is meant. A path that only a newer kmdesk knows is returned as it is.
    """
    found = (labels_at(kind, path) for kind in KINDS.values())
    first, *rest = next(filter(None, found), (path,))
    return ", ".join((first, *map(inside, rest)))


def value_in_words(field: Field, value: Json) -> str:
    """Return a plain value as people say it: choices by their label, ``6 August 2018``."""
    if field.shape == "choice":
        is_certainty = field.name == "certainty"
        return certainty_in_words(value) if is_certainty else field.words.get(value, str(value))
    if field.path and isinstance(value, str):
        return place_in_words(value)
    if field.words and isinstance(value, str):
        return field.words.get(value, value)
    if field.shape == "date":
        try:
            return clock.day_in_words(date.fromisoformat(value))
        except (TypeError, ValueError):
            return str(value)
    return _text(value)


def _text(value: Json) -> str:
    if isinstance(value, str):
        return value
    if value is None or value is False:
        return ""
    if value is True:
        return "Yes"
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()


def _replaced(old: str, new: str) -> Runs:
    runs = (Run("removed", old), Run("added", new))
    return tuple(run for run in runs if run.text)


def _by_id(items: Sequence[Json]) -> dict[str, Mapping[str, Json]]:
    """Return items by their id; one that was never saved has none, and counts by its place."""
    return {item.get("id") or f"#{place}": item for place, item in enumerate(items)}


def _moved(was_at: Mapping[str, int], now: Sequence[str]) -> set[str]:
    """Return the items to move, as few as possible, to get from the old order to the new."""
    common = [item for item in now if item in was_at]
    kept = longest_rising([was_at[item] for item in common])
    return set(common) - {common[place] for place in kept}


def _unknown(
    known: Sequence[Field], old: Mapping[str, Json], new: Mapping[str, Json]
) -> Iterator[Field]:
    named = {field.name for field in known} | {"id", POSITION}
    for name in {**old, **new}:
        if name not in named:
            yield _guessed(name, name, old.get(name), new.get(name))


def _guessed(name: str, label: str, old: Json, new: Json) -> Field:
    """Return a field that fits two values of which nothing else is known."""
    shapes: tuple[Shape, ...] = ("items", "set", "group")
    for shape in shapes:
        field = Field(name, label, shape)
        if _fits(field, old) and _fits(field, new):
            return field
    return Field(name, label, "text")


def _fits(field: Field, value: Json) -> bool:
    if is_empty(value):
        return True
    match field.shape:
        case "items":
            return isinstance(value, list) and all(isinstance(one, dict) for one in value)
        case "set" | "records":
            return isinstance(value, list) and all(isinstance(one, str) for one in value)
        case "group":
            return isinstance(value, dict)
        case "record" | "line" | "text" | "date" | "choice":
            return isinstance(value, str)
        case _:
            return isinstance(value, int)


def one_of(label: str) -> str:
    """Return the label of a list as one of its items is called: “Key message”, “Mark out of 10”."""
    return " ".join(
        word[:-1] if word.endswith("s") and word[-2:] not in ("ss", "is", "us") else word
        for word in label.split(" ")
    )


def paths_in_words(kind: Kind | None, paths: Iterable[str]) -> str:
    """Return what paths of a record speak of, in the record's order: “2 findings, bottom line”.

    At most four things are named.
    """
    touched: dict[str, list[str]] = {}
    for path in paths:
        name, _, rest = path.partition("/")
        touched.setdefault(name, []).append(rest)
    fields = dict(kind.fields) if kind else {}
    order = [name for name in fields if name in touched]
    order += [name for name in touched if name not in fields]
    said = [_counted(fields.get(name), name, touched[name]) for name in order]
    if len(said) > 4:
        said = [*said[:3], f"{len(said) - 3} more"]
    text = ", ".join(said)
    return text[:1].upper() + text[1:]


def _counted(field: Field | None, name: str, below: Sequence[str]) -> str:
    label = inside(field.label) if field else name
    if field is None or field.shape != "items":
        return label
    items = {path.split("/", 1)[0] for path in below}
    if all(path.endswith(f"/{POSITION}") and path.count("/") == 1 for path in below):
        return f"order of {label}"
    if one_of(label) == label:
        return f"{label} ({len(items)})"
    return f"{len(items)} {label if len(items) > 1 else one_of(label)}"
