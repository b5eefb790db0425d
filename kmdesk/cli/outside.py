"""The commands about publications: sources, cite."""

from collections.abc import Sequence
from pathlib import Path

import click

from kmdesk.base.errors import UserError
from kmdesk.cli.session import Session, command, file_path, find_ids


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
