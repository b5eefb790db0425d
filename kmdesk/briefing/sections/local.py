"""What people here know, kept visibly apart from research."""

from collections.abc import Iterator

from kmdesk.briefing.material import Material
from kmdesk.briefing.sections import evidence, review
from kmdesk.briefing.tree import Block, Callout
from kmdesk.models.kinds.evidence_summary import EvidenceSummary
from kmdesk.models.kinds.review import Review
from kmdesk.models.saying import say

TITLE = "What people here know (not research)"


def knowledge(material: Material, *, reviews: bool = True) -> Iterator[Block]:
    """Yield one box of local knowledge from summaries and, if wanted, reviews."""
    inside: list[Block] = []
    for summary in material.records(EvidenceSummary):
        inside += evidence.local_knowledge(summary)
    if reviews:
        for one in material.records(Review):
            inside += review.findings(one)
    if inside:
        yield Callout("local-knowledge", say(TITLE), tuple(inside))
