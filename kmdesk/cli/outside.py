"""The commands that read and write other files: sources, cite, export, import."""

from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from kmdesk.base.errors import UserError
from kmdesk.base.progress import Progress
from kmdesk.cli.session import Session, bytes_of, command, file_path, find_ids, how_many
from kmdesk.store.views import Query


@command("sources")
@click.argument("files", type=file_path(), nargs=-1, required=True)
@click.option("--into", metavar="ID", help="Also list them in this evidence summary.")
def sources(session: Session, files: Sequence[Path], into: str | None) -> None:
    """Import bibliographic files, such as RIS, nbib and Ovid."""
    from kmdesk.exchange import bibliographic

    collection = session.open(write=True)
    into_id = collection.find_id(into) if into else None
    report = bibliographic.import_sources(collection, files, into=into_id)
    session.needs_a_person = bool(report.problems)
    session.say(
        {
            "ids": list(report.ids),
            "new": report.new,
            "known": report.known,
            "problems": list(report.problems),
        },
        f"{report.new} new, {report.known} here already.",
        *report.problems,
    )


@command("cite")
@click.argument("records", metavar="ID…", nargs=-1, required=True)
@click.option("--style", default="vancouver", show_default=True)
def cite(session: Session, records: Sequence[str], style: str) -> None:
    """Print sources as references."""
    from kmdesk.briefing import citation
    from kmdesk.models.kinds.source import Source

    collection = session.open()
    found: list[tuple[str, Source]] = []
    for record in find_ids(collection, records):
        view = collection.get(record)
        if not isinstance(view.record, Source):
            raise UserError(f"{view.reference} is not a source, so it cannot be cited.")
        found.append((view.id, view.record))
    references = citation.references(found, style)
    values = [{"id": one[0], "text": text} for one, text in zip(found, references, strict=True)]
    session.say(values, *(f"{n}. {text}" for n, text in enumerate(references, 1)))


_passphrase_option = click.option(
    "--passphrase-file", type=file_path(), metavar="F", help="A text file with the passphrase."
)


@command("export")
@click.argument("target", type=file_path(), metavar="FILE")
@click.argument("records", metavar="ID…", nargs=-1)
@click.option("--query", metavar="Q", help="The records that this search finds.")
@click.option("--since", metavar="PEER", help="What this colleague is not known to have.")
@click.option("--with-history", is_flag=True, help="Also the text of earlier revisions.")
@_passphrase_option
def export(
    session: Session,
    target: Path,
    records: Sequence[str],
    query: str | None,
    since: str | None,
    with_history: bool,
    passphrase_file: Path | None,
) -> None:
    """Write records to an exchange file; without a choice, all but private ones."""
    from kmdesk import exchange

    if sum(map(bool, (records, query, since))) > 1:
        raise click.UsageError("Choose records by ID, by --query or by --since.")
    passphrase = _passphrase(passphrase_file)
    collection = session.open(note=True)
    choice = exchange.Choice(
        ids=find_ids(collection, records) if records else None,
        query=Query(text=query) if query else None,
        since=since or "",
        with_history=with_history,
    )
    report = exchange.export(collection, target, choice, passphrase=passphrase)
    left_out = [row.reference for row in report.left_out]
    session.say(
        {
            "path": str(report.path),
            "records": report.records,
            "revisions": report.revisions,
            "attachments": report.attachments,
            "left_out": left_out,
        },
        f"{report.path}: {how_many(report.records)}, {report.revisions} revisions.",
        *(["Private, so left out: " + ", ".join(left_out)] if left_out else []),
    )


@command("import")
@click.argument("file", type=file_path())
@click.option("--preview", is_flag=True, help="Say what would happen, and do nothing.")
@_passphrase_option
def import_(session: Session, file: Path, preview: bool, passphrase_file: Path | None) -> None:
    """Take in an exchange file; what is here already changes nothing."""
    from kmdesk import exchange

    incoming = exchange.read(file, _passphrase(passphrase_file))
    collection = session.open(write=not preview)
    if preview:
        seen = exchange.preview(collection, incoming)
        values = [
            {"id": one.id, "kind": one.kind, "title": one.title, "effect": one.effect}
            for one in seen.lines
        ]
        lines = [f"{one.effect:9} {one.reference}  {one.title}" for one in seen.lines]
        session.say({"from": seen.sender, "made": seen.made, "records": values}, *lines)
        return
    report = exchange.import_incoming(collection, incoming, Progress())
    session.needs_a_person = report.conflicts > 0
    session.say(
        msgspec.to_builtins(report),
        f"From {report.sender}: {report.new} new, {report.changed} changed, "
        f"{report.conflicts} in conflict, {report.trashed} trashed, {report.known} here already.",
        *([f"To take it back: kmdesk undo-import {report.number}"] if report.number else []),
    )


@command("undo-import")
@click.argument("number", type=int, metavar="N")
def undo_import(session: Session, number: int) -> None:
    """Take back an import, if nothing was built on it."""
    from kmdesk import exchange

    changes = exchange.undo_import(session.open(write=True), number)
    session.say(list(changes.ids), f"Took back import {number}: {how_many(len(changes.ids))}.")


def _passphrase(file: Path | None) -> str | None:
    if file is None:
        return None
    text = bytes_of(file).decode("utf-8", "replace").strip("\r\n")
    if not text:
        raise UserError(f"{file} holds no passphrase; nothing was done.")
    return text
