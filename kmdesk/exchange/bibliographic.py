"""Search results from databases: their files read, what is new in them added as sources."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kmdesk.base.errors import UserError
from kmdesk.base.paths import existing_file
from kmdesk.base.progress import Progress
from kmdesk.exchange import medline, reference, ris
from kmdesk.exchange.encoding import decoded
from kmdesk.exchange.reference import Document
from kmdesk.models import canonical
from kmdesk.models.canonical import Json
from kmdesk.store.collection import Collection
from kmdesk.store.views import Query, RecordView

_STEP = 200
"""How many records are read between two reports of progress."""


@dataclass(frozen=True)
class SourcesReport:
    """What an import of search results did.

    Attributes:
        ids: the sources that the files name, in the order of the files, each once.
        new: how many records became a source.
        known: how many records were here already, or earlier in the files.
        problems: what a person should know, a sentence each.
    """

    ids: tuple[str, ...]
    new: int
    known: int
    problems: tuple[str, ...]


def import_sources(
    collection: Collection,
    files: Sequence[Path],
    *,
    into: str | None = None,
    progress: Progress | None = None,
) -> SourcesReport:
    """Add the sources of bibliographic files that are not here yet; importing again adds nothing.

    A record is known by its DOI, else its PubMed id, else title, year and first author. A known one
    is left as it is.

    Args:
        collection: open for writing.
        files: in RIS, PubMed's or Ovid's format; which one is seen from what they hold.
        into: id of an evidence summary that the sources are listed in, undecided, unless they are
            listed there already.
        progress: told how far the reading is.

    Raises:
        UserError: a file cannot be read or is in no known format, or `into` is not an evidence
            summary that can be changed; nothing was imported.
    """
    summary = _summary(collection, into) if into is not None else None
    raws = [raw for file in files for raw in _raw_records(file)]
    sorter = _Sorter(collection)
    for done, raw in enumerate(raws):
        if done % _STEP == 0:
            (progress or Progress()).step(done, len(raws), raw.file)
        sorter.take(raw)
    if sorter.new:
        collection.add(list(sorter.new.values()))
    if summary:
        _list_in(collection, summary, sorter.listable())
    return sorter.report()


@dataclass(frozen=True)
class _Format:
    start: re.Pattern[str]
    records: Callable[[str], Iterator[str]]
    read: Callable[[str, str], Document | None]


@dataclass(frozen=True)
class _Raw:
    """A record of a file, not yet understood."""

    text: str
    number: int
    file: str
    read: Callable[[str, str], Document | None]


_FORMATS = (
    _Format(ris.START, ris.records, ris.read),
    _Format(medline.PUBMED_START, medline.pubmed_records, medline.read_pubmed),
    _Format(medline.OVID_START, medline.ovid_records, medline.read_ovid),
)


def _raw_records(file: Path) -> list[_Raw]:
    try:
        data = existing_file(file).read_bytes()
    except OSError as error:
        raise UserError(
            f"{file} cannot be read ({error.strerror}); nothing was imported."
        ) from error
    text = canonical.text(decoded(data))
    found = [(begin.start(), one) for one in _FORMATS if (begin := one.start.search(text))]
    if not found:
        raise UserError(
            f"{file.name} is not in a format that kmdesk reads: RIS, PubMed (.nbib) or Ovid. "
            "Nothing was imported from any file."
        )
    _begin, chosen = min(found, key=lambda one: one[0])
    return [_Raw(raw, n, file.name, chosen.read) for n, raw in enumerate(chosen.records(text), 1)]


_IDENTIFYING = ("id", "title", "published", "doi", "pmid")
"""The fields that, with the first author, tell one work from another."""


class _Shelf:
    """Sources, found again by whatever two records of one work have in common."""

    def __init__(self) -> None:
        self._by_key: defaultdict[tuple[str, ...], list[Document]] = defaultdict(list)

    def add(self, source: Mapping[str, Json]) -> None:
        kept = {name: source[name] for name in _IDENTIFYING if name in source}
        kept["authors"] = source.get("authors", [])[:1]
        for key in self._keys(kept):
            self._by_key[key].append(kept)

    def find(self, source: Document) -> Document | None:
        """Return the source here that is the same work, None when there is none."""
        candidates = (one for key in self._keys(source) for one in self._by_key.get(key, ()))
        return next((one for one in candidates if reference.same_work(one, source)), None)

    def has(self, record: str) -> bool:
        return ("id", record) in self._by_key

    @staticmethod
    def _keys(source: Mapping[str, Json]) -> Iterator[tuple[str, ...]]:
        yield "id", source["id"]
        if doi := reference.doi_key(source):
            yield "doi", doi
        if pmid := source.get("pmid"):
            yield "pmid", pmid
        yield "title", *reference.title_key(source)


class _Sorter:
    """Tells new sources from known ones, record by record."""

    def __init__(self, collection: Collection) -> None:
        self.new: dict[str, Document] = {}
        self._ids: list[str] = []
        self._known = 0
        self._problems: list[str] = []
        self._shelf = _Shelf()
        self._trash: dict[str, RecordView] = {}
        for view in collection.documents("source"):
            self._shelf.add(view.document)
        for record in collection.ids(Query(kind="source", trashed=True)):
            view = collection.get(record)
            self._trash[record] = view
            self._shelf.add(view.document)

    def take(self, raw: _Raw) -> None:
        source = raw.read(raw.text, raw.file)
        if source is None:
            self._problems.append(
                f"Record {raw.number} of {raw.file} has no title and was left out."
            )
            return
        known = self._shelf.find(source)
        if known is None and self._shelf.has(source["id"]):
            source["id"] = reference.title_id(source)
            known = source if self._shelf.has(source["id"]) else None
        if known is None:
            self.new[source["id"]] = source
            self._shelf.add(source)
        else:
            self._known += 1
        self._ids.append((known or source)["id"])

    def listable(self) -> list[str]:
        """Return the sources that are not in the trash, each once."""
        return [record for record in dict.fromkeys(self._ids) if record not in self._trash]

    def report(self) -> SourcesReport:
        found = tuple(dict.fromkeys(self._ids))
        left = (self._trash[record] for record in found if record in self._trash)
        in_trash = (f"{v.reference} “{v.title}” is in the trash and was left there." for v in left)
        return SourcesReport(found, len(self.new), self._known, (*self._problems, *in_trash))


def _summary(collection: Collection, into: str) -> RecordView:
    """Return the evidence summary that sources are listed in, if they can be."""
    view = collection.get(into)
    reasons = {
        "is not an evidence summary, so sources cannot be listed in it": (
            view.kind != "evidence-summary"
        ),
        "is in the trash": view.trashed,
        "was written by a newer kmdesk; update kmdesk to change it": view.record is None,
    }
    for reason, holds in reasons.items():
        if holds:
            raise UserError(f"{view.reference} {reason}. Nothing was imported.")
    return view


def _list_in(collection: Collection, summary: RecordView, found: Iterable[str]) -> None:
    uses = list(summary.document.get("sources", []))
    listed = {use.get("record") for use in uses}
    added = [{"record": one, "decision": "undecided"} for one in found if one not in listed]
    if added:
        collection.edit(summary.id, {"sources": [*uses, *added]})
