"""Abbreviations are explained where they are first used."""

import pytest

from kmdesk.briefing import tree
from kmdesk.briefing.abbreviations import explained
from kmdesk.briefing.tree import Callout, Flow, Heading, Paragraph, Table, Text
from tests.briefing.strategies import words

NICE = "National Institute for Health and Care Excellence"


def marked(*blocks: tree.Block) -> list[tuple[str, str]]:
    """Return every abbreviation that is marked, with what it is short for."""
    found = []
    for block in explained(blocks):
        match block:
            case Paragraph(inlines=inlines):
                runs = [inlines]
            case Table(rows=rows):
                runs = [cell for row in rows for cell in row if not isinstance(cell, Flow)]
            case Callout(blocks=(Paragraph(inlines=inlines),)):
                runs = [inlines]
            case _:
                runs = []
        found += [
            (one.text, one.expansion)
            for run in runs
            for one in run
            if isinstance(one, Text) and one.expansion
        ]
    return found


def test_only_the_first_use_is_marked_and_the_words_stay() -> None:
    blocks = (
        Heading("NICE says"),
        Callout("bottom-line", "", (Paragraph(words("As NICE says.")),)),
        Paragraph(words("NICE again, and 3 RCTs.")),
    )
    assert marked(*blocks) == [("NICE", NICE), ("RCT", "randomised controlled trial")]
    after = explained(blocks)
    assert [tree.block_lines(block) for block in after[:3]] == [
        tree.block_lines(block) for block in blocks
    ]
    assert tree.block_lines(after[3]) == [
        f"Abbreviations. NICE: {NICE}; RCT: randomised controlled trial."
    ]


RCT = "RCT: randomised controlled trial"


@pytest.mark.parametrize(
    "block",
    [
        Heading("What RCTs say"),
        Table(("Finding", "RCTs"), (), (1, 1), "Findings"),
        Callout("note", "An RCT", ()),
        Callout("note", "", (Heading("An RCT", 3),)),
        tree.Facts((("RCT", ()),)),
    ],
    ids=["heading", "head of a table", "title", "heading in a box", "fact"],
)
def test_those_that_stand_in_headings_alone_are_listed(block: tree.Block) -> None:
    same, listed = explained((block,))
    assert same == block
    assert tree.block_lines(listed) == [f"Abbreviations. {RCT}."]


def test_one_that_stands_in_a_heading_first_is_marked_in_the_words_and_listed_once() -> None:
    _heading, told, listed = explained((Heading("RCTs"), Paragraph(words("Two RCTs."))))
    assert isinstance(told, Paragraph)
    assert told.inlines[1] == Text("RCT", expansion="randomised controlled trial")
    assert tree.block_lines(listed) == [f"Abbreviations. {RCT}."]


def test_a_heading_in_another_language_or_spelt_out_is_left_alone() -> None:
    for blocks in (
        (Heading("Le WHO", language="fr"),),
        (Heading("RCTs"), Paragraph(words("A randomised controlled trial"))),
    ):
        assert explained(blocks) == blocks


def test_those_inside_lists_inside_lists_are_marked() -> None:
    inner = tree.BulletList((tree.ListItem(words("NICE")),))
    item = tree.ListItem(words("NICE"), (Paragraph(words("RCT")), inner))
    made, _listed = explained((tree.BulletList((item,)),))
    assert made == tree.BulletList(
        (
            tree.ListItem(
                (Text("NICE", expansion=NICE),),
                (Paragraph((Text("RCT", expansion="randomised controlled trial"),)), inner),
            ),
        )
    )


def test_what_the_paper_spells_out_itself_is_left_alone() -> None:
    blocks = (Paragraph(words(f"The {NICE} (NICE) says so.")),)
    assert explained(blocks) == blocks


@pytest.mark.parametrize(
    "text", ["A NICER way", "nice", "example.org/NICE/", "PRE-NICE-x", "Whose WHOlesale"]
)
def test_words_that_only_look_alike_are_left_alone(text: str) -> None:
    blocks = (Paragraph(words(text)),)
    assert explained(blocks) == blocks


def test_the_list_stands_before_the_references() -> None:
    references = (Heading("References"), tree.References((tree.Reference(1, "NICE. Advice."),)))
    first, listed, *rest = explained((Paragraph(words("NICE")), *references))
    assert tree.block_lines(listed)[0].startswith("Abbreviations. ")
    assert tuple(rest) == references
    assert first != listed


def test_words_in_another_language_are_left_alone() -> None:
    blocks = (Paragraph((Text("Le WHO", language="fr"),)),)
    assert explained(blocks) == blocks
