"""Sections made from an evidence summary."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from kmdesk.base.clock import day_in_words
from kmdesk.briefing import prose, tree
from kmdesk.briefing.citation import Citations
from kmdesk.briefing.sections.facts import facts, listed
from kmdesk.briefing.tree import (
    BarChart,
    Block,
    BulletList,
    Cell,
    Certainty,
    Facts,
    Figure,
    Heading,
    Inlines,
    ListItem,
    Paragraph,
    Table,
    Text,
    chart_alternative,
)
from kmdesk.models.kind import fields_of
from kmdesk.models.kinds.evidence_summary import (
    CERTAINTY_WORDS,
    DECISION_WORDS,
    FRAMEWORK_FIELDS,
    DatabaseSearch,
    EvidenceSummary,
    Finding,
    LocalKnowledge,
    SourceUse,
    certainty_scale,
)
from kmdesk.models.saying import say

GRADE_SHAPES = {"grade/high": 4, "grade/moderate": 3, "grade/low": 2, "grade/very-low": 1}
"""How many of four shapes stand filled beside a GRADE certainty."""


def key_messages(summary: EvidenceSummary) -> Iterator[Block]:
    """Yield the key messages as a list."""
    if items := prose.items(one.text for one in summary.key_messages):
        yield BulletList(items)


def findings(summary: EvidenceSummary, citations: Citations) -> Iterator[Block]:
    """Yield the table of findings, with their certainty in words and shapes."""
    rows = [(prose.cell(one.text), *_grounds(one, citations)) for one in _told(summary.findings)]
    if rows:
        yield Table(
            header=tuple(map(say, ("Finding", "Certainty", "Why, and from what"))),
            rows=tuple(rows),
            widths=(2.7, 1.35, 3.2),
            summary=say("Each finding from research, how certain it is, and what it rests on"),
        )


def findings_by_theme(summary: EvidenceSummary, citations: Citations) -> Iterator[Block]:
    """Yield the table of findings, those of one theme together, themes as they are first met."""
    told = _told(summary.findings)
    themes = list(dict.fromkeys(one.theme.strip() for one in told))
    if not any(themes):
        yield from findings(summary, citations)
        return
    rows = [
        ((Text(theme or "Other"),), prose.cell(one.text), *_grounds(one, citations))
        for theme in themes
        for one in told
        if one.theme.strip() == theme
    ]
    yield Table(
        header=tuple(map(say, ("Theme", "Finding", "Certainty", "Why, and from what"))),
        rows=tuple(rows),
        widths=(1.3, 2.3, 1.35, 2.5),
        summary=say("Each finding from research by theme, how certain it is, and what it rests on"),
    )


def findings_in_short(
    summary: EvidenceSummary, citations: Citations | None = None
) -> Iterator[Block]:
    """Yield the findings with their certainty and, if wanted, sources, but without the reasons."""
    rows = [
        (
            tree.joined(prose.cell(one.text), citations.cite(one.sources) if citations else ()),
            (certainty(one.certainty),),
        )
        for one in _told(summary.findings)
    ]
    if rows:
        yield Table(
            header=tuple(map(say, ("Finding", "Certainty"))),
            rows=tuple(rows),
            widths=(4.4, 1.3),
            summary=say("Each finding from research, and how certain it is"),
        )


def _told(found: list[Finding]) -> list[Finding]:
    return [one for one in found if one.text.strip()]


def _grounds(finding: Finding, citations: Citations) -> tuple[Inlines, Cell]:
    return (certainty(finding.certainty),), _basis(finding, citations)


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
        "GRADE": "how sure we are of a finding, by GRADE (Grading of Recommendations Assessment, "
        "Development and Evaluation)",
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
        yield from (Paragraph(items[0].inlines), *items[0].inside)


def gaps(summary: EvidenceSummary) -> Iterator[Block]:
    """Yield what nobody has found out yet, as a list."""
    if items := prose.items(one.text for one in summary.gaps):
        yield BulletList(items)


def question(summary: EvidenceSummary) -> Iterator[Block]:
    """Yield the question as it was asked."""
    yield from prose.blocks(summary.question.text)


def parts_of_question(summary: EvidenceSummary) -> Iterator[Block]:
    """Yield the question in the parts of its framework."""
    asked = summary.question
    labels = {one.name: one.label for one in fields_of(type(asked))}
    rows = [
        (labels[part], prose.cell(value))
        for part in FRAMEWORK_FIELDS[asked.framework]
        if (value := getattr(asked, part).strip())
    ]
    if rows:
        yield Facts(tuple(rows), summary=say(f"The question in the parts of {asked.framework}"))


def request(summary: EvidenceSummary) -> str:
    """Return who asked, what for and by when, as a sentence; "" when nothing of it is known."""
    asked = summary.request
    who = ", ".join(part for part in (asked.requester.strip(), asked.role.strip()) if part)
    words = [f"Asked by {who}" if who else "Asked"]
    if purpose := asked.purpose.strip().rstrip("."):
        words.append(f"for {purpose[0].lower()}{purpose[1:]}")
    if asked.needed_by:
        words.append(f"to be answered by {day_in_words(asked.needed_by)}")
    return f"{', '.join(words)}." if who or len(words) > 1 else ""


def strategies(summary: EvidenceSummary) -> Iterator[Block]:
    """Yield each search strategy in full, a line of it at a time, as it was run."""
    for one in summary.searches:
        lines = [line.strip() for line in one.strategy.splitlines() if line.strip()]
        if lines:
            names = (one.database.strip(), one.platform.strip())
            yield Heading(", ".join(name for name in names if name) or "Strategy", 3)
            yield from (Paragraph((Text(line),), "small") for line in lines)


def screening(summary: EvidenceSummary) -> Iterator[Block]:
    """Yield what was decided about the sources looked at, as a chart."""
    counts = Counter[str](use.decision for use in summary.sources)
    shown = [name for name in DECISION_WORDS if counts[name]]
    if len(shown) > 1:
        chart = BarChart(
            title="Sources by decision",
            categories=tuple(DECISION_WORDS[name] for name in shown),
            values=tuple(counts[name] for name in shown),
            unit="sources",
            category="decision",
            across=True,
        )
        yield Figure(chart, chart_alternative(chart), "What was decided about the sources found")


def how_sure(summary: EvidenceSummary) -> Iterator[Block]:
    """Yield how many findings have which certainty, as a chart, the surest first."""
    told = _told(summary.findings)
    counts = Counter[str](one.certainty for one in told)
    shown = [name for name in CERTAINTY_WORDS if counts[name]]
    if len(told) > 1 and set(shown) & set(GRADE_SHAPES):
        chart = BarChart(
            title="Findings by certainty",
            categories=tuple(certainty(name).word for name in shown),
            values=tuple(counts[name] for name in shown),
            unit="findings",
            category="certainty",
            across=True,
        )
        yield Figure(chart, chart_alternative(chart))
        yield from scales(summary)


def sign_off(summary: EvidenceSummary) -> Iterator[Block]:
    """Yield who wrote and who checked the summary, and how long it holds."""
    pairs = (
        ("Written by", summary.written_by),
        ("Checked by", summary.checked_by or "Nobody yet"),
        ("Review by", _day(summary.review_by)),
    )
    yield from facts(pairs, "Who wrote and checked this summary, and when it should be reviewed")
    yield from prose.blocks(summary.disclaimer, "small")


def search_in_short(summary: EvidenceSummary) -> Iterator[Block]:
    """Yield when the search was done and what became of what it found, in a sentence or two."""
    if sentence := " ".join([*_when(summary), *_screening(summary.sources)]):
        yield Paragraph((Text(sentence),))


def search(summary: EvidenceSummary) -> Iterator[Block]:
    """Yield how the search was done and what became of what it found."""
    yield from search_in_short(summary)
    rows = [_searched(one) for one in summary.searches if one.database.strip()]
    if rows:
        yield Table(
            header=tuple(map(say, ("Database", "Platform", "Searched on", "Records found"))),
            rows=tuple(rows),
            widths=(2.4, 2, 2, 1.4),
            summary=say(
                "The databases searched, on which platform and day, and how much was found"
            ),
        )


def _basis(finding: Finding, citations: Citations) -> Cell:
    words = prose.cell(finding.basis)
    reasons = [
        f"{lead} {listed(reasons)}"
        for lead, reasons in (
            ("less sure because of", finding.reasons_down),
            ("more sure because of", finding.reasons_up),
        )
        if reasons
    ]
    if reasons:
        sentence = "; ".join(reasons)
        shown = f" ({sentence})" if words else f"{sentence[0].upper()}{sentence[1:]}"
        words = tree.joined(words, (Text(shown),))
    cited = citations.cite(finding.sources)
    return tree.joined(words, cited if words else cited[1:])


def _heard(one: LocalKnowledge) -> ListItem:
    heard = ", ".join(
        part for part in (one.from_whom, day_in_words(one.heard_on) if one.heard_on else "") if part
    )
    return prose.item(one.text, after=(Text(f" ({heard})"),) if heard else ())


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
        yield f"Sources looked at: {len(uses):,}; {listed(told)}."


def _searched(one: DatabaseSearch) -> tuple[Inlines, ...]:
    day = _day(one.searched_on)
    hits = "" if one.hits is None else f"{one.hits:,}"
    return tuple((Text(text),) for text in (one.database, one.platform, day, hits))


def _day(day: dt.date | None) -> str:
    return day_in_words(day) if day else ""
