"""Documents: what people and scripts hand over, and what is stored of it."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kmdesk.base.errors import UserError
from kmdesk.models import canonical, document
from kmdesk.models.flat import flatten
from kmdesk.models.kinds import KINDS, kind_named
from kmdesk.models.order import POSITION
from tests import factory
from tests.models import strategies

kinds = pytest.mark.parametrize("name", KINDS)
made = pytest.mark.parametrize("make", factory.DOCUMENTS.values(), ids=factory.DOCUMENTS)


def content_of(fields: dict[str, Any]) -> dict[str, Any]:
    _, _, record = document.parse(fields)
    return document.to_content(record)


def without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: without_ids(v) for k, v in value.items() if k != "id"}
    if isinstance(value, list):
        return [without_ids(v) for v in value]
    return value


@kinds
@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_any_record_becomes_canonical_and_comes_back(name: str, data: st.DataObject) -> None:
    kind = KINDS[name]
    record = document.parse_fields(kind, data.draw(strategies.records(kind)))
    content = document.to_content(record)
    assert canonical.decode(canonical.encode(content)) == content
    back = document.from_content(kind, content)
    assert document.to_content(back, content) == content
    assert document.to_content(back) == content or _has_lists(content)


def _has_lists(content: dict[str, Any]) -> bool:
    return any(POSITION in path for path in flatten(content))


@kinds
@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_a_document_is_what_parse_takes(name: str, data: st.DataObject) -> None:
    kind = KINDS[name]
    words = strategies.raw_texts.map(canonical.text)
    fields = data.draw(strategies.records(kind, words))
    content = document.to_content(document.parse_fields(kind, fields))
    printed = document.to_document("7" * 26, kind, document.from_content(kind, content))
    record_id, same_kind, record = document.parse(json.loads(json.dumps(printed)))
    assert (record_id, same_kind) == ("7" * 26, kind)
    assert document.to_content(record, content) == content
    assert printed == json.loads(json.dumps(printed))


@made
def test_items_get_ids_and_keep_their_order(make: Callable[..., factory.Document]) -> None:
    given_document = make()
    _, kind, record = document.parse(given_document)
    printed = document.to_fields(document.from_content(kind, document.to_content(record)))
    for field, value in given_document.items():
        if field == "kind":
            continue
        shape = kind.fields[field].shape
        wanted = sorted(value) if shape == "set" else value
        assert _given_part(without_ids(printed[field]), wanted) == wanted


def _given_part(printed: Any, wanted: Any) -> Any:
    """Return of what was printed only what was handed over; the rest are defaults."""
    if isinstance(wanted, dict):
        return {k: _given_part(printed[k], v) for k, v in wanted.items()}
    if isinstance(wanted, list):
        assert len(printed) == len(wanted)
        return [_given_part(p, w) for p, w in zip(printed, wanted, strict=True)]
    return printed


NOT_DOCUMENTS: dict[str, tuple[Any, str]] = {
    "a list": ([], "needs a “kind”"),
    "a text": ("x", "needs a “kind”"),
    "no kind": ({"title": "x"}, "needs a “kind”"),
    "a kind that is a number": ({"kind": 1}, "needs a “kind”"),
    "an unknown kind": ({"kind": "lessen", "title": "x"}, "“lessen” is not a kind"),
    "an id that is none": (factory.lesson(id="x"), "“x” is not a record id"),
    "an id that is a number": (factory.lesson(id=7), "“7” is not a record id"),
    "an id and a line break": (factory.lesson(id="7" * 26 + "\n"), "is not a record id"),
    "no title": ({"kind": "lesson"}, "it lacks the field title"),
    "an empty title": (factory.lesson(title=""), "at “title”"),
    "a misspelt field": (factory.lesson(statment="x"), "Did you mean “statement”?"),
    "a misspelt field of an item": (
        factory.review(marks=[{"marc": 1}]),
        "“marks/marc” is not a field",
    ),
    "a field nobody could mean": (factory.lesson(zzzzzz=1), "“zzzzzz” is not a field"),
    "a number for text": (factory.lesson(why=3), "at “why”: expected text, got a number"),
    "text for a list": (factory.lesson(tags="falls"), "expected a list"),
    "text for an item": (factory.review(marks=["8"]), "at “marks[0]”"),
    "a mark of 11": (factory.review(marks=[{"mark": 11}]), "at “marks[0].mark”"),
    "no such day": (factory.source(review_by="2026-02-30"), "expected a date such as"),
    "no such choice": (factory.source(type="blog"), "there is no choice"),
    "an item id with a slash": (factory.review(marks=[{"id": "a/b"}]), "at “marks[0].id”"),
    "an item id and a line break": (factory.review(marks=[{"id": "a\n"}]), "at “marks[0].id”"),
    "a position": (factory.review(marks=[{"position": "a"}]), "“marks/position” is not a field"),
}


@pytest.mark.parametrize(("value", "words"), NOT_DOCUMENTS.values(), ids=NOT_DOCUMENTS)
def test_a_document_that_cannot_be_read_is_one_sentence(value: Any, words: str) -> None:
    with pytest.raises(UserError) as caught:
        document.parse(value)
    message = str(caught.value)
    assert message.endswith(("Nothing was saved.", "Nothing was changed."))
    assert words in message
    assert "`" not in message


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": "\x01"}, "needs a title"),
        ({"title": "\ud800"}, "needs a title"),
        ({"reuse": [{"id": "a"}, {"id": "a"}]}, "occurs twice"),
    ],
)
def test_a_record_that_cannot_be_kept_is_one_sentence(changes: Any, words: str) -> None:
    with pytest.raises(UserError, match=words):
        content_of(factory.lesson(**changes))


def test_a_number_that_other_programs_would_round_is_refused() -> None:
    largest = factory.evidence_summary(searches=[{"hits": 2**53}])
    assert content_of(largest)["searches"][0]["hits"] == 2**53
    with pytest.raises(UserError, match="cannot be kept"):
        content_of(factory.evidence_summary(searches=[{"hits": 2**53 + 1}]))


def test_what_is_empty_is_absent() -> None:
    content = content_of(
        {
            "kind": "lesson",
            "title": "x",
            "tags": ["", "b", "a", "b"],
            "why": "",
            "links": [],
            "trashed": False,
            "reuse": [{"where": "", "by": "B"}],
        }
    )
    item = content["reuse"][0]
    assert content["tags"] == ["a", "b"]
    assert set(item) == {"id", POSITION, "by"}
    assert not {"why", "links", "trashed"} & set(content)


def test_zero_is_a_value() -> None:
    content = content_of(factory.review(marks=[{"mark": 0}]))
    assert content["marks"][0]["mark"] == 0


def test_a_link_has_the_same_id_on_every_pc() -> None:
    one = content_of(factory.lesson(links=[{"record": "7" * 26}]))
    other = content_of(factory.lesson(links=[{"record": "7" * 26}]))
    assert one["links"][0]["id"] == other["links"][0]["id"]


NEWER = {
    "title": "x",
    "sharing": "public",
    "status": "noted",
    "mood": "calm",
    "tags": ["a"],
    "reuse": [
        {"id": "one", "position": "i", "where": "W", "weight": 3, "notes": ["n"]},
        {"id": "two", "position": "q", "where": "V", "weight": 4},
    ],
    "steps": [{"id": "s1", "position": "i", "text": "new list"}],
    "links": [{"id": "k", "position": "i", "record": "7" * 26, "relation": "related", "by": "B"}],
    "plan": {"a": {"b": "deep"}},
}
"""A lesson of a kmdesk that has more fields than this one."""


def edited(change: Callable[[Any], None]) -> dict[str, Any]:
    canonical.check(NEWER)
    record = document.from_content(KINDS["lesson"], NEWER)
    change(record)
    content = document.to_content(record, NEWER)
    canonical.check(content)
    return content


def test_fields_of_a_newer_kmdesk_are_carried_along() -> None:
    def change(record: Any) -> None:
        record.title = "y"
        record.reuse[0].where = "ward"

    content = edited(change)
    assert content["reuse"][0] == {**NEWER["reuse"][0], "where": "ward"}  # type: ignore[index]
    assert {**content, "title": "x", "reuse": NEWER["reuse"]} == NEWER


def test_fields_of_a_newer_kmdesk_go_with_their_item() -> None:
    def change(record: Any) -> None:
        del record.reuse[0]
        record.links.clear()

    content = edited(change)
    assert content["reuse"] == NEWER["reuse"][1:]  # type: ignore[index]
    assert "links" not in content
    assert content["steps"] == NEWER["steps"]


def test_fields_of_a_newer_kmdesk_move_with_their_item() -> None:
    content = edited(lambda record: record.reuse.reverse())
    assert [item["id"] for item in content["reuse"]] == ["two", "one"]
    assert {item["id"]: item["weight"] for item in content["reuse"]} == {"one": 3, "two": 4}


@kinds
@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_any_unknown_field_is_carried(name: str, data: st.DataObject) -> None:
    kind = KINDS[name]
    record = document.parse_fields(kind, data.draw(strategies.records(kind)))
    unknown = {f"x-{k}": v for k, v in data.draw(strategies.contents).items()}
    previous = {**document.to_content(record), **unknown}
    canonical.check(previous)
    assert document.to_content(document.from_content(kind, previous), previous) == previous


@pytest.mark.parametrize(
    "content",
    [{"title": 1}, {"title": "x", "tags": {"a": 1}}, {"title": "x", "status": "unheard-of"}, {}],
)
def test_content_that_this_kmdesk_cannot_read_is_said_to_be(content: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        document.from_content(KINDS["lesson"], content)


@made
def test_the_schema_accepts_what_is_printed(make: Callable[..., factory.Document]) -> None:
    _, kind, record = document.parse(make(links=[{"record": "7" * 26}]))
    schema = document.json_schema(kind)
    printed = document.to_document(
        "7" * 26, kind, document.from_content(kind, document.to_content(record))
    )
    _accept(schema, schema, printed)
    _accept(schema, schema, make())
    json.dumps(schema)
    with pytest.raises(AssertionError):
        _accept(schema, schema, {**printed, "zzz": 1})
    with pytest.raises(AssertionError):
        _accept(schema, schema, {**printed, "kind": "other"})


def _accept(root: Any, schema: Any, value: Any) -> None:
    """Check a value by as much of JSON Schema as our schemas use; unknown words fail."""
    known = {
        *("$ref", "$defs", "$schema", "title", "description", "default", "type", "properties"),
        *("required", "additionalProperties", "items", "anyOf", "enum", "const", "pattern"),
        *("format", "minLength", "minimum", "maximum", "long", "words", "suggest", "record"),
    }
    assert set(schema) <= known, set(schema) - known
    if "$ref" in schema:
        _accept(root, root["$defs"][schema["$ref"].rpartition("/")[2]], value)
        return
    if "anyOf" in schema:
        assert any(_accepts(root, one, value) for one in schema["anyOf"])
    if "type" in schema:
        types = {
            "string": str,
            "integer": int,
            "array": list,
            "object": dict,
            "boolean": bool,
            "null": type(None),
        }
        assert isinstance(value, types[schema["type"]]), (schema, value)
    assert "const" not in schema or value == schema["const"]
    assert "enum" not in schema or value in schema["enum"]
    if isinstance(value, dict):
        assert set(schema.get("required", ())) <= set(value)
        for name, inner in value.items():
            if schema.get("additionalProperties") is False:
                assert name in schema["properties"], name
            _accept(root, schema["properties"][name], inner)
    if isinstance(value, list):
        for inner in value:
            _accept(root, schema["items"], inner)


def _accepts(root: Any, schema: Any, value: Any) -> bool:
    try:
        _accept(root, schema, value)
    except AssertionError:
        return False
    return True


@kinds
def test_sections_hold_each_field_of_a_kind_once(name: str) -> None:
    kind = kind_named(name)
    common = {"title", "sharing", "review_by", "tags", "links", "attachments", "trashed", "status"}
    held = [field for section in kind.sections for field in section.fields]
    assert sorted(held) == sorted(set(kind.fields) - common)
    assert set(kind.lead) <= set(kind.fields)
    assert kind.statuses
    assert all(field.label for field in kind.fields.values())
    assert msgspec.json.schema(kind.struct)


def test_kinds_differ_in_name_and_prefix() -> None:
    assert len({kind.prefix for kind in KINDS.values()}) == len(KINDS)
    assert all(kind.name == name and len(kind.prefix) == 2 for name, kind in KINDS.items())
    with pytest.raises(UserError, match="choose one of"):
        kind_named("x")
