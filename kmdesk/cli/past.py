"""The commands on the past of a record: history, restore."""

from collections.abc import Iterator, Sequence

import click
import msgspec

from kmdesk.base import clock
from kmdesk.cli.session import Session, command
from kmdesk.models import provenance
from kmdesk.models.difference import Change, Difference, part_named, paths_in_words
from kmdesk.models.kinds import KINDS, kind_named
from kmdesk.models.text_difference import shortened, spoken
from kmdesk.store.views import RevisionView, Sighting


@command("history")
@click.argument("record", metavar="ID")
@click.argument("revisions", metavar="[R1 [R2]]", nargs=-1)
@click.option("--diff", is_flag=True, help="What R1 changed, or what became of R1 up to R2.")
@click.option("--section", metavar="NAME", help="Only revisions that touched this part.")
def history(
    session: Session, record: str, revisions: Sequence[str], diff: bool, section: str | None
) -> None:
    """Print the revisions of a record, the latest first, or what differs between two."""
    if len(revisions) > 2 or (revisions and not diff):
        raise click.UsageError("Give one revision or two, with --diff.")
    collection = session.open()
    record_id = collection.find_id(record)
    found = collection.history(record_id)
    kind = KINDS.get(collection.get(record_id).kind)
    if diff:
        after = revisions[-1] if revisions else found[0].id
        before = revisions[0] if len(revisions) > 1 else ""
        made = collection.difference(record_id, after, before)
        lines = list(_difference_lines(made)) or ["Nothing differs."]
        session.say(msgspec.to_builtins(made), *lines)
        return
    if section:
        fields = part_named(kind_named(collection.get(record_id).kind), section)
        found = [one for one in found if one.touches(fields)]
    lines = [f"{_line(r)}\n    {paths_in_words(kind, (*r.changed, *r.removed))}" for r in found]
    session.say([msgspec.to_builtins(revision) for revision in found], *lines)


@command("restore")
@click.argument("record", metavar="ID")
@click.argument("revision")
@click.option("--section", metavar="NAME", help="Only this section, or this field.")
def restore(session: Session, record: str, revision: str, section: str | None) -> None:
    """Make an earlier revision, or a section of it, the current one; all history stays."""
    collection = session.open(write=True)
    record_id = collection.find_id(record)
    kind = collection.get(record_id).kind
    fields = part_named(kind_named(kind), section) if section else ()
    changes = collection.restore(record_id, revision, fields)
    done = "Restored." if changes.ids else "Nothing to change."
    session.say({"id": record_id, "changed": bool(changes.ids)}, done)


def _line(revision: RevisionView) -> str:
    notes = [
        "current" if revision.current else "",
        f"brought by {revision.brought_by}" if revision.brought_by else "",
        "brings versions together" if len(revision.parents) > 1 else "",
        revision.erased or ("" if revision.readable else "its text is not here"),
        *(f"issued {_occasion(paper)}" for paper in revision.seen),
    ]
    said = "; ".join(note for note in notes if note)
    when = f"{clock.local(revision.time):%Y-%m-%d %H:%M}"
    line = f"{revision.id[:12]}  {when}  {revision.author or 'somebody'}"
    return f"{line}  ({said})" if said else line


def _occasion(paper: Sighting) -> str:
    return f"{provenance.occasion(paper.meeting, paper.issued_on)} in {paper.reference}"


def _difference_lines(made: Difference) -> Iterator[str]:
    for section in made.sections:
        yield section.label
        for change in section.changes:
            yield from _change_lines(change, "  ")


def _change_lines(change: Change, indent: str) -> Iterator[str]:
    if change.runs:
        text = spoken(shortened(change.runs)).replace("\n", f"\n{indent}  ")
        yield f"{indent}{change.label}: {text}"
        return
    was = f"was number {change.was}" if change.was else ""
    became = change.became if change.became in ("added", "removed") else ""
    note = "; ".join(one for one in (became, was) if one)
    yield f"{indent}{change.label}{f' ({note})' if note else ''}"
    for part in change.parts:
        yield from _change_lines(part, f"{indent}  ")
