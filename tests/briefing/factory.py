"""A board paper that could be real, for tests, benchmarks and eyes."""

from datetime import UTC, datetime

from kmdesk.briefing.tree import (
    BarChart,
    Block,
    BulletList,
    Callout,
    Certainty,
    Cite,
    Document,
    Facts,
    Figure,
    Heading,
    Inlines,
    Link,
    ListItem,
    Paragraph,
    Reference,
    References,
    Table,
    Text,
    chart_alternative,
)

CREATED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def board_paper() -> Document:
    """A paper of two pages with every kind of node."""
    return Document(
        title="Spending limits for online gambling: should we offer them?",
        subtitle="Board paper BR-5QX1 · evidence to 31 October 2026 · review by 1 May 2027",
        blocks=(*_first_page(), *_options(), *_how_we_searched()),
        created=CREATED,
        author="AP, clinical librarian",
        subject="Board paper BR-5QX1",
        organisation="Northside NHS Trust",
        service="Knowledge and Library Service",
        occasion=("Board of Directors, 3 December 2026", "Item 9 · public"),
        provenance="Northside Knowledge and Library Service · BR-5QX1 · made from ES-7F3K, RV-2M9C",
        keywords=("gambling", "spending limits", "harm"),
    )


def items(*every: Inlines) -> tuple[ListItem, ...]:
    return tuple(map(ListItem, every))


def words(text: str, *numbers: int) -> Inlines:
    """Plain words, with a citation when numbers are given."""
    return (Text(f"{text} "), Cite(numbers)) if numbers else (Text(text),)


def marks_chart() -> BarChart:
    """Marks out of 10 from seven people."""
    return BarChart(
        title="Marks from the clinic team",
        categories=tuple(map(str, range(11))),
        values=(0, 0, 0, 0, 0, 1, 1, 3, 1, 1, 0),
        unit="people",
        category="mark out of 10",
    )


def _first_page() -> tuple[Block, ...]:
    return (
        Facts(
            rows=(
                ("Purpose", (Text("Decision", bold=True),)),
                ("Sponsor", words("Medical Director")),
                ("Author", words("AP, clinical librarian")),
                ("Checked by", words("JO")),
                ("Objective", words("2. Prevention in all we do")),
                ("Risk", words("BAF 4, access to services")),
            )
        ),
        Callout(
            "bottom-line",
            "Bottom line",
            (
                Paragraph(
                    words(
                        "Offer limit-setting as one part of support, not on its own. Limits that "
                        "people set for themselves probably reduce money lost in the short term; "
                        "whether they reduce harm is uncertain."
                    ),
                    "lead",
                ),
                Paragraph(
                    words(
                        "The Board is asked to approve option B, a six-month trial in two clinics."
                    ),
                    "strong",
                ),
            ),
        ),
        Heading("Key messages"),
        BulletList(
            items(
                words("Money lost falls in the first 3 months after a limit is set", 1, 2, 3, 4),
                words("Harm scores change little; follow-up is short and drop-out high", 2, 5, 6),
                words("People at highest risk set limits least often", 3, 7),
            )
        ),
        Heading("What the research says"),
        _findings(),
        _local_knowledge(),
    )


def _findings() -> Table:
    return Table(
        header=("Finding", "Certainty", "Why, and from what"),
        rows=(
            (
                words("Limits reduce money lost in the short term"),
                (Certainty("Moderate", 3, 4),),
                words("4 studies, 1 randomised; people chose to take part", 1, 2, 3, 4),
            ),
            (
                words("Limits change harm scores little"),
                (Certainty("Low", 2, 4),),
                words("3 studies; short, imprecise", 2, 5, 6),
            ),
            (
                words("High-risk users set limits least"),
                (Certainty("Moderate", 3, 4),),
                words("2 large cohorts, consistent", 3, 7),
            ),
        ),
        widths=(3, 1.4, 2.6),
        summary="Each finding with its certainty and the studies behind it",
    )


def _local_knowledge() -> Callout:
    chart = marks_chart()
    return Callout(
        "local-knowledge",
        "What people here know (not research)",
        (
            Paragraph(
                words(
                    "From the clinic team's retrospect, 14 October (7 people, marks 5 to 9, "
                    "middle 7): patients try limits when a worker sets them up with them in the "
                    "room. What would have made it a 10: a card to take home."
                )
            ),
            Figure(chart, chart_alternative(chart), "Marks out of 10 for the work as a whole"),
        ),
    )


def _options() -> tuple[Block, ...]:
    return (
        Heading("Options"),
        Table(
            header=("Option", "For", "Against", "Cost"),
            rows=(
                (
                    words("A. Do nothing"),
                    words("No change for staff"),
                    words("Demand rises"),
                    words("£0"),
                ),
                (
                    (Text("B. Six-month trial, 2 clinics", bold=True),),
                    words("Fills the gap in harm data"),
                    words("Staff time, 2 hours a week"),
                    words("£9,000 once"),
                ),
                (
                    words("C. Offer everywhere now"),
                    words("Reaches most people"),
                    words("Harm effect uncertain"),
                    words("£48,000 a year"),
                ),
            ),
            widths=(3, 2.8, 2.8, 1.4),
            summary="The options with what speaks for and against each, and its cost",
        ),
        Heading("What follows if you approve option B"),
        BulletList(
            items(
                words("The two clinics start on 1 February 2027."),
                words("The medical director's team collects harm scores at 0, 3 and 6 months."),
                words("The Board sees the results in September 2027."),
            ),
            numbered=True,
        ),
    )


def _how_we_searched() -> tuple[Block, ...]:
    return (
        Heading("How the search was done"),
        Paragraph(
            (
                Text("We searched PsycInfo, MEDLINE and the register of trials on "),
                Text("31 October 2026", bold=True),
                Text(" for studies in English, French ("),
                Text("jeu en ligne", language="fr"),
                Text(") and German. The strategies are in the "),
                Link("search bank of the service", "https://library.example.org/searches/ss-4k2p"),
                Text("."),
            )
        ),
        Heading("Limits of this summary", 3),
        Paragraph(words("One person read the studies; a second checked a third of them."), "small"),
        Heading("References"),
        References(tuple(_reference(number) for number in range(1, 8))),
    )


def _reference(number: int) -> Reference:
    names = ("Adeyemi T, Boyd L", "Castle R", "Dunn E, Evans P", "Firth O", "Gray S", "Hale M")
    return Reference(
        number,
        f"{names[number % len(names)]}. Self-set limits and spending: study {number}. "
        f"Journal of Made-up Results. {2018 + number};{number}:10–19.",
        f"https://doi.org/10.9999/made-up.{number}" if number % 2 else "",
    )
