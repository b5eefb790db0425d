"""The commands that erase for good, and list what was."""

from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from kmdesk.base import clock
from kmdesk.cli.session import Session, command
from kmdesk.models.erasure import covers
from kmdesk.store.collection import Collection
from kmdesk.store.views import ErasePlan, ErasureView, Occurrence, Wish

_PLACES = {
    "text": "in the text",
    "earlier": "in earlier text",
    "tag": "as a tag: only with the whole record",
    "file": "in a file",
    "draft": "in a draft",
    "setting": "in what this copy remembers",
    "log": "in the log of files",
}


@command("erase")
@click.argument("record", metavar="ID")
@click.argument("paths", metavar="PATH…", nargs=-1)
@click.option("--reason", default="", metavar="TEXT", help="Why; it stays, without the words.")
@click.option("--whole", is_flag=True, help="The whole record with all its history.")
@click.option("--keep", is_flag=True, help="Keep what stands at the paths today.")
@click.option("--find", "words", default="", metavar="WORDS", help="Where else these words occur.")
@click.option("--everywhere", is_flag=True, help="Take the words of --find from there too.")
@click.option("--preview", is_flag=True, help="Say what would go, and do nothing.")
@click.option("--yes", is_flag=True, help="Erase; without it, nothing is done.")
def erase(
    session: Session,
    record: str,
    paths: Sequence[str],
    reason: str,
    whole: bool,
    keep: bool,
    words: str,
    everywhere: bool,
    preview: bool,
    yes: bool,
) -> None:
    """Erase parts of a record, or all of it, for good: from all history and from the file."""
    if bool(paths) == whole and not (words and not whole):
        raise click.UsageError("Name the parts of the record, or say --whole.")
    if everywhere and not words:
        raise click.UsageError("--everywhere takes away what --find looks for.")
    doing = yes and not preview
    collection = session.open(write=doing)
    record_id = collection.find_id(record)
    wishes = [Wish(record_id, tuple(paths), keep=keep)] if paths or whole else []
    plans = [collection.would_erase(wish) for wish in wishes]
    elsewhere = _elsewhere(collection, record_id, paths, words, whole)
    elsewhere += [one for plan in plans for one in plan.papers if one not in elsewhere]
    taken = elsewhere if everywhere else []
    wishes += [wish for one in taken if (wish := one.wish(words))]
    left = [one for one in elsewhere if one not in taken or one.place == "tag"]
    revisions = [revision for wish in wishes for revision in collection.would_erase(wish).revisions]
    if doing:
        collection.erase(wishes, reason, taken, words)
        session.needs_a_person = bool(left)
    backups = collection.backups_holding([], revisions)
    session.say(
        {
            "erased": doing,
            "records": [_plan_value(plan) for plan in plans],
            "elsewhere": [msgspec.to_builtins(one) | {"left": one in left} for one in elsewhere],
            "backups": [str(path) for path in backups],
        },
        *(_plan_line(plan, doing) for plan in plans),
        *(_occurrence_line(one, left=one in left) for one in elsewhere),
        *_backup_lines(backups),
        *([] if doing else ["Nothing was erased. To do it: the same with --yes and a --reason."]),
        *(collection.notices if doing else ()),
    )


@command("erasures")
def erasures(session: Session) -> None:
    """List what was erased for good: by whom, when and why."""
    found = session.open().erasures()
    lines = [_erasure_line(one) for one in found]
    session.say([msgspec.to_builtins(one) for one in found], *(lines or ["Nothing was erased."]))


def _elsewhere(
    collection: Collection, record: str, paths: Sequence[str], words: str, whole: bool
) -> list[Occurrence]:
    """Return where words occur but for what goes anyway."""
    found = collection.occurrences(words) if words else []
    return [
        one
        for one in found
        if one.record != record or not (whole or one.place == "draft" or covers(paths, one.path))
    ]


def _plan_value(plan: ErasePlan) -> dict[str, object]:
    value: dict[str, object] = msgspec.to_builtins(plan)
    del value["papers"]
    return value


def _plan_line(plan: ErasePlan, done: bool) -> str:
    parts = [f"{len(plan.revisions)} revisions", *(["what is typed"] if plan.draft else [])]
    parts += plan.files
    verb = "Erased from" if done else "Would be erased from"
    return f"{verb} {plan.reference} {plan.title}: {plan.what} ({', '.join(parts)})."


def _occurrence_line(one: Occurrence, *, left: bool) -> str:
    where = f"{one.reference} {one.title}, {one.path}".strip(", ") if one.record else one.path
    return f"{'Also' if left else 'And'} {_PLACES[one.place]}: {where}: {one.excerpt}"


def _backup_lines(backups: Sequence[Path]) -> list[str]:
    if not backups:
        return []
    return ["These copies hold it and are left alone:", *(f"  {path}" for path in backups)]


def _erasure_line(one: ErasureView) -> str:
    when = f"{clock.local(one.time):%Y-%m-%d %H:%M}"
    name = f"{one.reference} {one.title}" if one.reference else one.record
    return f"{when}  {one.author or 'somebody'}  {name}: {one.what}. {one.reason}"
