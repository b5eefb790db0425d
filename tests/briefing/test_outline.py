"""What a paper prints of its records, and the preview of a briefing that nobody saved."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pypdfium2
import pytest

from kmdesk.base.errors import Cancelled, UserError
from kmdesk.base.progress import Progress
from kmdesk.briefing.outline import PrintedRecord, lines_of, outline
from kmdesk.briefing.paper import brief, compose
from kmdesk.briefing.pdf import render
from kmdesk.briefing.plan import plan_from
from kmdesk.briefing.preview import pictures, preview
from kmdesk.briefing.templates import TEMPLATES
from kmdesk.briefing.tree import block_lines
from kmdesk.exchange.sample import build_sample
from kmdesk.models.canonical import is_empty
from kmdesk.models.document import to_fields
from kmdesk.models.kinds import KINDS
from kmdesk.models.kinds.briefing import Briefing, Cover, Part, Shortened
from kmdesk.models.record import Record
from kmdesk.store.collection import Collection
from kmdesk.store.views import RecordView

OF_ALL = set(Record.__struct_fields__)


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """The sample collection."""
    path = tmp_path_factory.mktemp("outline") / "sample.kmdesk"
    with Collection.open(path, create=True, author="Anna Petrov") as opened:
        build_sample(opened)
        yield opened


@pytest.fixture(scope="module")
def view(collection: Collection) -> RecordView:
    """Its briefing."""
    return collection.get(collection.search("", kind="briefing")[0].row.id)


def kept(view: RecordView, **changes: object) -> Briefing:
    """Return the briefing, with nothing left out or shortened, changed."""
    assert isinstance(view.record, Briefing)
    parts = [Part(id=part.id, record=part.record) for part in view.record.parts]
    whole = msgspec.structs.replace(view.record, parts=parts, cover=Cover())
    return msgspec.structs.replace(whole, **changes)


def words(collection: Collection, briefing: Briefing) -> list[str]:
    """Return the words of a paper, but for what is left out of each page."""
    document = compose(collection, plan_from(briefing, "BR-0000")).document
    return [line for block in document.blocks for line in block_lines(block)]


def without(briefing: Briefing, record: str, field: str) -> Briefing:
    """Return a briefing that leaves a field of a record out."""
    parts = [
        msgspec.structs.replace(part, left_out=[field]) if part.record == record else part
        for part in briefing.parts
    ]
    return msgspec.structs.replace(briefing, parts=parts)


def printed_fields(found: tuple[PrintedRecord, ...]) -> set[tuple[str, str]]:
    return {(one.record, field.name) for one in found for field in one.fields}


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_is_offered_is_what_the_paper_is_another_without(
    collection: Collection, view: RecordView, template: str
) -> None:
    briefing = kept(view, template=template)
    found = outline(collection, briefing, view.reference)
    assert [one.record for one in found] == [part.record for part in briefing.parts]
    whole = words(collection, briefing)
    offered = printed_fields(found)
    for part in briefing.parts:
        record = collection.get(part.record)
        assert record.record is not None
        filled = to_fields(record.record).keys() - OF_ALL
        for field in filled & {n for s in KINDS[record.kind].sections for n in s.fields}:
            changed = words(collection, without(briefing, part.record, field)) != whole
            assert changed == ((part.record, field) in offered), (template, record.kind, field)
    assert offered


def test_each_text_that_is_offered_can_be_shortened_and_the_paper_says_so(
    collection: Collection, view: RecordView
) -> None:
    briefing = kept(view, template="sbar")
    for one in outline(collection, briefing, view.reference):
        for text in (text for field in one.fields for text in field.texts):
            entry = Shortened(id="x", path=text.path, text="In short.", original=text.text)
            parts = [
                msgspec.structs.replace(part, shortened=[entry])
                if part.record == one.record
                else part
                for part in briefing.parts
            ]
            said = "\n".join(words(collection, kept(view, template="sbar", parts=parts)))
            assert "In short." in said, text.path


def test_records_that_are_not_printed_say_why(collection: Collection, view: RecordView) -> None:
    ids = [part.record for part in kept(view).parts]
    private = collection.add(
        [{"kind": "lesson", "title": "Between us", "statement": "A word.", "sharing": "private"}]
    ).ids[0]
    parts = [Part(id=str(n), record=one) for n, one in enumerate([*ids[:1], private, "0" * 26])]
    found = outline(collection, kept(view, parts=parts), view.reference)
    assert found[0].fields
    assert "marked private" in found[1].why_not
    assert "not in this collection" in found[2].why_not
    alone = outline(collection, kept(view, parts=parts[1:2]), view.reference)
    assert "marked private" in alone[0].why_not
    assert outline(collection, kept(view, parts=[]), view.reference) == ()


def test_the_preview_reads_as_the_paper_that_is_written_and_nothing_is_logged(
    collection: Collection, view: RecordView, tmp_path: Path
) -> None:
    before = len(collection.exchanges())
    assert isinstance(view.record, Briefing)
    found = preview(collection, view.record, view.reference, render=render, progress=Progress())
    assert len(collection.exchanges()) == before
    report = brief(collection, [view.id], "", tmp_path / "paper.pdf")
    assert _pdf_words(found.data) == _pdf_words((tmp_path / "paper.pdf").read_bytes())
    assert found.left_out == report.left_out
    assert len(found.sizes) == len(_pdf_words(found.data))


def _pdf_words(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def test_pictures_have_the_pixels_asked_for_and_stop_when_nobody_wants_them(
    collection: Collection, view: RecordView
) -> None:
    found = preview(collection, kept(view), view.reference, render=render, progress=Progress())
    drawn = pictures(found.data, [1, 99], 1.5, Progress())
    assert [(one.page, one.width, one.height) for one in drawn] == [(1, 893, 1263)]
    assert len(drawn[0].pixels) == drawn[0].stride * drawn[0].height
    assert len(set(drawn[0].pixels)) > 16, "the page is blank"
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Cancelled):
        pictures(found.data, [0], 1.0, stopped)
    with pytest.raises(Cancelled):
        preview(collection, kept(view), view.reference, render=render, progress=stopped)
    with pytest.raises(UserError, match="names no record yet"):
        preview(
            collection, kept(view, parts=[]), view.reference, render=render, progress=Progress()
        )


def test_lines_are_counted_as_paper_takes_them() -> None:
    assert lines_of("") == 0
    assert lines_of("A word.") == 1
    assert lines_of("word " * 40) == 3
    assert lines_of("one\n\ntwo") == 2
    assert not is_empty(lines_of("x"))
