"""The frozen values that leave the store: what views, workers and commands get to see."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from kmdesk.models.canonical import Json
from kmdesk.models.flat import Scalar
from kmdesk.models.ready import ready
from kmdesk.models.record import Record
from kmdesk.models.resolve import Conflict

Need = Literal["", "due", "actions", "conflicts", "drafts"]
Direction = Literal["in", "out", "briefing"]
Sort = Literal["relevance", "date", "title", "review_by"]

MOST_COUNTED = 1_000
"""Counting what a search finds stops above it; one more stands for "1,000+"."""


@dataclass(frozen=True)
class Row:
    """A record as lists show it.

    Attributes:
        lead: the beginning of what it says, plain text.
        status: as in the document, such as ``draft``.
        review_by: ``YYYY-MM-DD`` or "".
        updated: the moment of the latest revision, as `clock.now` writes it.
        conflicts: how many paths wait for a person.
    """

    id: str
    kind: str
    reference: str
    title: str
    lead: str
    status: str
    sharing: str
    review_by: str
    updated: str
    updated_by: str
    conflicts: int
    trashed: bool
    has_draft: bool


@ready
@dataclass(frozen=True)
class Query:
    """What a list asks for; empty fields do not narrow it.

    Attributes:
        text: what was typed; see `search_query.parse`.
        need: only records that need a person: ``due`` has its review-by day behind it or within
            `standing.DUE_WITHIN` days, ``actions`` has open recommendations past their day,
            ``conflicts`` and ``drafts`` have some.
        author: the name of somebody who saved a revision.
        year: of the last change.
        sort: ``relevance`` is title and lead first, then the latest; ``date`` the latest first;
            ``review_by`` the earliest first, those without a day last.
    """

    text: str = ""
    kind: str = ""
    status: str = ""
    tag: str = ""
    need: Need = ""
    trashed: bool = False
    author: str = ""
    year: str = ""
    sharing: str = ""
    sort: Sort = "relevance"


@dataclass(frozen=True)
class Hit:
    """A record that a search found.

    Attributes:
        title: of the record, the matching words between U+0002 and U+0003.
        snippet: the passage that matched, its words marked so too; one from an attached file
            begins with the file's name: "in rota.pdf: …".
        score: 2 and a fraction when all words stand in title and lead, 1 and a fraction when they
            stand anywhere in the record, a fraction when one stands in an attached file alone or
            no word was asked for; the later the last change, the higher the fraction.
    """

    row: Row
    title: str
    snippet: str
    score: float


@dataclass(frozen=True)
class Mark:
    """A place in the results of a search, from which the next page goes on."""

    tier: int
    at: int


@dataclass(frozen=True)
class Page:
    """Some results of a search.

    Attributes:
        next: where the next page begins, None after the last result.
        hint: a sentence on what was read otherwise than it may have been meant.
    """

    hits: tuple[Hit, ...]
    next: Mark | None
    hint: str = ""


@dataclass(frozen=True)
class Facet:
    """A value that would narrow a search, and how many records would be left, up to a limit."""

    value: str
    count: int


@dataclass(frozen=True)
class RecordView:
    """A record as it stands.

    Attributes:
        record: None when a newer kmdesk wrote something that this one cannot read; the record is
            then shown read-only, and carried along untouched.
        document: the form that `add` takes, with `id`.
        heads: the revisions it was made from; a save names them as its parents.
        revived: paths where an edit was kept although somebody else took the thing away.
        beyond: values at paths that only a newer kmdesk knows; they are carried along.
    """

    id: str
    kind: str
    reference: str
    title: str
    record: Record | None
    document: Mapping[str, Json]
    heads: tuple[str, ...]
    created: str
    created_by: str
    updated: str
    updated_by: str
    trashed: bool
    conflicts: tuple[Conflict, ...] = ()
    revived: tuple[str, ...] = ()
    beyond: Mapping[str, Scalar] = field(default_factory=dict)


@dataclass(frozen=True)
class Sighting:
    """A paper that printed a record, and as which revisions.

    Attributes:
        briefing: the id of the briefing that was issued.
        reference: of the briefing.
        title: of the briefing as it is today.
        trashed: the briefing is in the trash by now; the paper went out all the same.
        issue: the id of the item that notes it.
        issued_on: ``YYYY-MM-DD`` or "".
        meeting: who received it; "" when nobody said.
        file: the name it was written under.
        sha256: of the file.
        revisions: what was printed of the record.
        current: whether that is what the record says today.
        withdrawn: how many quotes were printed whose consent was withdrawn since.
    """

    briefing: str
    reference: str
    title: str
    trashed: bool
    issue: str
    issued_on: str
    meeting: str
    file: str
    sha256: str
    revisions: tuple[str, ...]
    current: bool = True
    withdrawn: int = 0


@dataclass(frozen=True)
class ErasureView:
    """Who erased what for good, when and why.

    Attributes:
        reference, title: of the record; both "" when it is not here.
        paths: what was erased in it; none for the whole record.
        what: the same in words.
    """

    id: str
    record: str
    reference: str
    title: str
    paths: tuple[str, ...]
    what: str
    author: str
    time: str
    reason: str

    @property
    def whole(self) -> bool:
        """Say whether the whole record was erased."""
        return not self.paths


Place = Literal["text", "earlier", "tag", "file", "draft", "setting", "log"]


@dataclass(frozen=True)
class Wish:
    """What a person wants erased for good from one record.

    Attributes:
        paths: with all below them; none for the whole record.
        keep: what stands there today stays, and only what stood there earlier goes.
        cut: words that are cut out of what stands there today; the rest of it stays.
    """

    record: str
    paths: tuple[str, ...] = ()
    keep: bool = False
    cut: str = ""


@dataclass(frozen=True)
class Part:
    """A part of a record that can be erased.

    Attributes:
        label: what the editor calls it.
        excerpt: the beginning of what stands there, or stood there last.
        now: it stands there today; otherwise only earlier revisions have it.
    """

    path: str
    label: str
    excerpt: str
    now: bool


@dataclass(frozen=True)
class Occurrence:
    """A place of the collection where words occur.

    Attributes:
        place: ``text`` of a record as it stands; ``earlier`` text of it only; a ``tag``, which
            stands in the headers of history; a ``file`` that a record holds, a paper that was
            issued among them; a ``draft``; what this copy remembers as a ``setting``, such as a
            search that was kept; the ``log`` of files.
        record: its id, "" elsewhere.
        path: in the record; the name of a setting; the number of a line of the log.
        excerpt: the words among those around them.
    """

    place: Place
    record: str
    reference: str
    title: str
    path: str
    excerpt: str

    def wish(self, words: str) -> Wish | None:
        """Return what takes the words away there; None where no wish does."""
        match self.place:
            case "text":
                return Wish(self.record, (self.path,), cut=words)
            case "earlier":
                return Wish(self.record, (self.path,), keep=True)
            case "file":
                return Wish(self.record, (self.path,))
            case _:
                return None


@dataclass(frozen=True)
class ErasePlan:
    """What erasing would take from one record.

    Attributes:
        paths: none for the whole record.
        what: the same in words.
        revisions: the ids of those that hold it.
        draft: there is something typed and not saved, which is cleaned too, or goes.
        files: names of the files that go with it.
        papers: that were issued from these revisions; they stay unless they are erased too.
    """

    record: str
    reference: str
    title: str
    paths: tuple[str, ...]
    what: str
    revisions: tuple[str, ...]
    draft: bool
    files: tuple[str, ...]
    papers: tuple[Occurrence, ...] = ()


@dataclass(frozen=True)
class RevisionView:
    """A line of a record's history, newest first.

    Attributes:
        current: it is a head.
        readable: its content is here; an exchange file need not carry earlier content.
        here: it was saved in this copy of the collection; each copy has its own answer, so that
            it does not count when views are compared, and neither does `brought_by`.
        brought_by: who sent the file that brought it; "" for what was saved here.
        seen: the papers that printed it, the latest first.
        erased: why its content is gone for good, "" if it is not.
        together: who wrote the versions that it brings together, if there are several.
    """

    id: str
    time: str
    author: str
    device: str
    parents: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    current: bool
    readable: bool
    here: bool = field(default=True, compare=False)
    brought_by: str = field(default="", compare=False)
    seen: tuple[Sighting, ...] = ()
    erased: str = ""
    together: tuple[str, ...] = ()

    def touches(self, fields: Collection[str]) -> bool:
        """Say whether it changed one of these fields of the record."""
        return any(path.split("/", 1)[0] in fields for path in (*self.changed, *self.removed))


@dataclass(frozen=True)
class Draft:
    """What somebody typed and has not saved.

    Attributes:
        record: the id of the record; a new record has one before its first save.
        base: the revisions the typing started from, none for a new record.
        fields: the document without `kind` and `id`, as complete as it was typed.
    """

    record: str
    kind: str
    base: tuple[str, ...]
    fields: Mapping[str, Json]
    time: str = ""
    author: str = ""


@dataclass(frozen=True)
class FileText:
    """What was read of an attached file.

    Attributes:
        reader: the version of what read it: a later one may do better.
        fault: why there are no words, as the end of a sentence that begins with the file: "is
            locked with a password, so its words cannot be searched"; "" when all went well.
    """

    reader: int
    text: str = ""
    fault: str = ""


@dataclass(frozen=True)
class UnreadFile:
    """An attached file whose words are not known yet, with the names that records have for it."""

    sha256: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Counts:
    """The numbers of the navigation rail; the trash is left out of all but its own."""

    kinds: Mapping[str, int]
    due: int
    conflicts: int
    drafts: int
    trash: int
    actions: int = 0


@dataclass(frozen=True)
class Overdue:
    """An open recommendation whose day has passed.

    Attributes:
        record: the review it stands in.
        item: its id within the review.
        due: ``YYYY-MM-DD``.
    """

    record: str
    title: str
    item: str
    text: str
    owner: str
    due: str


@dataclass(frozen=True)
class Changes:
    """What a write did.

    Attributes:
        ids: the records it touched, in order; empty when nothing had to change.
        kinds: the kinds of those records.
        label: what was done, for the status bar: "Saved", "Moved to the trash".
        past_check: records whose words changed after somebody had checked them.
        erased: something was erased for good, so the file is cleaned of its traces.
        kept: records that an import brought and that stay although it was taken back, because
            something was erased in them.
        revisions: those it made.
    """

    label: str
    ids: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    past_check: tuple[str, ...] = ()
    erased: bool = False
    kept: tuple[str, ...] = ()
    revisions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bulk:
    """One change of many records, with what is needed to take it back.

    Attributes:
        earlier: record → field → its values before and after the change.
        refused: record → the sentence that says why it was left as it was.
    """

    changes: Changes
    earlier: Mapping[str, Mapping[str, tuple[Json, Json]]] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PrintedRecord:
    """A record that a paper printed, as it stands today.

    Attributes:
        row: None when it is no longer here.
        changed: it says something else today.
        withdrawn: how many quotes were printed whose consent was withdrawn since.
    """

    record: str
    row: Row | None
    revisions: tuple[str, ...]
    changed: bool
    withdrawn: int = 0


@dataclass(frozen=True)
class LinkFrom:
    """A record that names another, and how.

    Attributes:
        row: the record that has the link.
        path: where in it, such as ``came_from`` or ``links/<item>/record``.
        relation: of a link, such as ``supports``; "" elsewhere.
    """

    row: Row
    path: str
    relation: str = ""


@dataclass(frozen=True)
class MergedView:
    """A path of a record that an import merged without asking.

    Attributes:
        ours: what stood here before the import, None for nothing.
        theirs: what the file brought, None for nothing.
        shown: which of them the record then showed.
    """

    id: str
    kind: str
    reference: str
    title: str
    path: str
    ours: str | int | None
    theirs: str | int | None
    shown: str | int | None


@dataclass(frozen=True)
class ConflictView:
    """A path of a record on which people disagree; the first value is displayed meanwhile.

    Attributes:
        kind: name of the record's kind.
        heads: the revisions that disagree and those beside them; a decision names them.
        before: what stood there before all of them, None where that is not known here.
        trashed: the record is in the trash, so that nobody is asked to decide.
    """

    id: str
    reference: str
    title: str
    path: str
    values: tuple["ConflictValue", ...]
    kind: str = ""
    heads: tuple[str, ...] = field(default=(), compare=False)
    before: "ValueBefore | None" = None
    trashed: bool = False


@dataclass(frozen=True)
class ConflictValue:
    """One of the values, with who wrote it and when.

    Attributes:
        here: it was saved in this copy of the collection.
        brought_by: who sent the file that brought it; "" for what was saved here.
        file: the name of that file.
    """

    value: str | int
    author: str
    device: str
    time: str
    revision: str
    here: bool = field(default=True, compare=False)
    brought_by: str = field(default="", compare=False)
    file: str = field(default="", compare=False)


@dataclass(frozen=True)
class ValueBefore:
    """What stood at a path before people disagreed; the value is None where nothing stood."""

    value: str | int | None
    author: str
    time: str


@dataclass(frozen=True)
class CheckReport:
    """What a check found; `problems` are sentences, empty when all is well."""

    records: int
    revisions: int
    attachments: int
    problems: tuple[str, ...] = ()
    rebuilt: bool = False


@dataclass(frozen=True)
class ExchangeView:
    """A line of the log of files that came in and went out.

    Attributes:
        number: 0 for a paper that a colleague issued, which no log here has.
        time: as `clock.now` writes it; of such a paper, the day alone.
        direction: ``in`` or ``out`` for exchange files, ``briefing`` for documents.
        format: of a briefing, such as ``pdf``.
        peer: id of the other collection; of a briefing that was issued, the id of its issue.
        peer_name: what the other side calls itself; the meeting that a briefing was issued to.
        summary: counts by name, such as ``{"new": 3, "changed": 1}``.
    """

    number: int
    direction: Direction
    time: str
    file: str
    peer: str = ""
    peer_name: str = ""
    undone: bool = False
    summary: Mapping[str, int] = field(default_factory=dict)
    format: str = ""
