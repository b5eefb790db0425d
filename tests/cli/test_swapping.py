"""Export, import and the exchange folder from the command line."""

from pathlib import Path

import pytest

from tests.cli.conftest import Kmdesk
from tests.cli.test_records import LESSON, SUMMARY


def test_an_exchange_file_brings_the_same_records_and_twice_brings_nothing(
    kmdesk: Kmdesk, tmp_path: Path
) -> None:
    ids = kmdesk("add", "-", "--json", given=[LESSON, SUMMARY]).json
    file = tmp_path / "swap.kmx"
    assert kmdesk("export", file, "--json").json["records"] == 2
    seen = kmdesk("import", file, "--preview", "--json", collection="theirs.kmdesk")
    assert {one["effect"] for one in seen.json["records"]} == {"new"}
    first = kmdesk("import", file, "--json", collection="theirs.kmdesk").json
    again = kmdesk("import", file, "--json", collection="theirs.kmdesk").json
    assert (first["new"], again["new"], again["known"]) == (2, 0, 2)
    kmdesk("edit", ids[0], "-", given={"title": "Another"})
    kmdesk("export", file)
    seen = kmdesk("import", file, "--preview", "--json", collection="theirs.kmdesk").json
    assert [(one["id"], one["effect"]) for one in seen["records"]] == [(ids[0], "changed")]
    assert seen["known"] == 1
    said = kmdesk("import", file, "--preview", collection="theirs.kmdesk").out
    assert said.splitlines()[1:] == ["Here already: 1 record."]
    kmdesk("import", file, collection="theirs.kmdesk")
    for one in ids:
        ours = kmdesk("show", one, "--json").json
        assert kmdesk("show", one, "--json", collection="theirs.kmdesk").json == ours


def test_a_disagreement_waits_for_a_person_and_is_resolved(kmdesk: Kmdesk, tmp_path: Path) -> None:
    [record] = kmdesk("add", "-", "--json", given=LESSON).json
    file = tmp_path / "swap.kmx"
    kmdesk("export", file)
    kmdesk("import", file, collection="theirs.kmdesk")
    kmdesk("edit", record, "-", given={"statement": "Ours"})
    kmdesk("edit", record, "-", given={"statement": "Theirs"}, collection="theirs.kmdesk")
    kmdesk("export", file, collection="theirs.kmdesk")
    assert kmdesk("import", file).code == 3
    listed = kmdesk("conflicts", "--json")
    assert listed.code == 3
    [conflict] = listed.json
    assert conflict["path"] == "statement"
    assert {value["value"] for value in conflict["values"]} == {"Ours", "Theirs"}
    told = {"value", "author", "device", "time", "revision", "here", "brought_by", "file"}
    assert conflict["values"][0].keys() == told
    [ours] = [v["revision"] for v in conflict["values"] if v["value"] == "Ours"]
    assert kmdesk("resolve", record, "--take", f"statement={ours}").code == 0
    assert kmdesk("conflicts", "--json").code == 0
    assert kmdesk("show", record, "--json").json["statement"] == "Ours"
    kmdesk("export", file)
    assert kmdesk("import", file, collection="theirs.kmdesk").code == 0
    assert kmdesk("show", record, "--json", collection="theirs.kmdesk").json["statement"] == "Ours"


def test_undo_import_takes_records_back_once(kmdesk: Kmdesk, tmp_path: Path) -> None:
    kmdesk("add", "-", given=LESSON)
    file = tmp_path / "swap.kmx"
    kmdesk("export", file)
    number = kmdesk("import", file, "--json", collection="theirs.kmdesk").json["number"]
    assert kmdesk("undo-import", number, collection="theirs.kmdesk").code == 0
    assert kmdesk("list", "--json", collection="theirs.kmdesk").json == []
    assert kmdesk("undo-import", number, collection="theirs.kmdesk").code == 1
    assert kmdesk("check", collection="theirs.kmdesk").code == 0


def test_a_wrong_file_to_import_changes_no_byte(kmdesk: Kmdesk, tmp_path: Path) -> None:
    kmdesk("add", "-", given=LESSON)
    before = (tmp_path / "ours.kmdesk").read_bytes()
    wrong = tmp_path / "wrong.kmx"
    wrong.write_text("not an exchange file")
    outcome = kmdesk("import", wrong)
    assert outcome.code == 1
    assert "nothing was imported" in outcome.err
    assert (tmp_path / "ours.kmdesk").read_bytes() == before


def test_export_to_a_missing_folder_writes_nothing(kmdesk: Kmdesk, tmp_path: Path) -> None:
    kmdesk("add", "-", given=LESSON)
    outcome = kmdesk("export", tmp_path / "missing" / "swap.kmx")
    assert outcome.code == 1
    assert "could not be written" in outcome.err
    assert not (tmp_path / "missing").exists()


def test_private_records_stay_unless_chosen(kmdesk: Kmdesk, tmp_path: Path) -> None:
    private = {**LESSON, "title": "Mine", "sharing": "private"}
    ids = kmdesk("add", "-", "--json", given=[LESSON, private]).json
    file = tmp_path / "swap.kmx"
    report = kmdesk("export", file, "--json").json
    assert (report["records"], report["left_out"]) == (1, [f"LE-{ids[1][:4]}"])
    assert kmdesk("export", file, ids[1], "--json").json["records"] == 1


def test_a_passphrase_is_needed_to_read_what_was_encrypted(kmdesk: Kmdesk, tmp_path: Path) -> None:
    kmdesk("add", "-", given=LESSON)
    file, key = tmp_path / "swap.kmx", tmp_path / "key.txt"
    key.write_text("correct horse\n")
    assert kmdesk("export", file, "--passphrase-file", key).code == 0
    assert b"Book the room" not in file.read_bytes()
    assert kmdesk("import", file, collection="theirs.kmdesk").code == 1
    done = kmdesk("import", file, "--passphrase-file", key, collection="theirs.kmdesk")
    assert done.code == 0


def test_a_preview_of_an_export_says_what_goes_and_writes_nothing(
    kmdesk: Kmdesk, tmp_path: Path
) -> None:
    private = {**LESSON, "title": "Mine", "sharing": "private"}
    ids = kmdesk("add", "-", "--json", given=[LESSON, SUMMARY, private]).json
    kmdesk("trash", ids[0])
    file = tmp_path / "swap.kmx"
    before = (tmp_path / "ours.kmdesk").read_bytes()
    seen = kmdesk("export", file, "--preview", "--json")
    assert seen.code == 0
    assert seen.json["kinds"] == {"evidence-summary": 1, "lesson": 1}
    assert (seen.json["trashed"], seen.json["left_out"]) == (1, [f"LE-{ids[2][:4]}"])
    assert "about" in kmdesk("export", file, "--preview").out
    assert not file.exists()
    assert (tmp_path / "ours.kmdesk").read_bytes() == before


def test_since_a_colleague_heard_last(kmdesk: Kmdesk, tmp_path: Path) -> None:
    ids = kmdesk("add", "-", "--json", given=[LESSON, SUMMARY]).json
    file = tmp_path / "swap.kmx"
    kmdesk("export", file)
    kmdesk("import", file, collection="theirs.kmdesk")
    kmdesk("export", file, collection="theirs.kmdesk")
    kmdesk("import", file)
    [peer] = kmdesk("peers", "--json").json
    assert peer["lacks"] == 0
    nothing = kmdesk("export", tmp_path / "next.kmx", "--since", peer["id"][:10])
    assert nothing.code == 1
    assert "has everything already; no file was written" in nothing.err
    kmdesk("edit", ids[0], "-", given={"why": "because"})
    done = kmdesk("export", tmp_path / "next.kmx", "--since", peer["id"][:10], "--json").json
    assert done["records"] == 1
    assert kmdesk("import", tmp_path / "next.kmx", collection="theirs.kmdesk").code == 0
    theirs = kmdesk("show", ids[0], "--json", collection="theirs.kmdesk").json
    assert theirs["why"] == "because"


def test_only_what_is_chosen_is_imported_and_the_rest_can_come_later(
    kmdesk: Kmdesk, tmp_path: Path
) -> None:
    first, second = kmdesk("add", "-", "--json", given=[LESSON, SUMMARY]).json
    file = tmp_path / "swap.kmx"
    kmdesk("export", file)
    wrong = kmdesk("import", file, "--only", "LE-0000000", collection="theirs.kmdesk")
    assert wrong.code == 1
    assert "no record of the file" in wrong.err
    done = kmdesk("import", file, "--only", first[:8], "--json", collection="theirs.kmdesk").json
    assert (done["new"], done["left"]) == (1, 1)
    listed = kmdesk("list", "--json", collection="theirs.kmdesk").json
    assert [row["id"] for row in listed] == [first]
    back = tmp_path / "back.kmx"
    kmdesk("export", back, collection="theirs.kmdesk")
    kmdesk("import", back)
    assert kmdesk("peers", "--json").json[0]["lacks"] == 1
    assert kmdesk("import", file, "--json", collection="theirs.kmdesk").json["new"] == 1
    assert kmdesk("show", second, collection="theirs.kmdesk").code == 0


def test_an_import_tells_later_what_it_merged(kmdesk: Kmdesk, tmp_path: Path) -> None:
    assert kmdesk("imports", "--json").json == []
    [record] = kmdesk("add", "-", "--json", given=LESSON).json
    file = tmp_path / "swap.kmx"
    kmdesk("export", file)
    kmdesk("import", file, collection="theirs.kmdesk")
    kmdesk("edit", record, "-", given={"why": "Theirs"}, collection="theirs.kmdesk")
    kmdesk("export", file, collection="theirs.kmdesk")
    kmdesk("edit", record, "-", given={"statement": "Ours"})
    number = kmdesk("import", file, "--json").json["number"]
    [listed] = kmdesk("imports", "--json").json
    assert (listed["number"], listed["file"]) == (number, "swap.kmx")
    assert "swap.kmx from" in kmdesk("imports").out
    merged = kmdesk("imports", number, "--json").json
    assert {one["path"]: (one["ours"], one["theirs"], one["shown"]) for one in merged} == {
        "why": (None, "Theirs", "Theirs"),
        "statement": ("Ours", LESSON["statement"], "Ours"),
    }
    assert "    yours: (nothing)\n    theirs: Theirs\n" in kmdesk("imports", number).out
    assert "does not exist" in kmdesk("imports", 99).err


def test_much_trash_is_said_first(kmdesk: Kmdesk, tmp_path: Path) -> None:
    ids = kmdesk("add", "-", "--json", given=[{**LESSON, "title": f"L {n}"} for n in range(5)]).json
    file = tmp_path / "swap.kmx"
    kmdesk("export", file)
    kmdesk("import", file, collection="theirs.kmdesk")
    kmdesk("trash", *ids[:4])
    kmdesk("export", file)
    refused = kmdesk("import", file, collection="theirs.kmdesk")
    assert refused.code == 1
    assert "would move 4 records to the trash; nothing was imported" in refused.err
    assert len(kmdesk("list", "--json", collection="theirs.kmdesk").json) == 5
    seen = kmdesk("import", file, "--preview", collection="theirs.kmdesk")
    assert seen.out.startswith("Attention: 4 records would move to the trash.")
    done = kmdesk("import", file, "--only", ids[0], "--json", collection="theirs.kmdesk")
    assert (done.code, done.json["trashed"]) == (0, 1)
    assert kmdesk("import", file, "--yes", "--json", collection="theirs.kmdesk").code == 0
    assert len(kmdesk("list", "--json", collection="theirs.kmdesk").json) == 1


@pytest.mark.parametrize("rest", [0, 1])
def test_an_emptied_collection_deletes_nothing_elsewhere(
    kmdesk: Kmdesk, tmp_path: Path, rest: int
) -> None:
    many = [{**LESSON, "title": f"L {n}"} for n in range(6)]
    ids = kmdesk("add", "-", "--json", given=many).json
    file = tmp_path / "swap.kmx"
    kmdesk("export", file)
    kmdesk("import", file, collection="theirs.kmdesk")
    small = tmp_path / "small.kmx"
    kmdesk("import", file, "--only", ids[0], collection="small.kmdesk")
    kmdesk("export", small, *ids[:rest], collection="small.kmdesk")
    assert kmdesk("import", small, collection="theirs.kmdesk").code == 0
    assert len(kmdesk("list", "--json", collection="theirs.kmdesk").json) == 6


def test_a_swap_by_folder_remembers_the_folder(kmdesk: Kmdesk, tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    assert "name one" in kmdesk("swap").err
    [record] = kmdesk("add", "-", "--json", given=LESSON).json
    assert kmdesk("swap", share, "--json").json["records"] == 1
    seen = kmdesk("swap", share, "--preview", "--json", collection="theirs.kmdesk").json
    assert [one["effect"] for one in seen["records"]] == ["new"]
    assert kmdesk("swap", share, "--json", collection="theirs.kmdesk").json["new"] == 1
    kmdesk("edit", record, "-", given={"statement": "Ours"})
    kmdesk("edit", record, "-", given={"statement": "Theirs"}, collection="theirs.kmdesk")
    assert kmdesk("swap").code == 0
    done = kmdesk("swap", "--json", collection="theirs.kmdesk")
    assert (done.code, done.json["conflict"], done.json["records"]) == (3, 1, 1)
    kmdesk("swap")
    kmdesk("resolve", record, "--take", f"statement={head(kmdesk, record)}")
    kmdesk("swap")
    assert kmdesk("swap", collection="theirs.kmdesk").code == 0
    ours = kmdesk("show", record, "--json").json
    assert kmdesk("show", record, "--json", collection="theirs.kmdesk").json == ours
    (share / "broken.kmx").write_text("nonsense")
    broken = kmdesk("swap")
    assert broken.code == 3
    assert "broken.kmx is not a sound exchange file" in broken.out
    quiet = kmdesk("swap", "--json", collection="theirs.kmdesk").json
    assert (quiet["written"], quiet["numbers"]) == (None, [])


def head(kmdesk: Kmdesk, record: str) -> str:
    """Return the revision of the first value of a record's one disagreement."""
    [conflict] = kmdesk("conflicts", "--json").json
    assert conflict["id"] == record
    return str(conflict["values"][0]["revision"])
