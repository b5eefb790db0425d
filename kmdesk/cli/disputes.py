"""The commands on what people disagree on: conflicts, resolve."""

from collections.abc import Iterable, Mapping, Sequence

import click
import msgspec

from kmdesk.base.errors import UserError
from kmdesk.cli.session import Session, command
from kmdesk.models import choosing
from kmdesk.models.canonical import Json
from kmdesk.models.choosing import Choice
from kmdesk.models.flat import Scalar
from kmdesk.models.kind import field_at
from kmdesk.models.kinds import KINDS
from kmdesk.store.disputes import Decision
from kmdesk.store.views import ConflictValue, ConflictView


@command("conflicts")
def conflicts(session: Session) -> None:
    """List the values that people disagree on."""
    _list(session, session.open().conflicts())


@command("resolve")
@click.argument("record", metavar="ID")
@click.option(
    "--take",
    metavar="PATH=WHO",
    multiple=True,
    help="Take the value of this revision, author or device.",
)
@click.option("--both", metavar="PATH", multiple=True, help="Put all texts one after the other.")
@click.option(
    "--value", metavar="PATH TEXT", multiple=True, nargs=2, help="Put this text in their place."
)
@click.option(
    "--all-from", metavar="WHO", help="Take what this author or device wrote, in the other places."
)
def resolve(
    session: Session,
    record: str,
    take: Sequence[str],
    both: Sequence[str],
    value: Sequence[tuple[str, str]],
    all_from: str | None,
) -> None:
    """Settle what people disagree on in a record; without options, list it."""
    chosen = bool(take or both or value or all_from)
    collection = session.open(write=chosen)
    record_id = collection.find_id(record)
    found = collection.conflicts(record_id)
    if not chosen:
        _list(session, found)
        return
    by_path = {one.path: one for one in found}
    choices = _from_one(found, all_from) if all_from else {}
    choices |= dict(_taken(one, by_path) for one in take)
    choices |= {p: Choice(tuple(v.revision for v in _at(by_path, p).values)) for p in both}
    choices |= {path: Choice(own=_read(_at(by_path, path), text)) for path, text in value}
    settled = {path: _value(_at(by_path, path), choice) for path, choice in choices.items()}
    heads = found[0].heads if found else ()
    changes = collection.settle_many([Decision(record_id, heads, choices)])
    left = collection.conflicts(record_id)
    session.needs_a_person = bool(left)
    session.say(
        {
            "id": record_id,
            "revision_made": bool(changes.ids),
            "values": settled,
            "left": [one.path for one in left],
        },
        *(f"{path}: {text}" for path, text in settled.items()),
        f"Settled; {len(left)} left." if left else "Settled.",
    )


def _list(session: Session, found: Sequence[ConflictView]) -> None:
    session.needs_a_person = any(not one.trashed for one in found)
    lines = [_in_words(one) for one in sorted(found, key=lambda one: one.trashed)]
    session.say([_as_json(one) for one in found], *(lines or ["Nobody disagrees."]))


def _taken(text: str, by_path: Mapping[str, ConflictView]) -> tuple[str, Choice]:
    """Return the choice that ``PATH=WHO`` names."""
    path, _, who = text.rpartition("=")
    matching = _values_of(by_path[path], who) if path in by_path and who else []
    if not matching:
        raise UserError(f"“{text}” names none of the values in conflict; nothing was changed.")
    if len(matching) > 1:
        raise UserError(_several(f"“{text}”", matching))
    return path, Choice((matching[0].revision,))


def _several(what: str, values: Sequence[ConflictValue]) -> str:
    """Return the sentence on a name that stands for the values of several people, or for two."""
    names = [f"{one.author or 'somebody'} ({one.revision[:8]})" for one in values]
    return (
        f"{what} stands for {', '.join(names[:-1])} and {names[-1]}; nothing was changed. "
        "Give the whole name, or what stands in brackets."
    )


def _from_one(found: Iterable[ConflictView], who: str) -> dict[str, Choice]:
    choices: dict[str, Choice] = {}
    for one in found:
        matching = _values_of(one, who)
        if len({value.author for value in matching}) > 1:
            raise UserError(_several(f"“{who}” at “{one.path}”", matching))
        if matching:
            choices[one.path] = Choice((matching[0].revision,))
    if not choices:
        raise UserError(f"None of the values in conflict is by “{who}”; nothing was changed.")
    return choices


def _values_of(conflict: ConflictView, who: str) -> list[ConflictValue]:
    """Return the values, the latest first, that somebody means by a name, a device or an id.

    A whole name counts before a part of one.
    """
    name = who.casefold()
    for means in (
        lambda one: one.author.casefold() == name,
        lambda one: one.device == who,
        lambda one: one.revision.startswith(who),
        lambda one: one.author.casefold().startswith(name),
        lambda one: name in one.author.casefold().split(),
    ):
        if found := [one for one in conflict.values if means(one)]:
            return found
    return []


def _at(by_path: Mapping[str, ConflictView], path: str) -> ConflictView:
    if path not in by_path:
        raise UserError(f"Nobody disagrees on “{path}”; nothing was changed.")
    return by_path[path]


def _value(conflict: ConflictView, choice: Choice) -> Scalar:
    known = {one.revision: one.value for one in conflict.values}
    field = field_at(KINDS.get(conflict.kind), conflict.path)
    return choosing.value(conflict.path, known, choice, field)


def _read(conflict: ConflictView, text: str) -> Scalar:
    """Return a value as its field takes it: a whole number where it is one."""
    field = field_at(KINDS.get(conflict.kind), conflict.path)
    if field is None or field.shape != "number":
        return text
    try:
        return int(text)
    except ValueError as error:
        raise UserError(f"“{text}” is not a whole number; nothing was changed.") from error


def _as_json(conflict: ConflictView) -> dict[str, Json]:
    values = [msgspec.to_builtins(value) for value in conflict.values]
    before = msgspec.to_builtins(conflict.before)
    return {
        "id": conflict.id,
        "path": conflict.path,
        "values": values,
        "before": before,
        "trashed": conflict.trashed,
    }


def _in_words(conflict: ConflictView) -> str:
    where = "  (in the trash)" if conflict.trashed else ""
    lines = [f"{conflict.reference}  {conflict.title}{where}\n  {conflict.path}"]
    for one in conflict.values:
        came = f" (in {one.file} from {one.brought_by})" if one.file else ""
        lines.append(f"    {one.revision[:12]}  {one.author}{came}: {one.value}")
    if conflict.before and conflict.before.value is not None:
        lines.append(f"    before both   {conflict.before.author}: {conflict.before.value}")
    return "\n".join(lines)
