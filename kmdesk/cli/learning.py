"""The commands on what is learned: lessons from answers, lessons used again, consent withdrawn."""

import datetime as dt

import click
import msgspec

from kmdesk.base import clock, person
from kmdesk.base.errors import UserError
from kmdesk.cli.session import Session, command
from kmdesk.models.kinds.lesson import Reuse


@command("lesson")
@click.argument("review", metavar="ID")
@click.argument("item")
def lesson(session: Session, review: str, item: str) -> None:
    """Make a lesson from an answer or recommendation, named by its id."""
    collection = session.open(write=True)
    changes = collection.make_lesson(collection.find_id(review), item)
    view = collection.get(changes.ids[0])
    made = len(changes.ids) > 1
    session.say(
        {"id": view.id, "made": made},
        f"{view.reference}  {view.title}{'' if made else ' (made before)'}",
    )


@command("reuse")
@click.argument("record", metavar="ID")
@click.option("--where", required=True, help="Where the lesson was used again.")
@click.option("--by", default="", help="By whom; you, if left out.")
@click.option("--on", "day", default="", metavar="YYYY-MM-DD", help="Today, if left out.")
@click.option("--result", default="", help="With what result.")
def reuse(session: Session, record: str, where: str, by: str, day: str, result: str) -> None:
    """Note where a lesson was used again."""
    collection = session.open(write=True)
    record_id = collection.find_id(record)
    used = Reuse(where=where, by=by or person.author(), used_on=_day(day), result=result)
    collection.note_reuse(record_id, used)
    view = collection.get(record_id)
    count = len(view.document["reuse"])
    session.say({"id": record_id, "uses": count}, f"{view.reference}: uses noted: {count}.")


@command("withdraw")
@click.argument("record", metavar="ID")
@click.argument("quote")
@click.option("--on", "day", default="", metavar="YYYY-MM-DD", help="Today, if left out.")
@click.option("--preview", is_flag=True, help="Say where the quote went, and do nothing.")
def withdraw(session: Session, record: str, quote: str, day: str, preview: bool) -> None:
    """Withdraw the consent to a quote, named by its id, and say where its words went before."""
    collection = session.open(write=not preview)
    record_id = collection.find_id(record)
    went = collection.where_a_quote_went(record_id, quote)
    if not preview:
        collection.withdraw(record_id, quote, _day(day))
    session.needs_a_person = bool(went)
    session.say(
        {"id": record_id, "withdrawn": not preview, "went": [msgspec.to_builtins(w) for w in went]},
        *([] if preview else ["The consent is withdrawn; the words have left the record."]),
        *(f"{clock.local(one.time):%Y-%m-%d %H:%M}  {one.direction}  {one.file}" for one in went),
        "Others have the words by these files; ask them to remove them."
        if went
        else "Nobody else has the words, as far as kmdesk knows.",
    )


def _day(text: str) -> dt.date:
    if not text:
        return clock.today()
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise UserError(
            f"“{text}” is not a day such as 2026-11-23; nothing was changed."
        ) from error
