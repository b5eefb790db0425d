"""A collection: the store's front door, one method for each question and each change."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from kmdesk.base import clock
from kmdesk.base.errors import UserError
from kmdesk.base.paths import existing_file
from kmdesk.base.progress import Progress
from kmdesk.models import house, house_style
from kmdesk.models.canonical import Json
from kmdesk.models.difference import Difference
from kmdesk.models.house import HouseWord, HouseWords
from kmdesk.models.house_style import HouseStyle
from kmdesk.models.kinds.briefing import Issue
from kmdesk.models.kinds.lesson import Reuse
from kmdesk.models.record import Attachment
from kmdesk.models.tables import RevisionRow
from kmdesk.store import (
    arriving,
    attachments,
    backup,
    bulk,
    checking,
    disputes,
    drafts,
    erasing,
    erasures,
    exchanges,
    file_texts,
    finding,
    holding,
    issues,
    learning,
    likeness,
    merged,
    occurrences,
    parts,
    past,
    projection,
    reading,
    recovery,
    search_query,
    settings,
    sightings,
    sqlite,
    union,
    withdrawals,
    writing,
)
from kmdesk.store.arriving import Arriving
from kmdesk.store.database import Database, Listener, Stop
from kmdesk.store.disputes import Decision
from kmdesk.store.holding import Weight
from kmdesk.store.revisions import Stamp
from kmdesk.store.search_query import Completing
from kmdesk.store.union import Bundle
from kmdesk.store.views import (
    Bulk,
    Changes,
    CheckReport,
    ConflictView,
    Counts,
    Draft,
    ErasePlan,
    ErasureView,
    ExchangeView,
    Facet,
    FileText,
    Hit,
    LinkFrom,
    Mark,
    MergedView,
    Occurrence,
    Overdue,
    Page,
    Part,
    PrintedRecord,
    Query,
    RecordView,
    RevisionView,
    Row,
    Sighting,
    UnreadFile,
    Wish,
)

LARGEST_ATTACHMENT = attachments.LARGEST

MOST_IDS = 5_000
"""As many results of a search as anybody scrolls through."""

_ALL = 2**40


class Collection:
    """An open collection. Any thread may call it; writes queue for the one writer thread.

    Every method raises `UserError` for an id that is not here; the sentence says what was kept.

    Attributes:
        author: the person's name, written into the revisions they save.
    """

    def __init__(self, database: Database, author: str) -> None:
        """Take an open database; use `Collection.open`."""
        self._database = database
        self.author = author

    @classmethod
    def open(
        cls, path: Path, *, create: bool = False, read_only: bool = False, author: str = ""
    ) -> Self:
        """Open a collection file.

        Args:
            path: the file.
            create: make it if it is not there.
            read_only: do not even try to take the lock.
            author: see the attribute.

        Raises:
            UserError: there is no such file, it is no collection, or it cannot be made.
        """
        if not create:
            existing_file(path)
        return cls(Database(path, create=create, read_only=read_only), author)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Finish what is being written and let go of the file."""
        self._database.close()

    @property
    def path(self) -> Path:
        """The collection file."""
        return self._database.path

    @property
    def read_only(self) -> bool:
        """Whether changes are refused; `notices` say why."""
        return self._database.read_only

    @property
    def newer(self) -> bool:
        """Whether a newer kmdesk wrote the file, so that this one may misread it."""
        return self._database.newer

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences that the person should see while the collection is open."""
        return self._database.notices

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` called, in the writer thread, after each change; return how to stop."""
        return self._database.subscribe(listener)

    # Questions

    def find_id(self, text: str) -> str:
        """Return the id that a full id, its beginning or a reference such as ES-7F3K stands for."""
        with self._database.read() as connection:
            return reading.find_id(connection, text)

    def get(self, record_id: str) -> RecordView:
        """Return a record as it stands."""
        with self._database.read() as connection:
            return reading.get(connection, record_id)

    def get_all(self, ids: Sequence[str]) -> dict[str, RecordView]:
        """Return those of some records that there are, as they stand, by id in the order given."""
        with self._database.read() as connection:
            return reading.get_all(connection, ids)

    def documents(self, kind: str) -> Iterator[RecordView]:
        """Yield the records of a kind that are not in the trash; `heads` is left empty."""
        with self._database.read() as connection:
            yield from reading.documents(connection, kind)

    def ids(self, query: Query, limit: int | None = None) -> list[str]:
        """Return the ids of a list: the latest first, or the best first when words were typed.

        Args:
            query: what is listed.
            limit: only the first so many. Without it a search gives the first `MOST_IDS`; `page`
                goes on from any place.
        """
        with self._database.read() as connection:
            if _plain(query):
                return reading.ids(connection, query, limit)
            return finding.ids(connection, query, min(limit or MOST_IDS, MOST_IDS))

    def all_ids(self, query: Query) -> list[str]:
        """Return the ids of all that a search finds, however many."""
        with self._database.read() as connection:
            if _plain(query):
                return reading.ids(connection, query)
            return finding.ids(connection, query, _ALL)

    def rows(self, ids: Sequence[str]) -> list[Row]:
        """Return records as lists show them, in the order asked for; unknown ones are left out."""
        with self._database.read() as connection:
            return reading.rows(connection, ids)

    def search(self, text: str, *, limit: int = 50, kind: str = "") -> Sequence[Hit]:
        """Return the records that match what was typed, the best first."""
        return self.page(Query(text=text, kind=kind), limit=limit).hits

    def page(
        self, query: Query, *, limit: int = 50, after: Mark | None = None, stop: Stop | None = None
    ) -> Page:
        """Return results of a search, from a mark of an earlier page on.

        Raises:
            Cancelled: `stop` was called meanwhile, from another thread.
        """
        with self._database.read(stop) as connection:
            return finding.page(connection, query, limit, after)

    def count(self, query: Query, *, stop: Stop | None = None) -> int:
        """Return how many records match, `MOST_COUNTED` + 1 for more than that."""
        with self._database.read(stop) as connection:
            return finding.count(connection, query)

    def facets(self, query: Query, name: str, *, stop: Stop | None = None) -> Sequence[Facet]:
        """Return values of a field that would narrow a search; see `finding.facets`."""
        with self._database.read(stop) as connection:
            return finding.facets(connection, query, name)

    def closest(
        self,
        text: str,
        *,
        limit: int = 5,
        kind: str = "",
        leave_out: str = "",
        stop: Stop | None = None,
    ) -> Sequence[Row]:
        """Return the records that speak of what a text speaks of, lessons first.

        Args:
            text: a title or question, several sentences at most.
            limit: at most so many.
            kind: only records of a kind.
            leave_out: the id of the record that the text belongs to.
            stop: see `page`.
        """
        with self._database.read(stop) as connection:
            return likeness.closest(connection, text, limit, kind=kind, leave_out=leave_out)

    def completions(self, text: str, caret: int) -> tuple[Completing, Sequence[str]]:
        """Return what is being typed at the caret, and what could take its place."""
        completing = search_query.at_caret(text, caret)
        with self._database.read() as connection:
            return completing, finding.completions(connection, completing)

    def counts(self) -> Counts:
        """Return the numbers of the navigation rail."""
        with self._database.read() as connection:
            return reading.counts(connection)

    def overdue(self, limit: int) -> tuple[int, list[Overdue]]:
        """Return how many open recommendations are past their day, and those overdue longest."""
        with self._database.read() as connection:
            return reading.overdue(connection, limit)

    def tags(self) -> Mapping[str, int]:
        """Return every tag in use, with how many records have it."""
        with self._database.read() as connection:
            return reading.tags(connection)

    def backlinks(self, record_id: str) -> list[Row]:
        """Return the records that name this one."""
        with self._database.read() as connection:
            return reading.backlinks(connection, record_id)

    def all_tags(self) -> Mapping[str, int]:
        """Return every tag with how many records have it, those in the trash among them."""
        with self._database.read() as connection:
            return reading.all_tags(connection)

    def tagged(self, tags: Sequence[str]) -> list[str]:
        """Return the ids of the records with any of these tags, those in the trash among them."""
        with self._database.read() as connection:
            return reading.tagged(connection, tags)

    def linked_from(self, record_id: str) -> list[LinkFrom]:
        """Return where other records name this one, those in the trash among them."""
        with self._database.read() as connection:
            return reading.linked_from(connection, record_id)

    def history(self, record_id: str) -> list[RevisionView]:
        """Return the revisions of a record, the latest first."""
        with self._database.read() as connection:
            return past.history(connection, record_id)

    def at_revision(self, record_id: str, revision: str) -> RecordView:
        """Return a record as a revision, named by its id or the beginning of it, left it."""
        with self._database.read() as connection:
            found = writing.find_revision(connection, record_id, revision)
            return reading.at_revision(connection, record_id, found)

    def difference(self, record_id: str, revision: str, before: str = "") -> Difference:
        """Return what became of a record up to a revision.

        Args:
            record_id: its id.
            revision: the beginning of a revision's id.
            before: another one's; without it, what `revision` itself changed is told.
        """
        with self._database.read() as connection:
            found = writing.find_revision(connection, record_id, revision)
            start = [writing.find_revision(connection, record_id, before)] if before else None
            return past.between(connection, record_id, start, found)

    def difference_since(self, record_id: str, revisions: Sequence[str]) -> Difference:
        """Return what became of a record from some revisions, such as those printed, to today."""
        with self._database.read() as connection:
            return past.since(connection, record_id, revisions)

    def title_of(self, record_id: str) -> str:
        """Return the title of a record, "" when it is not here."""
        with self._database.read() as connection:
            return past.titles(connection)(record_id)

    def conflicts(self, record_id: str = "") -> list[ConflictView]:
        """Return what waits for a person, in one record or in all."""
        with self._database.read() as connection:
            return disputes.conflicts(connection, record_id)

    def draft(self, record_id: str) -> Draft | None:
        """Return the draft of a record, if there is one."""
        with self._database.read() as connection:
            return next(iter(drafts.all_drafts(connection, record_id)), None)

    def drafts(self) -> Sequence[Draft]:
        """Return all drafts, the latest first."""
        with self._database.read() as connection:
            return drafts.all_drafts(connection)

    def setting(self, name: str, default: Json = None) -> Json:
        """Return what this copy of the collection remembers under a name."""
        with self._database.read() as connection:
            return settings.get(connection, name, default)

    def settings(self, prefix: str) -> Mapping[str, Json]:
        """Return all that is remembered under names with a prefix, by the rest of the name."""
        with self._database.read() as connection:
            return settings.starting_with(connection, prefix)

    def house_words(self) -> dict[str, HouseWord]:
        """Return what the house calls kinds and terms, by name of the term."""
        return house.from_json(self.setting(house.SETTING, {}))

    def house_style(self) -> HouseStyle:
        """Return the name, colour and logo that the house puts on its papers."""
        return house_style.from_json(self.setting(house_style.SETTING, {}))

    def attachment(self, sha256: str) -> bytes:
        """Return the bytes of an attachment."""
        with self._database.read() as connection:
            return attachments.get(connection, sha256)

    def sightings(self, record_id: str) -> list[Sighting]:
        """Return the issued papers that printed a record, the latest first."""
        with self._database.read() as connection:
            return sightings.sightings(connection, record_id)

    def printed(self, wanted: Mapping[str, Iterable[str]]) -> list[PrintedRecord]:
        """Return how records stand today that were printed as some revisions."""
        with self._database.read() as connection:
            return sightings.printed(connection, {r: tuple(some) for r, some in wanted.items()})

    def issued_as(self, sha256: str) -> tuple[str, str] | None:
        """Return the briefing that was issued as a file, and the id of the issue, if one was."""
        with self._database.read() as connection:
            return issues.with_file(connection, sha256)

    def unread_files(self, reader: int) -> Sequence[UnreadFile]:
        """Return the attachments whose words no reader of this version or later has looked for."""
        with self._database.read() as connection:
            return file_texts.unread(connection, reader)

    def file_faults(self, hashes: Sequence[str]) -> Mapping[str, str]:
        """Return why the words of some attachments are not known, by SHA-256."""
        with self._database.read() as connection:
            return file_texts.faults(connection, hashes)

    def exchanges(self) -> list[ExchangeView]:
        """Return the log of files that came in and went out, the latest first."""
        with self._database.read() as connection:
            return exchanges.entries(connection)

    def where_a_quote_went(self, record_id: str, quote: str) -> list[ExchangeView]:
        """Return the exports, briefings and imports by which others have a quote's words."""
        with self._database.read() as connection:
            return exchanges.where_a_quote_went(connection, record_id, quote)

    def erasures(self) -> list[ErasureView]:
        """Return what was erased for good, the latest first."""
        with self._database.read() as connection:
            return erasing.views(connection)

    def parts(self, record_id: str) -> list[Part]:
        """Return the parts of a record that can be erased, those of earlier versions too."""
        with self._database.read() as connection:
            return parts.parts(connection, record_id)

    def would_erase(self, wish: Wish) -> ErasePlan:
        """Return what erasing would take from a record, without doing it."""
        with self._database.read() as connection:
            return erasing.plan(connection, wish)

    def occurrences(self, words: str, progress: Progress | None = None) -> list[Occurrence]:
        """Return where words occur: in records and their past, drafts, settings, the log."""
        with self._database.read() as connection:
            return occurrences.find(connection, words, progress or Progress())

    def backups_holding(
        self, records: Iterable[str], revisions: Iterable[str] = (), folder: Path | None = None
    ) -> list[Path]:
        """Return the backups that still hold what was erased in some records, or some revisions.

        Args:
            records: their ids.
            revisions: ids of revisions, such as those of an `ErasePlan`.
            folder: where backups are made beside the usual place.

        Returns:
            Those that hold it, and those that cannot be read, so that nobody knows.
        """
        with self._database.read() as connection:
            erased, gone = erasures.wiped(connection, records)
        lost = erased | set(revisions)
        found = backup.beside(self.path, (None, folder))
        return [path for path in found if _still_holds(path, lost, gone)]

    # Changes

    def erase(
        self,
        wishes: Sequence[Wish],
        reason: str,
        also: Sequence[Occurrence] = (),
        words: str = "",
        progress: Progress | None = None,
    ) -> Changes:
        """Erase for good, from all history and from the bytes of the file; see `erasing.erase`."""
        told = progress or Progress()
        return self._change(
            lambda c: erasing.erase(c, wishes, also, words, reason, self._stamp(), told)
        )

    def add(self, documents: Sequence[Json]) -> Changes:
        """Add records from documents, all or none."""
        return self._change(lambda c: writing.add(c, documents, self._stamp()))

    def save(
        self, record_id: str, kind: str, fields: Mapping[str, Json], base: Sequence[str]
    ) -> Changes:
        """Save what a person edited from the revisions `base`, and drop the record's draft."""
        return self._change(lambda c: writing.save(c, record_id, kind, fields, base, self._stamp()))

    def edit(self, record_id: str, patch: Mapping[str, Json]) -> Changes:
        """Apply a JSON merge patch (RFC 7396) to a record's document."""
        return self._change(lambda c: writing.edit(c, record_id, patch, self._stamp()))

    def trash(self, ids: Iterable[str]) -> Changes:
        """Move records to the trash."""
        return self._change(lambda c: writing.set_trashed(c, ids, True, self._stamp()))

    def untrash(self, ids: Iterable[str]) -> Changes:
        """Take records out of the trash."""
        return self._change(lambda c: writing.set_trashed(c, ids, False, self._stamp()))

    def restore(self, record_id: str, revision: str, fields: Iterable[str] = ()) -> Changes:
        """Make an earlier revision, or some fields of it, the current one; all history stays."""
        chosen = tuple(fields)
        return self._change(
            lambda c: writing.restore(c, record_id, revision, self._stamp(), chosen)
        )

    def settle(self, record_id: str, choices: Mapping[str, str]) -> Changes:
        """Settle a record's conflicts: for each path the revision whose value is taken."""
        return self._change(lambda c: writing.settle(c, record_id, choices, self._stamp()))

    def settle_many(self, decisions: Sequence[Decision]) -> Changes:
        """Settle what a person decided, in several records; what they did not stays open."""
        return self._change(lambda c: disputes.settle_many(c, decisions, self._stamp()))

    def unsettle(self, revisions: Sequence[str]) -> Changes:
        """Open again what `settle_many` settled, named by the revisions of its `Changes`."""
        return self._change(lambda c: disputes.take_back(c, revisions, self._stamp()))

    def attach(self, record_id: str, file: Path) -> Changes:
        """Keep a file with a record, at most `LARGEST_ATTACHMENT` bytes."""
        data = attachments.read_file(file)
        new = attachments.described(file.name, data)
        return self._change(lambda c: writing.attach(c, record_id, new, data, self._stamp()))

    def keep_file(self, file: Path) -> Attachment:
        """Keep a file for a record that will name it when it is saved."""
        return self.keep_bytes(file.name, attachments.read_file(file))

    def keep_bytes(self, name: str, data: bytes) -> Attachment:
        """Keep what is no file yet, such as a picture from the clipboard."""
        new = attachments.described(name, data)

        def action(connection: Connection) -> tuple[Attachment, Changes]:
            attachments.put(connection, data)
            return new, Changes("File kept")

        return self._database.write(action)

    def issue(self, record_id: str, noted: Issue, data: bytes) -> Changes:
        """Keep the PDF that a briefing goes out as, with what it was made from."""
        return self._change(lambda c: issues.note(c, record_id, noted, data, self._stamp()))

    def put_file_text(self, sha256: str, found: FileText) -> None:
        """Keep what was read of an attachment, so that searches find the records that name it.

        Those who subscribed are not told: no record says anything else.
        """

        def action(connection: Connection) -> tuple[None, None]:
            file_texts.put(connection, sha256, found)
            return None, None

        self._database.write(action)

    def make_lesson(self, review: str, item: str) -> Changes:
        """Make a lesson from an answer or a recommendation, and return it, then the review.

        Made before, it is returned alone.
        """
        return self._change(lambda c: learning.make_lesson(c, review, item, self._stamp()))

    def unmake_lesson(self, lesson: str) -> Changes:
        """Put a lesson in the trash and have the review that it came from forget it."""
        return self._change(lambda c: learning.unmake_lesson(c, lesson, self._stamp()))

    def note_reuse(self, lesson: str, reuse: Reuse) -> Changes:
        """Note where a lesson was used again; one that was noted or checked is then applied."""
        return self._change(lambda c: learning.note_reuse(c, lesson, reuse, self._stamp()))

    def withdraw(self, case_study: str, quote: str, day: dt.date) -> Changes:
        """Withdraw the consent to a quote: its words and names go, the day stays."""
        return self._change(lambda c: learning.withdraw(c, case_study, quote, day, self._stamp()))

    # Many records at once

    def retag(self, old: Sequence[str], new: str, progress: Progress | None = None) -> Bulk:
        """Put one tag in place of others in all records, those in the trash too.

        Args:
            old: tags as they are now.
            new: another, or one that is in use, so that they become one; "" takes them away.
            progress: told the records done.
        """
        return self._bulk(lambda c: (reading.tagged(c, old), bulk.retag(old, new)), progress)

    def tag(
        self,
        ids: Sequence[str],
        add: Iterable[str] = (),
        remove: Iterable[str] = (),
        progress: Progress | None = None,
    ) -> Bulk:
        """Give tags to records and take tags from them."""
        return self._bulk(lambda _: (ids, bulk.tag(add, remove)), progress)

    def set_status(self, ids: Sequence[str], status: str, progress: Progress | None = None) -> Bulk:
        """Give records a status; those that may not have it are left, with the reason."""
        stamp = self._stamp()
        return self._bulk(lambda c: (ids, bulk.status(c, status, stamp)), progress)

    def set_review_by(
        self, ids: Sequence[str], day: dt.date, progress: Progress | None = None
    ) -> Bulk:
        """Have records looked at again by a day."""
        return self._bulk(lambda _: (ids, bulk.review_by(day.isoformat())), progress)

    def set_trashed(
        self, ids: Sequence[str], trashed: bool, progress: Progress | None = None
    ) -> Bulk:
        """Move many records to the trash, or out of it."""
        return self._bulk(lambda _: (ids, bulk.trashed(trashed)), progress)

    def take_back_bulk(self, done: Bulk, progress: Progress | None = None) -> Bulk:
        """Undo a change of many records, but for what somebody changed since."""

        def action(connection: Connection) -> tuple[Bulk, Changes]:
            made = bulk.take_back(connection, done, self._stamp(), progress or Progress())
            return made, made.changes

        return self._database.write(action)

    def _bulk(
        self,
        plan: Callable[[Connection], tuple[Sequence[str], bulk.Change]],
        progress: Progress | None,
    ) -> Bulk:
        def action(connection: Connection) -> tuple[Bulk, Changes]:
            ids, wanted = plan(connection)
            stamp = self._stamp()
            made = bulk.change(connection, ids, wanted, "Changed", stamp, progress or Progress())
            return made, made.changes

        return self._database.write(action)

    # Drafts, settings

    def put_draft(self, draft: Draft) -> Changes:
        """Keep what was typed, without what was erased for good since it was begun."""

        def action(connection: Connection) -> Changes:
            erasures.keep_draft(connection, draft)
            return Changes("Draft kept", (draft.record,), frozenset({draft.kind}))

        return self._change(action)

    def drop_draft(self, record_id: str) -> Changes:
        """Forget what was typed and not saved."""

        def action(connection: Connection) -> Changes:
            drafts.drop(connection, record_id)
            return Changes("Draft dropped", (record_id,))

        return self._change(action)

    def put_setting(self, name: str, value: Json) -> Changes:
        """Remember something under a name; None forgets it."""

        def action(connection: Connection) -> Changes:
            settings.put(connection, name, value)
            return Changes("Setting kept")

        return self._change(action)

    def put_house_words(self, words: HouseWords) -> Changes:
        """Keep what the house calls kinds and terms; none stands for the standard words."""
        return self.put_setting(house.SETTING, house.to_json(house.checked(words)) or None)

    def put_house_style(self, style: HouseStyle) -> Changes:
        """Keep what the house puts on its papers."""
        kept = house_style.to_json(house_style.checked(style))
        return self.put_setting(house_style.SETTING, kept)

    # Union, safety

    def outgoing(
        self, ids: Sequence[str], *, with_history: bool = False, held: Set[str] = frozenset()
    ) -> Bundle:
        """Return what an exchange file of these records holds for who has what is held."""
        with self._database.read() as connection:
            return union.outgoing(connection, ids, with_history=with_history, held=held)

    def weight(
        self, ids: Sequence[str], *, with_history: bool = False, held: Set[str] = frozenset()
    ) -> Weight:
        """Return how much `outgoing` amounts to, without making it."""
        with self._database.read() as connection:
            return holding.weight(connection, ids, held, with_history=with_history)

    def keeps_withdrawn_words(self, ids: Sequence[str]) -> bool:
        """Say whether the past of records holds words of withdrawn quotes, which stay here."""
        with self._database.read() as connection:
            return withdrawals.keeps_words(connection, ids)

    def holdings(self, ids: Sequence[str] | None = None) -> dict[str, list[str]]:
        """Return what is held of records, without a choice of all that are not private."""
        with self._database.read() as connection:
            return holding.holdings(connection, ids)

    def known_revisions(self, wanted: Iterable[str]) -> dict[str, bool]:
        """Return which of the revisions are here, and whether their content is."""
        with self._database.read() as connection:
            return union.known_revisions(connection, wanted)

    def fills(self, bundle: Bundle) -> set[str]:
        """Return the records of which a bundle brings files that are not here."""
        with self._database.read() as connection:
            return union.fills(connection, bundle)

    def refuse_contradictions(self, bundle: Bundle) -> None:
        """Refuse a bundle that does not fit together, or not with what is here."""
        with self._database.read() as connection:
            union.refuse_contradictions(connection, bundle)

    def without_erased_records(self, bundle: Bundle) -> Bundle:
        """Return a bundle without records that were erased as a whole."""
        with self._database.read() as connection:
            return union.without_erased_records(connection, bundle)

    def arriving_erasures(self, bundle: Bundle) -> list[ErasureView]:
        """Return the erasures of a bundle that are not here yet."""
        with self._database.read() as connection:
            return erasing.arriving(connection, bundle.erasures, bundle.headers)

    def would_show(self, bundle: Bundle, record_id: str) -> RecordView | None:
        """Return a record as it would stand with a bundle added; None if it cannot be shown."""
        with self._database.read() as connection:
            return reading.with_bundle(connection, bundle, record_id)

    def arriving(self, bundle: Bundle, ids: Sequence[str]) -> dict[str, Arriving]:
        """Return how records would be listed with a bundle added; see `would_show`."""
        with self._database.read() as connection:
            return arriving.arriving(connection, bundle, ids)

    def next_file(self, at_least: int = 1) -> int:
        """Return the number of the exchange file to be written next; none is given twice."""

        def action(connection: Connection) -> tuple[int, Changes]:
            given = dict(settings.get(connection, settings.FILES) or {})
            number = max(given.get(self._database.device, 0) + 1, at_least)
            given[self._database.device] = number
            settings.put(connection, settings.FILES, given)
            return number, Changes("File numbered")

        return self._database.write(action)

    def merged_by(self, number: int) -> list[MergedView]:
        """Return what an import merged without asking, by record and path."""
        with self._database.read() as connection:
            return merged.merged_by(connection, number)

    def add_bundle(
        self,
        bundle: Bundle,
        files: Iterable[bytes],
        entry: ExchangeView,
        progress: Progress,
        remember: Mapping[str, Json] | None = None,
    ) -> tuple[int, Changes]:
        """Add one bundle; see `add_bundles`."""
        [number], changes = self.add_bundles([(bundle, files, entry)], progress, remember)
        return number, changes

    def add_bundles(
        self,
        arrivals: Sequence[tuple[Bundle, Iterable[bytes], ExchangeView]],
        progress: Progress,
        remember: Mapping[str, Json] | None = None,
    ) -> tuple[list[int], Changes]:
        """Add what bundles bring and is not here yet, each as one import, all or none.

        Args:
            arrivals: bundles whose hashes were checked when they were read, the bytes of their
                attachments, and their lines for the exchange log.
            progress: told the records done.
            remember: settings to put in the same transaction.

        Returns:
            The numbers of the imports in the log, 0 for what brought nothing; and what changed.
        """

        def action(connection: Connection) -> tuple[tuple[list[int], Changes], Changes]:
            numbers: list[int] = []
            records: dict[str, None] = {}
            kinds: set[str] = set()
            erased = False
            for bundle, files, entry in arrivals:
                number = exchanges.log(connection, entry)
                made = union.add(connection, bundle, files, number, self._stamp(), progress)
                if not made.ids:
                    exchanges.forget(connection, number)
                    number = 0
                numbers.append(number)
                records |= dict.fromkeys(made.ids)
                kinds |= made.kinds
                erased |= made.erased
            for name, value in (remember or {}).items():
                settings.put(connection, name, value)
            changes = Changes("Imported", tuple(records), frozenset(kinds), erased=erased)
            return (numbers, changes), changes

        return self._database.write(action)

    def log_exchange(self, entry: ExchangeView, went: Iterable[str] = ()) -> Changes:
        """Write a line into the log of files, with the revisions whose text went out."""

        def action(connection: Connection) -> Changes:
            exchanges.log(connection, entry, went)
            return Changes("Exchange noted")

        return self._change(action)

    def take_back(
        self, numbers: Sequence[int], remember: Mapping[str, Json] | None = None
    ) -> Changes:
        """Take back the revisions that imports brought, all or none, if nothing was built on them.

        Args:
            numbers: of the imports, the latest first.
            remember: settings to put in the same transaction.
        """

        def action(connection: Connection) -> Changes:
            records: dict[str, None] = {}
            kept: dict[str, None] = {}
            for number in numbers:
                exchanges.mark_undone(connection, number)
                done = union.take_back(connection, number)
                records |= dict.fromkeys(done.ids)
                kept |= dict.fromkeys(done.kept)
            for name, value in (remember or {}).items():
                settings.put(connection, name, value)
            return Changes("Import taken back", tuple(records), kept=tuple(kept))

        return self._change(action)

    def recover(self, file: Path, progress: Progress | None = None) -> Changes:
        """Add all that can be read of a damaged collection or a backup, and is not here yet."""
        bundle, files = recovery.read(existing_file(file))
        return self._change(
            lambda c: union.add(c, bundle, files, None, self._stamp(), progress or Progress())
        )

    def backup(self, target: Path | None = None) -> Path:
        """Copy the collection to `target`, verified; without one, to a dated file beside it."""
        now = dt.datetime.now().astimezone()
        chosen = target or backup.default_target(self.path, now)
        return backup.back_up(self.path, chosen, _revision_ids)

    def keep_backup(self, folder: Path | None, keep: int, *, always: bool = False) -> Path | None:
        """Make a dated backup in a folder and remove the oldest beyond `keep`.

        Args:
            folder: None stands for one beside the collection.
            keep: how many dated backups of this collection are kept there.
            always: also when the newest backup has every revision that is here.

        Returns:
            The backup; None when nothing was saved since the last one, or ever.
        """
        state = _state(self.path)
        last = next(iter(backup.made(self.path, folder)), None)
        if not always and (not state.revisions or (last and _held_by(last.path) == state)):
            return None
        target = self.backup(
            backup.default_target(self.path, dt.datetime.now().astimezone(), folder)
        )
        backup.thin_out(self.path, folder, keep)
        return target

    def check(self, *, rebuild: bool = False) -> CheckReport:
        """Read the whole collection and return what is wrong; first rebuild what can be rebuilt."""
        if rebuild:
            self._change(_rebuild)
        found = sqlite.quick_check(self.path)
        with self._database.read() as connection:
            report = checking.check(connection)
        return CheckReport(
            records=report.records,
            revisions=report.revisions,
            attachments=report.attachments,
            problems=(*found, *report.problems),
            rebuilt=rebuild,
        )

    def _stamp(self) -> Stamp:
        return Stamp(self.author, self._database.device, clock.now())

    def _change(self, action: Callable[[Connection], Changes]) -> Changes:
        def run(connection: Connection) -> tuple[Changes, Changes]:
            changes = action(connection)
            return changes, changes

        return self._database.write(run)


def _plain(query: Query) -> bool:
    """Say whether the table of records answers a query, without the full-text index."""
    return not query.text.strip() and query == Query(
        text=query.text,
        kind=query.kind,
        status=query.status,
        tag=query.tag,
        need=query.need,
        trashed=query.trashed,
    )


def _rebuild(connection: Connection) -> Changes:
    projection.rebuild_all(connection)
    return Changes("Rebuilt")


@dataclass(frozen=True)
class _State:
    """How many revisions a file has, and the last that came.

    Their number alone may be the same although some were taken back and others saved.
    """

    revisions: int
    last: str


def _held_by(path: Path) -> _State | None:
    """Return the state of a file, None when it cannot be read."""
    try:
        return _state(path)
    except SQLAlchemyError:
        return None


def _still_holds(path: Path, revisions: set[str], records: set[str]) -> bool:
    """Say whether a backup holds some content or some records; so does what cannot be read."""
    engine = sqlite.engine(path)
    try:
        with engine.connect() as connection:
            return erasures.still_held(connection, revisions, records)
    except SQLAlchemyError:
        return True
    finally:
        engine.dispose()


def _revision_ids(path: Path) -> set[str]:
    """Return the ids of the revisions in a file; none when it is no collection that can be read."""
    try:
        sqlite.recognise(path)
    except UserError:
        return set()
    engine = sqlite.engine(path)
    try:
        with engine.connect() as connection:
            return set(connection.scalars(select(RevisionRow.id)))
    except SQLAlchemyError:
        return set()
    finally:
        engine.dispose()


def _state(path: Path) -> _State:
    engine = sqlite.engine(path)
    last = select(RevisionRow.id).order_by(RevisionRow.number.desc()).limit(1)
    try:
        with engine.connect() as connection:
            count = connection.scalar(select(func.count()).select_from(RevisionRow)) or 0
            return _State(count, connection.scalar(last) or "")
    finally:
        engine.dispose()
