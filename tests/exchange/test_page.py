"""The page in an exchange file: everything escaped, nothing loaded, readable by all."""

import base64
import datetime as dt
import hashlib
import re
import zipfile
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from kmdesk.base.colour import contrast
from kmdesk.exchange import Choice, export, import_file
from kmdesk.exchange.page import SCRIPT, STYLE
from kmdesk.store.collection import Collection
from tests.exchange.newer import newer_file
from tests.exchange.test_transfer import LESSON, everything
from tests.factory import DOCUMENTS

CONTEXT = """# Head

1. one
   - two

| a | b |
|---|---|
| c | **d** |

> said

    code <x>
"""

VOID = {"meta", "input", "br", "hr"}
HOSTILE = '<script>alert(1)</script><img src="https://example.org/x.png" onerror=alert(1)>'


class Page(HTMLParser):
    """Reads a page strictly: every element is closed by its own end."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("script", "style"):
            self.said.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.said).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


def page_of(collection: Collection, file: Path, **choice: Any) -> Page:
    export(collection, file, Choice(with_page=True, **choice))
    with zipfile.ZipFile(file) as archive:
        return Page(archive.read("records.html").decode())


def test_every_kind_can_be_read(ours: Collection, theirs: Collection, tmp_path: Path) -> None:
    ours.add([make() for make in DOCUMENTS.values()])
    page = page_of(ours, tmp_path / "a.kmx")
    for words in (
        "Falls on acute wards",
        "A tailored programme probably helps.",
        "What was the objective?",
        "The library compared the evidence behind both.",
        "Transport booked the day before arrives on time.",
    ):
        assert words in page.text
    assert "falls, wards" in page.text
    assert len(page.all("article")) == len(DOCUMENTS)
    import_file(theirs, tmp_path / "a.kmx")
    assert everything(theirs) == everything(ours)


def test_a_file_has_no_page_unless_asked(ours: Collection, tmp_path: Path) -> None:
    ours.add([LESSON])
    export(ours, tmp_path / "a.kmx", Choice())
    with zipfile.ZipFile(tmp_path / "a.kmx") as archive:
        assert "records.html" not in archive.namelist()


@pytest.mark.parametrize("field", ["title", "statement", "context", "why"])
def test_what_people_wrote_is_words_and_never_markup(
    ours: Collection, tmp_path: Path, field: str
) -> None:
    link = "[x](javascript:alert(1)) ![y](https://example.org/p.png) [z](https://example.org/)"
    ours.add([{**LESSON, field: f"{HOSTILE} {link}", "tags": [HOSTILE]}])
    page = page_of(ours, tmp_path / "a.kmx")
    assert len(page.all("script")) == 1
    assert page.all("img") == []
    assert "alert(1)" in page.text
    assert not [a for _, attrs in page.elements for a in attrs if a.startswith("on")]
    targets = {attrs["href"] for attrs in page.all("a")}
    assert all(re.match(r"#|https?://", str(target)) for target in targets)


def test_nothing_is_loaded_and_the_policy_allows_nothing_else(
    ours: Collection, tmp_path: Path
) -> None:
    ours.add([LESSON])
    page = page_of(ours, tmp_path / "a.kmx")
    assert not [attrs for _, attrs in page.elements if {"src", "srcset", "style"} & attrs.keys()]
    assert page.all("link") == []
    [policy] = [
        str(attrs["content"])
        for attrs in page.all("meta")
        if attrs.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none'; ")
    for text in (STYLE, SCRIPT):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert "url(" not in STYLE


def test_the_page_can_be_used_by_all(ours: Collection, tmp_path: Path) -> None:
    ours.add([make() for make in DOCUMENTS.values()])
    page = page_of(ours, tmp_path / "a.kmx")
    assert page.all("html") == [{"lang": "en-GB"}]
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert [attrs["for"] for attrs in page.all("label")] == ["q"]
    inside = [str(a["href"])[1:] for a in page.all("a") if str(a["href"]).startswith("#")]
    assert set(inside) <= set(ids)
    assert all("scope" in attrs for attrs in page.all("th"))


def test_colours_can_be_read_in_light_and_dark() -> None:
    schemes = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    assert len(schemes) == 2
    for scheme in schemes:
        colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", scheme))
        for name in ("text", "muted", "accent"):
            assert contrast(colours[name], colours["back"]) >= 4.5


def test_what_stays_out_of_the_file_stays_out_of_the_page(ours: Collection, tmp_path: Path) -> None:
    study = DOCUMENTS["case-study"](quotes=[{"id": "q1", "text": "It settled the matter."}])
    ours.add([study, LESSON])
    [private] = ours.add([{**LESSON, "title": "Between us", "sharing": "private"}]).ids
    [gone] = ours.add([{**LESSON, "title": "In the trash"}]).ids
    record = ours.search("sepsis", kind="case-study")[0].row.id
    ours.withdraw(record, "q1", dt.date(2026, 11, 20))
    ours.trash([gone])
    page = page_of(ours, tmp_path / "a.kmx")
    for words in ("Between us", "In the trash", "It settled the matter."):
        assert words not in page.text
    assert "Between us" in page_of(ours, tmp_path / "b.kmx", ids=[private]).text


def test_a_record_of_a_newer_kmdesk_is_named(ours: Collection, tmp_path: Path) -> None:
    file, _record = newer_file(tmp_path)
    import_file(ours, file)
    page = page_of(ours, tmp_path / "a.kmx")
    assert "From the future" in page.text
    assert "A newer kmdesk wrote this record" in page.text


def test_lists_and_tables_of_long_text_are_lists_and_tables(
    ours: Collection, tmp_path: Path
) -> None:
    ours.add([{**LESSON, "context": CONTEXT}])
    page = page_of(ours, tmp_path / "a.kmx")
    for tag in ("ol", "table", "th", "td", "blockquote", "pre", "strong"):
        assert page.all(tag), tag
    assert "code <x>" in page.text
