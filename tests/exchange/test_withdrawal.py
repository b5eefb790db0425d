"""Consent that is withdrawn: the words leave every later file, and do not come back with one."""

import datetime as dt
from pathlib import Path
from zipfile import ZipFile

import pytest

from kmdesk.briefing.issuing import issue
from kmdesk.briefing.material import gather
from kmdesk.briefing.paper import brief
from kmdesk.briefing.plan import Plan
from kmdesk.exchange import Choice, export_file, import_file, plan, preview, read, undo_import
from kmdesk.models.kinds.case_study import CaseStudy
from kmdesk.store.collection import Collection
from tests.factory import case_study

SAID, NAME, ROLE = "It settled the whole matter.", "Beatrice Shah", "Lead consultant"
QUOTE = {
    "id": "q1",
    "text": SAID,
    "name": NAME,
    "role": ROLE,
    "consent": "public-named",
    "consent_by": NAME,
}
DAY = dt.date(2026, 11, 20)
TRACES = (SAID, NAME, ROLE)


@pytest.fixture
def record(ours: Collection) -> str:
    """A case study with a quote."""
    [record] = ours.add([case_study(quotes=[QUOTE])]).ids
    return record


def give(source: Collection, target: Collection, folder: Path, *, history: bool = False) -> Path:
    file = folder / "swap.kmx"
    export_file(source, file, with_history=history)
    import_file(target, file)
    return file


def text_of(file: Path) -> str:
    with ZipFile(file) as bundle:
        return "".join(bundle.read(name).decode() for name in bundle.namelist())


def shown(collection: Collection, record: str) -> str:
    return repr(collection.get(record).document)


def assert_silent(text: str) -> None:
    assert [trace for trace in TRACES if trace in text] == []


def test_withdrawing_takes_words_and_names_and_keeps_the_day(ours: Collection, record: str) -> None:
    ours.withdraw(record, "q1", DAY)
    [quote] = ours.get(record).document["quotes"]
    assert quote == {"id": "q1", "consent": "public-named", "withdrawn_on": "2026-11-20"}
    assert not ours.search("settled")
    assert ours.check().problems == ()


def test_a_day_that_is_typed_and_saved_does_the_same(ours: Collection, record: str) -> None:
    ours.edit(record, {"quotes": [{**QUOTE, "withdrawn_on": "2026-11-20"}]})
    assert_silent(shown(ours, record))
    assert len(ours.history(record)) == 2


def test_the_words_stay_away_whatever_is_saved_later(ours: Collection, record: str) -> None:
    view = ours.get(record)
    old_fields = {k: v for k, v in view.document.items() if k not in ("kind", "id")}
    ours.withdraw(record, "q1", DAY)
    ours.save(record, "case-study", {**old_fields, "title": "From an old page"}, view.heads)
    assert_silent(shown(ours, record))
    assert ours.get(record).title == "From an old page"
    ours.edit(record, {"quotes": [QUOTE]})
    assert_silent(shown(ours, record))
    ours.edit(record, {"quotes": None})
    first = ours.history(record)[-1].id
    ours.restore(record, first)
    assert_silent(shown(ours, record))
    [quote] = ours.get(record).document["quotes"]
    assert quote["withdrawn_on"]


def test_who_agrees_again_is_quoted_anew(ours: Collection, record: str) -> None:
    ours.withdraw(record, "q1", DAY)
    ours.edit(record, {"quotes": [{"id": "q1"}, {**QUOTE, "id": "q2"}]})
    quotes = {q["id"]: q for q in ours.get(record).document["quotes"]}
    assert quotes["q2"]["text"] == SAID
    assert quotes["q1"]["withdrawn_on"] == "2026-11-20"


@pytest.mark.parametrize("history", [False, True])
def test_a_later_export_lacks_the_words(
    ours: Collection, theirs: Collection, tmp_path: Path, record: str, history: bool
) -> None:
    ours.edit(record, {"title": "A second title"})
    ours.withdraw(record, "q1", DAY)
    ours.edit(record, {"title": "A third title"})
    file = give(ours, theirs, tmp_path, history=history)
    assert_silent(text_of(file))
    readable = [revision.readable for revision in theirs.history(record)]
    assert readable == ([True, True, False, False] if history else [True, False, False, False])
    assert theirs.get(record).document == ours.get(record).document


def test_a_removed_quote_stays_out_of_the_history_that_is_exported(
    ours: Collection, tmp_path: Path, record: str
) -> None:
    ours.withdraw(record, "q1", DAY)
    ours.edit(record, {"quotes": None})
    file = tmp_path / "full.kmx"
    export_file(ours, file, with_history=True)
    assert_silent(text_of(file))


def test_a_colleague_who_has_the_words_loses_them_with_the_import(
    ours: Collection, theirs: Collection, tmp_path: Path, record: str
) -> None:
    give(ours, theirs, tmp_path)
    ours.withdraw(record, "q1", DAY)
    give(ours, theirs, tmp_path)
    assert_silent(shown(theirs, record))
    file = tmp_path / "theirs.kmx"
    export_file(theirs, file, with_history=True)
    assert_silent(text_of(file))


@pytest.mark.parametrize("removed", [False, True], ids=["kept", "removed since"])
def test_words_that_a_colleague_edited_meanwhile_do_not_come_back(
    ours: Collection, theirs: Collection, tmp_path: Path, record: str, removed: bool
) -> None:
    give(ours, theirs, tmp_path)
    ours.withdraw(record, "q1", DAY)
    if removed:
        ours.edit(record, {"quotes": None})
    ours.edit(record, {"purpose": "ours"})
    theirs.edit(record, {"quotes": [{**QUOTE, "text": f"{SAID} Entirely."}], "purpose": "theirs"})
    back = tmp_path / "back.kmx"
    export_file(theirs, back)
    [line] = preview(ours, read(back)).lines
    assert line.effect == "conflict"
    number = import_file(ours, back).number
    assert_silent(shown(ours, record))
    assert [conflict.path for conflict in ours.conflicts(record)] == ["purpose"]
    [(_, study)] = gather(ours, Plan((record,))).of(CaseStudy)
    assert study.quotes == []
    assert import_file(ours, back).number == 0
    file = give(ours, theirs, tmp_path, history=True)
    assert_silent(text_of(file))
    assert_silent(shown(theirs, record))
    assert theirs.get(record).document == ours.get(record).document
    assert ours.check().problems == ()
    undo_import(ours, number)
    assert ours.get(record).document["purpose"] == "ours"


def test_both_withdraw_and_nobody_is_asked_but_for_the_day(
    ours: Collection, theirs: Collection, tmp_path: Path, record: str
) -> None:
    give(ours, theirs, tmp_path)
    for one in (ours, theirs):
        one.withdraw(record, "q1", DAY)
    give(ours, theirs, tmp_path)
    give(theirs, ours, tmp_path)
    assert ours.get(record).document == theirs.get(record).document
    assert ours.conflicts(record) == []
    assert_silent(shown(ours, record))


def test_who_sent_the_words_has_them(
    ours: Collection, theirs: Collection, tmp_path: Path, record: str
) -> None:
    give(ours, theirs, tmp_path)
    [entry] = theirs.where_a_quote_went(record, "q1")
    assert (entry.direction, entry.file, entry.peer_name) == ("in", "swap.kmx", "AP")


def test_it_is_known_where_the_words_went(ours: Collection, tmp_path: Path, record: str) -> None:
    [other] = ours.add([case_study(title="Another")]).ids
    export_file(ours, tmp_path / "first.kmx", [record])
    export_file(ours, tmp_path / "other.kmx", [other])
    brief(ours, [record], "board-paper", tmp_path / "paper.html", format="html")
    brief(ours, [other], "board-paper", tmp_path / "other.html", format="html")
    ours.edit(record, {"quotes": [{**QUOTE, "consent": "internal-named"}]})
    brief(ours, [record], "board-paper", tmp_path / "unquoted.html", format="html")
    export_file(ours, tmp_path / "second.kmx")
    ours.withdraw(record, "q1", DAY)
    export_file(ours, tmp_path / "third.kmx", with_history=True)
    brief(ours, [record], "board-paper", tmp_path / "later.html", format="html")
    went = ours.where_a_quote_went(record, "q1")
    assert [(w.direction, w.file) for w in went] == [
        ("out", "second.kmx"),
        ("briefing", "paper.html"),
        ("out", "first.kmx"),
    ]
    assert went[1].format == "html"
    assert_silent((tmp_path / "later.html").read_text())
    assert SAID in (tmp_path / "paper.html").read_text()


def test_a_plan_says_whether_words_of_withdrawn_quotes_stay(tmp_path: Path) -> None:
    quote = {"text": "It helped.", "name": "A. B.", "consent": "public-named"}
    case = {"kind": "case-study", "title": "Sepsis", "quotes": [quote]}
    with Collection.open(tmp_path / "plan.kmdesk", create=True, author="Anna Petrov") as ours:
        [record] = ours.add([case]).ids
        [quiet] = ours.add([{"kind": "case-study", "title": "Falls"}]).ids
        part = {"record": record}
        [paper] = ours.add([{"kind": "briefing", "title": "Paper", "parts": [part]}]).ids
        issue(ours, paper, issued_on=dt.date(2026, 11, 12))
        assert not plan(ours, Choice()).withdrawn
        ours.withdraw(record, ours.get(record).document["quotes"][0]["id"], dt.date(2026, 11, 20))
        stays = {one: plan(ours, Choice(ids=[one])).withdrawn for one in (record, paper, quiet)}
        assert stays == {record: True, paper: True, quiet: False}
