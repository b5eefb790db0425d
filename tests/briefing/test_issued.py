"""Briefings as records: what they plan, what went out, and what has changed since."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from kmdesk.base.errors import UserError
from kmdesk.briefing import brief, compose, issued, tree
from kmdesk.briefing.plan import plan
from kmdesk.exchange import export_file, import_file
from kmdesk.models.kinds.briefing import Briefing
from kmdesk.store.collection import Collection
from tests.briefing.test_pdf import problems
from tests.factory import evidence_summary, lesson, review


def planned(collection: Collection, **changes: Any) -> tuple[str, str, str]:
    """Add a summary, a review and a briefing made from them; return their ids."""
    summary, held = collection.add([evidence_summary(asked="wait"), review()]).ids
    parts = changes.pop("parts", [{"record": summary}, {"record": held}])
    document = {"kind": "briefing", "title": "Falls: what to do", "parts": parts, **changes}
    [record] = collection.add([document]).ids
    return summary, held, record


def lines(collection: Collection, record: str) -> str:
    document = compose(collection, plan(collection, [record])).document
    return "\n".join(line for block in document.blocks for line in tree.block_lines(block))


def test_a_briefing_names_records_template_cover_and_decision(collection: Collection) -> None:
    _summary, _held, record = planned(
        collection,
        recommendation="buy low beds",
        options=[{"name": "Buy beds", "preferred": True}, {"name": "Do nothing at all"}],
        cover={"meeting": "Board", "date": "2026-12-03", "finance": "£2,000", "cqc": ["safe"]},
        written_by="JO",
    )
    document = compose(collection, plan(collection, [record])).document
    text = lines(collection, record)
    assert document.title == "Falls: what to do"
    assert document.occasion == ("Board, 3 December 2026",)
    assert document.author == "JO"
    assert document.provenance.startswith("BR-")
    assert "The Board is asked to buy low beds." in text
    assert "asked to wait" not in text
    assert "Buy beds (preferred)" in text
    assert "Pilot on two wards" not in text
    assert "£2,000" in text


def test_a_part_can_be_shortened_without_changing_the_record(collection: Collection) -> None:
    [summary] = collection.add([evidence_summary()]).ids
    document = collection.get(summary).document
    finding = document["findings"][0]
    part = {
        "record": summary,
        "left_out": ["options"],
        "shortened": [
            {"path": "bottom_line", "text": "Exercise helps.", "original": document["bottom_line"]},
            {"path": f"findings/{finding['id']}/text", "text": "Little difference."},
        ],
    }
    [record] = collection.add([{"kind": "briefing", "title": "Short", "parts": [part]}]).ids
    text = lines(collection, record)
    assert "Exercise helps." in text
    assert "Little difference." in text
    assert document["bottom_line"] not in text
    assert "Do nothing" not in text
    assert collection.get(summary).document == document


def test_a_shortened_text_that_changed_or_went_is_told(collection: Collection) -> None:
    [summary] = collection.add([evidence_summary()]).ids
    shortened = [
        {"path": "bottom_line", "text": "Yes.", "original": "What it said once."},
        {"path": "findings/gone/text", "text": "No."},
        {"path": "", "text": "No."},
    ]
    part = {"record": summary, "shortened": shortened}
    [record] = collection.add([{"kind": "briefing", "title": "Short", "parts": [part]}]).ids
    warnings = compose(collection, plan(collection, [record])).warnings
    assert "has changed since it was shortened" in warnings[0]
    assert all("is gone from the record" in one for one in warnings[1:])
    assert len(warnings) == 3


def test_a_briefing_without_records_is_one_sentence(collection: Collection, tmp_path: Path) -> None:
    [record] = collection.add([{"kind": "briefing", "title": "Empty"}]).ids
    with pytest.raises(UserError, match="names no record yet"):
        brief(collection, [record], "", tmp_path / "p.pdf")


def test_a_briefing_stands_alone(collection: Collection, tmp_path: Path) -> None:
    summary, _held, record = planned(collection)
    with pytest.raises(UserError, match="choose it alone"):
        brief(collection, [record, summary], "board-paper", tmp_path / "p.pdf")


def test_an_issued_paper_is_kept_and_recognised(collection: Collection, tmp_path: Path) -> None:
    summary, held, record = planned(collection, cover={"meeting": "Board"})
    target = tmp_path / "paper.pdf"
    heads = {one: collection.get(one).heads for one in (summary, held)}
    paper = issued.issue(collection, record, target, issued_on=dt.date(2026, 12, 3))
    assert problems(target.read_bytes()) == []
    assert paper.changed == ()
    assert {one.record: one.revisions for one in paper.printed} == heads
    kept = collection.get(record).record
    assert isinstance(kept, Briefing)
    assert [one.id for one in kept.attachments] == [paper.issue.sha256]
    assert collection.attachment(paper.issue.sha256) == target.read_bytes()
    moved = target.rename(tmp_path / "item 9.pdf")
    assert issued.recognise(collection, moved) == paper
    assert paper.issue.meeting == "Board"


def test_what_changed_since_is_told(collection: Collection, tmp_path: Path) -> None:
    summary, held, record = planned(collection)
    paper = issued.issue(collection, record, tmp_path / "paper.pdf")
    collection.edit(summary, {"bottom_line": "No longer."})
    collection.trash([held])
    [now] = issued.issues(collection, record)
    assert {one.record for one in now.changed} == {summary, held}
    [seen] = issued.seen(collection, summary)
    assert (seen.briefing, seen.current) == (record, False)
    assert seen.revisions == next(p.revisions for p in paper.printed if p.record == summary)
    text = collection.at_revision(summary, seen.revisions[0]).document["bottom_line"]
    assert text == evidence_summary()["bottom_line"]


def test_a_paper_is_issued_twice(collection: Collection, tmp_path: Path) -> None:
    summary, _held, record = planned(collection)
    issued.issue(collection, record, tmp_path / "one.pdf", issued_on=dt.date(2026, 12, 3))
    collection.edit(summary, {"bottom_line": "New words."})
    issued.issue(collection, record, tmp_path / "two.pdf", issued_on=dt.date(2027, 1, 7))
    first, second = issued.issues(collection, record)
    assert (len(first.changed), len(second.changed)) == (1, 0)
    days = [str(one.issue.issued_on) for one in issued.seen(collection, summary)]
    assert days == ["2027-01-07", "2026-12-03"]


def test_a_colleague_recognises_the_paper_too(collection: Collection, tmp_path: Path) -> None:
    _summary, _held, record = planned(collection)
    target = tmp_path / "paper.pdf"
    issued.issue(collection, record, target)
    file = export_file(collection, tmp_path / "all.kmx").path
    with Collection.open(tmp_path / "theirs.kmdesk", create=True, author="B") as theirs:
        import_file(theirs, file)
        assert issued.recognise(theirs, target).briefing == record


def test_an_altered_paper_is_not_recognised(collection: Collection, tmp_path: Path) -> None:
    _summary, _held, record = planned(collection)
    target = tmp_path / "paper.pdf"
    issued.issue(collection, record, target)
    target.write_bytes(target.read_bytes() + b"\n")
    with pytest.raises(UserError, match=r"paper\.pdf is not a paper that was issued"):
        issued.recognise(collection, target)


def test_only_briefings_are_issued(collection: Collection, tmp_path: Path) -> None:
    [record] = collection.add([lesson()]).ids
    target = tmp_path / "paper.pdf"
    with pytest.raises(UserError, match="is not a briefing"):
        issued.issue(collection, record, target)
    assert not target.exists()


def test_a_paper_that_cannot_be_written_is_not_noted(
    collection: Collection, tmp_path: Path
) -> None:
    _summary, _held, record = planned(collection)
    with pytest.raises(UserError):
        issued.issue(collection, record, tmp_path / "missing" / "paper.pdf")
    assert issued.issues(collection, record) == []
