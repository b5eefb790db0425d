"""The commands that look after kmdesk itself: backup, recover, check, index-files and others."""

from pathlib import Path

import click
import msgspec

from kmdesk.base import paths
from kmdesk.base.errors import UserError
from kmdesk.base.progress import Progress
from kmdesk.cli.session import Session, command, file_path, how_many
from kmdesk.models import document
from kmdesk.models.kinds import KINDS


@command("backup")
@click.argument("file", type=file_path(), required=False)
def backup(session: Session, file: Path | None) -> None:
    """Copy the collection, and check the copy."""
    target = session.open().backup(file)
    session.say({"path": str(target)}, f"{target}: copied and checked.")


@command("recover")
@click.argument("file", type=file_path())
def recover(session: Session, file: Path) -> None:
    """Add what can be read of a damaged collection or a backup."""
    paths.existing_file(file)
    changes = session.open(write=True).recover(file)
    session.say(list(changes.ids), f"Recovered {how_many(len(changes.ids))}.")


@command("check")
@click.option("--rebuild", is_flag=True, help="First make lists and search index anew.")
def check(session: Session, rebuild: bool) -> None:
    """Read the whole collection and say whether it is sound."""
    report = session.open(write=rebuild).check(rebuild=rebuild)
    session.needs_a_person = bool(report.problems)
    session.say(
        msgspec.to_builtins(report),
        *report.problems,
        f"{how_many(report.records)}, {report.revisions} revisions, "
        f"{report.attachments} attachments: {'see above' if report.problems else 'all sound'}.",
    )


@command("index-files")
def index_files(session: Session) -> None:
    """Read attached files, so that searches find their words; what was read is not read again."""
    from kmdesk.exchange import file_index

    collection = session.open(write=True)
    try:
        report = file_index.index_files(collection, Progress(_tell))
    except KeyboardInterrupt as error:
        raise UserError("Stopped; files read so far can be searched, the rest is left.") from error
    session.needs_a_person = bool(report.faults)
    told = f"Files read: {report.read:,}."
    session.say(
        {"read": report.read, "faults": dict(report.faults)},
        *(f"{name} {fault}." for name, fault in report.faults.items()),
        told if report.read or report.faults else "All attached files have been read.",
    )


def _tell(done: int, total: int, name: str) -> None:
    """Say on the terminal which file is read, out of the way of what the command prints."""
    click.echo(f"{done + 1:,} of {total:,}: {name}", err=True)


@command("kinds")
def kinds(session: Session) -> None:
    """List the kinds of record, with --json each kind's JSON Schema."""
    values = [
        {
            "name": kind.name,
            "label": kind.label,
            "prefix": kind.prefix,
            "statuses": list(kind.statuses),
            "schema": document.json_schema(kind),
        }
        for kind in KINDS.values()
    ]
    session.say(values, *(f"{kind.name:18} {kind.label}" for kind in KINDS.values()))


@command("demo")
@click.option("--output", type=file_path(file_okay=False), metavar="DIR", help="Where to.")
def demo(session: Session, output: Path | None) -> None:
    """Build the sample collection, import sample sources, write every briefing."""
    from kmdesk.cli import trial

    folder = output or paths.data_folder() / "demo"
    written = trial.demo(folder)
    session.say([str(path) for path in written], *map(str, written))


@command("self-test")
def self_test(session: Session) -> None:
    """Try every part of kmdesk on a temporary collection."""
    from kmdesk.cli import trial

    steps = trial.self_test(session.check_window)
    problems = [f"{name}: {problem}" for name, problem in steps if problem]
    session.say(
        {"passed": not problems, "steps": [name for name, _ in steps], "problems": problems},
        *(f"{name}: {problem or 'well'}" for name, problem in steps),
    )
    if problems:
        raise UserError(f"The self-test found {len(problems)} faults: {problems[0]}")
