"""Any document: standards, the same words from every writer, and nothing beyond the margins."""

import itertools
import re
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from kmdesk.base.progress import Progress
from kmdesk.briefing import tree
from kmdesk.briefing.docx import write_docx
from kmdesk.briefing.html import html
from kmdesk.briefing.pdf import render, style
from tests.briefing.reading import TaggedPdf, squeezed
from tests.briefing.strategies import Drawn, any_document
from tests.briefing.telling import Telling, words_of_page, words_of_word
from tests.briefing.test_html import Reader
from tests.briefing.test_pdf import problems


def check_any_document(document: tree.Document, folder: Path) -> None:
    data = render(document, Progress()).data
    check_pdf(document, data)
    check_page(document, html(document))
    target = folder / "any.docx"
    write_docx(document, target)
    check_word(document, target)


def check_pdf(document: tree.Document, data: bytes) -> None:
    assert problems(data) == []
    tagged = TaggedPdf(data)
    assert squeezed(tagged.lines()) == squeezed(Telling("pdf").lines(document))
    in_order([int(tag[1]) for tag in tagged.tags() if re.fullmatch("H[1-6]", tag)])
    assert outside(data) == []


def check_page(document: tree.Document, page: str) -> None:
    reader = Reader(page)
    assert squeezed(words_of_page(page)) == squeezed(Telling("html").lines(document))
    in_order([int(tag[1]) for tag, _ in reader.tags if re.fullmatch("h[1-6]", tag)])


def check_word(document: tree.Document, target: Path) -> None:
    assert squeezed(words_of_word(target)) == squeezed(Telling("docx").lines(document))


def in_order(levels: list[int]) -> None:
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def outside(data: bytes) -> list[tuple[int, str]]:
    """Return the page and the text of every run of text that leaves the margins."""
    found = []
    with pypdfium2.PdfDocument(data) as pdf:
        for number, page in enumerate(pdf, 1):
            text = page.get_textpage()
            for index in range(text.count_rects()):
                left, bottom, right, top = text.get_rect(index)
                across = left >= style.MARGIN - 6 and right <= style.PAGE_WIDTH - style.MARGIN + 2
                down = bottom >= 20 and top <= style.PAGE_HEIGHT - 18
                if not (across and down):
                    found.append((number, text.get_text_bounded(left, bottom, right, top)))
    return found


_health = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
phases = [Phase.explicit, Phase.reuse, Phase.generate]  # to shrink a document takes minutes


@settings(max_examples=20, phases=phases, suppress_health_check=_health)
@given(any_document())
def test_any_document_says_the_same_everywhere(tmp_path: Path, drawn: Drawn) -> None:
    check_any_document(drawn.document, tmp_path)


@pytest.mark.slow
@settings(max_examples=1_000, phases=phases, suppress_health_check=_health)
@given(any_document())
def test_very_many_documents_say_the_same_everywhere(tmp_path: Path, drawn: Drawn) -> None:
    check_any_document(drawn.document, tmp_path)
