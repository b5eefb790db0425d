"""The commands on records: add, show, edit, list, search, trash."""

from collections.abc import Sequence

import click
import msgspec

from kmdesk.cli.session import Session, command, find_ids, how_many, line, read_json
from kmdesk.models.kinds import KINDS
from kmdesk.store.views import Query, Row


@command("add")
@click.argument("source", metavar="FILE|-")
def add(session: Session, source: str) -> None:
    """Add records from JSON documents, one or a list."""
    documents = read_json(source)
    if not isinstance(documents, list):
        documents = [documents]
    collection = session.open(write=True)
    changes = collection.add(documents)
    rows = collection.rows(changes.ids)
    session.say(list(changes.ids), *(f"{row.reference}  {row.id}  {row.title}" for row in rows))


@command("show")
@click.argument("record", metavar="ID")
@click.option("--revision", metavar="R", help="As this revision left it.")
def show(session: Session, record: str, revision: str | None) -> None:
    """Print a record in the form that `add` takes."""
    collection = session.open()
    record_id = collection.find_id(record)
    view = collection.at_revision(record_id, revision) if revision else collection.get(record_id)
    session.needs_a_person = bool(view.conflicts)
    text = msgspec.json.format(msgspec.json.encode(view.document), indent=2).decode()
    session.say(view.document, text)


@command("edit")
@click.argument("record", metavar="ID")
@click.argument("source", metavar="FILE|-")
def edit(session: Session, record: str, source: str) -> None:
    """Change a record by a JSON merge patch (RFC 7396)."""
    patch = read_json(source)
    collection = session.open(write=True)
    record_id = collection.find_id(record)
    changes = collection.edit(record_id, patch)
    _say_changed(session, record_id, changes.ids, "Saved")


@command("list")
@click.option("--kind", type=click.Choice(list(KINDS)), help="Only this kind.")
@click.option("--status", default="", help="Only this status.")
@click.option("--tag", default="", help="Only with this tag.")
def list_(session: Session, kind: str | None, status: str, tag: str) -> None:
    """List records, the latest first."""
    collection = session.open()
    found = collection.rows(collection.ids(Query(kind=kind or "", status=status, tag=tag)))
    session.say([_listed(row) for row in found], *map(line, found), how_many(len(found)))


@command("search")
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
def search(session: Session, query: Sequence[str], limit: int) -> None:
    """Find records by words, "a phrase", begin*, -without, OR, brackets, and fields.

    Fields are kind:, tag:, status:, by:, sharing:, year:, before:, after:, due:, has: and in:title.
    The last word may be the beginning of a longer one. Words in title and bottom line come first,
    then the latest. The whole part of a score says where all words stand: 2 in title and bottom
    line, 1 anywhere, 0 when no word was asked for; the fraction grows with the time of the last
    change.
    """
    found = session.open().page(Query(text=" ".join(query)), limit=limit)
    if found.hint:
        click.echo(found.hint, err=True)
    hits = found.hits
    plain = str.maketrans("", "", "\x02\x03")
    values = [
        {
            "id": hit.row.id,
            "kind": hit.row.kind,
            "reference": hit.row.reference,
            "title": hit.row.title,
            "status": hit.row.status,
            "snippet": hit.snippet.translate(plain),
            "score": hit.score,
        }
        for hit in hits
    ]
    marks = {2: "[", 3: "]"}
    lines = [f"{line(hit.row)}\n    {hit.snippet.translate(marks)}" for hit in hits]
    more = " and more; --limit shows more" if found.next else ""
    session.say(values, *lines, f"{how_many(len(hits))}{more}")


@command("trash")
@click.argument("records", metavar="ID…", nargs=-1, required=True)
def trash(session: Session, records: Sequence[str]) -> None:
    """Move records to the trash."""
    collection = session.open(write=True)
    changes = collection.trash(find_ids(collection, records))
    session.say(list(changes.ids), f"Moved {how_many(len(changes.ids))} to the trash.")


@command("untrash")
@click.argument("records", metavar="ID…", nargs=-1, required=True)
def untrash(session: Session, records: Sequence[str]) -> None:
    """Take records out of the trash."""
    collection = session.open(write=True)
    changes = collection.untrash(find_ids(collection, records))
    session.say(list(changes.ids), f"Took {how_many(len(changes.ids))} out of the trash.")


def _say_changed(session: Session, record: str, changed: Sequence[str], label: str) -> None:
    session.say(
        {"id": record, "changed": bool(changed)}, f"{label}." if changed else "Nothing to change."
    )


def _listed(row: Row) -> dict[str, str]:
    return {
        "id": row.id,
        "kind": row.kind,
        "reference": row.reference,
        "title": row.title,
        "status": row.status,
        "updated": row.updated,
    }
