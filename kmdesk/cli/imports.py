"""The commands on imports that were made: imports, undo-import."""

import click
import msgspec

from kmdesk.base import clock
from kmdesk.base.errors import UserError
from kmdesk.cli.session import Session, command, how_many
from kmdesk.store.views import ExchangeView


@command("undo-import")
@click.argument("number", type=int, metavar="N")
def undo_import(session: Session, number: int) -> None:
    """Take back an import, if nothing was built on it."""
    from kmdesk import exchange

    changes = exchange.undo_import(session.open(write=True), number)
    stays = f"{how_many(len(changes.kept))} in which something was erased for good, as it is."
    session.say(
        list(changes.ids),
        f"Took back import {number}: {how_many(len(changes.ids))}.",
        *([f"Left {stays}"] if changes.kept else []),
    )


@command("imports")
@click.argument("number", type=int, metavar="N", required=False)
def imports(session: Session, number: int | None) -> None:
    """List the imports, the latest first, or what one of them merged without asking."""
    collection = session.open()
    found = [one for one in collection.exchanges() if one.direction == "in"]
    if number is None:
        session.say([msgspec.to_builtins(one) for one in found], *map(_import_line, found))
        return
    if number not in {one.number for one in found}:
        raise UserError(f"Import {number} does not exist; nothing was changed.")
    merged = collection.merged_by(number)
    lines = [
        f"{one.reference}  {one.title}\n  {one.path}\n    yours: {_said(one.ours)}\n"
        f"    theirs: {_said(one.theirs)}\n    then: {_said(one.shown)}"
        for one in merged
    ]
    values = [msgspec.to_builtins(one) for one in merged]
    session.say(values, *(lines or ["Nothing was merged without asking."]))


def _import_line(one: ExchangeView) -> str:
    undone = " (taken back)" if one.undone else ""
    day = f"{clock.local(one.time):%Y-%m-%d}"
    return f"{one.number:4}  {day}  {one.file} from {one.peer_name or 'a colleague'}{undone}"


def _said(value: str | int | None) -> str:
    return "(nothing)" if value is None else str(value)
