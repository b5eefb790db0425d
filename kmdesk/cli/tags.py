"""The command on tags: list, rename, merge, remove; and the one on the status of records."""

from collections.abc import Sequence

import click

from kmdesk.base.errors import UserError
from kmdesk.cli.session import Session, command, find_ids, how_many


@command("tags")
@click.option("--rename", nargs=2, metavar="OLD NEW", help="In all records; NEW may be in use.")
@click.option("--remove", metavar="TAG", help="From all records.")
def tags(session: Session, rename: tuple[str, str] | None, remove: str | None) -> None:
    """List the tags in use, or change one in all records, those in the trash too."""
    if rename and remove:
        raise click.UsageError("Give --rename or --remove, not both.")
    if not rename and not remove:
        found = session.open().all_tags()
        lines = [f"{number:6,}  {tag}" for tag, number in found.items()]
        session.say(dict(found), *(lines or ["No record has a tag."]))
        return
    old, new = rename or (remove or "", "")
    if rename and not new.strip():
        raise UserError("A tag needs a name; to take a tag away, use --remove.")
    collection = session.open(write=True)
    if old not in collection.all_tags():
        raise UserError(f"No record has the tag “{old}”; nothing was changed.")
    ids = collection.retag([old], new).changes.ids
    session.say(list(ids), f"Changed {how_many(len(ids))}.")


@command("status")
@click.argument("status")
@click.argument("records", metavar="ID…", nargs=-1, required=True)
def status(session: Session, status: str, records: Sequence[str]) -> None:
    """Give records a status; those that may not have it are listed."""
    collection = session.open(write=True)
    done = collection.set_status(find_ids(collection, records), status)
    session.needs_a_person = bool(done.refused)
    rows = {row.id: row for row in collection.rows(list(done.refused))}
    session.say(
        {"changed": list(done.changes.ids), "refused": dict(done.refused)},
        f"Changed {how_many(len(done.changes.ids))}.",
        *(f"{rows[record].reference}  {why}" for record, why in done.refused.items()),
    )
