"""The commands for papers: brief, with what was issued since, templates and the house style."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from kmdesk.base.errors import UserError
from kmdesk.cli.session import Session, command, file_path, find_ids
from kmdesk.models.canonical import Json
from kmdesk.store.collection import Collection

if TYPE_CHECKING:
    from kmdesk.briefing.issued import IssuedPaper


FORMATS = ("pdf", "html", "docx")
_FORMAT_HELP = "Else what the name of the file ends in."


@command("brief")
@click.argument("records", metavar="ID…", nargs=-1)
@click.option("--template", default="", metavar="T", help="See `kmdesk templates`.")
@click.option("--format", "format_", type=click.Choice(FORMATS), help=_FORMAT_HELP)
@click.option("--cover", metavar="NAME=TEXT", multiple=True, help="Fill in the cover sheet.")
@click.option("--issue", is_flag=True, help="Keep the PDF and note what it was made from.")
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="With --issue: the day of the meeting, where the cover sheet has another or none.",
)
@click.option("--check", type=file_path(), metavar="FILE", help="Tell what has changed since.")
@click.option("-o", "--output", type=file_path(), metavar="FILE", help="The file to write.")
def brief(
    session: Session,
    records: Sequence[str],
    template: str,
    format_: str | None,
    cover: Sequence[str],
    issue: bool,
    day: dt.datetime | None,
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
    format_ = format_ or _format_of(output)
    if issue and format_ != "pdf":
        raise click.UsageError("A briefing is issued as PDF; name a file that ends in .pdf.")
    collection = session.open(note=True)
    ids = find_ids(collection, records)
    if not template and collection.get(ids[0]).kind != "briefing":
        raise click.UsageError("Name a --template; `kmdesk templates` lists them.")
    if issue:
        words = dict(one.split("=", 1) for one in cover)
        _issue_paper(session, collection, ids, output, words, day.date() if day else None)
        return
    from kmdesk.briefing import paper

    report = paper.brief(
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


def _format_of(output: Path) -> str:
    """Return the format that the ending of a file's name stands for."""
    ending = output.suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        raise click.UsageError(
            f"{output.name} ends in none of .pdf, .html and .docx; name such a file, or a --format."
        )
    return ending


def _issue_paper(
    session: Session,
    collection: Collection,
    ids: Sequence[str],
    output: Path,
    cover: Mapping[str, str],
    day: dt.date | None,
) -> None:
    from kmdesk.briefing import issuing
    from kmdesk.briefing.issued import occasion

    if len(ids) != 1:
        raise click.UsageError("--issue takes one briefing.")
    report = issuing.issue(collection, ids[0], output, issued_on=day, cover=cover)
    extra: dict[str, Json] = {"verdict": "issued"}
    for name, said in (("warnings", report.warnings), ("left_out", report.left_out)):
        extra |= {name: list(said)} if said else {}
    lines = [*report.warnings, *(f"Left out: {one}" for one in report.left_out)]
    first = [str(output), f"Issued {occasion(report.paper.issue)}."]
    _say_paper(session, report.paper, first, extra, lines)


def _check_paper(session: Session, file: Path) -> None:
    from kmdesk.briefing.recognising import recognise

    found = recognise(session.open(), file)
    if found.paper is None:
        raise UserError(found.sentence)
    _say_paper(session, found.paper, [found.sentence], {"verdict": found.verdict})
    if found.paper.changed or found.verdict != "issued":
        session.needs_a_person = True


def _say_paper(
    session: Session,
    paper: "IssuedPaper",
    first: Sequence[str],
    extra: Mapping[str, Json],
    more: Sequence[str] = (),
) -> None:
    value = {
        "id": paper.briefing,
        "title": paper.title,
        "issued_on": str(paper.issue.issued_on),
        "meeting": paper.issue.meeting,
        "sha256": paper.issue.sha256,
        "printed": [
            {
                "id": one.record,
                "title": one.row.title if one.row else "",
                "revisions": list(one.revisions),
                "changed": one.changed,
                "withdrawn": one.withdrawn,
            }
            for one in paper.printed
        ],
        **extra,
    }
    from kmdesk.briefing.issued import since

    changed = [
        f"{one.row.reference if one.row else one.record}: "
        f"{one.row.title if one.row else ''} ({since(one)})"
        for one in paper.changed
    ]
    count = f"{len(paper.changed)} of {len(paper.printed)} records"
    told = f"Changed since: {count}." if paper.changed else "Nothing has changed since."
    session.say(value, *first, told, *more, *changed)


@command("house-style")
@click.option("--organisation", metavar="NAME", help="At the head of papers; “” for none.")
@click.option("--service", metavar="NAME", help="Below it.")
@click.option("--colour", metavar="RRGGBB", help="Such as 005eb8; “” for the usual blue.")
@click.option("--logo", type=file_path(), metavar="FILE", help="A PNG or JPEG picture.")
@click.option("--no-logo", is_flag=True, help="Take the logo away.")
def house_style(
    session: Session,
    organisation: str | None,
    service: str | None,
    colour: str | None,
    logo: Path | None,
    no_logo: bool,
) -> None:
    """Show or change what the house puts on its papers."""
    from kmdesk.models import house_style as styles

    given = {"organisation": organisation, "service": service, "colour": colour}
    changed: dict[str, Any] = {name: text for name, text in given.items() if text is not None}
    if logo:
        from kmdesk.briefing.logo import read_logo

        changed["logo"] = read_logo(logo)
    elif no_logo:
        changed["logo"] = b""
    collection = session.open(write=bool(changed))
    if changed:
        style = msgspec.structs.replace(collection.house_style(), **changed)
        collection.put_house_style(style)
    kept = collection.house_style()
    value = {
        "organisation": kept.organisation,
        "service": kept.service,
        "colour": kept.colour,
        "words_in": styles.readable(kept.colour) if kept.colour else "",
        "logo": bool(kept.logo),
    }
    lines = [
        f"Organisation: {kept.organisation or 'none'}",
        f"Service: {kept.service or 'none'}",
        f"Colour: {kept.colour or 'the usual blue'}",
        f"Logo: {'yes' if kept.logo else 'none'}",
    ]
    session.say(value, *lines, *filter(None, [styles.told(kept.colour)]))


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
