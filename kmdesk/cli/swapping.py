"""The commands that swap records with colleagues: export, import, swap, peers."""

from collections.abc import Collection as Some
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from kmdesk.base.errors import UserError
from kmdesk.base.progress import Progress
from kmdesk.cli.session import Session, bytes_of, command, file_path, find_ids, how_many
from kmdesk.models.canonical import Json
from kmdesk.store import settings
from kmdesk.store.views import Query

if TYPE_CHECKING:
    from kmdesk.exchange import Plan, Preview
    from kmdesk.exchange.folder import SwapReport
    from kmdesk.store.collection import Collection

_passphrase_option = click.option(
    "--passphrase-file", type=file_path(), metavar="F", help="A text file with the passphrase."
)
_preview_option = click.option(
    "--preview", is_flag=True, help="Say what would happen, and do nothing."
)
_only_option = click.option(
    "--only", multiple=True, metavar="ID", help="Take this record alone; may be given again."
)
_yes_option = click.option(
    "--yes", is_flag=True, help="Even if it trashes or erases many records here."
)


@command("export")
@click.argument("target", type=file_path(), metavar="FILE")
@click.argument("records", metavar="ID…", nargs=-1)
@click.option("--query", metavar="Q", help="The records that this search finds.")
@click.option("--since", metavar="PEER", help="What this colleague is not known to have.")
@click.option("--with-history", is_flag=True, help="Also the text of earlier revisions.")
@click.option("--with-page", is_flag=True, help="Also a page to read without kmdesk.")
@_preview_option
@_passphrase_option
def export(
    session: Session,
    target: Path,
    records: Sequence[str],
    query: str | None,
    since: str | None,
    with_history: bool,
    with_page: bool,
    preview: bool,
    passphrase_file: Path | None,
) -> None:
    """Write records to an exchange file; without a choice, all but private ones."""
    from kmdesk import exchange

    if sum(map(bool, (records, query, since))) > 1:
        raise click.UsageError("Choose records by ID, by --query or by --since.")
    passphrase = _passphrase(passphrase_file)
    collection = session.open(note=not preview)
    choice = exchange.Choice(
        ids=find_ids(collection, records) if records else None,
        query=Query(text=query) if query else None,
        since=since or "",
        with_history=with_history,
        with_page=with_page,
    )
    if preview:
        _say_plan(session, exchange.plan(collection, choice))
        return
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
@_preview_option
@_only_option
@_yes_option
@_passphrase_option
def import_(
    session: Session,
    file: Path,
    preview: bool,
    only: Sequence[str],
    yes: bool,
    passphrase_file: Path | None,
) -> None:
    """Take in an exchange file; what is here already changes nothing."""
    from kmdesk import exchange

    incoming = exchange.read(file, _passphrase(passphrase_file))
    collection = session.open(write=not preview)
    seen = exchange.preview(collection, incoming)
    chosen = _chosen(seen, only)
    if preview:
        _say_preview(session, seen.only(chosen))
        return
    _refuse_much(seen.only(chosen), file.name, yes=yes)
    report = exchange.import_incoming(collection, incoming, Progress(), chosen)
    session.needs_a_person = report.conflicts > 0
    session.say(
        msgspec.to_builtins(report),
        f"From {report.sender}: {report.new} new, {report.changed} changed, "
        f"{report.conflicts} in conflict, {report.trashed} trashed, {report.known} here already.",
        *(f"{one.reference}  {one.title}: {one.words}" for one in report.merged),
        *_erasure_lines(seen.only(chosen), "was erased"),
        *([f"Left out: {how_many(report.left)}."] if report.left else []),
        *([f"To take it back: kmdesk undo-import {report.number}"] if report.number else []),
    )


@command("swap")
@click.argument("folder", type=file_path(), required=False)
@_preview_option
@_only_option
@_yes_option
@_passphrase_option
def swap(
    session: Session,
    folder: Path | None,
    preview: bool,
    only: Sequence[str],
    yes: bool,
    passphrase_file: Path | None,
) -> None:
    """Take what others wrote into an exchange folder, and write there what it lacks.

    Without FOLDER it is the one that was used last.
    """
    from kmdesk.exchange import folder as exchange_folder

    passphrase = _passphrase(passphrase_file)
    collection = session.open(write=True)
    place = _place(collection, folder)
    looked = exchange_folder.look(collection, place, passphrase, Progress())
    seen = looked.preview
    chosen = _chosen(seen, only)
    if preview:
        _say_preview(session, seen.only(chosen), [one.reason for one in looked.skipped])
        return
    _refuse_much(seen.only(chosen), place.name, yes=yes)
    report = exchange_folder.swap(collection, looked, only=chosen, passphrase=passphrase)
    if collection.setting(settings.FOLDER) != str(place.resolve()):
        collection.put_setting(settings.FOLDER, str(place.resolve()))
    _say_swap(session, report)


@command("peers")
def peers(session: Session) -> None:
    """List the colleagues who sent a file, and how many records each is not known to have."""
    from kmdesk import exchange

    found = exchange.peers(session.open())
    values = [
        {"id": one.id, "name": one.name, "came": one.came, "went": one.went, "lacks": one.lacks}
        for one in found
    ]
    lines = [f"{one.id[:8]}  {one.name}: lacks {one.lacks}" for one in found]
    session.say(values, *(lines or ["No colleague has sent a file yet."]))


def _say_plan(session: Session, planned: "Plan") -> None:
    private = [row.reference for row in planned.private]
    kinds = dict(sorted(planned.kinds.items()))
    session.say(
        {
            "records": list(planned.records),
            "kinds": kinds,
            "trashed": planned.trashed,
            "attachments": planned.attachments,
            "size": planned.size,
            "left_out": private,
            "drafts": planned.drafts,
            "erased": planned.erased,
        },
        f"{how_many(len(planned.records))}, about {planned.size:,} bytes.",
        *(f"  {number} {kind}" for kind, number in kinds.items()),
        f"In the trash: {planned.trashed}. Attachments: {planned.attachments}.",
        *(["Private, so left out: " + ", ".join(private)] if private else []),
        *([f"Unsaved text stays: {how_many(planned.drafts)}."] if planned.drafts else []),
    )


def _say_preview(session: Session, seen: "Preview", skipped: Sequence[str] = ()) -> None:
    bringing = [one for one in seen.lines if one.effect != "known"]
    values = [
        {"id": one.id, "kind": one.kind, "title": one.title, "effect": one.effect}
        for one in bringing
    ]
    known = seen.count("known")
    value: dict[str, Json] = {
        "from": seen.sender,
        "made": seen.made,
        "records": values,
        "known": known,
    }
    many = seen.trashes_many
    erased = [msgspec.to_builtins(one) for one in seen.erasures]
    session.say(
        value | {"erasures": erased, "skipped": list(skipped)},
        *([f"Attention: {how_many(many)} would move to the trash."] if many else []),
        *_erasure_lines(seen, "would be erased"),
        *(f"{one.effect:9} {one.reference}  {one.title}" for one in bringing),
        *([f"Here already: {how_many(known)}."] if known else []),
        *skipped,
    )


def _say_swap(session: Session, report: "SwapReport") -> None:
    effects = {
        name: report.taken.count(name)
        for name in ("new", "changed", "conflict", "trashed", "erased")
    }
    skipped = [one.reason for one in report.skipped]
    session.needs_a_person = bool(effects["conflict"] or skipped or report.not_written)
    session.say(
        {
            "numbers": list(report.numbers),
            **effects,
            "left": report.left,
            "written": str(report.written) if report.written else None,
            "records": report.records,
            "not_written": report.not_written,
            "skipped": skipped,
        },
        f"Taken: {effects['new']} new, {effects['changed']} changed, "
        f"{effects['conflict']} in conflict, {effects['trashed']} trashed.",
        *_erasure_lines(report.taken, "was erased"),
        *([f"Left out: {how_many(report.left)}."] if report.left else []),
        f"Written: {how_many(report.records)}.",
        *([report.not_written] if report.not_written else []),
        *skipped,
    )


def _erasure_lines(seen: "Preview", became: str) -> list[str]:
    """Return what is erased for good here, the number first when it is many."""
    lines = [
        f"For good {became}: {one.reference} {one.title}: {one.what}, "
        f"by {one.author or 'somebody'}. {one.reason}"
        for one in seen.erasures
    ]
    if many := seen.erases_many:
        lines.insert(0, f"Attention: from {how_many(many)} something {became} for good.")
    return lines


def _chosen(seen: "Preview", texts: Sequence[str]) -> Some[str] | None:
    """Return the records of a file that a person means; None for all."""
    if not texts:
        return None
    chosen: set[str] = set()
    for text in texts:
        wanted = text.strip().upper()
        found = {
            line.id
            for line in seen.lines
            if wanted and (line.id.startswith(wanted) or line.reference == wanted)
        }
        if len(found) != 1:
            many = f"{len(found)} records" if found else "no record"
            raise UserError(f"“{text}” stands for {many} of the file; nothing was imported.")
        chosen |= found
    return chosen


def _refuse_much(seen: "Preview", name: str, *, yes: bool) -> None:
    if seen.trashes_many and not yes:
        raise UserError(
            f"{name} would move {how_many(seen.trashes_many)} to the trash; nothing was imported. "
            "Look with --preview, then import with --yes."
        )
    if seen.erases_many and not yes:
        raise UserError(
            f"{name} would erase something for good from {how_many(seen.erases_many)}; nothing was "
            "imported. Look with --preview, then import with --yes."
        )


def _place(collection: "Collection", folder: Path | None) -> Path:
    """Return the exchange folder that is meant.

    Raises:
        UserError: none is known.
    """
    if folder is not None:
        return folder
    if kept := collection.setting(settings.FOLDER):
        return Path(str(kept))
    raise UserError("No exchange folder was used yet; name one. Nothing was changed.")


def _passphrase(file: Path | None) -> str | None:
    if file is None:
        return None
    text = bytes_of(file).decode("utf-8", "replace").strip("\r\n")
    if not text:
        raise UserError(f"{file} holds no passphrase; nothing was done.")
    return text
