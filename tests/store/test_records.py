"""Saving, editing, trash, restore, files, drafts: what a person does to one record."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kmdesk.base.errors import UserError
from kmdesk.models.ids import new_record_id
from kmdesk.store import revisions
from kmdesk.store.collection import LARGEST_ATTACHMENT, Collection
from kmdesk.store.views import Changes, Draft, Query
from tests.factory import DOCUMENTS, evidence_summary, lesson


def fields(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in ("kind", "id")}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_what_is_added_comes_back_and_can_be_added_elsewhere(
    collection: Collection, tmp_path: Path, kind: str
) -> None:
    [record] = collection.add([DOCUMENTS[kind]()]).ids
    shown = collection.get(record).document
    with Collection.open(tmp_path / "other.kmdesk", create=True) as other:
        other.add([shown])
        assert other.get(record).document == shown


def test_many_are_read_at_once_as_each_is_alone(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [collection.add([make()]).ids[0] for make in DOCUMENTS.values()]
    first = collection.get(ids[0])
    for title in ("Ours", "Theirs"):  # both from the same version: a conflict
        changed = {**fields(dict(first.document)), "title": title}
        collection.save(first.id, first.kind, changed, first.heads)
    collection.trash(ids[1:2])
    monkeypatch.setattr(revisions.chunks, "__defaults__", (2,))
    wanted = [*reversed(ids), new_record_id()]
    found = collection.get_all(wanted)
    assert found == {one: collection.get(one) for one in reversed(ids)}
    assert list(found) == list(reversed(ids))
    assert found[ids[0]].conflicts
    assert found[ids[1]].trashed
    assert collection.get_all([]) == {}


def test_one_bad_document_keeps_out_all(collection: Collection, path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(UserError, match=r"Record 2 of 2: “statment” is not a field.*“statement”"):
        collection.add([lesson(), lesson(statment="x")])
    assert path.read_bytes() == before
    assert collection.ids(Query()) == []


def test_a_save_that_changes_nothing_adds_no_version(collection: Collection) -> None:
    [record] = collection.add([lesson()]).ids
    view = collection.get(record)
    collection.save(record, view.kind, fields(dict(view.document)), view.heads)
    assert len(collection.history(record)) == 1


def test_the_first_save_of_a_new_record(collection: Collection) -> None:
    record = new_record_id()
    collection.save(record, "lesson", fields(lesson()), ())
    [only] = collection.history(record)
    assert (only.author, only.parents, only.current) == ("AP", (), True)


def test_a_save_from_an_old_view_overwrites_nothing_unseen(collection: Collection) -> None:
    [record] = collection.add([lesson(why="As it was")]).ids
    old = collection.get(record)
    collection.edit(record, {"statement": "What a colleague wrote meanwhile."})
    edited = {**fields(dict(old.document)), "why": "What I typed meanwhile."}
    collection.save(record, "lesson", edited, old.heads)
    view = collection.get(record)
    assert view.document["statement"] == "What a colleague wrote meanwhile."
    assert view.document["why"] == "What I typed meanwhile."
    assert view.conflicts == ()


def test_two_saves_of_the_same_field_wait_for_a_person(collection: Collection) -> None:
    [record] = collection.add([lesson()]).ids
    old = collection.get(record)
    collection.edit(record, {"statement": "Theirs"})
    collection.save(record, "lesson", {**fields(lesson()), "statement": "Mine"}, old.heads)
    [conflict] = collection.conflicts(record)
    assert {one.value for one in conflict.values} == {"Mine", "Theirs"}
    [mine] = [one.revision for one in conflict.values if one.value == "Mine"]
    collection.settle(record, {"statement": mine})
    assert collection.get(record).document["statement"] == "Mine"
    assert collection.conflicts() == []
    assert len(collection.get(record).heads) == 1


def test_history_runs_from_the_latest_to_the_first_whatever_the_clock(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    [record] = collection.add([lesson()]).ids
    for number, hour in enumerate((9, 3, 7)):
        moment = f"2020-01-01T{hour:02}:00:00.000000Z"
        monkeypatch.setattr("kmdesk.store.collection.clock.now", lambda moment=moment: moment)
        collection.edit(record, {"statement": f"Version {number}"})
    history = collection.history(record)
    assert [collection.at_revision(record, r.id).document["statement"] for r in history] == [
        "Version 2",
        "Version 1",
        "Version 0",
        lesson()["statement"],
    ]
    assert [r.current for r in history] == [True, False, False, False]


def test_restore_brings_back_and_keeps_all_history(collection: Collection) -> None:
    [record] = collection.add([evidence_summary()]).ids
    before = collection.get(record).document
    first = collection.history(record)[0].id
    collection.edit(record, {"findings": None, "title": "Something else"})
    collection.restore(record, first)
    assert collection.get(record).document == before
    assert len(collection.history(record)) == 3
    assert len(collection.search("tailored")) == 1


def test_the_trash_and_back(collection: Collection) -> None:
    one, other = collection.add([lesson(), lesson(title="Another")]).ids
    collection.trash([one])
    assert collection.ids(Query()) == [other]
    assert collection.ids(Query(trashed=True)) == [one]
    assert [hit.row.id for hit in collection.search("transport")] == [other]
    assert collection.counts().trash == 1
    collection.untrash([one])
    assert set(collection.ids(Query())) == {one, other}
    assert collection.trash([one]).ids == (one,)
    assert collection.trash([one]).ids == ()


@pytest.mark.parametrize(
    "ask",
    [
        lambda c, r: c.get(r),
        lambda c, r: c.edit(r, {}),
        lambda c, r: c.trash([r]),
        lambda c, r: c.untrash([r]),
        lambda c, r: c.history(r),
        lambda c, r: c.restore(r, "ab"),
        lambda c, r: c.settle(r, {}),
        lambda c, r: c.find_id(r),
        lambda c, r: c.attach(r, Path(__file__)),
    ],
)
def test_an_unknown_record_gets_one_sentence(
    collection: Collection, ask: Callable[[Collection, str], object]
) -> None:
    with pytest.raises(UserError, match="no record"):
        ask(collection, new_record_id())


def test_a_record_is_found_by_id_by_its_beginning_and_by_reference(collection: Collection) -> None:
    taken = ["7F3K" + "0" * 22, "7F3K" + "1" * 22, "ABCD" + "0" * 22]
    collection.add([lesson(id=taken[0]), evidence_summary(id=taken[1]), lesson(id=taken[2])])
    assert collection.find_id("LE-7F3K") == taken[0]
    assert collection.find_id("es-7f3k") == taken[1]
    assert collection.find_id("ABC") == taken[2]
    assert collection.find_id(taken[0]) == taken[0]
    with pytest.raises(UserError, match="stands for 2 records"):
        collection.find_id("7F3K")
    with pytest.raises(UserError, match="There is no record"):
        collection.find_id("RV-7F3K")


def test_an_attachment_is_kept_once_and_comes_back(collection: Collection, tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_bytes(b"the plan")
    one, other = collection.add([lesson(), lesson()]).ids
    for record in (one, other, one):
        collection.attach(record, file)
    [attached] = collection.get(one).document["attachments"]
    assert (attached["name"], attached["size"]) == ("plan.txt", 8)
    assert attached["media_type"] == "text/plain"
    assert collection.attachment(attached["id"]) == b"the plan"
    assert collection.check().attachments == 1


def test_a_file_too_large_is_not_attached(collection: Collection, tmp_path: Path) -> None:
    [record] = collection.add([lesson()]).ids
    file = tmp_path / "film.mp4"
    with file.open("wb") as opened:
        opened.truncate(LARGEST_ATTACHMENT + 1)
    with pytest.raises(UserError, match="larger than 50 MB"):
        collection.attach(record, file)
    assert len(collection.history(record)) == 1


def test_a_draft_is_kept_until_it_is_saved_or_dropped(collection: Collection, path: Path) -> None:
    [record] = collection.add([lesson()]).ids
    base = collection.get(record).heads
    draft = Draft(record, "lesson", base, {"title": "Half a ti"}, "2026-11-24", "AP")
    collection.put_draft(draft)
    collection.put_draft(draft)
    with Collection.open(path, read_only=True) as other:
        assert other.draft(record) == draft
    assert collection.counts().drafts == 1
    assert collection.ids(Query(need="drafts")) == [record]
    collection.save(record, "lesson", fields(lesson(title="A title")), base)
    assert collection.draft(record) is None
    collection.put_draft(draft)
    collection.drop_draft(record)
    assert collection.drafts() == []


def test_links_lead_back_and_tags_are_counted(collection: Collection) -> None:
    [target] = collection.add([lesson(tags=["falls"])]).ids
    link = {"record": target, "relation": "based-on"}
    [record] = collection.add([lesson(title="Later", links=[link], tags=["falls", "beds"])]).ids
    assert [row.id for row in collection.backlinks(target)] == [record]
    assert collection.tags() == {"beds": 1, "falls": 2}
    collection.edit(record, {"links": None, "tags": ["beds"]})
    assert collection.backlinks(target) == []
    assert collection.tags() == {"beds": 1, "falls": 1}


def test_every_change_is_told_once_after_it_is_durable(collection: Collection, path: Path) -> None:
    heard: list[Changes] = []

    def listen(changes: Changes) -> None:
        with Collection.open(path, read_only=True) as other:
            assert [other.get(record) for record in changes.ids]
        heard.append(changes)

    stop = collection.subscribe(listen)
    [record] = collection.add([lesson()]).ids
    stop()
    collection.trash([record])
    assert [(one.label, one.ids, one.kinds) for one in heard] == [
        ("Added", (record,), frozenset({"lesson"}))
    ]


def test_settings_are_remembered_and_forgotten(collection: Collection) -> None:
    collection.put_setting("peer:a", {"name": "JO"})
    collection.put_setting("peer:b", 2)
    assert collection.setting("peer:a") == {"name": "JO"}
    assert collection.settings("peer:") == {"a": {"name": "JO"}, "b": 2}
    collection.put_setting("peer:a", None)
    assert collection.setting("peer:a", "none") == "none"


class TestRestoringAPart:
    """A part of an earlier revision comes back, and nothing else changes."""

    def test_only_the_fields_named_change(self, collection: Collection) -> None:
        [record] = collection.add([evidence_summary()]).ids
        before = collection.get(record).document
        first = collection.history(record)[0].id
        collection.edit(record, {"findings": None, "title": "Something else", "asked": "More"})
        collection.restore(record, first[:12], ["findings"])
        now = collection.get(record).document
        assert now["findings"] == before["findings"]
        assert now["title"] == "Something else"
        assert now["asked"] == "More"
        assert collection.history(record)[0].parents == (collection.history(record)[1].id,)
        assert collection.restore(record, first, ["findings"]).ids == ()

    def test_a_field_that_was_not_there_goes(self, collection: Collection) -> None:
        [record] = collection.add([lesson()]).ids
        first = collection.history(record)[0].id
        collection.edit(record, {"why": "Exams", "context": "Spring"})
        collection.restore(record, first, ["why"])
        assert "why" not in collection.get(record).document
        assert collection.get(record).document["context"] == "Spring"

    def test_a_disagreement_on_another_part_is_not_settled_unseen(
        self, collection: Collection
    ) -> None:
        [record] = collection.add([lesson()]).ids
        view = collection.get(record)
        fields = {k: v for k, v in view.document.items() if k not in ("id", "kind")}
        for text in ("One", "Other"):
            collection.save(record, "lesson", {**fields, "statement": text}, view.heads)
        assert len(collection.conflicts(record)) == 1
        disputed = collection.conflicts(record)
        collection.edit(record, {"why": "Something else"})
        collection.restore(record, view.heads[0], ["why"])
        assert collection.get(record).document.get("why") == view.document.get("why")
        assert collection.conflicts(record) == disputed
        collection.restore(record, view.heads[0], ["statement"])
        assert not collection.conflicts(record)
        assert collection.get(record).document == view.document

    def test_a_merge_is_told_against_what_its_parents_amount_to(
        self, collection: Collection
    ) -> None:
        [record] = collection.add([lesson()]).ids
        view = collection.get(record)
        fields = {k: v for k, v in view.document.items() if k not in ("id", "kind")}
        collection.save(record, "lesson", {**fields, "why": "One"}, view.heads)
        collection.save(record, "lesson", {**fields, "context": "Other"}, view.heads)
        collection.edit(record, {"title": "Together"})
        merge = collection.history(record)[0]
        assert len(merge.parents) == 2
        assert collection.difference(record, merge.id).paths == ("title",)
        found = collection.difference(record, merge.id, merge.parents[0]).paths
        assert len(found) == 2
        assert found[0] == "title"
