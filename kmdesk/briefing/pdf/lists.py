"""Lists on paper: labels beside the words, lists inside lists, and the same in the tag tree."""

from collections.abc import Callable, Iterator, Sequence

from pikepdf import Name
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Spacer

from kmdesk.briefing import parts, tree
from kmdesk.briefing.pdf.flowables import LABEL_GAP, TaggedParagraph
from kmdesk.briefing.pdf.structure import Element
from kmdesk.briefing.pdf.together import hold

Make = Callable[..., TaggedParagraph]
"""Makes a paragraph from words, how it looks, its element, and fields of `TaggedParagraph`."""


def listed(
    block: tree.BulletList, parent: Element, make: Make, look: ParagraphStyle
) -> list[TaggedParagraph]:
    """Return the paragraphs of a list; neither the first nor the last stands alone on a page.

    Args:
        block: the list.
        parent: what it stands in.
        make: makes a paragraph.
        look: of items, standing in as far as a list that stands in nothing.
    """
    lines = [*_list(block, parent, make, look, 0)]
    for one in lines[:-1][:1] + lines[-2:-1]:
        hold(one)
    return lines


def standing_in(block: tree.BulletList, look: ParagraphStyle) -> float:
    """Return how many points the words of the deepest item of a list stand in."""
    if not block.items:
        return 0.0
    inner = [
        standing_in(one, look)
        for item in block.items
        for one in item.inside
        if isinstance(one, tree.BulletList)
    ]
    return _room(look, block.labels()) + max(inner, default=0.0)


def reference_list(
    block: tree.References, parent: Element, make: Make, look: ParagraphStyle
) -> list[Flowable]:
    """Return the entries of a reference list, each a place that citations lead to."""
    if not block.entries:
        return []
    labels = [f"{entry.number}." for entry in block.entries]
    indented = _indented(look, 0, labels)
    entries = []
    listing = _listing(parent, "Decimal")
    for label, entry in zip(labels, block.entries, strict=True):
        beside, body = _item(listing)
        fields = {"label": (beside, label), "bookmark": (f"reference-{entry.number}", "", 0)}
        entries.append(make(parts.reference_inlines(entry), indented, body.add("P"), **fields))
    for one in entries[-parts.LAST_REFERENCES :]:
        hold(one)
    return [*entries, Spacer(0, 0)]  # all of the last reference stands before it


def _list(
    block: tree.BulletList, parent: Element, make: Make, look: ParagraphStyle, left: float
) -> Iterator[TaggedParagraph]:
    if not block.items:
        return
    labels = block.labels()
    indented = _indented(look, left, labels)
    listing = _listing(parent, "Decimal" if block.numbered else "Disc")
    for label, item in zip(labels, block.items, strict=True):
        beside, body = _item(listing)
        lead = make(item.inlines, indented, body.add("P"), label=(beside, label))
        yield hold(lead) if item.inside else lead
        for inner in item.inside:
            if isinstance(inner, tree.BulletList):
                yield from _list(inner, body, make, look, indented.leftIndent)
            else:
                yield make(inner.inlines, indented, body.add("P"))


def _indented(look: ParagraphStyle, left: float, labels: Sequence[str]) -> ParagraphStyle:
    """Return how items look that stand in from `left` by the room of their widest label."""
    return ParagraphStyle(look.name, parent=look, leftIndent=left + _room(look, labels))


def _room(look: ParagraphStyle, labels: Sequence[str]) -> float:
    widest = max(stringWidth(label, look.fontName, look.fontSize) for label in labels)
    return float(max(look.leftIndent, widest + LABEL_GAP))


def _listing(parent: Element, numbering: str) -> Element:
    return parent.add("L", owner="List", attributes={"ListNumbering": Name(f"/{numbering}")})


def _item(listing: Element) -> tuple[Element, Element]:
    """Return the elements of a new item's label and body."""
    item = listing.add("LI")
    return item.add("Lbl"), item.add("LBody")
