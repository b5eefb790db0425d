"""Long text read into blocks and written again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmdesk.models.canonical import text as canonical
from kmdesk.models.prose import Block, Prose, Run, read, runs_of, write

SOUP = st.text(alphabet="ab *_`[]()<>#-+.1|:\\&;!~=\n\t\u00a0é“”", max_size=40)
PRINTED = st.characters(exclude_categories=["Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"])
WORDS = st.one_of(
    st.text(alphabet="ab *_.()\\[]<|&!#-1\n", min_size=1, max_size=8), st.text(PRINTED)
)
ADDRESSES = ["", "", "https://example.org/a", "https://e.org/(b)_c*", "mailto:a@b.c"]
RUN = st.builds(Run, WORDS.map(canonical), st.booleans(), st.booleans(), st.sampled_from(ADDRESSES))
RUNS = st.lists(RUN, max_size=4).map(runs_of)
CELLS = st.lists(RUN, max_size=2).map(lambda runs: runs_of(runs, one_line=True))


def joined(prose: Prose) -> str:
    return prose.lead + "".join(unit.source + unit.gap for unit in prose.units)


def blocks_of(text: str) -> tuple[Block, ...]:
    return tuple(block for unit in read(text).units for block in unit.blocks)


@st.composite
def tables(draw: st.DrawFn) -> Block:
    wide = draw(st.integers(1, 3))
    row = st.tuples(*(CELLS for _ in range(wide)))
    side = st.sampled_from(["", "left", "right", "center"])
    rows = draw(st.lists(row, min_size=1, max_size=3))
    return Block("table", rows=tuple(rows), sides=draw(st.tuples(*(side for _ in range(wide)))))


@st.composite
def documents(draw: st.DrawFn) -> list[Block]:
    """Draw blocks as a document holds them: levels go down one at a time, numbers count on."""
    blocks: list[Block] = []
    numbers: list[int] = []
    for _ in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(["paragraph", "heading", "bullet", "number", "table"]))
        if kind in ("bullet", "number"):
            level = draw(st.integers(0, len(numbers)))
            last = numbers[level] if level < len(numbers) else 0
            number = draw(st.sampled_from([last + 1, 5, 1])) if kind == "number" else 0
            numbers[level:] = [number]
            words = draw(RUNS)
            made = (
                Block("number", words, level, number)
                if kind == "number"
                else Block("bullet", words, level)
            )
            blocks.append(made)
            continue
        numbers = []
        if kind == "table":
            blocks.append(draw(tables()))
        elif kind == "heading":
            plain = [Run(run.text, False, run.italic, run.href) for run in draw(CELLS)]
            blocks.append(Block("heading", runs_of(plain, one_line=True), draw(st.integers(1, 6))))
        elif words := draw(RUNS):
            blocks.append(Block("paragraph", words))
    return blocks


@given(st.one_of(SOUP, st.text()))
def test_units_joined_are_the_text(text: str) -> None:
    assert joined(read(text)) == text


@given(RUNS)
def test_words_and_their_looks_come_back(runs: tuple[Run, ...]) -> None:
    shown = blocks_of(write([Block("paragraph", runs)]))
    assert shown == ((Block("paragraph", runs),) if runs else ())


@given(st.text().map(canonical), st.booleans())
def test_no_letter_is_lost_whatever_it_is(text: str, italic: bool) -> None:
    runs = runs_of([Run("a"), Run(text, True, italic), Run("b")])
    shown = "".join(
        run.text for block in blocks_of(write([Block("paragraph", runs)])) for run in block.runs
    )
    assert shown == "".join(run.text for run in runs)


@given(documents())
def test_a_document_comes_back(blocks: list[Block]) -> None:
    assert blocks_of(write(blocks)) == tuple(blocks)


@given(documents())
def test_what_was_written_is_written_the_same_again(blocks: list[Block]) -> None:
    written = write(blocks)
    assert write(blocks_of(written)) == written


@pytest.mark.parametrize(
    "text",
    [
        "> quoted",
        "```\ncode\n```",
        "![alt](picture.png)",
        "text with `code`",
        '[a](https://e.org "title")',
        "[1]: https://e.org",
        "- two\n\n  paragraphs",
        "| a |\n| --- |\n| b | more than the heading has |",
        "---",
    ],
)
def test_what_cannot_be_shown_is_source(text: str) -> None:
    assert blocks_of(text) == (Block("source", (Run(text),)),)


def test_raw_html_is_words() -> None:
    text = "<b>5 < 6</b>"
    assert blocks_of(text) == (Block("paragraph", (Run(text),)),)


def test_what_is_typed_in_plain_words_stays_plain() -> None:
    for text in ("See [1], p < 0.05 & 2 * 3", "-5 degrees", "snake_case", "No. 7", "#hashtag"):
        assert write([Block("paragraph", (Run(text),))]) == text


def test_lists_are_written_tight() -> None:
    blocks = [
        Block("bullet", (Run("one"),)),
        Block("number", (Run("inner"),), 1, 1),
        Block("number", (Run("next"),), 1, 2),
        Block("bullet", (Run("two"),)),
    ]
    assert write(blocks) == "- one\n  1. inner\n  2. next\n- two"
