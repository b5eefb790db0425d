import datetime as dt
import re
from collections.abc import Iterator

import pytest

from kmdesk.base import paths
from kmdesk.exchange import sample
from kmdesk.models.canonical import Json
from kmdesk.models.ids import RECORD_ID
from kmdesk.models.kinds import KINDS
from kmdesk.models.kinds.evidence_summary import EvidenceSummary
from kmdesk.models.kinds.lesson import Lesson
from kmdesk.models.kinds.review import Review
from kmdesk.store.collection import Collection
from kmdesk.store.views import Query, RecordView


@pytest.fixture
def views(ours: Collection) -> dict[str, RecordView]:
    sample.build_sample(ours)
    return {record: ours.get(record) for record in ours.ids(Query())}


def texts(value: Json) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from texts(inner)
        case list():
            for inner in value:
                yield from texts(inner)


def test_every_kind_is_there_and_all_is_well(
    ours: Collection, views: dict[str, RecordView]
) -> None:
    assert {view.kind for view in views.values()} == set(KINDS)
    assert ours.check().problems == ()
    assert ours.conflicts() == []


def test_building_it_twice_changes_nothing(ours: Collection, views: dict[str, RecordView]) -> None:
    before = ours.check().revisions
    assert sample.build_sample(ours).ids == ()
    assert ours.check().revisions == before


def test_every_record_and_source_that_is_named_is_there(views: dict[str, RecordView]) -> None:
    named = [
        text
        for view in views.values()
        for text in texts(view.document)
        if RECORD_ID.fullmatch(text) or re.match(r"sample:|doi:", text)
    ]
    assert len(named) > 100
    assert set(named) <= set(views)


def test_findings_rest_on_sources_that_were_included(views: dict[str, RecordView]) -> None:
    for view in views.values():
        if isinstance(view.record, EvidenceSummary):
            included = {use.record for use in view.record.sources if use.decision == "included"}
            cited = {source for finding in view.record.findings for source in finding.sources}
            assert cited == included
            assert all(use.reason for use in view.record.sources if use.record not in included)


def test_one_summary_is_overdue_and_one_is_not(
    views: dict[str, RecordView], ours: Collection
) -> None:
    written = dt.date(2026, 11, 24)
    due = {
        record: view.record.review_by < written
        for record, view in views.items()
        if isinstance(view.record, EvidenceSummary) and view.record.review_by
    }
    assert sorted(due.values()) == [False, True]
    assert due[sample.paper(ours)[0]] is False


def test_lessons_name_the_review_they_came_from(views: dict[str, RecordView]) -> None:
    lessons = [one.record for one in views.values() if isinstance(one.record, Lesson)]
    assert all(isinstance(views[one.came_from].record, Review) for one in lessons)
    assert any(one.reuse for one in lessons)


def test_the_paper_leads_with_an_evidence_summary(
    views: dict[str, RecordView], ours: Collection
) -> None:
    kinds = [views[record].kind for record in sample.paper(ours)]
    assert kinds[0] == "evidence-summary"
    assert {"review", "lesson", "case-study"} <= set(kinds)


def test_two_samples_are_the_same(ours: Collection, theirs: Collection) -> None:
    documents = []
    for collection in (ours, theirs):
        sample.build_sample(collection)
        ids = sorted(collection.ids(Query()))
        documents.append([collection.get(record).document for record in ids])
    assert documents[0] == documents[1]


def test_citations_carry_no_abstracts_and_no_database_addresses() -> None:
    text = paths.resource(*sample.CITATIONS).read_text(encoding="utf-8")
    assert not re.search(r"^(AB|N2|UR|KW)  -", text, re.MULTILINE)


def test_sentences_are_short(views: dict[str, RecordView]) -> None:
    """At most 20 words; quotes and search strategies are as they are."""
    for view in views.values():
        if view.kind == "source":
            continue
        for text in texts({k: v for k, v in view.document.items() if k != "searches"}):
            for sentence in re.split(r"(?<=[.?!])\s+(?=[A-Z0-9])", text):
                assert len(sentence.split()) <= 20, sentence
