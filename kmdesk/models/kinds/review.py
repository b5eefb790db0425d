"""Review: what a team learned before, during or after a piece of work."""

from typing import Annotated, Literal

from msgspec import Meta

from kmdesk.models.kind import Kind, Section
from kmdesk.models.marks import HIGHEST_MARK
from kmdesk.models.ready import ready
from kmdesk.models.record import Checkable, Date, Item, shown
from kmdesk.models.techniques import techniques

TECHNIQUE_WORDS = {card.name: card.title for card in techniques().values()}

STATE_WORDS = {"open": "Open", "done": "Done", "dropped": "Dropped"}


class Participant(Item):
    """Somebody who took part."""

    name: Annotated[str, shown("Name")] = ""
    role: Annotated[str, shown("Role")] = ""


class Answer(Item):
    """Something that was said."""

    text: Annotated[str, shown("Answer", long=True)] = ""
    said_by: Annotated[str, shown("Said by", "Leave empty to record it unattributed.")] = ""
    lesson: Annotated[str, shown("Lesson", "The lesson it has become.", record=True)] = ""


class Question(Item):
    """A question of the technique, with the answers it got."""

    question: Annotated[str, shown("Question")] = ""
    answers: Annotated[list[Answer], shown("Answers", once=True)] = []


class Mark(Item):
    """A participant's mark for the work as a whole."""

    participant: Annotated[str, shown("Participant")] = ""
    mark: Annotated[Annotated[int, Meta(ge=0, le=HIGHEST_MARK)] | None, shown("Mark out of 10")] = (
        None
    )
    at_least: Annotated[bool, shown("At least", "The mark is a floor.")] = False
    reason: Annotated[str, shown("Reason", long=True)] = ""
    would_make_ten: Annotated[str, shown("What would have made it a 10", long=True)] = ""


class Recommendation(Item):
    """Something to do, by somebody, by a day."""

    text: Annotated[str, shown("Recommendation", "Specific enough to act on.", long=True)] = ""
    owner: Annotated[str, shown("Owner")] = ""
    due: Annotated[Date | None, shown("Due")] = None
    state: Annotated[
        Literal["open", "done", "dropped"],
        shown("State", words=STATE_WORDS),
    ] = "open"
    lesson: Annotated[str, shown("Lesson", "The lesson it has become.", record=True)] = ""


@ready
class Review(Checkable, kw_only=True):
    """A retrospect, an after action review or another technique, as it was held."""

    technique: Annotated[
        str,
        Meta(min_length=1),
        shown("Technique", "How the team looked at its work.", words=TECHNIQUE_WORDS),
    ] = "retrospect"
    held_on: Annotated[Date | None, shown("Date")] = None
    place: Annotated[str, shown("Place")] = ""
    facilitator: Annotated[str, shown("Facilitator", "From outside the team.")] = ""
    work: Annotated[
        str, shown("The work", "The project, stage or event that was looked at.", long=True)
    ] = ""
    summary: Annotated[
        str, shown("Summary", "What somebody who was not there should know.", long=True, once=True)
    ] = ""
    participants: Annotated[list[Participant], shown("Participants", once=True)] = []
    questions: Annotated[list[Question], shown("Questions and answers")] = []
    marks: Annotated[
        list[Mark],
        shown("Marks out of 10", "Each gives a mark and a reason, first privately.", once=True),
    ] = []
    recommendations: Annotated[
        list[Recommendation],
        shown("Recommendations", "Each with an owner and a date.", once=True),
    ] = []
    written_by: Annotated[str, shown("Written by")] = ""
    checked_by: Annotated[
        str, shown("Checked by", "Somebody other than the author.", once=True)
    ] = ""


KIND = Kind(
    name="review",
    prefix="RV",
    label="Review",
    plural="Retrospects and reviews",
    struct=Review,
    lead=("summary", "work"),
    sections=(
        Section("Summary", ("summary",), lead=True),
        Section("Meeting", ("technique", "held_on", "facilitator", "place", "work")),
        Section("Participants", ("participants",)),
        Section("Questions and answers", ("questions",)),
        Section("Marks out of 10", ("marks",)),
        Section("Recommendations", ("recommendations",)),
        Section("Sign-off", ("written_by", "checked_by")),
    ),
)
