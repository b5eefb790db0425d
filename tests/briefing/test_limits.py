"""What is empty, huge, odd or refused: a proper paper or one sentence, and never half a file."""

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest

from kmdesk.base.errors import Cancelled, UserError
from kmdesk.base.progress import Progress
from kmdesk.briefing.paper import brief, compose
from kmdesk.briefing.pdf import render
from kmdesk.briefing.plan import plan
from kmdesk.briefing.template import FORMATS
from kmdesk.briefing.templates import TEMPLATES
from kmdesk.store.collection import Collection
from tests.briefing.reading import TaggedPdf
from tests.briefing.test_any_document import check_any_document, outside
from tests.briefing.test_pdf import problems
from tests.factory import evidence_summary, lesson, source

OLD = b"the paper as it was"


def publications(count: int) -> list[dict[str, Any]]:
    return [
        source(
            title=f"Study {n} of limits and harm",
            authors=[{"family": "Ash", "given": "A B"}],
            journal="Journal of Made-up Results",
            published="2021",
            doi=f"10.9999/made-up.{n}",
            note="What it says, in a sentence. Why it is worth a look, in another.",
        )
        for n in range(count)
    ]


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_records_with_nothing_but_a_title_make_a_paper(
    collection: Collection, tmp_path: Path, template: Any
) -> None:
    kinds = template.prints
    ids = collection.add([{"kind": kind, "title": f"Only a {kind}"} for kind in kinds]).ids
    check_any_document(compose(collection, plan(collection, ids), template.name).document, tmp_path)


def test_nothing_at_all_gets_one_sentence(collection: Collection, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no record to print"):
        brief(collection, [], "bulletin", tmp_path / "paper.pdf")
    assert list(tmp_path.glob("paper*")) == []


ODD = {
    "markup": "<div class='x'><b>Bold</b><br>line</div>\n\n<script>f()</script>\n\n<!-- no -->",
    "lists": "* one\n    * deeper\n        1. first\n        2. second\n\n+ plus\n\n7) seven",
    "tables": "| A | B |\n|:--|--:|\n| 1 |\n| 1 | 2 | 3 |\n\n|not|a table",
    "footnotes": "As said[^1].\n\n[^1]: In a note.",
    "pictures": "![A chart](chart.png) and ![](data:image/png;base64,AAAA)",
    "code": "```sql\nSELECT *\n  FROM x;\n```\n\n    indented\n    lines",
    "rest": "# Heading\n\n> quoted\n> more\n\n***\n\nTerm\n: meaning\n\n~~gone~~ ==seen== H~2~O\\",
    "front matter": "---\ntitle: x\n---\n\ntext",
    "ends of lines": "one\r\ntwo\rthree\x0bfour\x0cfive\u2028six",
    "deep": "> " * 60 + "deep\n\n" + "- " * 60 + "deep",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_markdown_of_other_programs_makes_a_paper(
    collection: Collection, tmp_path: Path, text: str
) -> None:
    summary = evidence_summary(
        bottom_line=text,
        key_messages=[{"text": text}],
        findings=[{"text": text, "basis": text, "certainty": "grade/low"}],
        options=[{"name": "A", "pros": text, "cons": text}],
        local_knowledge=[{"text": text}],
    )
    ids = collection.add([summary, lesson(statement=text)]).ids
    for name in ("board-paper", "sbar"):
        check_any_document(compose(collection, plan(collection, ids), name).document, tmp_path)


def test_a_bulletin_of_500_records_has_them_all(collection: Collection, tmp_path: Path) -> None:
    ids = collection.add(publications(500)).ids
    path = brief(collection, ids, "bulletin", tmp_path / "many.pdf").path
    tagged = TaggedPdf(path.read_bytes())
    assert tagged.tags().count("H3") == 500
    assert path.stat().st_size < 2_000_000


@pytest.mark.slow
def test_a_bulletin_of_500_records_passes_and_says_the_same_everywhere(
    collection: Collection, tmp_path: Path
) -> None:
    ids = collection.add(publications(500)).ids
    check_any_document(compose(collection, plan(collection, ids), "bulletin").document, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["board-paper", "sbar", "one-page-brief", "bulletin"])
def test_sections_of_10_000_words_and_300_references_pass(
    collection: Collection, tmp_path: Path, name: str
) -> None:
    long = "A sentence of some words about limits. " * 1_430
    sources = collection.add(publications(300)).ids
    finding = {"text": long, "basis": long, "certainty": "grade/low", "sources": sources}
    option = {"name": "A", "pros": long, "cons": long}
    summary = evidence_summary(
        bottom_line=long, findings=[finding], options=[option], local_knowledge=[{"text": long}]
    )
    ids = collection.add([summary]).ids
    document = compose(collection, plan(collection, ids), name).document
    data = render(document, Progress()).data
    assert problems(data) == []
    assert outside(data) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["board-paper", "lessons-report"])
def test_lists_of_hundreds_of_items_in_cells_pass_and_say_the_same_everywhere(
    collection: Collection, tmp_path: Path, name: str
) -> None:
    listed = "\n".join(f"- an item of some words\n  {n}. deeper" for n in range(300))
    finding = {"text": listed, "basis": listed, "certainty": "grade/low"}
    summary = evidence_summary(findings=[finding], options=[{"name": "A", "pros": listed}])
    ids = collection.add([summary, lesson(statement=listed, why=listed)]).ids
    document = compose(collection, plan(collection, ids), name).document
    check_any_document(document, tmp_path)


def stopped_at(step: int) -> Progress:
    """Return a progress that is cancelled when so many steps were told."""
    told: list[str] = []

    def report(_done: int, _total: int, label: str) -> None:
        told.append(label)
        if len(told) == step:
            progress.cancel()

    progress = Progress(report)
    return progress


@pytest.mark.parametrize("step", [1, 3, 6])
@pytest.mark.parametrize("format_", ["pdf", "docx"])
def test_cancel_in_the_middle_leaves_the_file_as_it_was(
    collection: Collection, tmp_path: Path, format_: str, step: int
) -> None:
    ids = collection.add(publications(60)).ids
    target = tmp_path / "out" / f"paper.{format_}"
    target.parent.mkdir()
    target.write_bytes(OLD)
    with pytest.raises(Cancelled):
        brief(collection, ids, "bulletin", target, format=format_, progress=stopped_at(step))
    assert target.read_bytes() == OLD
    assert list(target.parent.iterdir()) == [target]
    assert collection.exchanges() == []


def _locked(_self: Path, _target: Path) -> Path:
    raise PermissionError(errno.EACCES, "Access is denied")


def _full(_self: Path, _data: object, **_kwargs: object) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


FAULTS: dict[str, tuple[str, Callable[..., object], str]] = {
    "open in a viewer": ("replace", _locked, "close the program that has the file open"),
    "a full disk": ("write_bytes", _full, "No space left on device"),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("format_", FORMATS)
def test_a_target_that_cannot_be_replaced_gets_a_sentence_and_stays(
    collection: Collection,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    format_: str,
    fault: tuple[str, Callable[..., object], str],
) -> None:
    name, fails, said = fault
    ids = collection.add([lesson()]).ids
    target = tmp_path / "out" / f"paper.{format_}"
    target.parent.mkdir()
    target.write_bytes(OLD)
    monkeypatch.setattr(Path, name, fails)
    if name == "write_bytes":
        monkeypatch.setattr(Path, "write_text", fails)
    with pytest.raises(UserError, match=said) as error:
        brief(collection, ids, "bulletin", target, format=format_)
    monkeypatch.undo()
    assert f"{target} could not be written" in str(error.value)
    assert target.read_bytes() == OLD
    assert list(target.parent.iterdir()) == [target]
    assert collection.exchanges() == []


def test_a_paper_takes_the_place_of_an_older_one(collection: Collection, tmp_path: Path) -> None:
    ids = collection.add([lesson()]).ids
    target = tmp_path / "paper.docx"
    target.write_bytes(OLD)
    brief(collection, ids, "bulletin", target, format="docx")
    assert docx.Document(str(target)).paragraphs
