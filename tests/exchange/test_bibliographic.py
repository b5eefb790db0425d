from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kmdesk.base.errors import Cancelled, UserError
from kmdesk.base.progress import Progress
from kmdesk.exchange import export_file, import_file
from kmdesk.exchange.bibliographic import import_sources
from kmdesk.store.collection import Collection
from tests import factory

Write = Any


def record(title: str = "A study of limits", **fields: str) -> str:
    values = {"AU": "Wríter, Ann", "PY": "2020", **fields}
    lines = [f"{tag}  - {value}" for tag, value in values.items() if value]
    return "\r\n".join(["TY  - JOUR", f"TI  - {title}", *lines, "ER  - ", "", ""])


NBIB = "PMID- 12345678\nTI  - A Study of Limits.\nFAU - Writer, Ann\nDP  - 2020 Nov\n"
OVID = "<1. >\nTI  - A study of limits.\nAU  - Writer A.\nYR  - 2020\n"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file and return its path."""

    def action(text: str | bytes, name: str = "found.ris") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return action


def titles(collection: Collection) -> list[str]:
    return sorted(view.title for view in collection.documents("source"))


def revisions(collection: Collection) -> int:
    return collection.check().revisions


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252", "utf-16"])
def test_accents_survive_each_encoding(ours: Collection, write: Write, encoding: str) -> None:
    text = "Provider: Example\r\n\r\n\r\n" + record(AU="Järvinen, Zoë", PY="2020")
    [source] = import_sources(ours, [write(text.encode(encoding))]).ids
    [author] = ours.get(source).document["authors"]
    assert (author["family"], author["given"]) == ("Järvinen", "Zoë")


@pytest.mark.parametrize("text", [record(), NBIB, OVID])
def test_the_format_is_seen_from_what_the_file_holds(
    ours: Collection, write: Write, text: str
) -> None:
    report = import_sources(ours, [write(text, "results.txt")])
    assert (report.new, report.known, report.problems) == (1, 0, ())
    assert [one.lower() for one in titles(ours)] == ["a study of limits"]
    assert ours.check().problems == ()


def test_one_work_in_three_databases_is_one_source(ours: Collection, write: Write) -> None:
    files = [write(record(), "a.ris"), write(NBIB, "b.nbib"), write(OVID, "c.cgi")]
    report = import_sources(ours, files)
    assert (len(report.ids), report.new, report.known) == (1, 1, 2)


def test_importing_again_changes_nothing(ours: Collection, write: Write) -> None:
    file = write(record() + record("Another", DO="10.1000/a") + record("Third", C5="12345"))
    first = import_sources(ours, [file])
    before = revisions(ours)
    again = import_sources(ours, [file, file])
    assert (first.new, again.new, again.known, again.ids) == (3, 0, 6, first.ids)
    assert revisions(ours) == before


def test_a_source_whose_doi_was_corrected_is_known(ours: Collection, write: Write) -> None:
    file = write(record(DO="10.1000/wrong"))
    [source] = import_sources(ours, [file]).ids
    ours.edit(source, {"doi": "10.1000/right"})
    assert import_sources(ours, [file]).ids == (source,)


def test_a_source_that_somebody_typed_is_known(ours: Collection, write: Write) -> None:
    [typed] = ours.add([factory.source(doi="10.1000/A", title="Typed")]).ids
    assert import_sources(ours, [write(record("Typed", DO="10.1000/a"))]).ids == (typed,)


def test_works_that_share_a_doi_are_all_kept(ours: Collection, write: Write) -> None:
    shared = {"DO": "10.1000/supplement"}
    text = record("First", AU="One, A", **shared) + record("Second", AU="Two, B", **shared)
    assert import_sources(ours, [write(text)]).new == 2
    assert titles(ours) == ["First", "Second"]
    assert import_sources(ours, [write(text)]).known == 2


def test_a_record_without_a_title_is_named_and_left_out(ours: Collection, write: Write) -> None:
    report = import_sources(ours, [write(record() + record("") + record("Third"))])
    assert report.new == 2
    assert report.problems == ("Record 2 of found.ris has no title and was left out.",)


def test_a_source_in_the_trash_stays_there(ours: Collection, write: Write) -> None:
    [summary] = ours.add([factory.evidence_summary()]).ids
    file = write(record())
    [source] = import_sources(ours, [file]).ids
    ours.trash([source])
    report = import_sources(ours, [file], into=summary)
    assert (report.new, report.known, report.ids) == (0, 1, (source,))
    assert "“A study of limits” is in the trash" in report.problems[0]
    assert ours.get(source).trashed
    assert "sources" not in ours.get(summary).document


def test_sources_are_listed_once_and_decisions_stay(ours: Collection, write: Write) -> None:
    [summary] = ours.add([factory.evidence_summary()]).ids
    first = import_sources(ours, [write(record())], into=summary)
    [use] = ours.get(summary).document["sources"]
    assert (use["record"], use.get("decision", "undecided")) == (first.ids[0], "undecided")
    ours.edit(summary, {"sources": [{**use, "decision": "included", "reason": "Fits"}]})
    file = write(record() + record("Another"))
    import_sources(ours, [file], into=summary)
    before = revisions(ours)
    import_sources(ours, [file], into=summary)
    uses = ours.get(summary).document["sources"]
    assert [one.get("decision", "undecided") for one in uses] == ["included", "undecided"]
    assert uses[0]["reason"] == "Fits"
    assert revisions(ours) == before


def unfit(ours: Collection) -> Iterator[str]:
    lesson, trashed = ours.add([factory.lesson(), factory.evidence_summary()]).ids
    ours.trash([trashed])
    yield from (lesson, trashed, "0" * 26)


def test_what_cannot_list_sources_is_refused_first(ours: Collection, write: Write) -> None:
    file = write(record())
    for into in unfit(ours):
        with pytest.raises(UserError):
            import_sources(ours, [file], into=into)
    assert titles(ours) == []


def test_a_disagreement_is_not_settled_by_an_import(
    ours: Collection, theirs: Collection, write: Write, tmp_path: Path
) -> None:
    [summary] = ours.add([factory.evidence_summary()]).ids
    swap = tmp_path / "swap.kmx"
    export_file(ours, swap)
    import_file(theirs, swap)
    ours.edit(summary, {"title": "Ours"})
    theirs.edit(summary, {"title": "Theirs"})
    export_file(theirs, swap)
    import_file(ours, swap)
    disputed = ours.conflicts()
    [source] = import_sources(ours, [write(record())], into=summary).ids
    assert ours.conflicts() == disputed
    assert [use["record"] for use in ours.get(summary).document["sources"]] == [source]


def test_one_work_from_two_databases_on_two_pcs_asks_nobody(
    ours: Collection, theirs: Collection, write: Write, tmp_path: Path
) -> None:
    swap = tmp_path / "swap.kmx"
    [source] = import_sources(ours, [write(record(DO="10.1000/x1", JO="Age Ageing"))]).ids
    other = record("A Study of Limits. [Review]", DO="10.1000/x1", JO="Age & Ageing", VL="12")
    assert import_sources(theirs, [write(other, "other.ris")]).ids == (source,)
    ours.edit(source, {"journal": "Age and Ageing"})
    for giver, taker in ((theirs, ours), (ours, theirs)):
        export_file(giver, swap)
        import_file(taker, swap)
    assert ours.get(source) == theirs.get(source)
    shown = ours.get(source).document
    assert ours.conflicts() == []
    assert (shown["title"], shown["volume"]) == ("A Study of Limits. [Review]", "12")
    assert shown["journal"] == "Age and Ageing", "a person wrote it"
    raw = [ours.at_revision(source, r.id).document["raw"]["text"] for r in ours.history(source)]
    assert any("[Review]" in one for one in raw)
    assert any("[Review]" not in one for one in raw)
    ours.edit(source, {"note": "Read"})
    assert ours.check(rebuild=True).problems == ()


@pytest.mark.parametrize("wrong", [b"%PDF-1.7 no list", b"", b"\xff\xfe\x00", b"TI  - no type\n"])
def test_one_wrong_file_stops_all(ours: Collection, write: Write, wrong: bytes) -> None:
    with pytest.raises(UserError, match=r"wrong\.txt .* Nothing was imported"):
        import_sources(ours, [write(record()), write(wrong, "wrong.txt")])
    assert titles(ours) == []


def test_a_missing_file_stops_all(ours: Collection, write: Write, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no file"):
        import_sources(ours, [write(record()), tmp_path / "gone.ris"])
    assert titles(ours) == []


def test_it_can_be_cancelled_before_anything_is_kept(ours: Collection, write: Write) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        import_sources(ours, [write(record())], progress=progress)
    assert titles(ours) == []


def test_the_same_file_on_two_pcs_makes_the_same_records(
    ours: Collection, theirs: Collection, write: Write
) -> None:
    file = write(record(DO="10.1000/a") + record("Another"))
    for collection in (ours, theirs):
        import_sources(collection, [file])
    documents = [[v.document for v in c.documents("source")] for c in (ours, theirs)]
    assert documents[0] == documents[1]


LINE = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["TY  - JOUR", "TI  - A", "ER  - ", "PMID- 1", "<1. >", "DO  - 10.1000/a"]),
    st.tuples(st.sampled_from(["TI", "T2", "AU", "PY", "KW"]), st.text(max_size=20)).map(
        "  - ".join
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(LINE, max_size=12), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_any_file_is_imported_or_refused(
    ours: Collection, write: Write, lines: list[str], encoding: str
) -> None:
    file = write("\n".join(lines).encode(encoding, "replace"))
    try:
        first = import_sources(ours, [file])
    except UserError:
        return
    again = import_sources(ours, [file])
    assert (again.new, again.ids) == (0, first.ids)
    assert all(ours.get(one).record for one in first.ids)
