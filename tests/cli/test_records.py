import json
from pathlib import Path

import pytest

from kmdesk.models.kinds import KINDS
from kmdesk.store.collection import Collection
from tests.cli.conftest import Kmdesk

LESSON = {"kind": "lesson", "title": "Book the room early", "statement": "Rooms fill by May."}
SUMMARY = {
    "kind": "evidence-summary",
    "title": "Do spending limits reduce gambling harm?",
    "tags": ["gambling"],
    "findings": [{"text": "Money lost falls.", "certainty": "grade/moderate"}],
}


def test_add_returns_ids_and_show_prints_what_add_takes(kmdesk: Kmdesk) -> None:
    added = kmdesk("add", "-", "--json", given=[LESSON, SUMMARY])
    assert added.code == 0
    shown = kmdesk("show", added.json[1], "--json").json
    assert shown["id"] == added.json[1]
    assert shown["findings"][0]["certainty"] == "grade/moderate"
    elsewhere = kmdesk("add", "-", "--json", given=shown, collection="theirs.kmdesk")
    assert elsewhere.json == [shown["id"]]
    assert kmdesk("show", shown["id"], "--json", collection="theirs.kmdesk").json == shown


def test_a_record_is_found_by_reference_and_by_the_beginning_of_its_id(kmdesk: Kmdesk) -> None:
    [record] = kmdesk("add", "-", "--json", given=LESSON).json
    assert kmdesk("show", f"LE-{record[:4]}", "--json").json["id"] == record
    assert kmdesk("show", record[:6].lower(), "--json").json["id"] == record


def test_list_and_search_have_the_promised_shapes(kmdesk: Kmdesk) -> None:
    kmdesk("add", "-", given=[LESSON, SUMMARY])
    [row] = kmdesk("list", "--kind", "evidence-summary", "--tag", "gambling", "--json").json
    assert row.keys() == {"id", "kind", "reference", "title", "status", "updated"}
    [hit] = kmdesk("search", "gambl", "--json").json
    assert hit.keys() == {"id", "kind", "reference", "title", "status", "snippet", "score"}
    assert hit["title"] == SUMMARY["title"]
    assert kmdesk("list", "--status", "noted", "--json").json[0]["title"] == LESSON["title"]


def test_a_hit_in_an_attached_file_shows_its_passage(kmdesk: Kmdesk, tmp_path: Path) -> None:
    [record] = kmdesk("add", "-", "--json", given=LESSON).json
    for name, text in (("plan.txt", "The night rota"), ("broken.pdf", "no PDF")):
        (tmp_path / name).write_text(text)
        with Collection.open(tmp_path / "ours.kmdesk") as collection:
            collection.attach(record, tmp_path / name)
    assert kmdesk("search", "rota", "--json").json == []
    read = kmdesk("index-files", "--json")
    fault = "is damaged, so its words cannot be searched"
    assert read.json == {"read": 1, "faults": {"broken.pdf": fault}}
    assert read.code == 3
    assert "1 of 2: " in read.err
    [hit] = kmdesk("search", "night", "rota", "--json").json
    assert hit.keys() == {"id", "kind", "reference", "title", "status", "snippet", "score"}
    assert (hit["id"], hit["kind"], hit["title"]) == (record, "lesson", LESSON["title"])
    assert hit["snippet"] == "in plan.txt: The night rota"
    assert 0 < hit["score"] < 1
    assert kmdesk("search", "night").out.splitlines()[1] == "    in plan.txt: The [night] rota"
    again = kmdesk("index-files")
    assert (again.code, again.err) == (0, "")
    assert again.out == "All attached files have been read.\n"


def test_edit_history_show_revision_and_restore(kmdesk: Kmdesk) -> None:
    [record] = kmdesk("add", "-", "--json", given=LESSON).json
    assert kmdesk("edit", record, "-", given={"statement": "By March.", "why": "Exams"}).code == 0
    newest, oldest = kmdesk("history", record, "--json").json
    assert newest["changed"] == ["statement", "why"]
    then = kmdesk("show", record, "--revision", oldest["id"][:10], "--json").json
    assert then["statement"] == LESSON["statement"]
    kmdesk("restore", record, oldest["id"])
    now = kmdesk("show", record, "--json").json
    assert now["statement"] == LESSON["statement"]
    assert "why" not in now
    assert len(kmdesk("history", record, "--json").json) == 3


def test_a_patch_of_null_removes_a_field(kmdesk: Kmdesk) -> None:
    [record] = kmdesk("add", "-", "--json", given=LESSON).json
    kmdesk("edit", record, "-", given={"statement": None})
    assert "statement" not in kmdesk("show", record, "--json").json


def test_trash_and_untrash(kmdesk: Kmdesk) -> None:
    [record] = kmdesk("add", "-", "--json", given=LESSON).json
    kmdesk("trash", record)
    assert kmdesk("list", "--json").json == []
    assert kmdesk("show", record, "--json").json["trashed"] is True
    kmdesk("untrash", record)
    assert [row["id"] for row in kmdesk("list", "--json").json] == [record]


def test_kinds_prints_a_schema_for_each_kind(kmdesk: Kmdesk) -> None:
    kinds = {kind["name"]: kind for kind in kmdesk("kinds", "--json").json}
    assert kinds.keys() == KINDS.keys()
    lesson = kinds["lesson"]["schema"]["$defs"]["Lesson"]
    assert lesson["required"] == ["kind", "title"]
    assert lesson["properties"]["status"]["enum"] == ["applied", "checked", "noted", "retired"]


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({"kind": "lesson"}, "lacks the field title"),
        ({"kind": "lesson", "title": "A", "statment": "B"}, "Did you mean “statement”?"),
        ({"kind": "lessen", "title": "A"}, "“lessen” is not a kind"),
        ({"title": "A"}, "needs a “kind”"),
        ({"kind": "review", "title": "A", "marks": [{"mark": 11}]}, "marks[0].mark"),
        ({"kind": "lesson", "title": "A", "review_by": "May"}, "a date such as 2026-11-23"),
        ({"kind": "lesson", "title": "A", "id": "short"}, "“short” is not a record id"),
        ("text", "needs a “kind”"),
    ],
)
def test_a_bad_record_gets_one_sentence_and_saves_nothing(
    kmdesk: Kmdesk, document: object, sentence: str
) -> None:
    outcome = kmdesk("add", "-", given=[LESSON, document])
    assert outcome.code == 1
    assert sentence in outcome.err
    assert "Nothing was" in outcome.err
    assert outcome.err.count("\n") == 1
    assert kmdesk("list", "--json").json == []


def test_input_that_is_not_json_gets_one_sentence(kmdesk: Kmdesk) -> None:
    outcome = kmdesk("add", "-", given=b"{not json")
    assert (outcome.code, outcome.out) == (1, "")
    assert "is not JSON" in outcome.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "ZZZZ"),
        ("edit", "ZZZZ", "-"),
        ("history", "ES-ZZZZ"),
        ("restore", "ZZZZ", "abc"),
        ("trash", "ZZZZ"),
        ("cite", "not an id"),
        ("brief", "ZZZZ", "--template", "board-paper", "-o", "x.pdf"),
        ("resolve", "ZZZZ"),
        ("export", "x.kmx", "ZZZZ"),
    ],
)
def test_an_unknown_id_gets_one_sentence(kmdesk: Kmdesk, arguments: tuple[str, ...]) -> None:
    kmdesk("add", "-", given=LESSON)
    outcome = kmdesk(*arguments, given={})
    assert outcome.code == 1
    assert "There is no record" in outcome.err


def test_a_file_that_is_no_collection_is_refused(kmdesk: Kmdesk, tmp_path: Path) -> None:
    wrong = tmp_path / "notes.kmdesk"
    wrong.write_text("not a collection")
    outcome = kmdesk("list", "--collection", wrong)
    assert outcome.code == 1
    assert "is not a kmdesk collection" in outcome.err
    assert wrong.read_text() == "not a collection"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("add", "“kmdesk add” needs FILE|-."),
        ("serch words", "kmdesk has no command “serch” (perhaps search)."),
        ("list --kind nonsense", "--kind is one of evidence-summary, review, "),
        ("list --tagg x", "“kmdesk list” has no option --tagg (perhaps --tag)."),
        ("search x --limit 0", "--limit is a whole number from 1 to 10,000, and not “0”."),
        ("search x --limit", "--limit needs a value after it."),
        ("resolve x --value a", "--value needs 2 values after it."),
        ("list --json=1", "--json takes no value."),
        ("undo-import x", "N is a whole number, and not “x”."),
        ("undo-import 1 2", "“kmdesk undo-import” does not take “2” as well."),
        (
            "erase x",
            "Name the parts of the record, or say --whole. Nothing was done; “kmdesk erase",
        ),
    ],
)
def test_wrong_usage_is_code_2_and_a_sentence(kmdesk: Kmdesk, arguments: str, said: str) -> None:
    outcome = kmdesk(*arguments.split())
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(said)
    assert "Nothing was done; “kmdesk" in outcome.err


@pytest.mark.parametrize(("arguments", "code"), [("show nobody", 1), ("list --kind nonsense", 2)])
def test_what_went_wrong_is_json_on_stderr_for_scripts(
    kmdesk: Kmdesk, arguments: str, code: int
) -> None:
    plain = kmdesk(*arguments.split())
    outcome = kmdesk(*arguments.split(), "--json")
    assert (outcome.code, plain.code, outcome.out) == (code, code, "")
    assert json.loads(outcome.err) == {"error": plain.err.strip()}


def test_a_folder_that_cannot_be_made_gets_one_sentence(kmdesk: Kmdesk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    outcome = kmdesk("add", "-", given=LESSON, collection="file/inside.kmdesk")
    assert outcome.code == 1
    assert "could not be made" in outcome.err


def test_the_difference_between_versions_is_printed_in_words(kmdesk: Kmdesk) -> None:
    [record] = kmdesk("add", "-", "--json", given=SUMMARY).json
    findings = kmdesk("show", record, "--json").json["findings"]
    changed = [{**findings[0], "certainty": "grade/low", "text": "Money lost falls a little."}]
    kmdesk("edit", record, "-", given={"findings": changed, "tags": ["gambling", "board"]})
    kmdesk("edit", record, "-", given={"bottom_line": "Offer limits."})
    newest, middle, oldest = [r["id"] for r in kmdesk("history", record, "--json").json]
    assert "Bottom line · added" not in kmdesk("history", record, "--diff").out
    assert kmdesk("history", record, "--diff").out == (
        "Bottom line\n  Bottom line: [added: Offer limits.]\n"
    )
    out = kmdesk("history", record, middle[:10], "--diff").out
    assert "  Tags: [added: board] · gambling\n" in out
    assert "    Finding 1\n      Finding: Money lost falls[added:  a little].\n" in out
    assert "      Certainty: [removed: Moderate][added: Low]\n" in out
    both = kmdesk("history", record, oldest, newest, "--diff", "--json").json
    assert [s["label"] for s in both["sections"]] == ["About the record", "Bottom line", "Findings"]
    assert kmdesk("history", record, newest, newest, "--diff").out == "Nothing differs.\n"
    assert kmdesk("history", record, newest).code == 2
    assert "no revision called" in kmdesk("history", record, "zz", "--diff").err


def test_history_of_a_section_and_its_restoring(kmdesk: Kmdesk) -> None:
    [record] = kmdesk("add", "-", "--json", given=LESSON).json
    first = kmdesk("history", record, "--json").json[0]["id"]
    kmdesk("edit", record, "-", given={"statement": "By March.", "title": "Book it"})
    kmdesk("edit", record, "-", given={"tags": ["rooms"]})
    assert len(kmdesk("history", record, "--section", "lesson", "--json").json) == 2
    assert "\n    Title, lesson\n" in kmdesk("history", record).out
    done = kmdesk("restore", record, first[:8], "--section", "statement")
    assert done.out == "Restored.\n"
    shown = kmdesk("show", record, "--json").json
    assert shown["statement"] == LESSON["statement"]
    assert (shown["title"], shown["tags"]) == ("Book it", ["rooms"])
    assert "is no part of a record" in kmdesk("restore", record, first, "--section", "moon").err


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("tags", "No record has a tag.\n"),
        ("conflicts", "Nobody disagrees.\n"),
        ("erasures", "Nothing was erased.\n"),
        ("peers", "No colleague has sent a file yet.\n"),
    ],
)
def test_a_list_with_nothing_in_it_says_so(kmdesk: Kmdesk, command: str, told: str) -> None:
    kmdesk("add", "-", given=LESSON)
    assert kmdesk(command).out == told
    assert kmdesk(command, "--json").json in ([], {})
