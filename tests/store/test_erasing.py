"""What is erased for good is in no revision, draft, index, file or byte, and does not come back."""

import shutil
import sqlite3
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from kmdesk.base.errors import UserError
from kmdesk.base.progress import Progress
from kmdesk.store import sqlite
from kmdesk.store.collection import Collection
from kmdesk.store.database import NOT_CLEANED
from kmdesk.store.erasing import ERASED
from kmdesk.store.views import Draft, ExchangeView, Query, Wish
from tests.factory import case_study, evidence_summary, lesson
from tests.store.exchange import send

QUOTE = {"id": "q1", "text": "Xylophone words", "name": "Zebedee", "consent": "public-named"}
WHY = "Asked for on 20 November"
MARKS = ("xylophon", "zebede", "quokka", "wombat", "narwhal", "axolotl", "okapi", "pangolin")
"""Beginnings of words that nobody else writes, as terms of the index have them."""


def bytes_of(path: Path) -> bytes:
    """Return all that lies on the disk of a collection, in lower case."""
    beside = [path, *path.parent.glob(f"{path.name}-*")]
    return b"\n".join(one.read_bytes() for one in beside).lower()


def marks_in(path: Path) -> list[str]:
    found = bytes_of(path)
    return [mark for mark in MARKS if mark.encode() in found]


def quoted(collection: Collection) -> str:
    """Return a case study in which somebody was quoted, and then was not any more."""
    [record] = collection.add([case_study(quotes=[QUOTE])]).ids
    collection.edit(record, {"title": "Another title"})
    return record


def test_no_byte_of_what_was_erased_is_left(collection: Collection, tmp_path: Path) -> None:
    everywhere = evidence_summary(
        title="Quokka falls",
        bottom_line="Wombats fall rarely.",
        findings=[{"id": "f1", "text": "Narwhals never fall, says one (2020)."}],
        tags=["axolotl"],
    )
    [doomed] = collection.add([everywhere]).ids
    file = tmp_path / "pangolin.txt"
    file.write_text("okapi " * 3_000)
    collection.attach(doomed, file)
    record = quoted(collection)
    for number in range(30):
        collection.edit(doomed, {"bottom_line": f"Wombats, narwhals and okapis {number}."})
        collection.edit(record, {"challenge": f"Challenge {number}"})
    fields = {k: v for k, v in collection.get(doomed).document.items() if k not in ("kind", "id")}
    base = collection.get(doomed).heads
    collection.put_draft(Draft(doomed, "evidence-summary", base, {**fields, "title": "Okapi?"}))
    assert collection.search("axolotl")
    assert set(marks_in(collection.path)) == set(MARKS)

    collection.erase([Wish(doomed), Wish(record, ("quotes/q1",))], WHY)

    assert marks_in(collection.path) == []
    assert collection.rows([doomed]) == []
    assert collection.drafts() == []
    assert "quotes" not in collection.get(record).document
    assert collection.get(record).document["challenge"] == "Challenge 29"
    assert collection.completions("wom", 3)[1] == []
    assert collection.check().problems == ()
    assert collection.notices == ()
    collection.edit(record, {"title": "Later work"})
    assert marks_in(collection.path) == []


def test_a_word_that_others_use_is_found_still(collection: Collection) -> None:
    keep, go = collection.add([lesson(title="Wombat care"), lesson(title="Wombat cares")]).ids
    collection.erase([Wish(go)], WHY)
    assert [hit.row.id for hit in collection.search("wombat")] == [keep]
    assert b"wombat cares" not in bytes_of(collection.path)
    assert collection.ids(Query()) == [keep]


def test_a_word_of_hundreds_is_completed_again_once_a_record_with_it_is_saved(
    collection: Collection,
) -> None:
    [oldest] = collection.add([lesson(statement="Xylophones")]).ids
    collection.add([lesson(statement="A xylophone") for _ in range(500)])
    [doomed] = collection.add([lesson(statement="xylophones")]).ids
    collection.erase([Wish(doomed, ("statement",))], WHY)
    assert [hit.row.id for hit in collection.search("xylophones")].count(doomed) == 0
    collection.edit(oldest, {"title": "Saved again"})
    assert "xylophones" in collection.completions("xyloph", 6)[1]


def test_the_note_says_who_what_when_and_why(collection: Collection) -> None:
    record = quoted(collection)
    collection.erase([Wish(record, ("quotes/q1",))], WHY)
    [note] = collection.erasures()
    assert (note.record, note.paths, note.author, note.reason) == (
        record,
        ("quotes/q1",),
        "AP",
        WHY,
    )
    history = collection.history(record)
    assert [bool(one.erased) for one in history] == [False, True, True]
    assert f"by AP: {WHY}" in history[1].erased
    with pytest.raises(UserError, match=WHY):
        collection.restore(record, history[1].id)
    with pytest.raises(UserError, match=WHY):
        collection.at_revision(record, history[2].id)
    with pytest.raises(UserError, match=WHY):
        collection.difference(record, history[0].id)


def test_what_stands_today_may_stay_while_the_past_goes(collection: Collection) -> None:
    [record] = collection.add([lesson(title="Quokka", statement="Quokka said so.")]).ids
    collection.edit(record, {"title": "A title", "statement": "It was said."})
    collection.erase([Wish(record, ("title", "statement"), keep=True)], WHY)
    document = collection.get(record).document
    assert (document["title"], document["statement"]) == ("A title", "It was said.")
    assert marks_in(collection.path) == []


def test_words_are_cut_out_of_a_text_that_stays(collection: Collection) -> None:
    statement = "Ask Zebedee first. ZEBEDEE knows; so does Ann."
    [record] = collection.add([lesson(statement=statement)]).ids
    collection.erase([Wish(record, ("statement",), cut="zebedee")], WHY)
    document = collection.get(record).document
    assert document["statement"] == "Ask [erased] first. [erased] knows; so does Ann."
    assert marks_in(collection.path) == []


def test_a_title_that_was_erased_leaves_a_record_that_can_be_changed(
    collection: Collection,
) -> None:
    [record] = collection.add([lesson(title="Quokka")]).ids
    collection.erase([Wish(record, ("title",))], WHY)
    assert collection.get(record).title == "(no title)"
    collection.edit(record, {"why": "Because."})
    collection.edit(record, {"title": "Named again"})
    assert collection.get(record).title == "Named again"
    assert collection.check().problems == ()


def test_whoever_knows_of_an_erasure_may_write_there_again(collection: Collection) -> None:
    record = quoted(collection)
    collection.erase([Wish(record, ("quotes/q1",))], WHY)
    collection.edit(record, {"quotes": [{**QUOTE, "text": "With consent, anew"}]})
    assert collection.get(record).document["quotes"][0]["text"] == "With consent, anew"
    assert collection.check().problems == ()


@pytest.mark.parametrize(
    ("wish", "why", "said"),
    [
        (("tags",), WHY, "headers"),
        (("tags/=falls",), WHY, "headers"),
        (("trashed",), WHY, "nobody's words"),
        (("quotes/q1/position",), WHY, "nobody's words"),
        (("quotes/q9",), WHY, "never held"),
        (("quotes/q1",), " ", "Say why"),
        (("quotes/q1",), "zebedee asked", "repeats"),
        (("quotes/q1",), "x" * 501, "longer"),
    ],
)
def test_what_cannot_be_erased_is_refused_in_a_sentence(
    collection: Collection, wish: tuple[str, ...], why: str, said: str
) -> None:
    [record] = collection.add([case_study(quotes=[QUOTE], tags=["falls"])]).ids
    before = collection.get(record)
    with pytest.raises(UserError, match=said):
        collection.erase([Wish(record, wish)], why)
    assert collection.get(record) == before
    assert collection.erasures() == []


def test_sets_of_given_choices_go_with_the_item_they_stand_in(collection: Collection) -> None:
    [record] = collection.add([evidence_summary()]).ids
    item = collection.get(record).document["findings"][1]
    assert item["reasons_down"]
    collection.erase([Wish(record, (f"findings/{item['id']}",))], WHY)
    assert len(collection.get(record).document["findings"]) == 1


def disagreeing(ours: Collection, theirs: Collection) -> str:
    """Return a record whose challenge two people wrote differently; both have both."""
    record = quoted(ours)
    send(ours, theirs, [record])
    ours.edit(record, {"challenge": "Ours of the challenge"})
    theirs.edit(record, {"challenge": "Theirs of the challenge"})
    send(theirs, ours, [record])
    send(ours, theirs, [record])
    return record


def disputed(person: Collection) -> dict[str, dict[Any, str]]:
    """Return what waits for a person, by path: each value and who wrote it."""
    return {c.path: {one.value: one.author for one in c.values} for c in person.conflicts()}


def swap_all(people: Sequence[Collection], records: Sequence[str]) -> None:
    """Give everybody all, twice, so that what was taken out on the way goes round."""
    for giver, taker in [*permutations(people, 2)] * 2:
        send(giver, taker, records, with_history=True)


@pytest.mark.parametrize(
    ("wish", "stays"),
    [
        ({"paths": ("quotes/q1",)}, []),
        ({"paths": ("quotes/q1/text",), "cut": "xylophone"}, [f"{ERASED} words"]),
        ({"paths": ("quotes/q1/text",), "keep": True}, ["Xylophone words"]),
    ],
)
def test_a_disagreement_on_another_part_stays_open(
    collection: Collection, theirs: Collection, wish: dict[str, Any], stays: list[str]
) -> None:
    record = disagreeing(collection, theirs)
    before = disputed(collection)
    assert list(before) == ["challenge"]
    collection.erase([Wish(record, **wish)], WHY)
    for person in (collection, theirs):
        swap_all((collection, theirs), [record])
        assert disputed(person) == before
        quotes = person.get(record).document.get("quotes", [])
        assert [one.get("text") for one in quotes] == stays
        assert ("xylophon" in marks_in(person.path)) == ("keep" in wish)
        assert person.check().problems == ()


def test_what_is_written_anew_beside_an_open_disagreement_is_kept(
    collection: Collection, theirs: Collection
) -> None:
    record = disagreeing(collection, theirs)
    collection.erase([Wish(record, ("quotes",))], WHY)
    swap_all((collection, theirs), [record])
    for person, words in ((collection, "Ours anew"), (theirs, "Theirs anew")):
        quotes = person.get(record).document.get("quotes", [])
        person.edit(record, {"quotes": [*quotes, {"text": words}]})
        assert words in str(person.get(record).document["quotes"])
        assert list(disputed(person)) == ["challenge"]
    swap_all((collection, theirs), [record])
    for person in (collection, theirs):
        texts = {one["text"] for one in person.get(record).document["quotes"]}
        assert texts == {"Ours anew", "Theirs anew"}
        assert list(disputed(person)) == ["challenge"]
    collection.settle(record, {})
    swap_all((collection, theirs), [record])
    for person in (collection, theirs):
        assert person.conflicts() == []
        texts = {one["text"] for one in person.get(record).document["quotes"]}
        assert texts == {"Ours anew", "Theirs anew"}


def test_two_who_erase_the_same_beside_a_disagreement_settle_before_they_write_there(
    collection: Collection, theirs: Collection
) -> None:
    record = disagreeing(collection, theirs)
    for person in (collection, theirs):
        person.erase([Wish(record, ("quotes",))], WHY)
    swap_all((collection, theirs), [record])
    for person in (collection, theirs):
        assert list(disputed(person)) == ["challenge"]
        assert "quotes" not in person.get(record).document
    with pytest.raises(UserError, match=r"nothing was saved\. Settle"):
        collection.edit(record, {"quotes": [{"text": "Anew"}]})
    collection.settle(record, {})
    collection.edit(record, {"quotes": [{"text": "Anew"}]})
    assert [one["text"] for one in collection.get(record).document["quotes"]] == ["Anew"]


def test_a_file_goes_with_the_record_unless_another_has_it(
    collection: Collection, tmp_path: Path
) -> None:
    one, other = collection.add([lesson(), lesson(title="Other")]).ids
    file = tmp_path / "a.txt"
    file.write_text("pangolin")
    for record in (one, other):
        collection.attach(record, file)
    [item] = collection.get(one).document["attachments"]
    assert collection.would_erase(Wish(one, ("attachments",))).files == ("a.txt",)
    collection.erase([Wish(one, (f"attachments/{item['id']}",))], WHY)
    assert "attachments" not in collection.get(one).document
    assert collection.attachment(item["id"]) == b"pangolin"
    collection.erase([Wish(other)], WHY)
    with pytest.raises(UserError):
        collection.attachment(item["id"])
    assert marks_in(collection.path) == []


def test_words_are_found_wherever_they_are_and_taken_from_there(collection: Collection) -> None:
    one, other, third = collection.add(
        [
            lesson(statement="Zebedée was there."),
            lesson(title="Other", why="Zebedee again"),
            lesson(title="Third", tags=["zebedee"]),
        ]
    ).ids
    collection.edit(other, {"why": "Another reason"})
    base = collection.get(third).heads
    collection.put_draft(Draft(third, "lesson", base, {"title": "Zebedee?"}))
    collection.put_setting("searches", {"Zebedee": {"text": "a"}, "x": {"text": "b"}})
    collection.log_exchange(ExchangeView(0, "out", "2026-01-01T00:00:00.000000Z", "zebedee.kmx"))
    found = collection.occurrences("zebedee")
    assert {(f.place, f.record, f.path) for f in found} == {
        ("text", one, "statement"),
        ("earlier", other, "why"),
        ("tag", third, "tags/=zebedee"),
        ("draft", third, ""),
        ("setting", "", "searches"),
        ("log", "", "1"),
    }
    wishes = [
        Wish(one, ("statement",), cut="zebedee"),
        Wish(other, ("why",), keep=True),
        Wish(third),
    ]
    collection.erase(wishes, WHY, found, "zebedee")
    assert collection.occurrences("zebedee") == []
    assert marks_in(collection.path) == []
    assert collection.get(one).document["statement"] == "[erased] was there."
    assert collection.get(other).document["why"] == "Another reason"
    assert collection.setting("searches") == {"x": {"text": "b"}}


def test_what_is_typed_into_an_old_page_does_not_bring_it_back(collection: Collection) -> None:
    record = quoted(collection)
    page = collection.get(record)
    fields = {k: v for k, v in page.document.items() if k not in ("kind", "id")}
    collection.put_draft(Draft(record, "case-study", page.heads, {**fields, "challenge": "New"}))
    collection.erase([Wish(record, ("quotes/q1",))], WHY)
    draft = collection.draft(record)
    assert draft is not None
    assert draft.base == collection.get(record).heads
    assert (draft.fields["challenge"], draft.fields["quotes"]) == ("New", [])
    collection.save(record, "case-study", {**fields, "challenge": "Newer"}, page.heads)
    assert collection.get(record).document["challenge"] == "Newer"
    assert "quotes" not in collection.get(record).document
    assert marks_in(collection.path) == []


def typed_into(collection: Collection, record: str, **typed: str) -> Draft:
    """Return what somebody typed who has a record on the page."""
    page = collection.get(record)
    fields = {k: v for k, v in page.document.items() if k not in ("kind", "id")}
    return Draft(record, "case-study", page.heads, {**fields, **typed})


@pytest.mark.parametrize("who", ["here", "elsewhere"])
@pytest.mark.parametrize(
    ("wish", "stays"),
    [
        ({"paths": ("quotes/q1",)}, []),
        ({"paths": ("quotes/q1/text",), "cut": "xylophone"}, [f"{ERASED} words"]),
        ({"paths": ("quotes/q1/text",), "keep": True}, ["Xylophone words"]),
    ],
)
def test_what_was_typed_beside_a_disagreement_is_kept(
    collection: Collection, theirs: Collection, wish: dict[str, Any], stays: list[str], who: str
) -> None:
    record = disagreeing(collection, theirs)
    collection.put_draft(typed_into(collection, record, purpose="Typed"))
    eraser = collection if who == "here" else theirs
    eraser.erase([Wish(record, **wish)], WHY)
    if who == "elsewhere":
        send(theirs, collection, [record], with_history=True)
    draft = collection.draft(record)
    assert draft is not None
    assert [one.get("text") for one in draft.fields.get("quotes", [])] == stays
    collection.save(record, "case-study", draft.fields, draft.base)
    saved = collection.get(record).document
    assert saved["purpose"] == "Typed"
    assert [one.get("text") for one in saved.get("quotes", [])] == stays
    assert [one.path for one in collection.conflicts()] == ["challenge"]
    assert collection.check().problems == ()


@pytest.mark.parametrize("who", ["here", "elsewhere"])
def test_what_was_typed_before_others_changed_and_erased_is_kept(
    collection: Collection, theirs: Collection, who: str
) -> None:
    record = quoted(collection)
    send(collection, theirs, [record], with_history=True)
    collection.put_draft(typed_into(collection, record, purpose="Typed"))
    theirs.edit(record, {"challenge": "Theirs"})
    collection.edit(record, {"organisation": "Ours"})
    if who == "here":
        send(theirs, collection, [record])
        collection.erase([Wish(record, ("quotes/q1",))], WHY)
    else:
        send(collection, theirs, [record])
        theirs.erase([Wish(record, ("quotes/q1",))], WHY)
        send(theirs, collection, [record])
    draft = collection.draft(record)
    assert draft is not None
    assert draft.fields["purpose"] == "Typed"
    collection.save(record, "case-study", draft.fields, draft.base)
    swap_all((collection, theirs), [record])
    for person in (collection, theirs):
        shown = person.get(record).document
        assert (shown["purpose"], shown["challenge"]) == ("Typed", "Theirs")
        assert shown["organisation"] == "Ours"
        assert "quotes" not in shown
        assert person.conflicts() == []
        assert person.check().problems == ()
        assert marks_in(person.path) == []


def test_what_is_typed_into_a_page_older_than_that_stays_a_draft(
    collection: Collection, theirs: Collection
) -> None:
    record = quoted(collection)
    send(collection, theirs, [record])
    page = typed_into(collection, record, purpose="Typed")
    theirs.edit(record, {"challenge": "Theirs"})
    theirs.erase([Wish(record, ("quotes/q1",))], WHY)
    send(theirs, collection, [record])
    collection.put_draft(page)
    with pytest.raises(UserError, match="copy over what you typed"):
        collection.save(record, "case-study", page.fields, page.base)
    draft = collection.draft(record)
    assert draft is not None
    assert draft.fields["purpose"] == "Typed"
    assert marks_in(collection.path) == []


def test_a_draft_of_what_is_in_the_trash_keeps_its_words_and_leaves_it_there(
    collection: Collection,
) -> None:
    record = quoted(collection)
    collection.put_draft(typed_into(collection, record, purpose="Typed"))
    collection.trash([record])
    collection.erase([Wish(record, ("quotes/q1",))], WHY)
    assert collection.ids(Query(trashed=True)) == [record]
    draft = collection.draft(record)
    assert draft is not None
    assert (draft.fields["purpose"], draft.fields["quotes"]) == ("Typed", [])
    assert marks_in(collection.path) == []


def test_an_old_page_is_saved_over_two_erasures(collection: Collection) -> None:
    record = quoted(collection)
    collection.edit(record, {"challenge": "Quokka, wombat and owl"})
    page = typed_into(collection, record, purpose="Typed")
    collection.erase([Wish(record, ("quotes/q1",))], WHY)
    collection.erase([Wish(record, ("challenge",), cut="quokka")], WHY)
    collection.erase([Wish(record, ("challenge",), cut="wombat")], WHY)
    collection.save(record, "case-study", page.fields, page.base)
    shown = collection.get(record)
    assert (shown.document["purpose"], len(shown.heads)) == ("Typed", 1)
    assert shown.document["challenge"] == f"{ERASED}, {ERASED} and owl"
    assert collection.conflicts() == []
    assert marks_in(collection.path) == []


def test_a_draft_of_an_old_page_does_not_bring_it_back(collection: Collection) -> None:
    record = quoted(collection)
    page = typed_into(collection, record, challenge="New")
    collection.erase([Wish(record, ("quotes/q1",))], WHY)
    collection.put_draft(page)
    assert marks_in(collection.path) == []
    draft = collection.draft(record)
    assert draft is not None
    assert (draft.base, draft.fields["challenge"]) == (collection.get(record).heads, "New")
    collection.erase([Wish(record)], WHY)
    with pytest.raises(UserError, match="cannot come back"):
        collection.put_draft(page)
    assert marks_in(collection.path) == []
    assert collection.drafts() == []


def test_an_erased_record_cannot_be_added_again(collection: Collection) -> None:
    record = quoted(collection)
    collection.erase([Wish(record)], WHY)
    with pytest.raises(UserError, match=WHY):
        collection.add([lesson(id=record)])


def test_colleagues_follow_and_older_files_do_not_bring_it_back(
    collection: Collection, theirs: Collection
) -> None:
    record = quoted(collection)
    [other] = collection.add([lesson(title="Quokka")]).ids
    send(collection, theirs, [record, other], with_history=True)
    old = collection.outgoing([record, other], with_history=True)
    theirs.edit(record, {"challenge": "Changed by JO, who had not heard of it"})
    collection.erase([Wish(record, ("quotes/q1",)), Wish(other)], WHY)
    send(collection, theirs, [record])
    assert marks_in(theirs.path) == []
    assert theirs.rows([other]) == []
    assert theirs.get(record).document["challenge"] == "Changed by JO, who had not heard of it"
    assert [e.reason for e in theirs.erasures()] == [WHY, WHY]
    assert all(one.readable or one.erased for one in theirs.history(record))
    entry = ExchangeView(0, "in", "2026-01-01T00:00:00.000000Z", "old.kmx", "PEER", "Peer")
    number, changes = theirs.add_bundle(old, [], entry, Progress())
    assert (number, changes.ids) == (0, ())
    assert marks_in(theirs.path) == []
    send(theirs, collection, [record], with_history=True)
    assert theirs.get(record) == collection.get(record)
    assert theirs.history(record) == collection.history(record)
    for one in (collection, theirs):
        assert one.check().problems == ()
        assert one.conflicts() == []


def test_a_backup_brings_nothing_back_and_is_named(collection: Collection, tmp_path: Path) -> None:
    record, [other] = quoted(collection), collection.add([lesson(title="Quokka")]).ids
    saved = collection.backup()
    elsewhere = collection.backup(tmp_path / "elsewhere" / "copy.kmdesk")
    collection.erase([Wish(record, ("quotes/q1",)), Wish(other)], WHY)
    clean = collection.backup(saved.with_name("clean.kmdesk"))
    assert collection.backups_holding([record], folder=elsewhere.parent) == [saved, elsewhere]
    assert collection.backups_holding([other]) == [saved]
    assert clean not in collection.backups_holding([record, other])
    assert collection.recover(saved).ids == ()
    assert marks_in(collection.path) == []
    assert collection.rows([other]) == []


def test_a_damaged_file_is_recovered_with_its_erasures(
    collection: Collection, theirs: Collection, tmp_path: Path
) -> None:
    record = quoted(collection)
    collection.backup(tmp_path / "older.kmdesk")
    collection.erase([Wish(record, ("quotes/q1",))], WHY)
    newer = collection.backup(tmp_path / "newer.kmdesk")
    theirs.recover(newer)
    theirs.recover(tmp_path / "older.kmdesk")
    assert [one.reason for one in theirs.erasures()] == [WHY]
    assert marks_in(theirs.path) == []
    assert theirs.check().problems == ()


def test_taking_an_import_back_does_not_bring_the_words_back(
    collection: Collection, theirs: Collection
) -> None:
    record = quoted(collection)
    send(collection, theirs, [record], with_history=True)
    [other] = collection.add([lesson()]).ids
    collection.erase([Wish(record, ("quotes/q1",))], WHY)
    send(collection, theirs, [record, other])
    number = theirs.exchanges()[0].number
    changes = theirs.take_back([number])
    assert (changes.ids, changes.kept) == ((other,), (record,))
    assert "quotes" not in theirs.get(record).document
    assert marks_in(theirs.path) == []
    assert theirs.check().problems == ()


def test_what_could_not_be_cleaned_is_cleaned_at_the_next_opening(
    path: Path, empty_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copyfile(empty_file, path)
    with Collection.open(path) as collection:
        record = quoted(collection)
        with monkeypatch.context() as broken:

            def refuse(_engine: object) -> None:
                raise sqlite3.OperationalError("database or disk is full")

            broken.setattr(sqlite, "scrub", refuse)
            collection.erase([Wish(record, ("quotes/q1",))], WHY)
        assert NOT_CLEANED in collection.notices
    with Collection.open(path) as again:
        assert again.setting("scrub") is None
        assert marks_in(path) == []
