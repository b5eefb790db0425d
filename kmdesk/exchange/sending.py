"""Sending records to a colleague by file: what would go, and the file."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from kmdesk.base import clock
from kmdesk.base.errors import UserError
from kmdesk.base.progress import Progress
from kmdesk.exchange import colleagues, kmx_writing
from kmdesk.exchange.colleagues import Peer
from kmdesk.models import provenance
from kmdesk.models.consent import KIND_WITH_QUOTES
from kmdesk.store.collection import Collection
from kmdesk.store.holding import KEY_LENGTH, key
from kmdesk.store.union import Bundle
from kmdesk.store.views import ExchangeView, Query, Row

PACKED = 0.35
"""What packing leaves of headers and contents of usual records, more or less."""

ENVELOPE = 1_000
"""Bytes of a file that holds nothing, more or less."""


@dataclass(frozen=True)
class Choice:
    """What somebody wants to send; without any of these, everything.

    Attributes:
        ids: the records, by name: private ones too.
        query: what a search finds.
        since: what this colleague is not known to have; the id or the name of one.
        with_history: also the content of earlier revisions, not only their headers.
        with_page: also a page to read without kmdesk.
    """

    ids: Sequence[str] | None = None
    query: Query | None = None
    since: str = ""
    with_history: bool = False
    with_page: bool = False


@dataclass(frozen=True)
class Plan:
    """What a file would carry.

    Attributes:
        kinds: how many records of each kind, those in the trash among them.
        trashed: how many of the records are in the trash.
        private: records that stay because nobody chose them by name.
        drafts: how many of the records have unsaved text, which stays.
        attachments: how many files go along.
        size: bytes, estimated.
        withdrawn: words of quotes whose consent was withdrawn are kept here, and stay.
        erased: how many records were erased as a whole, of which a colleague is to hear.
        peer: whom it is for, when it is what a colleague lacks.
    """

    records: tuple[str, ...]
    kinds: Mapping[str, int] = field(default_factory=dict)
    trashed: int = 0
    private: tuple[Row, ...] = ()
    drafts: int = 0
    attachments: int = 0
    size: int = 0
    withdrawn: bool = False
    erased: int = 0
    peer: Peer | None = None


@dataclass(frozen=True)
class ExportReport:
    """What an export wrote.

    Attributes:
        left_out: private records that nobody chose by name.
    """

    path: Path
    records: int
    revisions: int
    attachments: int
    left_out: tuple[Row, ...]


def plan(collection: Collection, choice: Choice) -> Plan:
    """Return what a file of this choice would carry, without writing it.

    Raises:
        UserError: no such colleague has sent a file, or several have.
    """
    peer = colleagues.find(collection, choice.since) if choice.since else None
    rows, private = _chosen(collection, choice)
    held = peer.holds if peer else frozenset()
    erased = 0
    if choice.ids is None and choice.query is None:
        lacks = set(colleagues.lacking(collection.holdings(), held))
        erased = len(lacks - {row.id for row in rows})
        rows = [row for row in rows if not peer or row.id in lacks]
    records = tuple(row.id for row in rows)
    weight = collection.weight(records, with_history=choice.with_history, held=held)
    return Plan(
        records=records,
        kinds=Counter(row.kind for row in rows),
        trashed=sum(row.trashed for row in rows),
        private=private,
        drafts=sum(row.has_draft for row in rows),
        attachments=weight.files,
        size=ENVELOPE + int(weight.text * PACKED) + weight.file_bytes + len(records) * KEY_LENGTH,
        withdrawn=collection.keeps_withdrawn_words(records),
        erased=erased,
        peer=peer,
    )


def export_file(
    collection: Collection,
    target: Path,
    ids: Sequence[str] | None = None,
    *,
    with_history: bool = False,
    passphrase: str | None = None,
    progress: Progress | None = None,
) -> ExportReport:
    """Write records, or (None) all but private ones, to an exchange file; see `export`."""
    choice = Choice(ids=ids, with_history=with_history)
    return export(collection, target, choice, passphrase=passphrase, progress=progress)


def export(
    collection: Collection,
    target: Path,
    choice: Choice,
    *,
    passphrase: str | None = None,
    progress: Progress | None = None,
) -> ExportReport:
    """Write an exchange file.

    Args:
        collection: where the records are.
        target: replaced if it is there; written whole or not at all.
        choice: which records.
        passphrase: encrypts the file in the age format.
        progress: told the attachments written.

    Raises:
        UserError: there is nothing to write, or the target cannot be written.
    """
    planned = plan(collection, choice)
    if not planned.records and not planned.erased:
        raise UserError(_nothing(planned))
    held = planned.peer.holds if planned.peer else frozenset()
    bundle = collection.outgoing(planned.records, with_history=choice.with_history, held=held)
    outgoing = signed(collection, bundle)
    told = progress or Progress()
    if choice.with_page:
        from kmdesk.exchange.page import page

        made = page(collection, planned.records, outgoing.sender.name, told)
        outgoing = replace(outgoing, page=made)
    kmx_writing.write(target, outgoing, collection.attachment, passphrase, told)
    if not collection.read_only:
        note(collection, target, bundle, planned.peer)
    return ExportReport(
        path=target,
        records=len(planned.records),
        revisions=len(bundle.headers),
        attachments=len(bundle.attachments),
        left_out=planned.private,
    )


def signed(
    collection: Collection, bundle: Bundle, at_least: int = 1, *, brief: bool = False
) -> kmx_writing.Outgoing:
    """Return a bundle with who sends it, its number, and what is held here.

    A collection that cannot be written keeps no count, so that nothing it says about itself could
    be told from something older.

    Args:
        collection: the sender.
        bundle: what goes.
        at_least: the number must not be less.
        brief: leave out what is held here where that would be more than the rest.
    """
    outgoing = kmx_writing.Outgoing(bundle, colleagues.ourselves(collection), clock.now())
    if collection.read_only:
        return outgoing
    held = collection.holdings()
    held |= collection.holdings(sorted({h.record for h in bundle.headers} - held.keys()))
    keys = {key(value) for values in held.values() for value in values}
    news = sum(len(h.bytes) for h in bundle.headers) + sum(map(len, bundle.contents.values()))
    if brief and len(keys) * KEY_LENGTH > news:
        keys = set()
    return replace(outgoing, number=collection.next_file(at_least), holds=sorted(keys))


def note(collection: Collection, target: Path, bundle: Bundle, peer: Peer | None = None) -> None:
    """Write a line into the log of files, with the revisions in which people may be quoted."""
    records = len({header.record for header in bundle.headers})
    entry = ExchangeView(
        number=0,
        direction="out",
        time=clock.now(),
        file=target.name,
        peer=peer.id if peer else "",
        peer_name=peer.name if peer else "",
        summary={"records": records, "revisions": len(bundle.headers)},
    )
    collection.log_exchange(entry, _quoting(bundle))


def _quoting(bundle: Bundle) -> Iterable[str]:
    """Yield the revisions whose text went out and in which people may be quoted.

    The paper that a briefing was issued as goes with it, and has the text of what it was made from.
    """
    for header in bundle.headers:
        if header.content not in bundle.contents:
            continue
        if header.kind == KIND_WITH_QUOTES:
            yield header.id
        elif header.kind == provenance.KIND_ISSUED:
            for issue in provenance.issues(msgspec.json.decode(bundle.contents[header.content])):
                if issue.get("sha256") in bundle.attachments:
                    for some in provenance.printed(issue).values():
                        yield from some


def _chosen(collection: Collection, choice: Choice) -> tuple[list[Row], tuple[Row, ...]]:
    """Return the records that a choice is about, and the private ones that stay."""
    if choice.ids is not None:
        return collection.rows(list(dict.fromkeys(choice.ids))), ()
    if choice.query is not None:
        rows = collection.rows(collection.all_ids(choice.query))
    else:
        rows = collection.rows(collection.ids(Query()) + collection.ids(Query(trashed=True)))
    private = tuple(row for row in rows if row.sharing == "private")
    return [row for row in rows if row.sharing != "private"], private


def _nothing(planned: Plan) -> str:
    if planned.peer:
        return f"{planned.peer.name} has everything already; no file was written."
    if planned.private:
        return "All of these records are private; no file was written. Choose them by name."
    return "There is no record to export; no file was written."
