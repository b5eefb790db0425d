"""What the reader is asked to decide, by the briefing itself or its first evidence summary."""

from collections.abc import Iterator, Sequence

from kmdesk.briefing import prose
from kmdesk.briefing.material import Material
from kmdesk.briefing.occasion import leading
from kmdesk.briefing.tree import Block, Paragraph, Table, Text
from kmdesk.models.kinds.evidence_summary import Option
from kmdesk.models.saying import say


def request(material: Material, reader: str) -> Iterator[Block]:
    """Yield what the reader is asked to do, as a sentence.

    Args:
        material: what the paper is made from.
        reader: who is asked, such as ``The Board``.
    """
    lead = leading(material)
    if words := asked(material.plan.asked or (lead.asked if lead else ""), reader):
        yield Paragraph((Text(words),), "strong")


def asked(words: str, reader: str) -> str:
    """Return what the reader is asked, as a sentence; "" when nothing is."""
    words = " ".join(words.split()).rstrip(".")
    if not words or words.casefold().startswith(("the ", "members ", "please ")):
        return f"{words}." if words else ""
    words = words.removeprefix("to ")
    return f"{reader} is asked to {words[0].lower()}{words[1:]}."


def options(material: Material) -> Iterator[Block]:
    """Yield the table of options of the paper."""
    yield from table(wanted(material))


def preferred(material: Material) -> Iterator[Block]:
    """Yield the options that are preferred, each with its cost."""
    for one in wanted(material):
        if one.preferred and one.name.strip():
            cost = f" Cost: {one.cost.strip().rstrip('.')}." if one.cost.strip() else ""
            words = Text(f"Preferred option: {one.name.strip().rstrip('.')}.", bold=True)
            yield Paragraph((words, Text(cost)))


def wanted(material: Material) -> Sequence[Option]:
    """Return the options that the reader chooses from."""
    lead = leading(material)
    return material.plan.options or (lead.options if lead else ())


def table(found: Sequence[Option]) -> Iterator[Block]:
    """Yield a table of options; the preferred one says so in words."""
    rows = [
        (
            (Text(f"{one.name} (preferred)", bold=True),)
            if one.preferred
            else (Text(one.name, bold=False),),
            prose.cell(one.pros),
            prose.cell(one.cons),
            (Text(one.cost),),
        )
        for one in found
        if one.name.strip()
    ]
    if rows:
        yield Table(
            header=tuple(map(say, ("Option", "For", "Against", "Cost"))),
            rows=tuple(rows),
            widths=(2.6, 2.8, 2.8, 1.4),
            summary=say("What could be done, what speaks for and against it, and what it costs"),
        )
