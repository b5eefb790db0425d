"""A second person checks: who may call a record checked, and who is told when it changes after."""

import datetime as dt

import pytest

from kmdesk.base.errors import UserError
from kmdesk.models import standing
from kmdesk.models.ids import new_record_id
from kmdesk.store.collection import Collection
from kmdesk.store.views import Query
from tests.factory import case_study, evidence_summary, lesson
from tests.store.exchange import send
from tests.store.test_records import fields


def test_the_author_does_not_check_their_own_record(collection: Collection) -> None:
    [record] = collection.add([evidence_summary()]).ids
    for status in standing.CHECKED:
        with pytest.raises(UserError, match=r"AP wrote it, so somebody else has to check it"):
            collection.edit(record, {"status": status})
    with pytest.raises(UserError, match="ap wrote it"):
        collection.edit(record, {"status": "checked", "checked_by": " ap "})
    assert collection.get(record).document["status"] == "draft"


def test_a_checker_is_named_or_is_who_signs_in(collection: Collection) -> None:
    one, two = collection.add([evidence_summary(), case_study()]).ids
    collection.edit(one, {"status": "checked", "checked_by": "James Osei"})
    collection.author = "James Osei"
    collection.edit(two, {"status": "final"})
    assert [collection.get(i).document["checked_by"] for i in (one, two)] == ["James Osei"] * 2


def test_who_only_tagged_it_has_not_written_it(collection: Collection) -> None:
    [record] = collection.add([evidence_summary()]).ids
    collection.author = "James Osei"
    collection.edit(record, {"tags": ["seen"], "review_by": "2030-01-01"})
    collection.edit(record, {"status": "checked"})
    assert collection.get(record).document["status"] == "checked"


def test_a_second_author_does_not_check_it_either(collection: Collection) -> None:
    [record] = collection.add([evidence_summary()]).ids
    collection.author = "James Osei"
    collection.edit(record, {"bottom_line": "Not yet."})
    with pytest.raises(UserError, match="James Osei wrote it"):
        collection.edit(record, {"status": "checked"})


def test_a_new_record_is_not_checked_by_who_saves_it(collection: Collection) -> None:
    record = new_record_id()
    wanted = {**fields(evidence_summary()), "status": "checked"}
    with pytest.raises(UserError, match="AP wrote it"):
        collection.save(record, "evidence-summary", wanted, ())
    collection.save(record, "evidence-summary", {**wanted, "checked_by": "J. Osei"}, ())
    assert collection.get(record).document["status"] == "checked"


def test_nobody_signed_in_must_name_the_checker(collection: Collection) -> None:
    [record] = collection.add([evidence_summary()]).ids
    collection.author = ""
    with pytest.raises(UserError, match="Name in “Checked by” who has checked it"):
        collection.edit(record, {"status": "checked"})


def test_a_checker_is_not_replaced_by_the_author(collection: Collection) -> None:
    [record] = collection.add([evidence_summary(status="checked", checked_by="J. Osei")]).ids
    collection.edit(record, {"status": "final"})
    with pytest.raises(UserError, match="AP wrote it"):
        collection.edit(record, {"checked_by": "AP"})
    collection.edit(record, {"status": "archived"})


def test_lessons_have_no_such_rule(collection: Collection) -> None:
    [record] = collection.add([lesson()]).ids
    collection.edit(record, {"status": "checked"})
    assert collection.get(record).document["status"] == "checked"


def test_an_import_is_taken_as_it_is(collection: Collection, theirs: Collection) -> None:
    [record] = theirs.add([evidence_summary(status="final", checked_by="JO")]).ids
    send(theirs, collection, [record])
    assert collection.get(record).document["status"] == "final"


def test_a_change_of_words_after_the_check_is_told(collection: Collection) -> None:
    [record] = collection.add([evidence_summary(status="final", checked_by="J. Osei")]).ids
    assert collection.edit(record, {"tags": ["x"]}).past_check == ()
    assert collection.edit(record, {"bottom_line": "Other words."}).past_check == (record,)
    assert collection.edit(record, {"status": "draft", "asked": "More."}).past_check == ()


@pytest.mark.parametrize(
    ("days", "stands"), [(-1, "overdue"), (0, "due"), (60, "due"), (61, ""), (None, "")]
)
def test_a_record_is_due_before_it_is_overdue(
    collection: Collection, monkeypatch: pytest.MonkeyPatch, days: int | None, stands: str
) -> None:
    today = dt.date(2026, 11, 24)
    monkeypatch.setattr("kmdesk.base.clock.today", lambda: today)
    day = "" if days is None else (today + dt.timedelta(days=days)).isoformat()
    assert standing.currency(day, today) == stands
    [record] = collection.add([lesson(review_by=day or None)]).ids
    assert (collection.ids(Query(need="due")) == [record]) == bool(stands)
    assert (collection.ids(Query(need="due", text="transport")) == [record]) == bool(stands)


def test_months_on_end_on_a_day_that_every_month_has() -> None:
    assert standing.months_on(dt.date(2026, 11, 30), 12) == dt.date(2027, 11, 28)
    assert standing.months_on(dt.date(2026, 12, 1), 1) == dt.date(2027, 1, 1)
