"""The words of attached files: known once, found with every record that names the file."""

from pathlib import Path

import pytest

from kmdesk.store.collection import Collection
from kmdesk.store.views import Changes, FileText, Query, Wish
from tests.factory import lesson, source
from tests.store.exchange import send

ROTA = "The night rota of ward seven, with breaks as café rounds"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "plan.txt"
    file.write_text(ROTA)
    return file


def read_all(collection: Collection, reader: int = 1) -> list[str]:
    """Read the files that wait as plain text; return what records call them."""
    files = collection.unread_files(reader)
    for one in files:
        text = collection.attachment(one.sha256).decode()
        collection.put_file_text(one.sha256, FileText(reader, text))
    return [name for one in files for name in one.names]


def found(collection: Collection, text: str) -> list[str]:
    return [hit.row.title for hit in collection.search(text)]


def test_a_file_is_read_once_and_found_with_all_that_name_it(
    collection: Collection, theirs: Collection, plan: Path
) -> None:
    first, second = collection.add([lesson(title="One"), lesson(title="Two")]).ids
    collection.attach(first, plan)
    assert found(collection, "rota") == []
    assert read_all(collection) == ["plan.txt"]
    assert found(collection, "rota") == ["One"]
    collection.attach(second, plan)
    assert found(collection, "night rota") == ["Two", "One"]
    assert read_all(collection) == []
    collection.edit(first, {"attachments": None})
    assert found(collection, "rota") == ["Two"]
    send(collection, theirs, [second])
    assert read_all(theirs) == ["plan.txt"]
    assert found(theirs, "cafe") == ["Two"]


def test_words_in_files_come_last_and_show_the_file(collection: Collection, plan: Path) -> None:
    made = [lesson(title="Night work", statement="x"), lesson(title="Body", context="At night")]
    [attached] = collection.add([lesson(title="Plans", statement="The breaks")]).ids
    collection.add(made)
    collection.attach(attached, plan)
    read_all(collection)
    hits = collection.search("night")
    assert [hit.row.title for hit in hits] == ["Night work", "Body", "Plans"]
    assert [int(hit.score) for hit in hits] == [2, 1, 0]
    assert [hit.title for hit in hits] == ["\x02Night\x03 work", "Body", "Plans"]
    assert hits[2].snippet == "in plan.txt: " + ROTA.replace("night", "\x02night\x03")
    [both] = collection.search("breaks rota")
    assert both.snippet.startswith("in plan.txt: The night \x02rota\x03")
    assert found(collection, "-night") == []
    assert found(collection, "in:title rota") == []


def test_the_passage_of_a_long_file_is_where_the_word_is(
    collection: Collection, plan: Path
) -> None:
    [record] = collection.add([lesson()]).ids
    plan.write_text("– words as in a long report\n" * 9_000 + "and a sphygmomanometer at the end")
    collection.attach(record, plan)
    read_all(collection)
    [hit] = collection.search("sphygmo")
    assert hit.snippet.startswith("in plan.txt: … ")
    assert hit.snippet.endswith("and a \x02sphygmomanometer\x03 at the end")


def test_a_fault_is_kept_until_a_later_reader_comes(collection: Collection, plan: Path) -> None:
    [record] = collection.add([lesson()]).ids
    collection.attach(record, plan)
    [file] = collection.unread_files(1)
    collection.put_file_text(file.sha256, FileText(1, fault="is damaged"))
    assert collection.file_faults([file.sha256, "0" * 64]) == {file.sha256: "is damaged"}
    assert collection.unread_files(1) == []
    assert read_all(collection, reader=2) == ["plan.txt"]
    assert collection.file_faults([file.sha256]) == {}
    assert found(collection, "rota") == [lesson()["title"]]
    assert collection.unread_files(1) == []


def test_reading_a_file_changes_no_record_and_tells_nobody(
    collection: Collection, plan: Path
) -> None:
    [record] = collection.add([lesson()]).ids
    collection.attach(record, plan)
    told: list[Changes] = []
    collection.subscribe(told.append)
    before = collection.get(record), collection.history(record)
    read_all(collection)
    assert (collection.get(record), collection.history(record)) == before
    assert told == []


def test_an_erased_file_takes_its_words_along(collection: Collection, plan: Path) -> None:
    [record] = collection.add([lesson(title="Plans")]).ids
    collection.attach(record, plan)
    read_all(collection)
    [file] = collection.get(record).document["attachments"]
    collection.erase([Wish(record, (f"attachments/{file['id']}",))], "Named a patient")
    assert found(collection, "rota") == []
    assert collection.completions("rot", 3)[1] == []
    assert collection.check().problems == ()
    with collection._database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM file_text").scalar() == 0
    collection.put_file_text(file["id"], FileText(1, ROTA))
    assert found(collection, "rota") == []


def test_everybody_who_saved_a_record_is_found_and_the_authors_of_a_source(
    collection: Collection,
) -> None:
    [record] = collection.add([lesson(title="Ours")]).ids
    for name in ("Jane Smith", "John Jones", "AP"):
        collection.author = name
        collection.edit(record, {"statement": f"as {name} says"})
    collection.add([source(title="Read", authors=[{"family": "O'Leary", "given": "Mary"}])])
    for text in ("by:smith", "by:jon", 'by:"jane smith"', "by:AP lesson OR by:jones"):
        assert "Ours" in found(collection, text), text
    assert found(collection, "by:leary") == ["Read"]
    assert found(collection, "by:mary") == []
    facets = {one.value: one.count for one in collection.facets(Query(), "by")}
    assert facets == {"AP": 2, "Jane Smith": 1, "John Jones": 1}
    assert collection.count(Query(author="Jane Smith")) == 1
    assert collection.completions("by:ja", 5)[1] == ["Jane Smith"]
