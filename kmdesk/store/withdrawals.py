"""Seeing to it that withdrawn quotes stay withdrawn, whatever arrives and from whom."""

from collections.abc import Collection, Mapping, Sequence

import msgspec
from sqlalchemy import Connection, select

from kmdesk.models import consent, provenance
from kmdesk.models.canonical import Json
from kmdesk.models.resolve import resolve
from kmdesk.models.tables import RecordRow, RevisionRow
from kmdesk.store import revisions
from kmdesk.store.revisions import Revision, Stamp, chunks

_MARK = b'/withdrawn_on"'
"""What the bytes of a header hold that withdrew a quote: most headers need not be read."""


def enforce(
    connection: Connection, records: Sequence[str], stamp: Stamp, exchange: int | None = None
) -> list[str]:
    """Take the words of withdrawn quotes out of the heads of some records.

    A colleague who had not heard of a withdrawal may have saved the words again. Each such head
    gets a revision on top that lacks them and changes nothing else, so that what people disagree
    on otherwise stays open.

    Args:
        connection: of the writer.
        records: ids; their projection is up to date, and afterwards no longer for those returned.
        stamp: who, where, when.
        exchange: the import that brought the words, if one did.

    Returns:
        The records that got a revision.
    """
    made: list[Revision] = []
    for chunk in chunks(records):
        gone = ever_withdrawn(connection, chunk)
        for record, heads in revisions.heads(connection, list(gone)).items():
            days = gone[record] | _days(heads)
            made += [one for head in heads if (one := _cleaned(head, days, stamp))]
    if made:
        revisions.add(connection, made, exchange)
    return list(dict.fromkeys(revision.header.record for revision in made))


def ever_withdrawn(connection: Connection, records: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return for those of some records that have any the quotes that were withdrawn, with a day."""
    query = (
        select(RevisionRow.header)
        .join(RecordRow, RecordRow.id == RevisionRow.record)
        .where(RecordRow.kind == consent.KIND_WITH_QUOTES, RecordRow.id.in_(records))
    )
    rows = connection.scalars(query)
    return consent.ever_withdrawn(revisions.header_of(row) for row in rows if _MARK in row)


def withdrawn_since(
    connection: Connection, record: str, printed: Collection[str]
) -> frozenset[str]:
    """Return the quotes of a case study that a paper printed and that were withdrawn since.

    Where the text that was printed is not here, a quote counts that may have stood in it.

    Args:
        connection: to read from.
        record: the case study.
        printed: the revisions of it that the paper was made from.
    """
    headers = revisions.headers(connection, record)
    ever = consent.ever_withdrawn(headers.values()).get(record, {})
    if not ever:
        return frozenset()
    earlier = revisions.ancestry(headers, printed).values()
    new = ever.keys() - consent.ever_withdrawn(earlier).get(record, {}).keys()
    contents = [revisions.content(connection, one) for one in printed]
    texts = [msgspec.json.decode(one) for one in contents if one is not None]
    unread = len(texts) < len(contents)
    return frozenset(
        quote for quote in new if unread or any(consent.prints(text, quote) for text in texts)
    )


def papers_that_quote(connection: Connection, content: Mapping[str, Json]) -> set[str]:
    """Return the papers that a briefing was issued as and that print a quote withdrawn since.

    They stay where they are kept and go into no further file; each is named by its SHA-256.
    """
    found: set[str] = set()
    for issue in provenance.issues(content):
        printed = provenance.printed(issue)
        for record in ever_withdrawn(connection, list(printed)):
            if withdrawn_since(connection, record, printed[record]):
                found.add(str(issue.get("sha256")))
    return found


def keeps_words(connection: Connection, records: Sequence[str]) -> bool:
    """Say whether the past of some records holds words of quotes whose consent was withdrawn.

    Neither that text nor a paper issued with such words goes into a file.
    """
    for chunk in chunks(records):
        gone = ever_withdrawn(connection, chunk)
        query = select(RevisionRow.record, RevisionRow.content)
        for row in connection.execute(query.where(RevisionRow.record.in_(gone))):
            if row.content and consent.speaks(msgspec.json.decode(row.content), gone[row.record]):
                return True
        briefings = (
            select(RevisionRow.content)
            .join(RecordRow, RecordRow.id == RevisionRow.record)
            .where(RecordRow.kind == provenance.KIND_ISSUED, RecordRow.id.in_(chunk))
            .where(RevisionRow.head)
        )
        for content in connection.scalars(briefings):
            if content and papers_that_quote(connection, msgspec.json.decode(content)):
                return True
    return False


def _days(heads: Sequence[Revision]) -> dict[str, str]:
    """Return the days that the heads name: nearer the truth than when somebody saved."""
    days: dict[str, str] = {}
    for head in heads:
        if head.content:
            days |= consent.withdrawn(msgspec.json.decode(head.content))
    return days


def _cleaned(head: Revision, days: dict[str, str], stamp: Stamp) -> Revision | None:
    if head.content is None:
        return None
    content = msgspec.json.decode(head.content)
    if not consent.speaks(content, days):
        return None
    before = resolve({head.header.id: head.header}, {head.header.id: head.flat()})
    clean = consent.without_words(content, days)
    return revisions.make(head.header.record, head.header.kind, clean, before, stamp)
