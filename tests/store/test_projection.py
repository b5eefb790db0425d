"""Lists, links, tags and search are always what the revisions amount to."""

import contextlib
import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kmdesk.base.errors import UserError
from kmdesk.exchange import export_file, import_file, undo_import
from kmdesk.models.ids import new_record_id
from kmdesk.store.collection import Collection
from kmdesk.store.views import FileText, Query
from tests.factory import DOCUMENTS, lesson, review

WORDS = ("falls", "limits", "café", "board", "night-shift", "o'brien", "10.1000/x1")
words = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)


def rows(path: Path) -> dict[str, list[Any]]:
    """Return every row of the projection, without the numbers of records."""
    with closing(sqlite3.connect(path)) as connection:
        columns = [r[1] for r in connection.execute("PRAGMA table_info(record)")]
        named = ", ".join(name for name in columns if name != "number")
        queries = {
            "record": f"SELECT {named} FROM record ORDER BY id",
            "tag": "SELECT * FROM tag ORDER BY tag, record",
            "link": "SELECT * FROM link ORDER BY target, record, path",
            "recommendation": "SELECT * FROM recommendation ORDER BY record, item",
            "head": "SELECT id, head FROM revision ORDER BY id",
            "file": "SELECT * FROM file ORDER BY sha256, record",
            "file_text": "SELECT * FROM file_text ORDER BY sha256",
            "search": "SELECT record.id, search.words, search.facts, search.attached FROM search "
            "JOIN record ON record.number = search.rowid ORDER BY record.id",
        }
        return {name: connection.execute(query).fetchall() for name, query in queries.items()}


def forms(path: Path) -> set[Any]:
    """Return the words that the beginnings of words are looked up in; old ones may stay."""
    with closing(sqlite3.connect(path)) as connection:
        return set(connection.execute("SELECT form, term FROM search_word"))


class Desk(RuleBasedStateMachine):
    """A person and a colleague at work on two collections."""

    @initialize()
    def open(self) -> None:
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "ours.kmdesk"
        self.ours = Collection.open(self.path, create=True, author="AP")
        self.theirs = Collection.open(self.path.with_name("theirs.kmdesk"), create=True)
        self.ids: list[str] = []
        self.known: dict[str, str] = {}

    def teardown(self) -> None:
        if hasattr(self, "ours"):
            self.ours.close()
            self.theirs.close()
            self.folder.cleanup()

    def pick(self, number: int) -> str:
        return self.ids[number % len(self.ids)]

    @rule(text=words, tags=st.sets(st.sampled_from(WORDS), max_size=2))
    def add(self, text: str, tags: set[str]) -> None:
        record = new_record_id()
        link = [{"record": self.ids[-1]}] if self.ids else []
        self.ours.add([lesson(id=record, statement=text, tags=sorted(tags), links=link)])
        self.ids.append(record)

    @precondition(lambda self: self.ids)
    @rule(number=st.integers(0, 9), text=words, title=words, tags=st.sampled_from(WORDS))
    def edit(self, number: int, text: str, title: str, tags: str) -> None:
        patch = {"statement": text, "title": f"T {title}", "tags": [tags], "links": None}
        self.ours.edit(self.pick(number), patch)

    @rule(text=words, due=st.sampled_from(("2026-12-01", "")))
    def add_review(self, text: str, due: str) -> None:
        advice = [{"id": "a", "text": text or "x", **({"due": due} if due else {})}]
        self.ours.add([review(summary=text, questions=[], recommendations=advice)])

    @rule(
        state=st.sampled_from(("open", "done")), due=st.sampled_from(("2026-12-01", "2027-01-01"))
    )
    def follow_up(self, state: str, due: str) -> None:
        for record in self.ours.ids(Query(kind="review"))[:1]:
            advice = [{"id": "a", "text": "Book transport", "due": due, "state": state}]
            self.ours.edit(record, {"recommendations": advice})

    @precondition(lambda self: self.ids)
    @rule(number=st.integers(0, 9), text=words)
    def attach(self, number: int, text: str) -> None:
        file = self.path.with_name("notes.txt")
        file.write_text(f"file {text}")
        self.ours.attach(self.pick(number), file)

    @precondition(lambda self: self.ids)
    @rule(number=st.integers(0, 9))
    def detach(self, number: int) -> None:
        self.ours.edit(self.pick(number), {"attachments": None})

    @rule(most=st.integers(1, 3))
    def read_files(self, most: int) -> None:
        for one in self.ours.unread_files(1)[:most]:
            text = self.ours.attachment(one.sha256).decode()
            fault = "cannot be read" if "board" in text else ""
            self.known[one.sha256] = "" if fault else text
            self.ours.put_file_text(one.sha256, FileText(1, self.known[one.sha256], fault))

    @precondition(lambda self: self.ids)
    @rule(number=st.integers(0, 9))
    def trash(self, number: int) -> None:
        self.ours.trash([self.pick(number)])

    @precondition(lambda self: self.ids)
    @rule(number=st.integers(0, 9))
    def untrash(self, number: int) -> None:
        self.ours.untrash([self.pick(number)])

    @precondition(lambda self: self.ids)
    @rule(number=st.integers(0, 9), version=st.integers(0, 9))
    def restore(self, number: int, version: int) -> None:
        record = self.pick(number)
        history = self.ours.history(record)
        chosen = history[version % len(history)]
        if chosen.readable:
            self.ours.restore(record, chosen.id)

    @precondition(lambda self: self.ids)
    @rule(number=st.integers(0, 9), text=words)
    def colleague_edits_and_sends(self, number: int, text: str) -> None:
        record, file = self.pick(number), self.path.with_name("swap.kmx")
        export_file(self.ours, file, [record])
        import_file(self.theirs, file)
        self.theirs.edit(record, {"statement": f"{text} theirs", "tags": ["theirs"]})
        self.ours.edit(record, {"statement": f"{text} ours"})
        export_file(self.theirs, file, [record])
        import_file(self.ours, file)

    @precondition(lambda self: self.ids)
    @rule(number=st.integers(0, 9))
    def settle(self, number: int) -> None:
        record = self.pick(number)
        self.ours.settle(record, {})
        assert self.ours.conflicts(record) == []

    @rule()
    def undo_the_last_import(self) -> None:
        done = [e.number for e in self.ours.exchanges() if e.direction == "in" and not e.undone]
        if done:
            with contextlib.suppress(UserError):  # somebody built on it, so it stays
                undo_import(self.ours, done[0])

    @invariant()
    def search_is_a_plain_scan(self) -> None:
        if not hasattr(self, "ours"):
            return
        shown = {r: self.ours.get(r).document for r in self.ours.ids(Query())}
        for word in ("fall", "limits", "cafe", "theirs", "night", "file"):
            found = {hit.row.id for hit in self.ours.search(word, limit=1_000)}
            assert found == {r for r, d in shown.items() if _holds(d, word, self.known)}
        for tag in ("falls", "theirs", "night-shift"):
            found = {hit.row.id for hit in self.ours.search(f"tag:{tag} -board", limit=1_000)}
            assert found == {
                r
                for r, document in shown.items()
                if tag in document.get("tags", []) and not _holds(document, "board", self.known)
            }
        disputed = {conflict.id for conflict in self.ours.conflicts() if conflict.id in shown}
        assert {h.row.id for h in self.ours.search("has:conflict", limit=1_000)} == disputed
        trash = self.ours.page(Query(text="falls OR -falls", trashed=True), limit=1_000)
        assert {hit.row.id for hit in trash.hits} == set(self.ours.ids(Query(trashed=True)))
        latest = [hit.row.updated for hit in self.ours.search("-xylophone", limit=1_000)]
        assert latest == sorted(latest, reverse=True)

    @invariant()
    def a_rebuild_changes_no_row(self) -> None:
        if not hasattr(self, "ours"):
            return
        before, words = rows(self.path), forms(self.path)
        report = self.ours.check()
        assert report.problems == ()
        self.ours.check(rebuild=True)
        assert rows(self.path) == before
        assert forms(self.path) <= words


def _holds(document: Any, start: str, known: Mapping[str, str]) -> bool:
    """Say whether a word of a document or of its files begins so, accents aside."""
    texts = [document["title"], *document.get("tags", [])]
    texts += [document.get(field, "") for field in ("statement", "summary")]
    texts += [advice["text"] for advice in document.get("recommendations", [])]
    texts += [known.get(file["id"], "") for file in document.get("attachments", [])]
    found = re.findall(r"[a-z0-9]+", " ".join(texts).casefold().replace("é", "e"))
    return any(word.startswith(start) for word in found)


def test_lists_and_search_follow_whatever_is_done() -> None:
    run_state_machine_as_test(Desk, settings=settings(max_examples=5, stateful_step_count=12))


@pytest.mark.slow
def test_lists_and_search_follow_whatever_is_done_for_long() -> None:
    run_state_machine_as_test(Desk, settings=settings(max_examples=80, stateful_step_count=25))


def test_a_rebuild_mends_what_was_damaged_and_keeps_the_truth(
    collection: Collection, path: Path
) -> None:
    collection.add([make() for make in DOCUMENTS.values()])
    before = rows(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE record SET title = 'x', document = '{}'")
        connection.execute("DELETE FROM tag")
        connection.execute("DELETE FROM search")
        connection.execute("UPDATE revision SET head = 0")
        connection.commit()
    problems = collection.check().problems
    assert any("check --rebuild" in problem for problem in problems)
    assert collection.check(rebuild=True).problems == ()
    assert rows(path) == before


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (
            "UPDATE revision SET content = CAST(content || ' ' AS BLOB)",
            "its content is not the one",
        ),
        ("UPDATE revision SET header = CAST('{}' AS BLOB)", "cannot be read"),
        ("UPDATE revision SET record = 'ANOTHER'", "filed under another record"),
        ("DELETE FROM record", "missing from the lists"),
        ("DELETE FROM tag", "listed with an old tags"),
        ("UPDATE link SET path = 'x'", "listed with an old links"),
        ("UPDATE file SET name = 'x'", "listed with an old attachments"),
        ("INSERT INTO search (rowid, words, facts) VALUES (99, 'x', 'x')", "search index"),
    ],
)
def test_damage_is_named(collection: Collection, path: Path, damage: str, words: str) -> None:
    file = {"id": "0" * 64, "name": "rota.pdf"}
    collection.add([lesson(tags=["a"], links=[{"record": "7" * 26}], attachments=[file])])
    assert collection.check().problems == ()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(damage)
        connection.commit()
    assert any(words in problem for problem in collection.check().problems)
