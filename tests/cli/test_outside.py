import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image

from kmdesk.store.collection import Collection
from tests.cli.conftest import Kmdesk
from tests.cli.test_records import LESSON, SUMMARY

RIS = """TY  - JOUR
TI  - A study of limits
AU  - Writer, Ann
T2  - Journal of limits
PY  - 2020
DO  - 10.1000/limits
ER  -\x20
"""


def test_sources_are_imported_once_and_cited(kmdesk: Kmdesk, tmp_path: Path) -> None:
    file = tmp_path / "found.ris"
    file.write_text(RIS, encoding="utf-8")
    [summary] = kmdesk("add", "-", "--json", given=SUMMARY).json
    first = kmdesk("sources", file, "--into", summary, "--json").json
    again = kmdesk("sources", file, "--json").json
    assert (first["new"], again["new"], again["known"]) == (1, 0, 1)
    [source] = kmdesk("list", "--kind", "source", "--json").json
    uses = kmdesk("show", summary, "--json").json["sources"]
    assert [use["record"] for use in uses] == [source["id"]]
    [reference] = kmdesk("cite", source["id"], "--json").json
    assert "Writer A. A study of limits." in reference["text"]


def test_a_wrong_file_of_sources_changes_nothing(kmdesk: Kmdesk, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.ris"
    wrong.write_bytes(b"%PDF-1.7 not a list of sources")
    outcome = kmdesk("sources", wrong)
    assert outcome.code == 1
    assert kmdesk("list", "--json").json == []


@pytest.mark.parametrize("format_", ["pdf", "html", "docx"])
def test_a_briefing_is_written_in_each_format(kmdesk: Kmdesk, tmp_path: Path, format_: str) -> None:
    [summary] = kmdesk("add", "-", "--json", given=SUMMARY).json
    [template] = [t for t in kmdesk("templates", "--json").json if t["name"] == "board-paper"]
    assert format_ in template["formats"]
    target = tmp_path / f"paper.{format_}"
    outcome = kmdesk(
        "brief", summary, "--template", "board-paper", "--format", format_, "-o", target
    )
    assert outcome.code == 0
    assert target.stat().st_size > 1_000


def test_the_house_style_stands_on_papers(kmdesk: Kmdesk, tmp_path: Path) -> None:
    Image.new("RGB", (300, 80), "red").save(tmp_path / "logo.png")
    names = ("--organisation", "Northside NHS Trust", "--colour", "ffb81c")
    outcome = kmdesk("house-style", *names, "--logo", tmp_path / "logo.png", "--json")
    assert outcome.json["colour"] == "#ffb81c"
    assert outcome.json["words_in"] != "#ffb81c"
    assert outcome.json["logo"] is True
    assert "too light to be read on white" in kmdesk("house-style").out
    [summary] = kmdesk("add", "-", "--json", given=SUMMARY).json
    target = tmp_path / "paper.html"
    kmdesk("brief", summary, "--template", "sbar", "--format", "html", "-o", target)
    assert 'alt="Logo of Northside NHS Trust"' in target.read_text(encoding="utf-8")
    assert kmdesk("house-style", "--no-logo", "--json").json["logo"] is False


def test_a_wrong_colour_or_logo_changes_nothing(kmdesk: Kmdesk, tmp_path: Path) -> None:
    assert "is not a colour" in kmdesk("house-style", "--colour", "reddish").err
    (tmp_path / "logo.png").write_bytes(b"no picture")
    assert "is not a PNG or JPEG" in kmdesk("house-style", "--logo", tmp_path / "logo.png").err
    assert kmdesk("house-style", "--json").json["logo"] is False


@pytest.mark.parametrize(("name", "start"), [("p.html", b"<!DOCTYPE"), ("p.docx", b"PK")])
def test_the_name_of_the_file_says_the_format(
    kmdesk: Kmdesk, tmp_path: Path, name: str, start: bytes
) -> None:
    [summary] = kmdesk("add", "-", "--json", given=SUMMARY).json
    assert kmdesk("brief", summary, "--template", "sbar", "-o", tmp_path / name).code == 0
    assert (tmp_path / name).read_bytes().strip().upper().startswith(start)


def test_a_name_that_says_no_format_is_refused(kmdesk: Kmdesk, tmp_path: Path) -> None:
    [summary] = kmdesk("add", "-", "--json", given=SUMMARY).json
    outcome = kmdesk("brief", summary, "--template", "sbar", "-o", tmp_path / "paper.doc")
    assert outcome.code == 2
    assert "paper.doc ends in none of .pdf, .html and .docx" in outcome.err
    assert not (tmp_path / "paper.doc").exists()


@pytest.mark.parametrize("command", [("export",), ("brief", "--template", "sbar", "-o")])
def test_nothing_is_written_over_the_collection(
    kmdesk: Kmdesk, tmp_path: Path, command: tuple[str, ...]
) -> None:
    [summary] = kmdesk("add", "-", "--json", given=SUMMARY).json
    name, *options = command
    formats = ["--format", "pdf"] if options else []
    outcome = kmdesk(name, *formats, *options, tmp_path / "ours.kmdesk", summary)
    assert outcome.code == 1
    assert "is a collection and was not overwritten" in outcome.err
    assert kmdesk("show", summary).code == 0


def test_an_unknown_template_gets_one_sentence(kmdesk: Kmdesk, tmp_path: Path) -> None:
    [summary] = kmdesk("add", "-", "--json", given=SUMMARY).json
    target = tmp_path / "paper.pdf"
    outcome = kmdesk("brief", summary, "--template", "nonsense", "-o", target)
    assert outcome.code == 1
    assert "board-paper" in outcome.err
    assert not target.exists()


def test_an_issued_briefing_is_checked_later(kmdesk: Kmdesk, tmp_path: Path) -> None:
    [summary] = kmdesk("add", "-", "--json", given=SUMMARY).json
    document = {"kind": "briefing", "title": "A paper", "parts": [{"record": summary}]}
    [paper] = kmdesk("add", "-", "--json", given=document).json
    target = tmp_path / "paper.pdf"
    made = kmdesk("brief", paper, "--issue", "-o", target, "--json").json
    assert [one["id"] for one in made["printed"]] == [summary]
    same = kmdesk("brief", "--check", target, "--json")
    assert (same.code, same.json) == (0, made)
    kmdesk("edit", summary, "-", given={"bottom_line": "Something else."})
    outcome = kmdesk("brief", "--check", target)
    assert outcome.code == 3
    assert "Changed since: 1 of 1 records." in outcome.out
    assert "(changed)" in outcome.out
    newest, seen = kmdesk("history", summary).out.splitlines()[::2]
    assert "issued for 20" in seen
    assert "issued for" not in newest
    assert [one["id"] for one in kmdesk("search", "has:issued", "--json").json] == [paper]


def test_a_briefing_is_issued_to_a_meeting_on_a_day(kmdesk: Kmdesk, tmp_path: Path) -> None:
    [summary] = kmdesk("add", "-", "--json", given=SUMMARY).json
    [secret] = kmdesk("add", "-", "--json", given={**SUMMARY, "sharing": "private"}).json
    parts = [{"record": summary}, {"record": secret}]
    document = {"kind": "briefing", "title": "A paper", "parts": parts}
    [paper] = kmdesk("add", "-", "--json", given=document).json
    target = tmp_path / "paper.pdf"
    occasion = ("--on", "2026-12-03", "--cover", "meeting=Board of Directors")
    made = kmdesk("brief", paper, "--issue", *occasion, "-o", target)
    assert "Issued for Board of Directors, 3 December 2026." in made.out
    assert "Left out: ES-" in made.out
    with target.open("ab") as file:
        file.write(b"\n")
    outcome = kmdesk("brief", "--check", target, "--json")
    assert (outcome.code, outcome.json["verdict"]) == (3, "altered")
    assert "issued for Board of Directors, 2026-12-03 in" in kmdesk("history", summary).out


def test_a_file_that_was_not_issued_is_one_sentence(kmdesk: Kmdesk, tmp_path: Path) -> None:
    target = tmp_path / "other.pdf"
    target.write_bytes(b"%PDF-1.7")
    outcome = kmdesk("brief", "--check", target)
    assert outcome.code == 1
    assert "not a paper that was issued" in outcome.err


@pytest.mark.parametrize("arguments", [(), ("ES-0000",), ("--issue",)])
def test_a_briefing_needs_records_and_a_file(kmdesk: Kmdesk, arguments: tuple[str, ...]) -> None:
    assert kmdesk("brief", *arguments).code == 2


def test_a_backup_is_recovered_into_an_empty_collection(kmdesk: Kmdesk, tmp_path: Path) -> None:
    [record] = kmdesk("add", "-", "--json", given=LESSON).json
    copy = tmp_path / "copy.kmdesk"
    assert kmdesk("backup", copy).code == 0
    assert kmdesk("recover", copy, "--json", collection="new.kmdesk").json == [record]
    assert kmdesk("recover", copy, "--json", collection="new.kmdesk").json == []


def test_a_damaged_projection_is_found_and_rebuilt(kmdesk: Kmdesk, tmp_path: Path) -> None:
    kmdesk("add", "-", given=LESSON)
    with closing(sqlite3.connect(tmp_path / "ours.kmdesk")) as connection:
        connection.execute("UPDATE record SET title = 'Something else'")
        connection.commit()
    found = kmdesk("check", "--json")
    assert found.code == 3
    assert found.json["problems"]
    assert kmdesk("check", "--rebuild").code == 0
    assert kmdesk("list", "--json").json[0]["title"] == LESSON["title"]


def test_a_collection_that_is_open_elsewhere_is_not_changed(kmdesk: Kmdesk, tmp_path: Path) -> None:
    kmdesk("add", "-", given=LESSON)
    with Collection.open(tmp_path / "ours.kmdesk", author="First"):
        outcome = kmdesk("add", "-", given=SUMMARY)
        assert outcome.code == 1
        assert "has ours.kmdesk open" in outcome.err
        assert len(kmdesk("list", "--json").json) == 1


def test_a_collection_of_a_newer_kmdesk_is_left_alone(kmdesk: Kmdesk, tmp_path: Path) -> None:
    kmdesk("add", "-", given=LESSON)
    path = tmp_path / "ours.kmdesk"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = path.read_bytes()
    for arguments in (("add", "-"), ("list",), ("check",), ("export", tmp_path / "x.kmx")):
        outcome = kmdesk(*arguments, given=SUMMARY)
        assert outcome.code == 1
        assert "newer kmdesk" in outcome.err
    assert path.read_bytes() == before


def test_demo_writes_what_it_says_and_can_be_run_again(kmdesk: Kmdesk, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    written = kmdesk("demo", "--output", folder, "--json").json
    assert {Path(one).suffix for one in written} >= {".kmdesk", ".pdf", ".html", ".docx"}
    assert all(Path(one).stat().st_size > 1_000 for one in written)
    before = kmdesk("list", "--json", "--collection", written[0]).json
    assert {row["kind"] for row in before} >= {"evidence-summary", "review", "source"}
    kmdesk("demo", "--output", folder)
    assert kmdesk("list", "--json", "--collection", written[0]).json == before


def test_the_self_test_passes(kmdesk: Kmdesk) -> None:
    outcome = kmdesk("self-test", "--json")
    assert outcome.code == 0, outcome.err
    assert json.loads(outcome.out)["passed"] is True
