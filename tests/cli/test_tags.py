"""Tags and statuses from the command line."""

from tests.cli.conftest import Kmdesk
from tests.factory import evidence_summary, lesson


def test_tags_are_listed_renamed_merged_and_removed(kmdesk: Kmdesk) -> None:
    documents = [lesson(tags=["falls"]), lesson(tags=["fals", "beds"])]
    ids = kmdesk("add", "-", "--json", given=documents).json
    assert kmdesk("tags", "--json").json == {"beds": 1, "falls": 1, "fals": 1}
    assert kmdesk("tags", "--rename", "fals", "falls", "--json").json == [ids[1]]
    kmdesk("trash", ids[0])
    assert kmdesk("tags", "--remove", "falls", "--json").json == sorted(ids)
    assert "beds" in kmdesk("tags").out
    assert kmdesk("tags", "--json").json == {"beds": 1}
    assert kmdesk("tags", "--rename", "none", "x").code == 1
    assert kmdesk("tags", "--rename", "beds", " ").code == 1
    assert kmdesk("tags", "--rename", "a", "b", "--remove", "c").code == 2


def test_a_status_that_a_record_may_not_have_is_told(kmdesk: Kmdesk) -> None:
    ids = kmdesk("add", "-", "--json", given=[evidence_summary(), lesson()]).json
    outcome = kmdesk("status", "checked", *ids, "--json")
    assert outcome.code == 3
    assert outcome.json["changed"] == [ids[1]]
    assert "somebody else has to check it" in outcome.json["refused"][ids[0]]
    refused = kmdesk("edit", ids[0], "-", given={"status": "final"})
    assert refused.code == 1
    assert "name them in “Checked by”" in refused.err


def test_an_unknown_status_is_told_with_the_known_ones(kmdesk: Kmdesk) -> None:
    [record] = kmdesk("add", "-", "--json", given=evidence_summary()).json
    outcome = kmdesk("status", "finished", record, "--json")
    assert outcome.code == 3
    assert outcome.json["refused"][record] == (
        "“finished” is no status of evidence summaries, only draft, checked, final, archived."
    )
