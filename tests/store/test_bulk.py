"""Changes of many records at once, tags above all: one revision each, all or none, undone whole."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmdesk.base.errors import Cancelled, UserError
from kmdesk.base.progress import Progress
from kmdesk.store.collection import Collection
from kmdesk.store.views import Query
from tests.factory import evidence_summary, lesson
from tests.store.exchange import send

TAGS = st.sets(st.sampled_from(["a", "b", "B", "bé", "c/d", "=e", "f~g"]), max_size=4)


def tags_of(collection: Collection, record: str) -> list[str]:
    found: list[str] = collection.get(record).document.get("tags", [])
    return found


@settings(max_examples=25, deadline=None)
@given(sets=st.lists(TAGS, min_size=1, max_size=6), old=TAGS, new=st.sampled_from(["a", "z", ""]))
def test_renaming_merging_and_removing_do_what_a_plain_scan_does(
    tmp_path_factory: pytest.TempPathFactory, sets: list[set[str]], old: set[str], new: str
) -> None:
    path = tmp_path_factory.mktemp("tags") / "c.kmdesk"
    with Collection.open(path, create=True, author="AP") as collection:
        ids = collection.add([lesson(tags=sorted(tags)) for tags in sets]).ids
        collection.trash(ids[:1])
        histories = [len(collection.history(record)) for record in ids]
        done = collection.retag(sorted(old), new)
        wanted = [(had - old) | ({new} - {""} if had & old else set()) for had in sets]
        assert [set(tags_of(collection, record)) for record in ids] == wanted
        changed = [had != now for had, now in zip(sets, wanted, strict=True)]
        assert [len(collection.history(record)) for record in ids] == [
            before + more for before, more in zip(histories, changed, strict=True)
        ]
        assert not collection.check().problems
        collection.take_back_bulk(done)
        assert [set(tags_of(collection, record)) for record in ids] == sets


def test_undo_leaves_alone_what_somebody_changed_since(collection: Collection) -> None:
    one, two = collection.add([lesson(tags=["falls"]), lesson(tags=["falls", "beds"])]).ids
    done = collection.retag(["falls"], "falls prevention")
    collection.edit(one, {"tags": ["mine"]})
    collection.edit(two, {"why": "A change elsewhere in the record."})
    undone = collection.take_back_bulk(done)
    assert undone.changes.ids == (two,)
    assert tags_of(collection, one) == ["mine"]
    assert tags_of(collection, two) == ["beds", "falls"]
    assert collection.get(two).document["why"] == "A change elsewhere in the record."


def test_a_rename_and_a_colleagues_edit_both_stand(
    collection: Collection, theirs: Collection
) -> None:
    [record] = collection.add([lesson(tags=["falls", "beds"])]).ids
    send(collection, theirs, [record])
    collection.retag(["falls"], "falls prevention")
    theirs.edit(record, {"tags": ["falls", "night"], "why": "They meet it first."})
    send(theirs, collection, [record])
    send(collection, theirs, [record])
    for one in (collection, theirs):
        view = one.get(record)
        assert view.document["tags"] == ["falls prevention", "night"]
        assert view.document["why"] == "They meet it first."
        assert not view.conflicts


def test_two_colleagues_who_rename_a_tag_differently_get_both(
    collection: Collection, theirs: Collection
) -> None:
    [record] = collection.add([lesson(tags=["falls"])]).ids
    send(collection, theirs, [record])
    collection.retag(["falls"], "falls prevention")
    theirs.retag(["falls"], "Falls")
    send(theirs, collection, [record])
    assert tags_of(collection, record) == ["Falls", "falls prevention"]


def test_a_cancelled_rename_changes_nothing(collection: Collection) -> None:
    ids = collection.add([lesson(tags=["falls"]) for _ in range(600)]).ids
    progress = Progress()
    progress.report = lambda done, _total, _label: progress.cancel() if done else None
    with pytest.raises(Cancelled):
        collection.retag(["falls"], "x", progress)
    assert collection.all_tags() == {"falls": 600}
    assert len(collection.history(ids[0])) == 1


def test_a_tag_has_no_comma(collection: Collection) -> None:
    collection.add([lesson(tags=["falls"])])
    with pytest.raises(UserError, match="no comma"):
        collection.retag(["falls"], "falls, beds")
    assert collection.all_tags() == {"falls": 1}


def test_tags_are_given_and_taken(collection: Collection) -> None:
    ids = collection.add([lesson(tags=["a"]), lesson(tags=["b"]), lesson(tags=["c", "d"])]).ids
    done = collection.tag(ids, ["c, e "], ["a"])
    assert [tags_of(collection, record) for record in ids] == [
        ["c", "e"],
        ["b", "c", "e"],
        ["c", "d", "e"],
    ]
    collection.take_back_bulk(done)
    assert [tags_of(collection, record) for record in ids] == [["a"], ["b"], ["c", "d"]]


def test_a_status_is_given_to_those_that_may_have_it(collection: Collection) -> None:
    ours, checked_by_another, other = collection.add(
        [
            evidence_summary(),
            evidence_summary(checked_by="James Osei"),
            lesson(),
        ]
    ).ids
    done = collection.set_status([ours, checked_by_another, other], "final")
    assert done.changes.ids == (checked_by_another,)
    assert "AP wrote it" in done.refused[ours]
    assert "no status of lessons" in done.refused[other]
    collection.author = "Ruth Sandhu"
    done = collection.set_status([ours], "final")
    assert collection.get(ours).document["checked_by"] == "Ruth Sandhu"
    collection.take_back_bulk(done)
    document = collection.get(ours).document
    assert (document["status"], document.get("checked_by")) == ("draft", None)


def test_review_days_and_the_trash_for_many(collection: Collection) -> None:
    ids = collection.add([lesson(), lesson()]).ids
    collection.set_review_by(ids, dt.date(2031, 5, 1))
    assert [collection.get(i).document["review_by"] for i in ids] == ["2031-05-01"] * 2
    done = collection.set_trashed(ids, True)
    assert collection.ids(Query()) == []
    collection.take_back_bulk(done)
    assert len(collection.ids(Query())) == 2


def test_one_unknown_record_keeps_out_all(collection: Collection) -> None:
    [record] = collection.add([lesson()]).ids
    with pytest.raises(UserError, match="There is no record"):
        collection.tag([record, "0" * 26], ["x"])
    assert tags_of(collection, record) == lesson().get("tags", [])


def test_links_are_told_where_they_lead_with_their_relation(collection: Collection) -> None:
    [target] = collection.add([evidence_summary()]).ids
    link = {"id": "l1", "record": target, "relation": "supports"}
    [by_link, by_field] = collection.add(
        [lesson(title="By link", links=[link]), lesson(title="By field", came_from=target)]
    ).ids
    collection.trash([by_field])
    found = {one.row.id: one for one in collection.linked_from(target)}
    assert (found[by_link].relation, found[by_link].row.trashed) == ("supports", False)
    assert (found[by_field].path, found[by_field].row.trashed) == ("came_from", True)


def test_files_are_kept_before_a_record_names_them(collection: Collection, tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text("the plan")
    kept = collection.keep_file(file)
    assert (kept.name, kept.media_type, kept.size) == ("plan.txt", "text/plain", 8)
    assert collection.attachment(kept.id) == b"the plan"
    assert collection.keep_bytes("../../x/plan2.txt", b"the plan").name == "plan2.txt"
    assert collection.check().attachments == 1
    file.unlink()
    with pytest.raises(UserError, match="cannot be read"):
        collection.keep_file(file)
    with pytest.raises(UserError, match="is a folder"):
        collection.keep_file(tmp_path)
