"""Briefings as records: what they plan, what went out, and what has changed since."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import docx
import msgspec
import pikepdf
import pypdfium2
import pytest

from kmdesk.base.errors import Cancelled, UserError
from kmdesk.base.progress import Progress
from kmdesk.briefing import issued, issuing, tree
from kmdesk.briefing.paper import brief, compose
from kmdesk.briefing.plan import plan
from kmdesk.briefing.recognising import recognise
from kmdesk.exchange import export_file, import_file, undo_import
from kmdesk.models.kinds.briefing import Briefing
from kmdesk.store.collection import Collection
from kmdesk.store.views import Changes, Draft, Query
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
        {"path": "", "text": "Never."},
    ]
    part = {"record": summary, "shortened": shortened}
    [record] = collection.add([{"kind": "briefing", "title": "Short", "parts": [part]}]).ids
    warnings = compose(collection, plan(collection, [record])).material.warnings
    assert "has changed since it was shortened" in warnings[0]
    assert all("is gone from the record" in one for one in warnings[1:])
    assert "“No.”" in warnings[1]
    assert "“Never.”" in warnings[2]
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
    paper = issuing.issue(collection, record, target, issued_on=dt.date(2026, 12, 3)).paper
    assert problems(target.read_bytes()) == []
    assert paper.changed == ()
    assert {one.record: one.revisions for one in paper.printed} == heads
    kept = collection.get(record).record
    assert isinstance(kept, Briefing)
    assert [one.id for one in kept.attachments] == [paper.issue.sha256]
    assert collection.attachment(paper.issue.sha256) == target.read_bytes()
    moved = target.rename(tmp_path / "item 9.pdf")
    found = recognise(collection, moved)
    assert (found.verdict, found.paper) == ("issued", paper)
    assert paper.issue.meeting == "Board"


def test_what_changed_since_is_told(collection: Collection, tmp_path: Path) -> None:
    summary, held, record = planned(collection)
    paper = issuing.issue(collection, record, tmp_path / "paper.pdf").paper
    collection.edit(summary, {"bottom_line": "No longer."})
    collection.trash([held])
    [now] = issued.issues(collection, record)
    assert {one.record for one in now.changed} == {summary, held}
    [seen] = collection.sightings(summary)
    assert (seen.briefing, seen.current) == (record, False)
    assert seen.revisions == next(p.revisions for p in paper.printed if p.record == summary)
    text = collection.at_revision(summary, seen.revisions[0]).document["bottom_line"]
    assert text == evidence_summary()["bottom_line"]


def test_a_paper_is_issued_twice(collection: Collection, tmp_path: Path) -> None:
    summary, _held, record = planned(collection)
    issuing.issue(collection, record, tmp_path / "one.pdf", issued_on=dt.date(2026, 12, 3))
    collection.edit(summary, {"bottom_line": "New words."})
    issuing.issue(collection, record, tmp_path / "two.pdf", issued_on=dt.date(2027, 1, 7))
    first, second = issued.issues(collection, record)
    assert (len(first.changed), len(second.changed)) == (1, 0)
    days = [one.issued_on for one in collection.sightings(summary)]
    assert days == ["2027-01-07", "2026-12-03"]


def test_a_colleague_recognises_the_paper_too(collection: Collection, tmp_path: Path) -> None:
    _summary, _held, record = planned(collection)
    target = tmp_path / "paper.pdf"
    issuing.issue(collection, record, target)
    file = export_file(collection, tmp_path / "all.kmx").path
    with Collection.open(tmp_path / "theirs.kmdesk", create=True, author="B") as theirs:
        import_file(theirs, file)
        found = recognise(theirs, target)
        assert found.verdict == "issued"
        assert found.paper
        assert found.paper.briefing == record


def test_an_import_that_a_paper_printed_stays(collection: Collection, tmp_path: Path) -> None:
    with Collection.open(tmp_path / "theirs.kmdesk", create=True, author="B") as theirs:
        [came] = theirs.add([evidence_summary()]).ids
        file = export_file(theirs, tmp_path / "all.kmx").path
    number = import_file(collection, file).number
    parts = [{"record": came}]
    [record] = collection.add([{"kind": "briefing", "title": "Falls", "parts": parts}]).ids
    issuing.issue(collection, record, tmp_path / "paper.pdf")
    [before] = collection.sightings(came)
    with pytest.raises(UserError, match="was printed in a paper"):
        undo_import(collection, number)
    assert collection.sightings(came) == [before]
    assert collection.at_revision(came, before.revisions[0]).title == collection.title_of(came)


def test_an_altered_paper_is_told_from_the_one_issued(
    collection: Collection, tmp_path: Path
) -> None:
    _summary, _held, record = planned(collection)
    target = tmp_path / "paper.pdf"
    paper = issuing.issue(collection, record, target).paper
    target.write_bytes(target.read_bytes() + b"\n")
    found = recognise(collection, target)
    assert (found.verdict, found.paper) == ("altered", paper)
    assert "paper.pdf carries the mark of BR-" in found.sentence
    assert "it is not that file" in found.sentence


def test_only_briefings_are_issued(collection: Collection, tmp_path: Path) -> None:
    [record] = collection.add([lesson()]).ids
    target = tmp_path / "paper.pdf"
    with pytest.raises(UserError, match="is not a briefing"):
        issuing.issue(collection, record, target)
    assert not target.exists()


def test_a_paper_that_cannot_be_written_is_not_noted(
    collection: Collection, tmp_path: Path
) -> None:
    _summary, _held, record = planned(collection)
    with pytest.raises(UserError):
        issuing.issue(collection, record, tmp_path / "missing" / "paper.pdf")
    assert issued.issues(collection, record) == []


def quoted(collection: Collection, consent: str = "public-named") -> tuple[str, str, str]:
    """Add a case study with a quote and a briefing that prints it; return them and the quote."""
    quote = {"text": "It changed how we discharge.", "name": "Sam Lee", "consent": consent}
    study = {"kind": "case-study", "title": "Sepsis", "quotes": [quote]}
    [case] = collection.add([study]).ids
    briefing = {
        "kind": "briefing",
        "title": "Sepsis paper",
        "parts": [{"record": case}],
        "cover": {"meeting": "Board of Directors"},
    }
    [record] = collection.add([briefing]).ids
    return case, record, collection.get(case).document["quotes"][0]["id"]


def test_what_is_left_out_is_told_before_it_is_issued(
    collection: Collection, tmp_path: Path
) -> None:
    case, record, _quote = quoted(collection, consent="none")
    [secret] = collection.add([{**lesson(), "sharing": "private"}]).ids
    collection.edit(record, {"parts": [{"record": case}, {"record": secret}]})
    found = issuing.proposal(collection, record)
    assert [title for _reference, title in found.made_from] == ["Sepsis"]
    assert any("is marked private" in one for one in found.left_out)
    assert any("there is no consent to publish it" in one for one in found.left_out)
    assert (found.meeting, found.issues) == ("Board of Directors", 0)
    report = issuing.issue(collection, record)
    assert report.left_out == found.left_out
    assert [one.record for one in report.paper.printed] == [case]


def test_what_somebody_would_ask_before_it_goes_out_is_told(collection: Collection) -> None:
    summary, held, record = planned(collection)
    references = {one: collection.get(one).reference for one in (summary, held, record)}
    collection.edit(record, {"sharing": "private"})
    fields = {k: v for k, v in collection.get(held).document.items() if k not in ("kind", "id")}
    collection.put_draft(Draft(held, "review", collection.get(held).heads, fields, "", ""))
    warnings = issuing.proposal(collection, record).warnings
    assert f"{references[record]} itself is marked private." in warnings
    assert any(one.startswith("Not checked by a second person yet: ") for one in warnings)
    assert any(one.endswith(f"not printed: {references[held]}.") for one in warnings)
    collection.author = "JO"
    collection.drop_draft(held)
    for one in (summary, held):
        collection.edit(one, {"status": "checked", "checked_by": "Somebody else"})
    collection.edit(record, {"sharing": "organisation"})
    warnings = issuing.proposal(collection, record).warnings
    assert not any("private" in one or "hecked" in one or "typed" in one for one in warnings)


def test_the_history_of_a_briefing_reads_well(collection: Collection) -> None:
    summary, _held, record = planned(collection)
    issuing.issue(collection, record)
    told = collection.difference(record, collection.history(record)[0].id).only(("issued",))
    [issue] = told.sections[0].changes[0].parts
    said = [run.text for change in issue.parts for run in change.runs]
    title, revision = evidence_summary()["title"], collection.get(summary).heads[0]
    assert f"{title} (revision {revision[:8]})" in said


def test_a_quote_withdrawn_since_is_named_and_its_paper_goes_nowhere_else(
    collection: Collection, tmp_path: Path
) -> None:
    case, record, quote = quoted(collection)
    paper = issuing.issue(collection, record).paper
    with_paper = export_file(collection, tmp_path / "before.kmx")
    collection.withdraw(case, quote, dt.date(2026, 12, 9))
    [now] = issued.issues(collection, record)
    assert now.withdrawn == 1
    assert issued.since(now.printed[0]) == "a quote was withdrawn"
    [seen] = collection.sightings(case)
    assert (seen.withdrawn, seen.current) == (1, False)
    went = collection.where_a_quote_went(case, quote)
    assert [(one.direction, one.peer_name) for one in went] == [
        ("out", ""),
        ("briefing", "Board of Directors"),
    ]
    assert went[1].file == paper.issue.file
    without = export_file(collection, tmp_path / "after.kmx")
    assert (with_paper.attachments, without.attachments) == (1, 0)
    alone = export_file(collection, tmp_path / "alone.kmx", [record])
    assert alone.attachments == 0


def test_a_colleague_is_told_that_a_paper_they_received_holds_the_quote(
    collection: Collection, tmp_path: Path
) -> None:
    case, record, quote = quoted(collection)
    issuing.issue(collection, record, issued_on=dt.date(2026, 12, 3))
    file = export_file(collection, tmp_path / "all.kmx").path
    with Collection.open(tmp_path / "theirs.kmdesk", create=True, author="B") as theirs:
        number = import_file(theirs, file).number
        [seen] = theirs.sightings(case)
        assert (seen.meeting, seen.issued_on, seen.current) == (
            "Board of Directors",
            "2026-12-03",
            True,
        )
        assert theirs.history(case)[0].seen == (seen,)
        assert theirs.attachment(seen.sha256)[:5] == b"%PDF-"
        went = theirs.where_a_quote_went(case, quote)
        assert {(one.direction, one.peer_name) for one in went} >= {
            ("briefing", "Board of Directors")
        }
        theirs.take_back([number])
        assert theirs.ids(Query()) == []
        import_file(theirs, file)
        assert theirs.sightings(case) == [seen]
        assert theirs.check().problems == ()


def test_an_issue_stays_whatever_is_done_to_the_briefing(
    collection: Collection, tmp_path: Path
) -> None:
    summary, _held, record = planned(collection)
    before = collection.get(record).heads[0]
    paper = issuing.issue(collection, record).paper
    collection.restore(record, before)
    collection.edit(record, {"issued": None, "attachments": None, "parts": []})
    collection.trash([record])
    [seen] = collection.sightings(summary)
    assert (seen.trashed, seen.issue) == (True, paper.issue.id)
    collection.untrash([record])
    [kept] = issued.issues(collection, record)
    assert kept.issue == paper.issue
    assert [one.id for one in collection.get(record).record.attachments] == [paper.issue.sha256]  # type: ignore[union-attr]
    assert collection.check().problems == ()


def test_two_people_issue_it_apart_and_both_papers_stay(
    collection: Collection, tmp_path: Path
) -> None:
    summary, _held, record = planned(collection)
    file = export_file(collection, tmp_path / "all.kmx").path
    with Collection.open(tmp_path / "theirs.kmdesk", create=True, author="B") as theirs:
        import_file(theirs, file)
        issuing.issue(theirs, record, issued_on=dt.date(2027, 1, 7))
        issuing.issue(collection, record, issued_on=dt.date(2026, 12, 3))
        import_file(collection, export_file(theirs, tmp_path / "back.kmx").path)
    assert collection.get(record).conflicts == ()
    days = [one.issued_on for one in collection.sightings(summary)]
    assert days == ["2027-01-07", "2026-12-03"]
    assert all(collection.attachment(one.sha256) for one in collection.sightings(summary))


def test_the_same_words_again_count_as_unchanged(collection: Collection) -> None:
    summary, held, record = planned(collection)
    issuing.issue(collection, record)
    was = collection.get(summary).document["bottom_line"]
    collection.edit(summary, {"bottom_line": "Not so."})
    collection.edit(summary, {"bottom_line": was})
    collection.trash([held])
    assert [one.record for one in issued.issues(collection, record)[0].changed] == [held]
    collection.untrash([held])
    assert issued.issues(collection, record)[0].changed == ()


def test_the_revision_that_was_seen_is_marked_in_the_history(collection: Collection) -> None:
    summary, _held, record = planned(collection, cover={"meeting": "Board"})
    collection.edit(summary, {"bottom_line": "As the board saw it."})
    issuing.issue(collection, record, issued_on=dt.date(2026, 12, 3))
    collection.edit(summary, {"bottom_line": "Since."})
    newest, seen, first = collection.history(summary)
    assert [one.meeting for one in seen.seen] == ["Board"]
    assert newest.seen == first.seen == ()


def test_issuing_does_not_make_an_author_nor_undo_a_check(collection: Collection) -> None:
    _summary, _held, record = planned(collection, written_by="AP")
    collection.author = "JO"
    collection.edit(record, {"status": "checked", "checked_by": "JO"})
    noted: list[Changes] = []
    stop = collection.subscribe(noted.append)
    issuing.issue(collection, record)
    stop()
    assert all(not changes.past_check for changes in noted)
    assert collection.get(record).document["status"] == "checked"
    collection.edit(record, {"status": "draft"})
    collection.edit(record, {"status": "checked", "checked_by": "JO"})


def test_a_briefing_that_people_disagree_on_is_settled_first(
    collection: Collection, tmp_path: Path
) -> None:
    _summary, _held, record = planned(collection)
    file = export_file(collection, tmp_path / "all.kmx").path
    with Collection.open(tmp_path / "theirs.kmdesk", create=True, author="B") as theirs:
        import_file(theirs, file)
        theirs.edit(record, {"recommendation": "wait"})
        collection.edit(record, {"recommendation": "buy"})
        import_file(collection, export_file(theirs, tmp_path / "back.kmx").path)
    with pytest.raises(UserError, match="settle that before it is issued"):
        issuing.issue(collection, record)
    assert issued.issues(collection, record) == []


def test_a_cancelled_issue_leaves_no_trace(collection: Collection, tmp_path: Path) -> None:
    _summary, _held, record = planned(collection)
    target = tmp_path / "paper.pdf"

    def cancel(done: int, _total: int, _label: str) -> None:
        if done == 2:
            progress.cancel()

    progress = Progress(cancel)
    with pytest.raises(Cancelled):
        issuing.issue(collection, record, target, progress=progress)
    assert not list(tmp_path.glob("*.pdf*"))
    assert issued.issues(collection, record) == []
    assert collection.exchanges() == []


def test_a_target_that_cannot_be_replaced_keeps_the_issue_and_says_so(
    collection: Collection, tmp_path: Path
) -> None:
    _summary, _held, record = planned(collection)
    target = tmp_path / "paper.pdf"
    target.mkdir()
    with pytest.raises(UserError, match="is issued and its paper is kept"):
        issuing.issue(collection, record, target)
    [paper] = issued.issues(collection, record)
    assert collection.attachment(paper.issue.sha256)


def test_a_paper_issued_to_another_meeting_says_so_in_print(collection: Collection) -> None:
    _summary, _held, record = planned(collection, cover={"meeting": "Board"})
    report = issuing.issue(
        collection,
        record,
        issued_on=dt.date(2027, 1, 7),
        cover={"meeting": "Quality Committee"},
    )
    [issue] = [report.paper.issue]
    with pypdfium2.PdfDocument(collection.attachment(issue.sha256)) as pdf:
        text = pdf[0].get_textpage().get_text_range()
    assert "Quality Committee, 7 January 2027" in text
    assert issue.meeting == "Quality Committee"
    assert issued.meetings(collection) == ["Board", "Quality Committee"]


def saved_anew(data: bytes, *, metadata: bool) -> bytes:
    """Save a PDF the way another program does, with or without its metadata."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if not metadata:
            del pdf.Root.Metadata
            del pdf.trailer.Info
        pdf.save(written)
    return written.getvalue()


@pytest.mark.parametrize(("metadata", "verdict"), [(True, "altered"), (False, "other")])
def test_a_paper_saved_anew_is_known_by_its_mark_or_its_foot(
    collection: Collection, tmp_path: Path, metadata: bool, verdict: str
) -> None:
    _summary, _held, record = planned(collection)
    file = tmp_path / "again.pdf"
    issue = issuing.issue(collection, record).paper.issue
    file.write_bytes(saved_anew(collection.attachment(issue.sha256), metadata=metadata))
    found = recognise(collection, file)
    assert found.verdict == verdict
    assert found.paper
    assert found.paper.issue == issue
    with Collection.open(tmp_path / "other.kmdesk", create=True) as other:
        told = recognise(other, file)
        assert (told.verdict, told.paper) == ("elsewhere", None)
        assert collection.get(record).reference in told.sentence


def test_a_draft_of_a_briefing_is_no_issue(collection: Collection, tmp_path: Path) -> None:
    _summary, _held, record = planned(collection)
    file = tmp_path / "draft.pdf"
    brief(collection, [record], "", file)
    found = recognise(collection, file)
    assert found.verdict == "draft"
    assert "was never issued" in found.sentence


@pytest.mark.parametrize(
    "data", [b"", b"no pdf", b"%PDF-1.7", b"%PDF-1.7\n" + bytes(range(256)) * 40]
)
def test_any_other_file_is_one_sentence(
    collection: Collection, tmp_path: Path, data: bytes
) -> None:
    planned(collection)
    file = tmp_path / "other.pdf"
    file.write_bytes(data)
    found = recognise(collection, file)
    assert found.verdict == "unknown"
    assert found.sentence == "other.pdf is not a paper that was issued from this collection."


def test_a_record_seen_often_is_asked_for_by_its_papers_alone(collection: Collection) -> None:
    """Opening a record reads the briefings that printed it and no others."""
    summary, held, record = planned(collection)
    issue = msgspec.to_builtins(issuing.issue(collection, record).paper.issue)
    many = [{**issue, "id": f"i{n:03}", "sha256": f"{n:064x}"} for n in range(50)]
    lone = {"kind": "briefing", "title": "Other", "issued": many}
    collection.add([{**lone, "title": f"Other {n}"} for n in range(4)])
    assert len(collection.sightings(summary)) == 201
    assert len(collection.sightings(held)) == 201
    assert collection.search("has:issued", limit=9)[0].row.kind == "briefing"
    assert len(collection.search("has:issued", limit=9)) == 5
    assert collection.linked_from(summary)[0].path == f"parts/{_part(collection, record)}/record"
    assert len(collection.linked_from(summary)) == 1


def _part(collection: Collection, record: str) -> str:
    return str(collection.get(record).document["parts"][0]["id"])


def shown(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as pdf:
        return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pdf)


DAY = dt.date(2026, 12, 3)


@pytest.mark.parametrize("template", ["board-paper", "sbar"])
def test_an_issued_paper_says_so_and_is_no_draft(
    collection: Collection, tmp_path: Path, template: str
) -> None:
    _summary, _held, record = planned(collection, template=template)
    draft = compose(collection, plan(collection, [record])).document
    assert "issued" not in draft.subtitle
    assert ("Draft" in lines(collection, record)) == (template == "board-paper")
    paper = issuing.issue(collection, record, issued_on=DAY, cover={"meeting": "Trust Board"}).paper
    text = shown(collection.attachment(paper.issue.sha256))
    assert f"{paper.reference} · issued for Trust Board, 3 December 2026" in text
    assert "Draft" not in text


def test_the_paper_is_as_issued_in_every_format_until_somebody_changes_it(
    collection: Collection, tmp_path: Path
) -> None:
    summary, _held, record = planned(collection)

    def said(name: str) -> str:
        path = brief(collection, [record], "", tmp_path / name, format=name.rpartition(".")[2]).path
        if path.suffix == ".docx":
            return "\n".join(p.text for p in docx.Document(str(path)).paragraphs)
        return path.read_text() if path.suffix == ".html" else shown(path.read_bytes())

    assert "Draft" in said("before.html")
    issuing.issue(collection, record, issued_on=DAY, cover={"meeting": "Trust Board"})
    for name in ("a.html", "a.docx", "a.pdf"):
        assert "issued for Trust Board, 3 December 2026" in said(name)
        assert "Draft" not in said(name)
    brief(collection, [record], "sbar", tmp_path / "sbar.html", format="html")
    assert "issued" not in (tmp_path / "sbar.html").read_text()
    collection.edit(summary, {"bottom_line": "No longer."})
    assert "issued for" not in said("b.html")
    assert "Draft" in said("b.html")
    issuing.issue(collection, record, issued_on=DAY)
    assert "issued for 3 December 2026" in said("c.html")
    collection.edit(record, {"recommendation": "wait"})
    assert "issued for" not in said("d.html")


@pytest.mark.parametrize(
    ("of_paper", "of_evidence", "said"),
    [
        ("draft", "draft", "Draft"),
        ("final", "draft", "Draft"),
        ("draft", "final", "Draft"),
        ("final", "checked", "Final"),
    ],
)
def test_a_paper_is_a_draft_while_it_or_its_evidence_is(
    collection: Collection, of_paper: str, of_evidence: str, said: str
) -> None:
    summary, _held, record = planned(collection, checked_by="JO", status=of_paper)
    collection.edit(summary, {"status": of_evidence, "checked_by": "JO"})
    [facts] = [
        b
        for b in compose(collection, plan(collection, [record])).document.blocks
        if isinstance(b, tree.Facts) and b.summary == "Cover sheet"
    ]
    assert tree.cell_text(dict(facts.rows)["Status"]) == said
