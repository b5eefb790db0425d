"""Long text: formatted while typing, CommonMark when kept, never changed by being shown."""

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QColor, QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kmdesk.models.canonical import text as canonical
from kmdesk.ui.editor.simple import TextEdit
from kmdesk.ui.prose.edit import LEFT_OUT, NO_ADDRESS, ProseEdit
from tests.models.test_prose import SOUP
from tests.ui.desktop import Answers, Desktop

ODD = (
    "<div>raw *html*</div>\n\nA note[^1] and `code`.\n\n[^1]: the note\n\n"
    "```\nfenced\n\n  code\n```\n\n"
    "* star\n* two\n\n\n\n> quoted\n\nHead\n====\n\n|a|b|\n|-|-|\n|1|2|\n\nlast __bold__ &amp; _it_"
)
PARTS = st.sampled_from(
    [
        *(
            "# Head\n\n",
            "one **bold** *it*\n\n",
            "- a\n- b\n  - c\n\n",
            "1. x\n2. y\n\n",
            "* s\n\n\n",
        ),
        *("> quote\n\n", "```\ncode\n\nmore\n```\n\n", "| a | b |\n|---|--:|\n| 1 | **2** |\n\n"),
        *(
            "one\ntwo\n\n",
            "hard\\\nbreak\n\n",
            "[l](https://e.org/a)\n\n",
            "- p\n\n  q\n\n",
            "   \n\n",
        ),
        *(
            "![i](a.png)\n\n",
            "text[^z] `code`\n\n",
            "    indented\n\n",
            "\u2029odd\ufffcx\n\n",
            "---\n\n",
        ),
    ]
)
LOW_SURROGATES = {chr(code) for code in range(0xDC00, 0xE000)}
TEXTS = st.one_of(st.lists(PARTS, max_size=5).map("".join), SOUP, st.text()).map(canonical)


@pytest.fixture
def box(qtbot: QtBot) -> ProseEdit:
    """A box that is shown, with the focus."""
    made = ProseEdit()
    qtbot.addWidget(made)
    made.resize(500, 100)
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    made.setFocus()
    return made


def at(box: ProseEdit, words: str, *, end: bool = True) -> None:
    """Put the cursor behind words, or before them."""
    ((place, length), *_) = box.find_spans(words)
    cursor = box.textCursor()
    cursor.setPosition(place + length if end else place)
    box.setTextCursor(cursor)


def keys(box: ProseEdit, *pressed: str | Qt.Key) -> None:
    """Press keys, and type what is not one."""
    for one in pressed:
        if isinstance(one, str):
            QTest.keyClicks(box, one)
        else:
            QTest.keyClick(box, one)


def control(box: ProseEdit, key: Qt.Key, *, shift: bool = False) -> None:
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(box, key, both if shift else Qt.KeyboardModifier.ControlModifier)


def paste(box: ProseEdit, *, html: str = "", text: str = "") -> None:
    data = QMimeData()
    if html:
        data.setHtml(html)
    data.setText(text)
    box.insertFromMimeData(data)


class TestRoundTrip:
    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(text=TEXTS, place=st.integers(0, 400))
    def test_showing_changes_nothing_and_a_key_loses_no_word(
        self, box: ProseEdit, text: str, place: int
    ) -> None:
        box.set_text(text)
        assert box.text() == text
        box._forget()
        assert box.text() == text
        cursor = box.textCursor()
        cursor.setPosition(min(place, box.document().characterCount() - 1))
        if box.document().characterAt(cursor.position()) in LOW_SURROGATES:
            cursor.movePosition(cursor.MoveOperation.Left)  # where nobody's caret can stand
        cursor.insertText("Z")
        written = box.text()
        assert canonical(written) == written
        lost = Counter(c for c in text if c.isalpha()) - Counter(written)
        assert not lost or "&" in text or "\\" in text
        assert "Z" in written
        box.undo()
        assert box.text() == text

    def test_only_the_block_that_was_changed_is_rewritten(self, box: ProseEdit) -> None:
        box.set_text(ODD)
        at(box, "last ")
        keys(box, "new ")
        before, _, after = ODD.partition("last __bold__")
        assert box.text().startswith(before)
        assert (
            box.text()
            == f"{before}last new **bold**{after.replace('&amp;', '&').replace('_', '*')}"
        )

    def test_source_is_edited_as_it_stands(self, box: ProseEdit) -> None:
        box.set_text("> quoted\n\nplain")
        at(box, "> quoted")
        keys(box, " more", Qt.Key.Key_Return, "> lines")
        assert box.text() == "> quoted more\n> lines\n\nplain"
        keys(box, Qt.Key.Key_Return, Qt.Key.Key_Return, "out of it")
        assert box.text() == "> quoted more\n> lines\n\nout of it\n\nplain"


class TestTyping:
    def test_bold_and_italic(self, box: ProseEdit) -> None:
        keys(box, "It is ")
        control(box, Qt.Key.Key_B)
        keys(box, "safe")
        control(box, Qt.Key.Key_B)
        keys(box, " and ")
        control(box, Qt.Key.Key_I)
        keys(box, "cheap")
        assert box.text() == "It is **safe** and *cheap*"

    def test_a_list_grows_nests_and_ends(self, box: ProseEdit) -> None:
        keys(box, "- one", Qt.Key.Key_Return, "two", Qt.Key.Key_Tab, Qt.Key.Key_Return, "three")
        assert box.text() == "- one\n  - two\n  - three"
        QTest.keyClick(box, Qt.Key.Key_Backtab)
        assert box.text() == "- one\n  - two\n- three"
        keys(box, Qt.Key.Key_Return, Qt.Key.Key_Return, "after")
        assert box.text() == "- one\n  - two\n- three\n\nafter"

    def test_numbers_by_key_and_back(self, box: ProseEdit) -> None:
        box.set_text("one\n\ntwo")
        box.selectAll()
        control(box, Qt.Key.Key_O, shift=True)
        assert box.text() == "1. one\n2. two"
        control(box, Qt.Key.Key_U)
        assert box.text() == "- one\n- two"
        control(box, Qt.Key.Key_U)
        assert box.text() == "one\n\ntwo"

    def test_a_heading_and_the_paragraph_after_it(self, box: ProseEdit) -> None:
        keys(box, "Why")
        control(box, Qt.Key.Key_H, shift=True)
        keys(box, Qt.Key.Key_Return, "Because")
        assert box.text() == "### Why\n\nBecause"
        at(box, "Why", end=False)
        keys(box, Qt.Key.Key_Backspace)
        assert box.text() == "Why\n\nBecause"

    def test_a_line_break(self, box: ProseEdit) -> None:
        keys(box, "one")
        QTest.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        keys(box, "two")
        assert box.text() == "one\\\ntwo"

    def test_a_table_is_walked_and_grows(self, box: ProseEdit) -> None:
        control(box, Qt.Key.Key_J, shift=True)
        box.moveCursor(QTextCursor.MoveOperation.Start)
        while not box.textCursor().currentTable():
            box.moveCursor(QTextCursor.MoveOperation.NextBlock)
        keys(box, "a", Qt.Key.Key_Tab, "b", Qt.Key.Key_Tab, "c", Qt.Key.Key_Return, "d")
        assert box.text() == "| a | b |\n| --- | --- |\n| c |  |\n| d |  |"

    def test_links(self, box: ProseEdit, answers: Answers) -> None:
        said: list[str] = []
        box.said.connect(said.append)
        box.set_text("See the review")
        box.select_span(8, 6)
        answers.text = "example.org/r"
        control(box, Qt.Key.Key_K)
        assert box.text() == "See the [review](https://example.org/r)"
        answers.text = "file:///c:/secret"
        control(box, Qt.Key.Key_K)
        assert said == [NO_ADDRESS]
        answers.text = ""
        at(box, "revi")
        control(box, Qt.Key.Key_K)
        assert box.text() == "See the review"

    def test_marks_of_markdown_that_are_typed_stay_words(self, box: ProseEdit) -> None:
        keys(box, "p*q*r and [a](b) <b>")
        shown = ProseEdit()
        shown.set_text(box.text())
        assert shown.toPlainText() == "p*q*r and [a](b) <b>"
        shown.deleteLater()

    def test_undo_takes_back_each_command(self, box: ProseEdit) -> None:
        box.set_text("one\n\ntwo")
        box.selectAll()
        control(box, Qt.Key.Key_U)
        control(box, Qt.Key.Key_B)
        paste(box, text="a\tb\nc\td")
        assert box.text().startswith("| a | b |")
        for expected in ("- **one**\n- **two**", "- one\n- two", "one\n\ntwo"):
            control(box, Qt.Key.Key_Z)
            assert box.text() == expected
        control(box, Qt.Key.Key_Y)
        assert box.text() == "- one\n- two"


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p {margin:0}</style>
</head><body><h2>Findings<o:p></o:p></h2>
<p class=MsoNormal>It is <b>safe</b> and <i>cheap</i>.<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span><![endif]>first</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span>&nbsp;</span></span><![endif]>inner <a href="https://e.org">link</a></p>
</body></html>"""

EXCEL = """<table><col width=64><tr><td class=xl65><b>Trial</b></td><td>People</td></tr>
<tr><td>Smith</td><td align=right>212</td></tr></table>"""


class TestPasting:
    @pytest.mark.parametrize(
        ("html", "kept"),
        [
            (
                WORD,
                "## Findings\n\nIt is **safe** and *cheap*.\n\n- first\n  1. inner [link](https://e.org)",
            ),
            (EXCEL, "| **Trial** | People |\n| --- | --- |\n| Smith | 212 |"),
            ("<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>", "- a\n  1. b\n- c"),
            ("<b style='font-weight:normal'>plain</b>", "plain"),
            ("<script>x</script>words<br>below", "words\\\nbelow"),
            ("<td>lonely</b></ul></li>", "lonely"),
        ],
    )
    def test_html(self, box: ProseEdit, html: str, kept: str) -> None:
        paste(box, html=html)
        assert box.text() == kept

    def test_text(self, box: ProseEdit) -> None:
        paste(box, text="Why:\n• one\n• two\n\nend")
        assert box.text() == "Why:\n\n- one\n- two\n\nend"

    def test_words_alone(self, box: ProseEdit) -> None:
        data = QMimeData()
        data.setHtml("<b>bold</b>")
        data.setText("bold\t1\n- x\t2")
        QGuiApplication.clipboard().setMimeData(data)
        control(box, Qt.Key.Key_V, shift=True)
        assert box.toPlainText() == "bold\t1\n- x\t2"
        assert "**" not in box.text()

    def test_into_the_middle_of_a_paragraph(self, box: ProseEdit) -> None:
        box.set_text("before after")
        at(box, "before ")
        paste(box, html="<p>one</p><ul><li>two</li></ul>")
        assert box.text() == "before one\n\n- two\n\nafter"

    def test_what_no_text_can_hold_is_left_out_and_the_rest_kept(self, box: ProseEdit) -> None:
        said: list[str] = []
        box.said.connect(said.append)
        rest = "\u202eright \u05e9\u05dc\u05d5\u05dd 👩‍⚕️ " + "w" * 10_000
        paste(box, text=f"a\0b\x0b{rest}")
        assert said == [LEFT_OUT]
        assert box.text() == canonical(f"ab{rest}")

    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(html=st.one_of(st.text(), st.text(alphabet="<>/abtdrulip =\"'&;1-!", max_size=60)))
    def test_nothing_is_too_odd(self, box: ProseEdit, html: str) -> None:
        box.set_text("")
        paste(box, html=html)
        assert canonical(box.text()) == box.text()
        paste(box, text=html)
        assert canonical(box.text()) == box.text()


class TestInTheWindow:
    @pytest.fixture(autouse=True)
    def fill(self, filled: Callable[..., list[str]]) -> None:
        for title, text in (("Odd", ODD), ("List", "- one\n- two"), ("Plain", "some words")):
            filled({"kind": "lesson", "title": title, "statement": text})

    def show(self, desktop: Desktop, title: str) -> ProseEdit:
        desktop.go("lesson")
        desktop.open(title)
        box = desktop.edit("statement", TextEdit).target
        box.setFocus()
        desktop.settle()
        return box

    def test_opening_changes_nothing_and_undo_outlives_draft_and_save(
        self, desktop: Desktop
    ) -> None:
        box = self.show(desktop, "Odd")
        assert desktop.window.page.fields() == desktop.window.session._baseline
        at(box, "last ")
        keys(box, "new ")
        assert desktop.window.session.dirty
        desktop.window.session.keep_draft()
        desktop.shortcut("Ctrl+S")
        assert "last new **bold**" in desktop.view().document["statement"]
        assert box.textCursor().block().text()[: box.textCursor().positionInBlock()] == "last new "
        desktop.shortcut("Ctrl+Z")
        assert box.text() == ODD

    def test_the_bar_is_there_while_the_text_has_the_focus_and_moves_nothing(
        self, desktop: Desktop
    ) -> None:
        box = self.show(desktop, "Plain")
        page, bar = desktop.window.page.widget(), desktop.window.formatting.bar
        assert page is not None
        with_bar = page.height()
        assert bar.isVisible()
        assert desktop.window.actions_by_name["bold"].isEnabled()
        box.selectAll()
        desktop.menu("Format", "Bold")
        assert box.text() == "**some words**"
        assert desktop.window.actions_by_name["bold"].isChecked()
        desktop.come_back()
        desktop.window.page.title.setFocus()
        desktop.settle()
        assert bar.isHidden()
        assert not desktop.window.actions_by_name["bold"].isEnabled()
        assert page.height() == with_bar

    def test_the_page_follows_the_cursor(self, desktop: Desktop) -> None:
        box = self.show(desktop, "Plain")
        box.moveCursor(QTextCursor.MoveOperation.End)
        for _ in range(40):
            keys(box, Qt.Key.Key_Return, "x")
        page = desktop.window.page

        def in_view() -> bool:
            caret = box.viewport().mapTo(page, box.cursorRect().bottomLeft())
            return box.height() > page.height() and 0 < caret.y() <= page.height()

        desktop.qtbot.waitUntil(in_view)

    def test_tab_leaves_the_field(self, desktop: Desktop, filled: Callable[..., list[str]]) -> None:
        box = self.show(desktop, "List")
        at(box, "two")
        for _ in range(2):
            desktop.press(Qt.Key.Key_Tab)
        assert not box.hasFocus()
        assert box.text() == "- one\n  - two"


def test_words_are_found_chosen_and_marked(box: ProseEdit) -> None:
    box.set_text("Night *staff*, night")
    spans = box.find_spans("night")
    assert spans == [(0, 5), (13, 5)]
    box.mark_spans(spans, QColor("yellow"))
    assert len(box.extraSelections()) == 2
    box.clear_marks()
    box.select_span(*spans[1])
    assert box.textCursor().selectedText() == "night"
    assert box.text() == "Night *staff*, night"


def test_a_very_long_text_comes_in_pieces_and_is_whole_throughout(
    qtbot: QtBot, box: ProseEdit
) -> None:
    text = "A paragraph with **bold** words.\n\n- an item\n- another\n\n" * 300 + "End"
    box.set_text(text)
    assert box.is_filling
    keys(box, "lost")
    assert box.text() == text
    qtbot.waitUntil(lambda: not box.is_filling)
    assert box.text() == text
    at(box, "End")
    keys(box, ".")
    assert box.text() == f"{text}."
    box.undo()
    assert box.text() == text


def test_what_is_read_only_stays_as_it_is(box: ProseEdit) -> None:
    box.set_text("words")
    box.setReadOnly(True)
    box.selectAll()
    control(box, Qt.Key.Key_B)
    keys(box, "x")
    box.format("bullets")
    assert box.text() == "words"
