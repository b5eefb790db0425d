"""Case study: what the library did, and what came of it."""

from typing import Annotated, Literal

from kmdesk.models.kind import Kind, Section
from kmdesk.models.ready import ready
from kmdesk.models.record import Checkable, Date, Item, shown

KINDS_OF_IMPACT = (
    "patient care",
    "quality and safety",
    "service development",
    "informed decision",
    "guideline or policy",
    "money or time saved",
    "personal or professional development",
    "research",
    "collaboration",
    "patient involvement",
)

CONSENT_WORDS = {
    "none": "No consent",
    "internal-anonymous": "Internal, anonymous",
    "internal-named": "Internal, named",
    "public-anonymous": "Public, anonymous",
    "public-named": "Public, named",
}


class Saving(Item):
    """Time or money saved, or risk avoided, and how that was worked out."""

    what: Annotated[
        Literal["time", "money", "risk"],
        shown("What", words={"time": "Time", "money": "Money", "risk": "Risk"}),
    ] = "time"
    amount: Annotated[str, shown("How much", "With its unit, such as “12 hours a month”.")] = ""
    worked_out: Annotated[str, shown("How it was worked out", long=True)] = ""


class Quote(Item):
    """Somebody's words, with the consent they gave."""

    text: Annotated[str, shown("Quote", "Their own words.", long=True)] = ""
    name: Annotated[str, shown("Name")] = ""
    role: Annotated[str, shown("Role")] = ""
    consent: Annotated[
        Literal["none", "internal-anonymous", "internal-named", "public-anonymous", "public-named"],
        shown("Consent", "How far the words may go.", words=CONSENT_WORDS),
    ] = "none"
    consent_by: Annotated[str, shown("Consent given by")] = ""
    consent_on: Annotated[Date | None, shown("Given on")] = None
    withdrawn_on: Annotated[Date | None, shown("Withdrawn on")] = None


@ready
class CaseStudy(Checkable, kw_only=True):
    """A story of impact that makes sense to somebody from outside."""

    organisation: Annotated[str, shown("Organisation")] = ""
    happened_on: Annotated[Date | None, shown("Date")] = None
    service_used: Annotated[str, shown("Service used")] = ""
    asked_by: Annotated[str, shown("Who asked")] = ""
    asked_role: Annotated[str, shown("In what role")] = ""
    purpose: Annotated[str, shown("Purpose")] = ""
    challenge: Annotated[
        str, shown("The challenge", "What had to be decided or solved.", long=True)
    ] = ""
    contribution: Annotated[
        str, shown("What the library did", "Make the library's part clear.", long=True)
    ] = ""
    immediate_impact: Annotated[
        str, shown("Immediate impact", "What was achieved, in plain words.", long=True, once=True)
    ] = ""
    future_impact: Annotated[str, shown("Probable future impact", long=True, once=True)] = ""
    kinds_of_impact: Annotated[list[str], shown("Kinds of impact", suggest=KINDS_OF_IMPACT)] = []
    savings: Annotated[
        list[Saving], shown("Savings", "A figure, and how it was worked out.", once=True)
    ] = []
    quotes: Annotated[
        list[Quote], shown("Quotes", "From a named champion, with consent.", once=True)
    ] = []
    priorities: Annotated[
        list[str], shown("Priorities", "National or local priorities it serves.")
    ] = []
    written_by: Annotated[str, shown("Written by")] = ""
    checked_by: Annotated[
        str, shown("Checked by", "Somebody other than the author.", once=True)
    ] = ""


KIND = Kind(
    name="case-study",
    prefix="CS",
    label="Case study",
    plural="Case studies",
    struct=CaseStudy,
    lead=("immediate_impact", "challenge"),
    sections=(
        Section("Impact", ("immediate_impact", "future_impact", "kinds_of_impact"), lead=True),
        Section("The challenge", ("challenge",)),
        Section("What the library did", ("contribution", "service_used")),
        Section("Savings", ("savings",)),
        Section("Quotes", ("quotes",)),
        Section(
            "Background",
            (
                "organisation",
                "happened_on",
                "asked_by",
                "asked_role",
                "purpose",
                "priorities",
            ),
        ),
        Section("Sign-off", ("written_by", "checked_by")),
    ),
)
