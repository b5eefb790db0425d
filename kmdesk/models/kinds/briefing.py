"""Briefing: what goes into a paper for somebody who decides, and what became of it."""

from typing import Annotated

from msgspec import Struct, field

from kmdesk.models.kind import Kind, Section
from kmdesk.models.kinds.evidence_summary import Option
from kmdesk.models.ready import ready
from kmdesk.models.record import Checkable, Date, Item, shown

CQC_QUESTIONS = ("safe", "effective", "caring", "responsive", "well-led")
"""The five questions that the Care Quality Commission asks of a service."""

PURPOSES = ("decision", "discussion", "assurance", "information")

TEMPLATE_WORDS = {
    "board-paper": "Board paper",
    "bulletin": "Evidence bulletin",
    "lessons-report": "Lessons report",
    "one-page-brief": "One-page brief",
    "rapid-evidence-summary": "Rapid evidence summary",
    "sbar": "SBAR briefing",
    "vignette": "Case study vignette",
}
"""What the templates of a paper are called, by name."""


class Shortened(Item):
    """Words that stand in the paper instead of those in the record, which stay as they are."""

    path: Annotated[
        str, shown("Where", "The path of the text in the record's document.", path=True)
    ] = ""
    text: Annotated[str, shown("Instead", long=True)] = ""
    original: Annotated[str, shown("Shortened from", long=True)] = ""


class Part(Item):
    """A record that goes into the paper."""

    record: Annotated[str, shown("Record", record=True)] = ""
    left_out: Annotated[
        list[str], shown("Left out", "Fields of the record that this paper leaves out.", path=True)
    ] = []
    shortened: Annotated[list[Shortened], shown("Shortened for this paper")] = []


class Cover(Struct, kw_only=True):
    """The cover sheet: what is known of the occasion, and of what the decision touches."""

    organisation: Annotated[str, shown("Organisation")] = ""
    service: Annotated[str, shown("Service")] = ""
    meeting: Annotated[str, shown("Meeting", "Such as Board of Directors.")] = ""
    date: Annotated[Date | None, shown("Date of the meeting")] = None
    item: Annotated[str, shown("Agenda item")] = ""
    access: Annotated[str, shown("Public or private")] = ""
    purpose: Annotated[str, shown("Purpose", "Decision, discussion, assurance or information.")] = (
        ""
    )
    sponsor: Annotated[str, shown("Sponsor")] = ""
    considered_at: Annotated[str, shown("Considered before at")] = ""
    objective: Annotated[str, shown("Strategic objective")] = ""
    risk: Annotated[str, shown("Risk on the assurance framework")] = ""
    cqc: Annotated[list[str], shown("CQC questions", suggest=CQC_QUESTIONS)] = []
    finance: Annotated[str, shown("Finance", "What it costs, and from which budget.")] = ""
    workforce: Annotated[str, shown("Workforce")] = ""
    legal: Annotated[str, shown("Legal")] = ""
    equality: Annotated[str, shown("Equality impact")] = ""
    next_steps: Annotated[str, shown("Next steps", "Who does what by when.", long=True)] = ""


class Issue(Item):
    """The paper as it went out: it is kept, whatever becomes of the records."""

    issued_on: Annotated[Date | None, shown("Date of the meeting")] = None
    meeting: Annotated[str, shown("Meeting")] = ""
    template: Annotated[str, shown("Template", named=TEMPLATE_WORDS)] = ""
    file: Annotated[str, shown("File")] = ""
    sha256: Annotated[str, shown("SHA-256 of the file", mark=True)] = ""
    made_from: Annotated[
        list[str], shown("Made from", "Each record with the revision that was printed.")
    ] = []


@ready
class Briefing(Checkable, kw_only=True):
    """A paper: records chosen and shortened, what the reader is asked, and the occasion."""

    audience: Annotated[str, shown("Audience", "Who reads it, and what they have to decide.")] = ""
    template: Annotated[
        str,
        shown(
            "Template",
            "The kind of paper, such as sbar; left empty, a board paper.",
            named=TEMPLATE_WORDS,
        ),
    ] = ""
    recommendation: Annotated[
        str,
        shown(
            "The reader is asked to",
            "The decision, such as “approve option B”; left empty, that of the first summary.",
            long=True,
        ),
    ] = ""
    parts: Annotated[list[Part], shown("Made from", "The records, in the order of the paper.")] = []
    options: Annotated[
        list[Option],
        shown("Options", "With their pros, cons and cost; doing nothing is one."),
    ] = []
    cover: Annotated[Cover, shown("Cover sheet")] = field(default_factory=Cover)
    written_by: Annotated[str, shown("Written by")] = ""
    checked_by: Annotated[str, shown("Checked by", "Somebody other than the author.")] = ""
    approved_by: Annotated[str, shown("Approved by", "Who lets it go out.")] = ""
    issued: Annotated[list[Issue], shown("Issued", "Filled in when the paper goes out.")] = []


KIND = Kind(
    name="briefing",
    prefix="BR",
    label="Briefing",
    plural="Briefings",
    struct=Briefing,
    lead=("recommendation", "audience"),
    sections=(
        Section("Recommendation", ("recommendation", "audience", "template"), lead=True),
        Section("Made from", ("parts",)),
        Section("Options", ("options",)),
        Section("Cover sheet", ("cover",)),
        Section("Sign-off", ("written_by", "checked_by", "approved_by")),
        Section("Issued", ("issued",), noted=True),
    ),
)
