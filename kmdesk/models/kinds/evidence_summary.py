"""Evidence summary: what the research says on a question, for somebody who has to decide."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Struct, field

from kmdesk.models.kind import Kind, Section
from kmdesk.models.ready import ready
from kmdesk.models.record import Checkable, Date, Item, shown

Framework: TypeAlias = Literal["PICO", "PICo", "PEO", "SPIDER", "SPICE", "ECLIPSE"]

FRAMEWORK_FIELDS: dict[str, tuple[str, ...]] = {
    "PICO": ("population", "intervention", "comparison", "outcome"),
    "PICo": ("population", "interest", "context"),
    "PEO": ("population", "exposure", "outcome"),
    "SPIDER": ("sample", "interest", "design", "evaluation", "research_type"),
    "SPICE": ("setting", "perspective", "intervention", "comparison", "evaluation"),
    "ECLIPSE": ("expectation", "client_group", "location", "impact", "professionals", "service"),
}
"""The parts of a question in each framework, in order. Parts with one meaning share a field, so
that what was typed stays when the framework changes."""

Certainty: TypeAlias = Literal[
    "grade/high",
    "grade/moderate",
    "grade/low",
    "grade/very-low",
    "ocebm/1",
    "ocebm/2",
    "ocebm/3",
    "ocebm/4",
    "ocebm/5",
    "sign/1++",
    "sign/1+",
    "sign/1-",
    "sign/2++",
    "sign/2+",
    "sign/2-",
    "sign/3",
    "sign/4",
    "not-graded",
]
"""Scale and value in one, so that no merge can pair one scale with another's value: GRADE certainty
per outcome, OCEBM levels of 2011, SIGN levels of evidence."""

CERTAINTY_WORDS = {
    "grade/high": "High",
    "grade/moderate": "Moderate",
    "grade/low": "Low",
    "grade/very-low": "Very low",
    "ocebm/1": "Level 1",
    "ocebm/2": "Level 2",
    "ocebm/3": "Level 3",
    "ocebm/4": "Level 4",
    "ocebm/5": "Level 5",
    "sign/1++": "1++",
    "sign/1+": "1+",
    "sign/1-": "1−",
    "sign/2++": "2++",
    "sign/2+": "2+",
    "sign/2-": "2−",
    "sign/3": "3",
    "sign/4": "4",
    "not-graded": "Not graded",
}
SCALE_WORDS = {"grade": "GRADE", "ocebm": "OCEBM 2011", "sign": "SIGN"}

REASONS_DOWN = (
    "risk of bias",
    "inconsistency",
    "indirectness",
    "imprecision",
    "publication bias",
)
REASONS_UP = ("large effect", "dose and response", "confounding would reduce the effect")


GRADE_ONLY = frozenset({"reasons_down", "reasons_up"})
"""Fields of a finding that mean something on the GRADE scale alone; they keep what they hold when
the finding is on another."""


def is_grade(certainty: object) -> bool:
    """Say whether a certainty is on the GRADE scale."""
    return str(certainty or "").startswith("grade/")


def certainty_scale(certainty: str) -> str:
    """Return the name of the scale of a certainty, "" when not graded."""
    return SCALE_WORDS.get(certainty.partition("/")[0], "")


def certainty_in_words(certainty: str) -> str:
    """Return a certainty, with its scale unless that is GRADE: ``Moderate``, ``SIGN: 2+``."""
    word = CERTAINTY_WORDS.get(certainty, certainty)
    scale = certainty_scale(certainty)
    return word if scale in ("", SCALE_WORDS["grade"]) else f"{scale}: {word}"


class Question(Struct, kw_only=True):
    """The question in words and in the parts of a framework."""

    text: Annotated[str, shown("Question", "In one sentence, as it was asked.", long=True)] = ""
    framework: Annotated[Framework, shown("Framework")] = "PICO"
    population: Annotated[str, shown("Population")] = ""
    intervention: Annotated[str, shown("Intervention")] = ""
    comparison: Annotated[str, shown("Comparison")] = ""
    outcome: Annotated[str, shown("Outcome")] = ""
    interest: Annotated[str, shown("Phenomenon of interest")] = ""
    context: Annotated[str, shown("Context")] = ""
    exposure: Annotated[str, shown("Exposure")] = ""
    sample: Annotated[str, shown("Sample")] = ""
    design: Annotated[str, shown("Design")] = ""
    evaluation: Annotated[str, shown("Evaluation")] = ""
    research_type: Annotated[str, shown("Research type")] = ""
    setting: Annotated[str, shown("Setting")] = ""
    perspective: Annotated[str, shown("Perspective")] = ""
    expectation: Annotated[str, shown("Expectation")] = ""
    client_group: Annotated[str, shown("Client group")] = ""
    location: Annotated[str, shown("Location")] = ""
    impact: Annotated[str, shown("Impact")] = ""
    professionals: Annotated[str, shown("Professionals")] = ""
    service: Annotated[str, shown("Service")] = ""


class Request(Struct, kw_only=True):
    """Who asked, what for and by when."""

    requester: Annotated[str, shown("Requested by")] = ""
    role: Annotated[str, shown("Role")] = ""
    purpose: Annotated[
        str, shown("Purpose", "Patient care, service development, guideline, business case…")
    ] = ""
    needed_by: Annotated[Date | None, shown("Needed by", "The day of the decision.")] = None
    not_wanted: Annotated[str, shown("Not wanted")] = ""
    key_papers: Annotated[str, shown("Papers already known", long=True)] = ""


class KeyMessage(Item):
    """One thing the reader should remember."""

    text: Annotated[str, shown("Message", long=True)] = ""


class Finding(Item):
    """What the research says on one outcome, and how sure we are."""

    text: Annotated[str, shown("Finding", "One sentence that stands alone.", long=True)] = ""
    theme: Annotated[str, shown("Theme")] = ""
    outcome: Annotated[str, shown("Outcome")] = ""
    certainty: Annotated[Certainty, shown("Certainty", words=CERTAINTY_WORDS)] = "not-graded"
    reasons_down: Annotated[
        list[str], shown("Reasons down", "Why we are less sure.", suggest=REASONS_DOWN)
    ] = []
    reasons_up: Annotated[
        list[str], shown("Reasons up", "Why we are more sure.", suggest=REASONS_UP)
    ] = []
    basis: Annotated[
        str, shown("Why, and from what", "How many studies, of which kind, and their weak points.")
    ] = ""
    sources: Annotated[
        list[str], shown("Sources", "The sources this finding rests on.", record=True)
    ] = []


class LocalKnowledge(Item):
    """What people here know: know-how and experience, kept apart from research."""

    text: Annotated[str, shown("What people here know", long=True)] = ""
    from_whom: Annotated[str, shown("From whom", "A role is enough.")] = ""
    heard_on: Annotated[Date | None, shown("Heard on")] = None


class Gap(Item):
    """What nobody has found out yet."""

    text: Annotated[str, shown("Gap", long=True)] = ""


class Option(Item):
    """Something the reader could do, doing nothing among them."""

    name: Annotated[str, shown("Option")] = ""
    pros: Annotated[str, shown("For", long=True)] = ""
    cons: Annotated[str, shown("Against", long=True)] = ""
    cost: Annotated[
        str, shown("Cost", "Say whether it is once or a year, such as £9,000 a year.")
    ] = ""
    preferred: Annotated[bool, shown("Preferred")] = False


DECISION_WORDS = {
    "undecided": "Undecided",
    "included": "Included",
    "background": "Background",
    "excluded": "Excluded",
}


class SourceUse(Item):
    """A source that the search found, and what was decided about it."""

    record: Annotated[str, shown("Source", record=True)] = ""
    decision: Annotated[
        Literal["undecided", "included", "background", "excluded"],
        shown("Decision", words=DECISION_WORDS),
    ] = "undecided"
    reason: Annotated[str, shown("Reason")] = ""


class DatabaseSearch(Item):
    """One database as it was searched."""

    database: Annotated[str, shown("Database")] = ""
    platform: Annotated[str, shown("Platform")] = ""
    searched_on: Annotated[Date | None, shown("Searched on")] = None
    strategy: Annotated[str, shown("Strategy", "Line by line, as run.", long=True)] = ""
    hits: Annotated[int | None, shown("Hits", once=True)] = None


@ready
class EvidenceSummary(Checkable, kw_only=True):
    """A question, what the research says, what people here know, and what could be done."""

    bottom_line: Annotated[
        str,
        shown(
            "Bottom line",
            "What should the reader do, and how sure are we? Two or three sentences.",
            long=True,
        ),
    ] = ""
    asked: Annotated[
        str, shown("The reader is asked to", "The decision, such as “approve option B”.")
    ] = ""
    question: Annotated[Question, shown("Question")] = field(default_factory=Question)
    request: Annotated[Request, shown("Request", once=True)] = field(default_factory=Request)
    key_messages: Annotated[
        list[KeyMessage], shown("Key messages", "Four to six, each a sentence.")
    ] = []
    findings: Annotated[
        list[Finding], shown("Findings", "By outcome, each with its certainty.")
    ] = []
    local_knowledge: Annotated[
        list[LocalKnowledge],
        shown("Local knowledge", "What staff and patients here know, kept apart from research."),
    ] = []
    gaps: Annotated[list[Gap], shown("Gaps", "What nobody has found out yet.")] = []
    options: Annotated[
        list[Option], shown("Options", "With their pros and cons; doing nothing is one.")
    ] = []
    sources: Annotated[
        list[SourceUse], shown("Sources", "What was found, and what was decided about each.")
    ] = []
    searched_on: Annotated[Date | None, shown("Searched on")] = None
    evidence_to: Annotated[
        Date | None, shown("Evidence up to", "The last day the search covers.")
    ] = None
    searches: Annotated[list[DatabaseSearch], shown("Databases searched")] = []
    written_by: Annotated[str, shown("Written by")] = ""
    checked_by: Annotated[
        str, shown("Checked by", "Somebody other than the author.", once=True)
    ] = ""
    disclaimer: Annotated[str, shown("Disclaimer", long=True)] = ""


KIND = Kind(
    name="evidence-summary",
    prefix="ES",
    label="Evidence summary",
    plural="Evidence summaries",
    struct=EvidenceSummary,
    lead=("bottom_line", "question"),
    sections=(
        Section("Bottom line", ("bottom_line", "asked"), lead=True),
        Section("Question", ("question",)),
        Section("Key messages", ("key_messages",)),
        Section("Findings", ("findings",)),
        Section("Local knowledge", ("local_knowledge",)),
        Section("Gaps", ("gaps",)),
        Section("Options", ("options",)),
        Section("Sources", ("sources",)),
        Section("Search", ("searched_on", "evidence_to", "searches")),
        Section("Request", ("request",)),
        Section("Sign-off", ("written_by", "checked_by", "disclaimer")),
    ),
)
