"""The commands for papers: brief, with what was issued and has changed since, and templates."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kmdesk.base.clock import day_in_words
from kmdesk.cli.session import Session, command, file_path, find_ids
from kmdesk.store.collection import Collection

if TYPE_CHECKING:
    from kmdesk.briefing.issued import IssuedPaper


@command("brief")
@click.argument("records", metavar="ID…", nargs=-1)
@click.option("--template", default="", metavar="T", help="See `kmdesk templates`.")
@click.option("--format", "format_", type=click.Choice(["pdf", "html", "docx"]), default="pdf")
@click.option("--cover", metavar="NAME=TEXT", multiple=True, help="Fill in the cover sheet.")
@click.option("--issue", is_flag=True, help="Keep the PDF and note what it was made from.")
@click.option("--check", type=file_path(), metavar="FILE", help="Tell what has changed since.")
@click.option("-o", "--output", type=file_path(), metavar="FILE")
def brief(
    session: Session,
    records: Sequence[str],
    template: str,
    format_: str,
    cover: Sequence[str],
    issue: bool,
    check: Path | None,
    output: Path | None,
) -> None:
    """Write a briefing made from records, or from one briefing that names its own."""
    if check:
        _check_paper(session, check)
        return
    if not records or not output:
        raise click.UsageError("Name the records, and with -o the file to write.")
    if wrong := [one for one in cover if "=" not in one]:
        raise click.UsageError(f"--cover {wrong[0]} is not of the form NAME=TEXT.")
    collection = session.open(note=True)
    ids = find_ids(collection, records)
    if not template and collection.get(ids[0]).kind != "briefing":
        raise click.UsageError("Name a --template; `kmdesk templates` lists them.")
    if issue:
        _issue_paper(session, collection, ids, output)
        return
    from kmdesk import briefing

    report = briefing.brief(
        collection,
        ids,
        template,
        output,
        format=format_,
        cover=dict(one.split("=", 1) for one in cover),
    )
    session.say(
        {
            "path": str(report.path),
            "warnings": list(report.warnings),
            "left_out": list(report.left_out),
        },
        str(report.path),
        *report.warnings,
        *(f"Left out: {one}" for one in report.left_out),
    )


def _issue_paper(
    session: Session, collection: Collection, ids: Sequence[str], output: Path
) -> None:
    from kmdesk.briefing import issued

    if len(ids) != 1:
        raise click.UsageError("--issue takes one briefing.")
    _say_paper(session, issued.issue(collection, ids[0], output), str(output))


def _check_paper(session: Session, file: Path) -> None:
    from kmdesk.briefing import issued

    paper = issued.recognise(session.open(), file)
    _say_paper(session, paper, f"{file.name} is {paper.reference}, {paper.title}.")
    if paper.changed:
        session.needs_a_person = True


def _say_paper(session: Session, paper: "IssuedPaper", first: str) -> None:
    value = {
        "id": paper.briefing,
        "title": paper.title,
        "issued_on": str(paper.issue.issued_on),
        "meeting": paper.issue.meeting,
        "sha256": paper.issue.sha256,
        "printed": [
            {
                "id": one.record,
                "title": one.title,
                "revisions": list(one.revisions),
                "changed": one.changed,
            }
            for one in paper.printed
        ],
    }
    day = day_in_words(paper.issue.issued_on) if paper.issue.issued_on else "an unknown day"
    changed = [f"{one.reference}: {one.title or 'no longer here'}" for one in paper.changed]
    count = f"{len(changed)} of {len(paper.printed)} records"
    told = f"Issued on {day}. " + (
        f"Changed since: {count}." if changed else "Nothing has changed."
    )
    session.say(value, first, told, *changed)


@command("templates")
def templates(session: Session) -> None:
    """List the briefing templates."""
    from kmdesk.briefing.templates import TEMPLATES

    values = [
        {
            "name": t.name,
            "title": t.title,
            "description": t.description,
            "audience": t.audience,
            "formats": list(t.formats),
            "cover": [field.name for field in t.cover],
            "prints": list(t.prints),
            "needs": list(t.needs),
            "pages": t.pages,
        }
        for t in TEMPLATES.values()
    ]
    session.say(values, *(f"{t.name}  {t.title}: {t.description}" for t in TEMPLATES.values()))
