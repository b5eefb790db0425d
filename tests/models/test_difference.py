"""What became of a record, in the words of its kind."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmdesk.base.errors import UserError
from kmdesk.models import document
from kmdesk.models.difference import (
    Change,
    Difference,
    difference,
    one_of,
    part_named,
    paths_in_words,
    place_in_words,
    sections_of,
)
from kmdesk.models.flat import flatten
from kmdesk.models.kinds import KINDS
from kmdesk.models.saying import inside
from kmdesk.models.text_difference import spoken
from tests.models import strategies
from tests.models.test_text_difference import new_of, old_of

SUMMARY = KINDS["evidence-summary"]


def leaves(changes: tuple[Change, ...], above: str = "") -> list[str]:
    """Return each change of a value as a line."""
    found = []
    for change in changes:
        label = f"{above}{change.label}"
        if change.became == "moved" or change.was:
            found.append(f"{label} (was {change.was})")
        elif change.parts and change.became != "changed":
            found.append(f"{label} ({change.became})")
        if change.runs:
            found.append(f"{label}: {spoken(change.runs)}")
        found += leaves(change.parts, f"{label} / ")
    return found


def shown(before: dict[str, Any], after: dict[str, Any], kind: str = "evidence-summary") -> Any:
    made = difference(KINDS.get(kind), before, after, {"A" * 26: "Limits in Leeds"}.get)  # type: ignore[arg-type]
    return {section.label: leaves(section.changes) for section in made.sections}


class TestInWords:
    """Labels and values are those that people see."""

    def test_plain_fields_stand_in_their_section(self) -> None:
        before = {"title": "Limits", "bottom_line": "Offer limits.", "searched_on": "2018-08-06"}
        after = {"title": "Limits", "bottom_line": "Offer strict limits.", "status": "final"}
        assert shown(before, after) == {
            "About the record": ["Status: [added: Final]"],
            "Bottom line": ["Bottom line: Offer[added:  strict] limits."],
            "Search": ["Searched on: [removed: 6 August 2018]"],
        }

    def test_items_are_matched_by_id(self) -> None:
        one = {"id": "a", "text": "Losses fall.", "certainty": "grade/moderate"}
        two = {"id": "b", "text": "Harm stays.", "certainty": "sign/2+"}
        gone = {"id": "c", "text": "Old news."}
        after = [two | {"certainty": "grade/low"}, {"id": "d", "text": "Uptake is low."}, one]
        lines = shown({"findings": [one, two, gone]}, {"findings": after})["Findings"]
        assert (
            "Findings / Finding 1: Harm stays. / Certainty: [removed: SIGN: 2+][added: Low]"
            in lines
        )
        assert "Findings / Finding 2 (added)" in lines
        assert "Findings / Finding 3 (removed)" in lines
        assert sum("(was " in line for line in lines) == 1

    def test_an_item_that_only_moved_says_where_from(self) -> None:
        items = [{"id": i, "text": f"Gap {i}"} for i in "abcd"]
        moved = [items[3], *items[:3]]
        assert shown({"gaps": items}, {"gaps": moved}) == {"Gaps": ["Gaps / Gap 1: Gap d (was 4)"]}

    def test_links_are_told_by_title(self) -> None:
        link = {"id": "x", "record": "A" * 26, "relation": "supports"}
        lines = shown({}, {"links": [link]})["About the record"]
        assert "Links / Link 1 / Record: [added: Limits in Leeds]" in lines
        assert "Links / Link 1 / Relation: [added: Supports]" in lines
        finding = {"id": "f", "sources": ["A" * 26, "B" * 26]}
        [line] = shown({"findings": [finding]}, {"findings": [finding | {"sources": ["A" * 26]}]})[
            "Findings"
        ]
        assert line.endswith(
            "Sources: Limits in Leeds · [removed: a record that is not here (BBBB…)]"
        )

    def test_tags_and_ticks(self) -> None:
        lines = shown({"tags": ["a", "b"]}, {"tags": ["b", "c"], "trashed": True})
        assert lines["About the record"] == [
            "Tags: [removed: a] · b · [added: c]",
            "In the trash: [removed: No][added: Yes]",
        ]

    def test_what_a_newer_kmdesk_wrote_is_shown_plainly(self) -> None:
        before = {"gaps": [{"id": "a", "text": "One"}], "bottom_line": "Yes"}
        after = {
            "gaps": [{"id": "a", "text": "One", "size": 3}],
            "mood": "calm",
            "bottom_line": {"text": "Yes"},
            "steps": [{"id": "s", "name": "First"}],
        }
        lines = shown(before, after)
        assert lines["Gaps"] == ["Gaps / Gap 1: One / size: [added: 3]"]
        assert "mood: [added: calm]" in lines["From a newer kmdesk"]
        assert "steps / step 1 / name: [added: First]" in lines["From a newer kmdesk"]
        assert "Yes" in lines["Bottom line"][0]

    def test_a_kind_that_is_not_known_is_shown_too(self) -> None:
        assert shown({"title": "A"}, {"title": "B"}, "podcast") == {
            "From a newer kmdesk": ["title: [removed: A][added: B]"]
        }


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
@settings(max_examples=15)
@given(data=st.data())
def test_it_tells_what_revisions_tell(kind: Any, data: st.DataObject) -> None:
    """The fields it names are those whose paths differ, and texts are exact."""
    texts = st.sampled_from(["", "limit", "limit harm", "harm", "a b\nc"])
    one, other = (
        document.to_content(document.parse_fields(kind, data.draw(strategies.records(kind, texts))))
        for _ in range(2)
    )
    made: Difference = difference(kind, one, other)
    before, after = flatten(one), flatten(other)
    differing = {p for p in before.keys() | after.keys() if before.get(p) != after.get(p)}
    names = {path.split("/")[0] for path in made.paths}
    moved_only = {p.split("/")[0] for p in differing if p.endswith("/position")}
    assert names <= {path.split("/")[0] for path in differing}
    assert names | moved_only >= {path.split("/")[0] for path in differing}
    for section in made.sections:
        for change in section.changes:
            if kind.fields[change.path].shape in ("line", "text"):
                assert old_of(change.runs) == one.get(change.path, "")
                assert new_of(change.runs) == other.get(change.path, "")


def test_a_reader_may_look_at_some_fields_only() -> None:
    made = difference(SUMMARY, {"title": "A", "asked": "B"}, {"title": "C", "asked": "D"})
    assert made.only(("asked",)).paths == ("asked",)
    assert made.only(()) == made
    assert made.only(("gaps",)) == Difference()


def test_parts_are_found_by_the_names_people_use() -> None:
    assert part_named(SUMMARY, "bottom line") == ("bottom_line", "asked")
    assert part_named(SUMMARY, "Searched on") == ("searched_on",)
    assert part_named(SUMMARY, "key_messages") == ("key_messages",)
    with pytest.raises(UserError, match="“moon” is no part"):
        part_named(SUMMARY, "moon")
    for kind in KINDS.values():
        named = [name for _, fields in sections_of(kind) for name in fields]
        assert sorted(named) == sorted(kind.fields)


def test_nothing_differs_from_itself() -> None:
    content = {"title": "A", "findings": [{"id": "a", "text": "B", "position": "1"}]}
    assert difference(SUMMARY, content, content) == Difference()
    assert not difference(
        SUMMARY, content, {**content, "kind": "evidence-summary", "id": "Z"}
    ).paths


@pytest.mark.parametrize(
    ("paths", "said"),
    [
        (("findings/a/text", "findings/b/text", "bottom_line"), "Bottom line, 2 findings"),
        (("findings/a/text", "findings/a/certainty"), "1 finding"),
        (("findings/a/position",), "Order of findings"),
        (("local_knowledge/a/text",), "Local knowledge (1)"),
        (("tags/=one", "tags/=two"), "Tags"),
        (("question/population",), "Question"),
        (("mood",), "Mood"),
        (("title", "status", "gaps/a/text", "asked", "tags/=x"), "Title, tags, status, 2 more"),
        ((), ""),
    ],
)
def test_paths_are_told_in_words(paths: tuple[str, ...], said: str) -> None:
    assert paths_in_words(SUMMARY, paths) == said


def test_labels_of_lists_and_of_one() -> None:
    labels = ["Key messages", "Marks out of 10", "Questions and answers", "Local knowledge"]
    assert [one_of(label) for label in labels] == [
        "Key message", "Mark out of 10", "Question and answer", "Local knowledge",
    ]  # fmt: skip
    assert [inside(label) for label in ("Status", "DOI")] == ["status", "DOI"]


def test_two_thousand_findings_are_compared_one_by_one() -> None:
    old = [{"id": str(n), "text": f"Finding number {n} says little."} for n in range(2_000)]
    new = [one | {"text": one["text"].replace("little", "much")} for one in reversed(old)]
    made = difference(SUMMARY, {"findings": old}, {"findings": new})
    [change] = made.sections[0].changes
    assert len(change.parts) == 2_000


def test_names_of_the_programs_own_are_told_as_people_call_them() -> None:
    summary, gone = "78XN" + "0" * 22, "9QAB" + "0" * 22
    shortened = {"id": "s", "path": "bottom_line", "text": "Short."}
    part = {"id": "p", "record": summary, "left_out": ["key_messages"], "shortened": [shortened]}
    issue = {"id": "i", "template": "one-page-brief", "file": "Paper.pdf", "sha256": "ab" * 32}
    found = difference(
        KINDS["briefing"],
        {"template": "sbar"},
        {
            "template": "board-paper",
            "parts": [part, {"id": "q", "record": gone}],
            "issued": [issue],
        },
        {summary: "Falls at night"}.get,  # type: ignore[arg-type]
    )

    def runs(changes: Iterable[Change]) -> Iterator[tuple[str, str]]:
        for change in changes:
            yield from ((change.label, run.text) for run in change.runs)
            yield from runs(change.parts)

    assert list(runs(c for section in found.sections for c in section.changes)) == [
        ("Template", "SBAR briefing"),
        ("Template", "Board paper"),
        ("Record", "Falls at night"),
        ("Left out", "Key messages"),
        ("Where", "Bottom line"),
        ("Instead", "Short."),
        ("Record", "a record that is not here (9QAB…)"),
        ("Template", "One-page brief"),
        ("File", "Paper.pdf"),
    ]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("bottom_line", "Bottom line"),
        ("findings/f1/text", "Findings, finding"),
        ("from_a_newer_kmdesk", "from_a_newer_kmdesk"),
    ],
)
def test_a_place_in_some_record_is_told_by_its_labels(path: str, said: str) -> None:
    assert place_in_words(path) == said
