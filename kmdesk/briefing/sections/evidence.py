"""Sections made from an evidence summary."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from kmdesk.base.clock import day_in_words
from kmdesk.briefing import prose, tree
from kmdesk.briefing.citation import Citations
from kmdesk.briefing.tree import Block, BulletList, Certainty, Inlines, Paragraph, Table, Text
from kmdesk.models.kinds.evidence_summary import (
    CERTAINTY_WORDS,
    DatabaseSearch,
    EvidenceSummary,
    Finding,
    LocalKnowledge,
    SourceUse,
    certainty_scale,
)

GRADE_SHAPES = {"grade/high": 4, "grade/moderate": 3, "grade/low": 2, "grade/very-low": 1}
"""How many of four shapes stand filled beside a GRADE certainty."""


def bottom_line(summary: EvidenceSummary, reader: str) -> Iterator[Block]:
    """Yield the answer, then what the reader is asked to do.

    Args:
        summary: the evidence summary.
        reader: who is asked, such as ``The Board``.
    """
    yield from prose.blocks(summary.bottom_line, "lead")
    if request := asked(summary, reader):
        yield Paragraph((Text(request),), "strong")


def asked(summary: EvidenceSummary, reader: str) -> str:
    """Return what the reader is asked, as a sentence; "" when nothing is."""
    words = " ".join(summary.asked.split()).rstrip(".")
    if not words or words.casefold().startswith(("the ", "members ", "please ")):
        return f"{words}." if words else ""
    words = words.removeprefix("to ")
    return f"{reader} is asked to {words[0].lower()}{words[1:]}."


def key_messages(summary: EvidenceSummary) -> Iterator[Block]:
    """Yield the key messages as a list."""
    items = [message for one in summary.key_messages if (message := prose.inlines(one.text))]
    if items:
        yield BulletList(tuple(items))


def findings(summary: EvidenceSummary, citations: Citations) -> Iterator[Block]:
    """Yield the table of findings, with their certainty in words and shapes."""
    rows = [
        (prose.inlines(one.text), (certainty(one.certainty),), _basis(one, citations))
        for one in summary.findings
        if one.text.strip()
    ]
    if rows:
        yield Table(
            header=("Finding", "Certainty", "Why, and from what"),
            rows=tuple(rows),
            widths=(2.7, 1.35, 3.2),
            summary="Each finding from research, how certain it is, and what it rests on",
        )


def certainty(value: str) -> Certainty:
    """Return a certainty with the name of its scale; GRADE, the usual one, goes without."""
    word, scale = CERTAINTY_WORDS[value], certainty_scale(value)
    if value in GRADE_SHAPES:
        return Certainty(word, GRADE_SHAPES[value], 4)
    return Certainty(f"{word} ({scale})" if scale else word)


def scales(summary: EvidenceSummary) -> Iterator[Block]:
    """Yield a line that says what the certainty words mean."""
    used = dict.fromkeys(scale for f in summary.findings if (scale := certainty_scale(f.certainty)))
    meaning = {
        "GRADE": "GRADE, from very low to high: how sure we are that the finding is near the truth",
        "OCEBM 2011": "levels of the Oxford Centre for Evidence-Based Medicine, 1 the highest",
        "SIGN": "levels of the Scottish Intercollegiate Guidelines Network, 1++ the highest",
    }
    if used:
        yield Paragraph((Text(f"Certainty: {'; '.join(meaning[s] for s in used)}."),), "small")


def local_knowledge(summary: EvidenceSummary) -> Iterator[Block]:
    """Yield what people here know, each with the role of who said it."""
    items = [_heard(one) for one in summary.local_knowledge if one.text.strip()]
    if len(items) > 1:
        yield BulletList(tuple(items))
    elif items:
        yield Paragraph(items[0])


def gaps(summary: EvidenceSummary) -> Iterator[Block]:
    """Yield what nobody has found out yet, as a list."""
    items = [gap for one in summary.gaps if (gap := prose.inlines(one.text))]
    if items:
        yield BulletList(tuple(items))


def options(summary: EvidenceSummary) -> Iterator[Block]:
    """Yield the table of options; the preferred one says so in words."""
    named = [one for one in summary.options if one.name.strip()]
    if not named:
        return
    rows = [
        (
            (Text(f"{one.name} (preferred)", bold=True),)
            if one.preferred
            else (Text(one.name, bold=False),),
            prose.inlines(one.pros),
            prose.inlines(one.cons),
            (Text(one.cost),),
        )
        for one in named
    ]
    yield Table(
        header=("Option", "For", "Against", "Cost a year"),
        rows=tuple(rows),
        widths=(2.6, 2.8, 2.8, 1.4),
        summary="What could be done, with what speaks for and against it, and its cost a year",
    )


def question(summary: EvidenceSummary) -> Iterator[Block]:
    """Yield the question as it was asked."""
    yield from prose.blocks(summary.question.text)


def search(summary: EvidenceSummary) -> Iterator[Block]:
    """Yield how the search was done and what became of what it found."""
    if sentence := " ".join([*_when(summary), *_screening(summary.sources)]):
        yield Paragraph((Text(sentence),))
    rows = [_searched(one) for one in summary.searches if one.database.strip()]
    if rows:
        yield Table(
            header=("Database", "Platform", "Searched on", "Records found"),
            rows=tuple(rows),
            widths=(2.4, 2, 2, 1.4),
            summary="The databases searched, on which platform and day, and how much was found",
        )


def _basis(finding: Finding, citations: Citations) -> Inlines:
    words: list[tree.Inline] = list(prose.inlines(finding.basis))
    reasons = [
        f"{lead} {_listed(reasons)}"
        for lead, reasons in (
            ("less sure because of", finding.reasons_down),
            ("more sure because of", finding.reasons_up),
        )
        if reasons
    ]
    if reasons:
        sentence = "; ".join(reasons)
        words.append(Text(f" ({sentence})" if words else f"{sentence[0].upper()}{sentence[1:]}"))
    cited = citations.cite(finding.sources)
    return (*words, *(cited if words else cited[1:]))


def _heard(one: LocalKnowledge) -> Inlines:
    heard = ", ".join(
        part for part in (one.from_whom, day_in_words(one.heard_on) if one.heard_on else "") if part
    )
    words = prose.inlines(one.text)
    return (*words, Text(f" ({heard})")) if heard else words


def _when(summary: EvidenceSummary) -> Iterator[str]:
    if summary.searched_on:
        yield f"Searched on {day_in_words(summary.searched_on)}."
    if summary.evidence_to:
        yield f"Evidence up to {day_in_words(summary.evidence_to)}."


def _screening(uses: list[SourceUse]) -> Iterator[str]:
    counts = Counter[str](use.decision for use in uses)
    words = {
        "included": "included",
        "background": "kept as background",
        "excluded": "excluded",
        "undecided": "not yet decided on",
    }
    told = [f"{counts[name]:,} {text}" for name, text in words.items() if counts[name]]
    if told:
        yield f"Sources looked at: {len(uses):,}; {_listed(told)}."


def _searched(one: DatabaseSearch) -> tuple[Inlines, ...]:
    day = _day(one.searched_on)
    hits = "" if one.hits is None else f"{one.hits:,}"
    return tuple((Text(text),) for text in (one.database, one.platform, day, hits))


def _day(day: dt.date | None) -> str:
    return day_in_words(day) if day else ""


def _listed(words: list[str]) -> str:
    """Return words as a list in a sentence."""
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
