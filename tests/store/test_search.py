"""What is typed into the search box: any text is a search, and finds what a plain scan finds."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmdesk.base import clock
from kmdesk.base.errors import Cancelled
from kmdesk.store import finding, indexing, search_query, spans
from kmdesk.store.collection import Collection
from kmdesk.store.database import Stop
from kmdesk.store.search_query import Completing, Not, Term
from kmdesk.store.views import Draft, Query
from tests.factory import case_study, evidence_summary, lesson

TEXTS = (
    "Falls on the night ward",
    "Follow-up after sepsis: NG12 and doi 10.1136/bmj.n71",
    "Organised handovers in the café",
    "The patient’s view of follow up",
    "Anaemia, oedema and behaviour",
    "Followup by O'Brien, ISBN 978-0-7279-1234-5",
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """Six lessons, whose titles are one letter and the number of their text."""
    path = tmp_path_factory.mktemp("search") / "shelf.kmdesk"
    with Collection.open(path, create=True, author="Jane Smith") as opened:
        for number, text in enumerate(TEXTS):
            opened.add(
                [lesson(title=f"Z{number}", statement=text, context="", tags=[f"t{number}"])]
            )
        yield opened


def found(shelf: Collection, text: str, **more: Any) -> set[int]:
    page = shelf.page(Query(text=text, **more), limit=100)
    return {int(hit.row.title[1:]) for hit in page.hits}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("fall", {0}),
        ("f", {0, 1, 3, 5}),
        ("falling", {0}),
        ("followup", {1, 3, 5}),
        ("follow up", {1, 3, 5}),
        ("follow-up", {1, 3, 5}),
        ("follow-u", {1, 3, 5}),
        ("CAFE", {2}),
        ("café", {2}),
        ("organizing", {2}),
        ("organiz", {2}),
        ("anemia edema behavior", {4}),
        ("oed", {4}),
        ("patients", {3}),
        ("patient's", {3}),
        ("o'brien", {5}),
        ("obrien", {5}),
        ("ng12", {1}),
        ("10.1136/bmj.n71", {1}),
        ("doi:10.1136/bmj.n71", {1}),
        ("9780727912345", {5}),
        ("978-0-7279-1234-5", {5}),
        ('"night ward"', {0}),
        ('"ward night"', set()),
        ("falls OR sepsis", {0, 1}),
        ("(falls OR sepsis) -ng12", {0}),
        ("the NOT (falls OR view)", {2}),
        ("-the", {1, 4, 5}),
        ("tag:t1 OR tag:t2", {1, 2}),
        ("tag:t", {0, 1, 2, 3, 4, 5}),
        ("by:smith the", {0, 2, 3}),
        ("by:jones", set()),
        ("in:title the", set()),
        ("in:title z3", {3}),
        ("kind:les status:noted falls", {0}),
        ("kind:source", set()),
        ("has:attachment", set()),
        ("after:yesterday falls", {0}),
        ("before:today", set()),
        ("year:1999", set()),
    ],
)
def test_words_are_found_however_they_are_written(
    shelf: Collection, text: str, numbers: set[int]
) -> None:
    assert found(shelf, text) == numbers


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("falls", ""),
        ("tag:", "After “tag:” comes a tag."),
        ("colour:red", "“colour:” is no field"),
        ("http://example.org/a", ""),
        ("before:soon", "“soon” is no date"),
        ("(falls", "A bracket is still open."),
        ("falls)", "A closing bracket has no opening one"),
        ("falls OR", "OR stands between two words"),
        ("has:wings", "comes attachment, conflict, draft or issued"),
    ],
)
def test_what_makes_no_sense_is_read_as_words_with_a_hint(text: str, hint: str) -> None:
    said = search_query.parse(text).hint
    assert hint in said
    assert bool(hint) == bool(said)


pieces = st.sampled_from(
    ["(", ")", "-", "OR", "NOT", '"', "*", "tag:", "due:", "in:title", "falls", "café", "10/2026"]
)


@given(st.one_of(st.text(max_size=60), st.lists(pieces, max_size=12).map(" ".join)))
def test_any_text_is_a_search(shelf: Collection, text: str) -> None:
    shelf.page(Query(text=text), limit=3)
    for caret in (0, len(text) // 2, len(text)):
        completing = search_query.at_caret(text, caret)
        assert 0 <= completing.start <= completing.end <= len(text)


simple = st.sampled_from(["falls", "the", "follow", "sepsis", "n", "handover", "view", "zebra"])
queries = st.recursive(
    simple,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"({two[0]} OR {two[1]} )"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} {two[1]} )"),
        inner.map(lambda one: f"-({one} )"),
    ),
    max_leaves=6,
)


def scan(node: search_query.Node, words: list[str]) -> bool:
    """Say by looking at its words whether a text has what was asked for."""
    match node:
        case Term(ways):
            return any(_starts(way.words, words, way.open_end) for way in ways)
        case Not(inner):
            return not scan(inner, words)
        case search_query.All(nodes):
            return all(scan(one, words) for one in nodes)
        case search_query.Any(nodes):
            return any(scan(one, words) for one in nodes)
    raise AssertionError(node)


def _starts(phrase: tuple[str, ...], words: list[str], open_end: bool) -> bool:
    *first, last = phrase
    return any(
        words[at : at + len(first)] == first
        and (
            words[at + len(first)] == last or (open_end and words[at + len(first)].startswith(last))
        )
        for at in range(len(words) - len(first))
    )


@given(queries)
def test_a_search_finds_what_a_scan_finds(shelf: Collection, text: str) -> None:
    """Words here are their own stems or differ by a plural, which the scan takes off."""
    node = search_query.parse(text).node
    wanted = set()
    for number, one in enumerate(TEXTS):
        plain = unicodedata.normalize("NFKD", f"Z{number} {one} t{number}").casefold()
        words = re.findall("[a-z0-9]+", plain)
        words += ["followup"] * ("follow-up" in plain)
        words += [word.removesuffix("s") for word in words if word == "handovers"]
        if scan(node, words):
            wanted.add(number)
    assert found(shelf, text) == wanted


def test_title_and_bottom_line_come_first_then_the_latest(collection: Collection) -> None:
    ids: list[str] = []
    for title, lead, body in (
        ("Sepsis", "x", "x"),
        ("A", "about sepsis", "x"),
        ("B", "x", "about sepsis"),
        ("C", "x", "also sepsis"),
        ("D", "sepsis", "x"),
    ):
        made = lesson(title=title, statement=lead, context=body)
        ids += collection.add([made]).ids
    assert [hit.row.title for hit in collection.search("sep")] == ["D", "A", "Sepsis", "C", "B"]
    collection.edit(ids[2], {"title": "B again"})
    hits = collection.search("sepsis")
    assert [hit.row.title for hit in hits] == ["D", "A", "Sepsis", "B again", "C"]
    assert [int(hit.score) for hit in hits] == [2, 2, 2, 1, 1]
    assert all(one.score > other.score for one, other in pairwise(hits))
    assert hits[0].snippet == "\x02sepsis\x03"
    assert hits[3].snippet == "about \x02sepsis\x03"


def test_pages_go_on_where_the_last_one_ended(collection: Collection) -> None:
    made = [
        lesson(title=f"Ward {n:02}", statement="x" if n % 3 else "sepsis", context="sepsis")
        for n in range(20)
    ]
    collection.add(made)
    for sort in ("relevance", "date", "title", "review_by"):
        query = Query(text="sepsis", sort=sort)
        whole = [hit.row.id for hit in collection.page(query, limit=100).hits]
        assert len(set(whole)) == 20
        seen: list[str] = []
        page = collection.page(query, limit=3)
        while True:
            seen += [hit.row.id for hit in page.hits]
            if page.next is None:
                break
            page = collection.page(query, limit=3, after=page.next)
        assert seen == whole
    titles = [hit.row.title for hit in collection.page(Query(sort="title"), limit=20).hits]
    assert titles == sorted(titles)


def test_filters_and_their_counts_go_with_the_words(collection: Collection) -> None:
    collection.add([lesson(statement="falls", tags=["ward", "night ward"]), lesson(tags=["ward"])])
    collection.add([case_study(title="Falls story"), evidence_summary(sharing="private")])
    fall = Query(text="falls")
    kinds = {one.value: one.count for one in collection.facets(fall, "kind")}
    assert kinds["case-study"] == 1
    assert {one.value for one in collection.facets(Query(text="falls", tag="ward"), "tag")} >= {
        "ward",
        "night ward",
    }
    assert collection.count(Query(tag="night ward", sharing="organisation")) == 1
    assert collection.count(Query(sharing="private")) == 1
    assert [one.value for one in collection.facets(Query(), "by")] == ["AP"]
    year = str(clock.today().year)
    assert [(one.value, one.count) for one in collection.facets(Query(), "year")] == [(year, 4)]
    assert collection.count(Query(year=year, author="ap")) == 4


def test_many_are_counted_up_to_a_limit(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST_COUNTED", 5)
    collection.add([lesson(title=f"L{n}", tags=["a"] * (n % 2)) for n in range(12)])
    assert collection.count(Query()) == 6
    assert [(one.value, one.count) for one in collection.facets(Query(), "tag")] == [("a", 6)]
    assert collection.facets(Query(), "kind")[0].count == 6
    assert [hit.row.title for hit in collection.page(Query(sort="title"), limit=3).hits] == [
        "L0",
        "L1",
        "L10",
    ]


def test_what_waits_for_a_person_can_be_asked_for(collection: Collection) -> None:
    day = clock.today()
    soon, late = day + dt.timedelta(3), day - dt.timedelta(400)
    late_id, soon_id, plain = (
        collection.add([lesson(title=name, **more)]).ids[0]
        for name, more in (
            ("Late", {"review_by": late.isoformat()}),
            ("Soon", {"review_by": soon.isoformat()}),
            ("Plain", {}),
        )
    )
    collection.put_draft(Draft(plain, "lesson", (), {"title": "Typed"}))

    def ask(text: str) -> list[str]:
        return [hit.row.id for hit in collection.search(text)]

    assert ask("due:overdue") == [late_id]
    assert ask("due:week") == [soon_id]
    assert ask(f"due:{soon.day}/{soon.month}/{soon.year}") == [soon_id, late_id]
    assert ask(f'due:"{late:%B %Y}"') == [late_id]
    assert ask("has:draft") == [plain]
    assert ask("-has:draft -due:overdue") == [soon_id]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("1/5/2026", "2026-05-01", "2026-05-01"),
        ("5/2026", "2026-05-01", "2026-05-31"),
        ("1 May 2026", "2026-05-01", "2026-05-01"),
        ("Sept 2026", "2026-09-01", "2026-09-30"),
        ("2026-05-01", "2026-05-01", "2026-05-01"),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, first: str, last: str) -> None:
    assert spans.read(text) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@given(st.dates(spans.FIRST, spans.LAST), st.dates(spans.FIRST, spans.LAST), st.dates())
def test_a_span_is_covered_by_few_names(first: dt.date, last: dt.date, day: dt.date) -> None:
    covered = bool(set(spans.cover(first, last)).intersection(spans.names(day)))
    assert covered == (first <= day <= last)


def test_what_is_typed_is_completed(shelf: Collection) -> None:
    assert shelf.completions("falls ta", 8) == (Completing(6, 8, "word", "ta"), ["tag:"])
    assert shelf.completions("tag:t1 x", 6) == (Completing(4, 6, "tag", "t1"), ["t1"])
    assert shelf.completions("by:", 3)[1] == ["Jane Smith"]
    assert shelf.completions("kind:case", 9)[1] == ["case-study"]
    assert shelf.completions("hando", 5)[1] == ["handovers"]
    assert shelf.completions("due:o", 5)[1] == ["overdue"]


def test_a_search_that_was_stopped_is_cancelled(shelf: Collection) -> None:
    stop = Stop()
    stop()
    with pytest.raises(Cancelled):
        shelf.page(Query(text="falls"), stop=stop)
    assert found(shelf, "falls") == {0}


def test_a_statement_is_broken_off(shelf: Collection) -> None:
    from threading import Timer

    stop = Stop()
    forever = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    timer = Timer(0.1, stop)
    timer.start()
    with pytest.raises(Cancelled), shelf._database.read(stop) as connection:
        connection.exec_driver_sql(forever).all()
    timer.join()
    assert found(shelf, "falls") == {0}


def test_a_copy_that_is_only_read_can_be_searched(shelf: Collection, tmp_path: Path) -> None:
    copy = tmp_path / "copy.kmdesk"
    shelf.backup(copy)
    with Collection.open(copy, read_only=True) as opened:
        assert found(opened, "sepsis") == {1}


def test_a_field_that_was_unknown_is_found_by_a_beginning_once_saved(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = indexing._own_first
    with monkeypatch.context() as earlier:
        fields = tuple(one for one in known("lesson") if one.name != "why")
        earlier.setattr(indexing, "_own_first", lambda _: fields)
        [record] = collection.add([lesson(why="Xylophones")]).ids
    assert not collection.search("xyloph")
    collection.edit(record, {"title": "Saved by a later kmdesk"})
    assert [hit.row.id for hit in collection.search("xyloph")] == [record]
