"""Long text of records as nodes of the tree."""

from hypothesis import given
from hypothesis import strategies as st

from kmdesk.briefing import prose, tree
from kmdesk.briefing.tree import BulletList, Link, Paragraph, Text


def test_paragraphs_lists_and_strong_stress() -> None:
    text = "First **bold** words.\n\n- one\n- two\n  - inner\n\n1. first"
    assert prose.blocks(text) == (
        Paragraph((Text("First "), Text("bold", bold=True), Text(" words."))),
        BulletList(((Text("one"),), (Text("two"),), (Text("inner"),))),
        BulletList(((Text("first"),),), numbered=True),
    )


def test_stress_without_bold_is_dropped_and_a_heading_is_no_heading() -> None:
    assert prose.blocks("## Why\n*now*") == (
        Paragraph((Text("Why"),), "strong"),
        Paragraph((Text("now"),)),
    )


def test_only_addresses_that_may_be_followed_become_links() -> None:
    good = prose.inlines("See [the page](https://example.org/a).")
    assert good == (Text("See "), Link("the page", "https://example.org/a"), Text("."))
    assert prose.inlines("[a file](ftp://example.org/a)") == (Text("a file"),)
    assert prose.inlines("[a file](file:///a)") == (Text("[a file](file:///a)"),)


def test_markup_of_other_programs_stays_words() -> None:
    assert tree.inline_text(prose.inlines("<b>5 < 6</b> & more")) == "<b>5 < 6</b> & more"


def test_lines_of_one_paragraph_are_joined() -> None:
    assert tree.inline_text(prose.inlines("one\ntwo\n\nthree")) == "one two three"


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1))
def test_plain_words_come_through_unchanged(words: str) -> None:
    assert tree.inline_text(prose.inlines(words)) == words


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    prose.blocks(text)
    prose.inlines(text)


def test_a_table_is_a_table_with_its_heading() -> None:
    (made,) = prose.blocks("| Trial | People |\n| --- | ---: |\n| **Smith** | 212 |")
    assert isinstance(made, tree.Table)
    assert made.header == ("Trial", "People")
    assert made.rows == (((Text("Smith", bold=True),), (Text("212"),)),)
