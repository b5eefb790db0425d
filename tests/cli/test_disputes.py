"""`conflicts` and `resolve`: every way to settle what people disagree on."""

from pathlib import Path
from typing import Any

import pytest

from kmdesk.exchange import export_file, import_file
from kmdesk.store.collection import Collection
from tests import factory
from tests.cli.conftest import Kmdesk

OURS = {"statement": "Ours.", "why": "Our reason.", "context": "Our context."}
THEIRS = {"statement": "Theirs.", "why": "Their reason.", "context": "Their context."}


@pytest.fixture
def record(tmp_path: Path) -> str:
    """Return a lesson on which Anna, here, and Bob, whose file came, disagree in three places."""
    swap = tmp_path / "swap.kmx"
    with (
        Collection.open(tmp_path / "ours.kmdesk", create=True, author="Anna") as ours,
        Collection.open(tmp_path / "theirs.kmdesk", create=True, author="Bob") as theirs,
    ):
        [record] = ours.add([{**factory.lesson(), "why": "The old reason."}]).ids
        export_file(ours, swap)
        import_file(theirs, swap)
        ours.edit(record, OURS)
        theirs.edit(record, THEIRS)
        export_file(theirs, swap)
        import_file(ours, swap)
    return record


def test_without_options_it_lists_what_waits(kmdesk: Kmdesk, record: str) -> None:
    outcome = kmdesk("resolve", record, "--json")
    assert outcome.code == 3
    found = {one["path"]: one for one in outcome.json}
    assert found.keys() == OURS.keys()
    assert found["why"]["before"]["value"] == "The old reason."
    sides = {one["author"]: one for one in found["why"]["values"]}
    assert (sides["Anna"]["value"], sides["Anna"]["file"]) == ("Our reason.", "")
    assert (sides["Bob"]["value"], sides["Bob"]["file"]) == ("Their reason.", "swap.kmx")
    said = kmdesk("resolve", record).out
    assert "Bob (in swap.kmx from" in said
    assert "before both   Anna: The old reason." in said
    assert kmdesk("conflicts", "--json").json == outcome.json


def test_each_place_is_settled_in_its_own_way(kmdesk: Kmdesk, record: str) -> None:
    outcome = kmdesk(
        *("resolve", record, "--take", "statement=Bob", "--both", "why"),
        *("--value", "context", "A text of my own.", "--json"),
    )
    assert outcome.code == 0
    assert outcome.json["left"] == []
    shown = kmdesk("show", record, "--json").json
    assert shown["statement"] == "Theirs."
    assert sorted(shown["why"].split("\n\n")) == ["Our reason.", "Their reason."]
    assert shown["context"] == "A text of my own."
    assert {path: shown[path] for path in OURS} == outcome.json["values"]
    assert kmdesk("conflicts", "--json").json == []


def test_what_is_not_named_stays_open(kmdesk: Kmdesk, record: str) -> None:
    outcome = kmdesk("resolve", record, "--take", "why=anna", "--json")
    assert (outcome.code, outcome.json["left"]) == (3, ["context", "statement"])
    assert outcome.json["values"] == {"why": "Our reason."}
    left = {one["path"]: one for one in kmdesk("conflicts", "--json").json}
    assert left.keys() == {"context", "statement"}
    assert {v["author"] for v in left["statement"]["values"]} == {"Anna", "Bob"}


def test_all_from_one_but_for_what_is_named(kmdesk: Kmdesk, record: str) -> None:
    found = kmdesk("conflicts", "--json").json
    [device] = {v["device"] for one in found for v in one["values"] if v["author"] == "Bob"}
    outcome = kmdesk("resolve", record, "--all-from", device, "--take", "why=Anna")
    assert outcome.code == 0
    shown = kmdesk("show", record, "--json").json
    assert {path: shown[path] for path in OURS} == {**THEIRS, "why": "Our reason."}


@pytest.mark.parametrize(
    "options",
    [
        ("--take", "why=nobody"),
        ("--take", "why="),
        ("--take", "title=Anna"),
        ("--both", "title"),
        ("--both", "no/such/path"),
        ("--value", "title", "A text"),
        ("--value", "why", " "),
        ("--all-from", "nobody"),
        ("--take", "why=Anna", "--value", "statement", ""),
    ],
)
def test_a_wrong_choice_settles_nothing(
    kmdesk: Kmdesk, record: str, options: tuple[Any, ...]
) -> None:
    before = kmdesk("conflicts", "--json").json
    outcome = kmdesk("resolve", record, *options)
    assert outcome.code == 1
    assert "nothing was changed" in outcome.err
    assert kmdesk("conflicts", "--json").json == before


def test_a_value_that_its_field_does_not_have_settles_nothing(
    kmdesk: Kmdesk, tmp_path: Path, record: str
) -> None:
    with (
        Collection.open(tmp_path / "ours.kmdesk", author="Anna") as ours,
        Collection.open(tmp_path / "theirs.kmdesk", author="Bob") as theirs,
    ):
        ours.edit(record, {"sharing": "private"})
        theirs.edit(record, {"sharing": "public"})
        export_file(theirs, tmp_path / "again.kmx")
        import_file(ours, tmp_path / "again.kmx")
    wrong = kmdesk("resolve", record, "--value", "sharing", "perhaps")
    assert wrong.code == 1
    assert "nothing was settled" in wrong.err
    assert kmdesk("resolve", record, "--both", "sharing").code == 1
    assert kmdesk("resolve", record, "--value", "sharing", "public").code == 3


def test_a_name_that_stands_for_two_people_is_asked_for_in_full(
    kmdesk: Kmdesk, tmp_path: Path
) -> None:
    swap = tmp_path / "swap.kmx"
    with (
        Collection.open(tmp_path / "ours.kmdesk", create=True, author="Ann Okafor") as ours,
        Collection.open(tmp_path / "theirs.kmdesk", create=True, author="Ann Bell") as theirs,
    ):
        [record] = ours.add([factory.lesson()]).ids
        export_file(ours, swap)
        import_file(theirs, swap)
        ours.edit(record, OURS)
        theirs.edit(record, THEIRS)
        export_file(theirs, swap)
        import_file(ours, swap)
    for arguments in (("--take", "why=ann"), ("--all-from", "Ann")):
        refused = kmdesk("resolve", record, *arguments)
        assert refused.code == 1
        assert "stands for" in refused.err
        assert "Ann Okafor (" in refused.err
        assert "Ann Bell (" in refused.err
        assert "Give the whole name" in refused.err
    assert "names none" in kmdesk("resolve", record, "--take", "why=Zoe").err
    assert len(kmdesk("conflicts", "--json").json) == 3
    assert kmdesk("resolve", record, "--take", "why=bell", "--json").json["values"] == {
        "why": "Their reason."
    }
    assert kmdesk("resolve", record, "--all-from", "Ann Okafor").code == 0
    assert kmdesk("show", record, "--json").json["statement"] == "Ours."


def test_a_disagreement_in_the_trash_is_marked_and_asks_nobody(kmdesk: Kmdesk, record: str) -> None:
    assert not any(one["trashed"] for one in kmdesk("conflicts", "--json").json)
    kmdesk("trash", record)
    outcome = kmdesk("conflicts", "--json")
    assert outcome.code == 0
    assert [one["trashed"] for one in outcome.json] == [True] * len(OURS)
    assert "(in the trash)" in kmdesk("conflicts").out
