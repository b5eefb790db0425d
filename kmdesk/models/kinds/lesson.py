"""Lesson: something learned, put so that others can use it."""

from typing import Annotated, Literal

from kmdesk.models.kind import Kind, Section
from kmdesk.models.ready import ready
from kmdesk.models.record import Date, Item, Record, shown


class Reuse(Item):
    """Where a lesson was used again."""

    where: Annotated[str, shown("Where")] = ""
    by: Annotated[str, shown("By whom")] = ""
    used_on: Annotated[Date | None, shown("On")] = None
    result: Annotated[str, shown("With what result", long=True)] = ""


@ready
class Lesson(Record, kw_only=True):
    """What was learned, why it holds, and how to repeat it."""

    status: Annotated[
        Literal["noted", "checked", "applied", "retired"],
        shown(
            "Status",
            "Applied once somebody has used it.",
            words={
                "noted": "Noted",
                "checked": "Checked",
                "applied": "Applied",
                "retired": "Retired",
            },
        ),
    ] = "noted"
    statement: Annotated[
        str, shown("Lesson", "One sentence that somebody else could act on.", long=True)
    ] = ""
    context: Annotated[str, shown("Context", "Where and when it was learned.", long=True)] = ""
    why: Annotated[str, shown("Why", "Why it went well, or did not.", long=True)] = ""
    how_to_repeat: Annotated[
        str, shown("How to repeat it", "What the next team should do.", long=True)
    ] = ""
    came_from: Annotated[
        str, shown("Came from", "The review it was learned in.", record=True, once=True)
    ] = ""
    reuse: Annotated[
        list[Reuse], shown("Used again", "Where, by whom, with what result.", once=True)
    ] = []


KIND = Kind(
    name="lesson",
    prefix="LE",
    label="Lesson",
    plural="Lessons",
    struct=Lesson,
    lead=("statement", "context"),
    sections=(
        Section("Lesson", ("statement",), lead=True),
        Section("Why and how", ("context", "why", "how_to_repeat")),
        Section("Came from", ("came_from",)),
        Section("Used again", ("reuse",)),
    ),
)
