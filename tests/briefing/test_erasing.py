"""What briefings hold of words that are erased: papers that were issued, and shortened text."""

from pathlib import Path

from kmdesk.briefing import issuing
from kmdesk.store.collection import Collection
from kmdesk.store.views import Wish
from tests.factory import evidence_summary

WHY = "Asked for on 20 November"
LINE = "Xylophones prevent falls."


def test_papers_and_shortened_text_are_offered_and_go(
    collection: Collection, tmp_path: Path
) -> None:
    [summary] = collection.add([evidence_summary(bottom_line=LINE)]).ids
    shortened = [{"path": "bottom_line", "text": "Xylophones help.", "original": LINE}]
    part = {"record": summary, "shortened": shortened}
    [briefing] = collection.add([{"kind": "briefing", "title": "Falls", "parts": [part]}]).ids
    issuing.issue(collection, briefing, tmp_path / "paper.pdf")
    [paper] = collection.get(briefing).document["attachments"]
    wish = Wish(summary, ("bottom_line",))

    plan = collection.would_erase(wish)
    assert [(one.record, one.excerpt) for one in plan.papers] == [(briefing, "paper.pdf")]
    found = collection.occurrences("xylophones")
    assert {one.record for one in found} == {summary, briefing}
    others = [one for one in found if one.record == briefing] + [*plan.papers]
    wishes = [wish, *(each for one in others if (each := one.wish("xylophones")))]
    collection.erase(wishes, WHY, others, "xylophones")

    document = collection.get(briefing).document
    assert "attachments" not in document
    assert document["issued"][0]["file"] == "paper.pdf"
    assert document["parts"][0]["shortened"][0]["text"] == "[erased] help."
    assert paper["id"] in str(document["issued"])
    assert collection.would_erase(Wish(summary)).papers == ()
    assert b"xylophon" not in collection.path.read_bytes().lower()
    assert collection.check().problems == ()
