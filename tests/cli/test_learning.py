"""Lessons and consent from the command line."""

from pathlib import Path

from tests.cli.conftest import Kmdesk
from tests.factory import case_study, evidence_summary, lesson, review

QUOTE = {"id": "q1", "text": "It settled it.", "name": "B. Shah", "consent": "public-named"}


def test_an_answer_becomes_a_lesson_once(kmdesk: Kmdesk) -> None:
    answer = {"id": "a1", "text": "Tell the wards first."}
    document = review(questions=[{"question": "What went well?", "answers": [answer]}])
    [record] = kmdesk("add", "-", "--json", given=document).json
    first = kmdesk("lesson", record, "a1", "--json").json
    again = kmdesk("lesson", record, "a1", "--json").json
    assert (first["made"], again["made"]) == (True, False)
    assert first["id"] == again["id"]
    assert kmdesk("show", first["id"], "--json").json["came_from"] == record
    wrong = kmdesk("lesson", record, "zz")
    assert wrong.code == 1
    assert "no answer or recommendation" in wrong.err


def test_a_use_of_a_lesson_is_noted(kmdesk: Kmdesk) -> None:
    [record] = kmdesk("add", "-", "--json", given=lesson()).json
    outcome = kmdesk("reuse", record, "--where", "Ward 9", "--on", "2026-11-24", "--json")
    assert outcome.json["uses"] == 2
    shown = kmdesk("show", record, "--json").json
    assert shown["status"] == "applied"
    assert kmdesk("reuse", record, "--where", "Ward 9", "--on", "soon").code == 1


def test_consent_is_withdrawn_and_it_is_told_where_the_words_went(
    kmdesk: Kmdesk, tmp_path: Path
) -> None:
    [record] = kmdesk("add", "-", "--json", given=case_study(quotes=[QUOTE])).json
    paper = tmp_path / "paper.html"
    options = ("--template", "board-paper", "--format", "html", "-o", paper)
    kmdesk("brief", record, *options)
    kmdesk("export", tmp_path / "all.kmx")
    seen = kmdesk("withdraw", record, "q1", "--preview", "--json")
    assert seen.code == 3
    assert [w["file"] for w in seen.json["went"]] == ["all.kmx", "paper.html"]
    assert QUOTE["text"] in kmdesk("show", record).out
    done = kmdesk("withdraw", record, "q1", "--on", "2026-11-20")
    assert done.code == 3
    assert "paper.html" in done.out
    assert QUOTE["text"] not in kmdesk("show", record).out
    kmdesk("brief", record, *options)
    assert QUOTE["text"] not in paper.read_text()


def test_a_quote_that_went_nowhere_needs_nobody(kmdesk: Kmdesk) -> None:
    [record] = kmdesk("add", "-", "--json", given=case_study(quotes=[QUOTE])).json
    done = kmdesk("withdraw", record, "q1")
    assert done.code == 0
    assert "The consent is withdrawn" in done.out
    wrong = kmdesk("withdraw", record, "q9")
    assert wrong.code == 1
    assert "no quote" in wrong.err


def test_the_wrong_kind_of_record_is_named(kmdesk: Kmdesk) -> None:
    [record] = kmdesk("add", "-", "--json", given=evidence_summary()).json
    outcome = kmdesk("reuse", record, "--where", "Ward 7")
    assert outcome.err == "This is an evidence summary, not a lesson; nothing was changed.\n"
