"""Erasing for good from the command line."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Kmdesk
from tests.factory import case_study, lesson

QUOTE = {"id": "q1", "text": "It settled the matter.", "name": "Zebedee", "consent": "public-named"}
PART = "quotes/q1"
WHY = "Consent withdrawn on 20 November"


@pytest.fixture
def record(kmdesk: Kmdesk) -> str:
    [record] = kmdesk("add", "-", "--json", given=case_study(quotes=[QUOTE])).json
    return str(record)


def test_without_yes_nothing_is_done(kmdesk: Kmdesk, record: str) -> None:
    before = kmdesk("show", record, "--json").json
    told = kmdesk("erase", record, PART, "--reason", WHY)
    assert told.code == 0
    assert "Would be erased" in told.out
    assert "Nothing was erased" in told.out
    assert kmdesk("erase", record, PART, "--reason", WHY, "--yes", "--preview").code == 0
    assert kmdesk("show", record, "--json").json == before
    assert kmdesk("erasures", "--json").json == []


def test_a_part_goes_and_the_note_stays(kmdesk: Kmdesk, record: str, tmp_path: Path) -> None:
    kmdesk("edit", record, "-", given={"title": "Another"})
    kmdesk("backup", tmp_path / "backups" / "before.kmdesk")
    done = kmdesk("erase", record, PART, "--reason", WHY, "--yes", "--json")
    assert done.code == 0
    assert done.json["erased"] is True
    assert done.json["backups"] == [str(tmp_path / "backups" / "before.kmdesk")]
    [plan] = done.json["records"]
    assert (plan["what"], len(plan["revisions"])) == ("1 quote", 2)
    assert "quotes" not in kmdesk("show", record, "--json").json
    [note] = kmdesk("erasures", "--json").json
    assert (note["record"], note["paths"], note["reason"]) == (record, [PART], WHY)
    assert WHY in kmdesk("erasures").out
    assert WHY in kmdesk("history", record).out
    assert b"Zebedee" not in (tmp_path / "ours.kmdesk").read_bytes()


def test_words_elsewhere_are_listed_and_taken_when_asked(kmdesk: Kmdesk, record: str) -> None:
    [other] = kmdesk("add", "-", "--json", given=lesson(why="Zebedee said so")).json
    [tagged] = kmdesk("add", "-", "--json", given=lesson(tags=["zebedee"])).json
    arguments = ("erase", record, PART, "--reason", WHY, "--find", "zebedee", "--json")
    seen = kmdesk(*arguments).json["elsewhere"]
    assert {(one["place"], one["record"]) for one in seen} == {("text", other), ("tag", tagged)}
    done = kmdesk(*arguments, "--everywhere", "--yes")
    assert done.code == 3  # the tag stays
    assert [one["record"] for one in done.json["elsewhere"] if one["left"]] == [tagged]
    assert kmdesk("show", other, "--json").json["why"] == "[erased] said so"
    whole = kmdesk("erase", tagged, "--whole", "--reason", WHY, "--yes")
    assert whole.code == 0
    assert kmdesk("show", tagged).code == 1
    assert kmdesk("erase", record, "--find", "zebedee", "--json").json["elsewhere"] == []


def test_wrong_use_is_said(kmdesk: Kmdesk, record: str) -> None:
    assert kmdesk("erase", record).code == 2
    assert kmdesk("erase", record, PART, "--whole").code == 2
    assert kmdesk("erase", record, PART, "--everywhere").code == 2
    refused = kmdesk("erase", record, PART, "--yes")
    assert (refused.code, "Say why" in refused.err) == (1, True)
    refused = kmdesk("erase", record, "quotes/none", "--reason", WHY, "--yes")
    assert (refused.code, "never held" in refused.err) == (1, True)


def test_a_file_carries_the_erasure_and_says_so(
    kmdesk: Kmdesk, record: str, tmp_path: Path
) -> None:
    others = kmdesk("add", "-", "--json", given=[lesson(), lesson(), lesson(), lesson()]).json
    file, old = tmp_path / "swap.kmx", tmp_path / "old.kmx"
    kmdesk("export", old, "--with-history")
    kmdesk("import", old, collection="theirs.kmdesk")
    kmdesk("erase", record, PART, "--reason", WHY, "--yes")
    kmdesk("export", file, "--with-history")
    assert b"Zebedee" not in file.read_bytes()
    seen = kmdesk("import", file, "--preview", collection="theirs.kmdesk")
    assert "For good would be erased" in seen.out
    assert WHY in seen.out
    assert "Attention" not in seen.out
    for other in others:
        kmdesk("erase", other, "--whole", "--reason", "All of it", "--yes")
    kmdesk("export", file)
    seen = kmdesk("import", file, "--preview", "--json", collection="theirs.kmdesk")
    assert len(seen.json["erasures"]) == 5
    effects = {one["id"]: one["effect"] for one in seen.json["records"]}
    assert effects == {record: "changed", **dict.fromkeys(others, "erased")}
    refused = kmdesk("import", file, collection="theirs.kmdesk")
    assert (refused.code, "erase something for good from 5 records" in refused.err) == (1, True)
    done = kmdesk("import", file, "--yes", collection="theirs.kmdesk")
    assert "Attention: from 5 records something was erased for good" in done.out
    again = kmdesk("import", old, "--json", collection="theirs.kmdesk").json
    assert (again["new"], again["changed"], again["erased"]) == (0, 0, 0)
    assert "quotes" not in kmdesk("show", record, "--json", collection="theirs.kmdesk").json
    theirs = (tmp_path / "theirs.kmdesk").read_bytes()
    assert json.dumps(QUOTE["text"]).encode() not in theirs
    assert b"Zebedee" not in theirs
    undone = kmdesk("undo-import", "2", collection="theirs.kmdesk")
    assert "erased for good, as it is" in undone.out
    assert len(kmdesk("list", "--json", collection="theirs.kmdesk").json) == 1
