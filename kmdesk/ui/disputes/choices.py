"""What waits for a person and what they have chosen so far; no widget knows more than this."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kmdesk.models import choosing
from kmdesk.models.canonical import Json
from kmdesk.models.choosing import Choice
from kmdesk.models.flat import Scalar, unescape
from kmdesk.models.kind import Field, Kind, field_at
from kmdesk.models.kinds import KINDS
from kmdesk.models.saying import inside
from kmdesk.store.disputes import Decision
from kmdesk.store.views import ConflictValue, ConflictView
from kmdesk.ui.editor.conflicts import value_in_words

Key = tuple[str, str]
"""A record and a path in it."""


@dataclass(frozen=True)
class Dispute:
    """A place on which people disagree.

    Attributes:
        conflict: the values.
        place: what people call it, such as ``Findings 2, text``.
    """

    conflict: ConflictView
    place: str

    @property
    def key(self) -> Key:
        """Return what it is known by."""
        return self.conflict.id, self.conflict.path

    @property
    def kind(self) -> Kind | None:
        """Return the kind of its record, None for one that only a newer kmdesk knows."""
        return KINDS.get(self.conflict.kind)

    @property
    def field(self) -> Field | None:
        """Return the field it lies in, None for one that only a newer kmdesk knows."""
        return field_at(self.kind, self.conflict.path)

    @property
    def is_text(self) -> bool:
        """Say whether words are worth comparing."""
        return choosing.can_write(self.field)

    def in_words(self, value: Scalar | None) -> str:
        """Return a value as people say it."""
        return value_in_words(self.kind, self.conflict.path, value)

    def both(self) -> Choice:
        """Return the choice of all values, the earliest first."""
        ordered = sorted(self.conflict.values, key=lambda one: (one.time, one.revision))
        return Choice(tuple(one.revision for one in ordered))

    def value(self, choice: Choice) -> Scalar:
        """Return what a choice amounts to."""
        known = {one.revision: one.value for one in self.conflict.values}
        return choosing.value(self.conflict.path, known, choice, self.field)


@dataclass
class Choices:
    """The disputes in order, and what was chosen for some of them."""

    disputes: list[Dispute] = field(default_factory=list)
    chosen: dict[Key, Choice] = field(default_factory=dict)

    def show(self, disputes: Iterable[Dispute]) -> None:
        """Take what waits by now; a choice stays where the same values still stand."""
        before = {one.key: one.conflict.values for one in self.disputes}
        self.disputes = list(disputes)
        still = {d.key for d in self.disputes if before.get(d.key) == d.conflict.values}
        self.chosen = {key: choice for key, choice in self.chosen.items() if key in still}

    def authors(self) -> list[str]:
        """Return whose values there are, by name."""
        return sorted({author_of(v) for d in self.disputes for v in d.conflict.values})

    def open_from(self, author: str, record: str = "") -> dict[Key, Choice]:
        """Return the choices that taking all from somebody would add, in one record or in all."""
        found: dict[Key, Choice] = {}
        for one in self.disputes:
            theirs = [v for v in one.conflict.values if author_of(v) == author]
            if theirs and one.key not in self.chosen and record in ("", one.conflict.id):
                found[one.key] = Choice((theirs[0].revision,))
        return found

    def next_open(self, after: int) -> int:
        """Return the next place without a choice, -1 if there is none."""
        count = len(self.disputes)
        places = ((after + step) % count for step in range(1, count + 1))
        return next((n for n in places if self.disputes[n].key not in self.chosen), -1)

    def decisions(self) -> list[Decision]:
        """Return what was chosen, record by record."""
        found: dict[str, dict[str, Choice]] = {}
        heads = {one.conflict.id: one.conflict.heads for one in self.disputes}
        for (record, path), choice in self.chosen.items():
            found.setdefault(record, {})[path] = choice
        return [Decision(record, heads[record], some) for record, some in found.items()]

    def outcome(self, dispute: Dispute) -> str:
        """Say what was chosen for a place, "" while nothing was."""
        choice = self.chosen.get(dispute.key)
        if choice is None:
            return ""
        if choice.own is not None:
            return "a text of your own"
        values = {v.revision: author_of(v) for v in dispute.conflict.values}
        if len(choice.revisions) > 1:
            return "both" if len(values) == 2 else f"all {len(values)}"
        return f"{values[choice.revisions[0]]}’s"


def author_of(value: ConflictValue) -> str:
    """Return who wrote a value, in words."""
    return value.author or "Somebody"


def disputes_of(
    conflicts: Sequence[ConflictView], documents: Mapping[str, Mapping[str, Json]]
) -> list[Dispute]:
    """Return the disputes of some records, record by record, in the order of their fields."""
    made = [
        Dispute(one, place_in_words(KINDS.get(one.kind), one.path, documents.get(one.id, {})))
        for one in conflicts
    ]
    return sorted(made, key=lambda d: (_natural(d.conflict.title), d.conflict.id, _rank(d)))


def _natural(title: str) -> list[tuple[int, str]]:
    """Return a key under which “ward 2” comes before “ward 10”."""
    parts = re.findall(r"\d+|\D+", title)
    return [(int(part), "") if part.isdecimal() else (-1, part.casefold()) for part in parts]


def _rank(dispute: Dispute) -> tuple[int, str]:
    fields = list(dispute.kind.fields) if dispute.kind else []
    name = dispute.conflict.path.partition("/")[0]
    return (fields.index(name) if name in fields else len(fields), dispute.place)


def place_in_words(kind: Kind | None, path: str, document: Mapping[str, Json]) -> str:
    """Return a path as people say it, with the number of an item: ``Findings 2, text``."""
    labels: list[str] = []
    fields = tuple(kind.fields.values()) if kind else ()
    here: Json = document
    for name in path.split("/"):
        if isinstance(here, list):
            ids = [one.get("id") if isinstance(one, dict) else None for one in here]
            place = ids.index(name) if name in ids else -1
            here = here[place] if place >= 0 else {}
            if place >= 0 and labels:
                labels[-1] += f" {place + 1}"
            continue
        known = next((one for one in fields if one.name == name), None)
        called = known.label if known else unescape(name).replace("_", " ")
        labels.append(inside(called) if labels else called)
        fields = known.fields if known else ()
        here = here.get(name, {}) if isinstance(here, dict) else {}
    return ", ".join(labels)
