"""Long text of records as nodes of the tree."""

from hypothesis import given
from hypothesis import strategies as st

from kmdesk.briefing import prose, tree
from kmdesk.briefing.tree import BulletList, Inlines, Link, ListItem, Paragraph, Text


def words(text: str) -> Inlines:
    return (Text(text),)


def item(text: str, *inside: Paragraph | BulletList) -> ListItem:
    return ListItem(words(text), inside)


def bullets(*items: ListItem) -> BulletList:
    return BulletList(items)


def test_paragraphs_lists_and_strong_stress() -> None:
    text = "First **bold** words.\n\n- one\n- two\n  - inner\n\n1. first"
    assert prose.blocks(text) == (
        Paragraph((Text("First "), Text("bold", bold=True), Text(" words."))),
        bullets(item("one"), item("two", bullets(item("inner")))),
        BulletList((item("first"),), numbered=True),
    )


def test_bullets_inside_a_numbered_list_leave_its_numbers_alone() -> None:
    (made,) = prose.blocks("3. Ask\n   - who\n   - when\n\n   and why\n4. Listen\n   1. first")
    assert made == BulletList(
        (
            item("Ask", bullets(item("who"), item("when")), Paragraph(words("and why"))),
            item("Listen", BulletList((item("first"),), numbered=True)),
        ),
        numbered=True,
        start=3,
    )
    assert made.labels() == ["3.", "4."]


def test_lists_deeper_than_there_are_styles_go_on_at_the_last_level() -> None:
    text = "- 1\n  - 2\n    - 3\n      - 4\n        - 5\n          - 6\n\n        more\n      - 4b"
    last = bullets(item("4"), item("5"), item("6", Paragraph(words("more"))), item("4b"))
    assert prose.blocks(text) == (bullets(item("1", bullets(item("2", bullets(item("3", last)))))),)


def test_no_words_of_an_item_are_lost() -> None:
    text = "- # Head\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n\n  > said\n\n      code\n-\n- - in"
    (made,) = prose.blocks(text)
    assert tree.block_lines(made) == ["Head", "a; b", "1; 2", "said", "code", "", "in"]


def test_a_text_that_is_an_item_keeps_its_paragraphs_and_lists() -> None:
    texts = ["Ask:\n\n1. who\n2. when", "", "---", "One\n\ntwo", "- only\n- these"]
    numbered = BulletList((item("who"), item("when")), numbered=True)
    assert prose.items(texts) == (
        item("Ask:", numbered),
        item("One", Paragraph(words("two"))),
        item("only"),
        item("these"),
    )


def test_an_item_without_words_has_no_bullet_and_keeps_its_number() -> None:
    assert prose.blocks("-\n- two") == (bullets(item("two")),)
    assert prose.blocks("1.\n2. two") == (BulletList((ListItem(()), item("two")), numbered=True),)
    assert prose.blocks("1.\n-") == ()


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
