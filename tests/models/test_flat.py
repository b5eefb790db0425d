"""Documents as paths and back."""

from typing import Any

import pytest
from hypothesis import given, settings

from kmdesk.models import canonical, flat
from tests.models import strategies


@given(strategies.contents)
def test_unflatten_undoes_flatten(content: Any) -> None:
    paths = flat.flatten(content)
    assert flat.unflatten(paths) == content
    assert flat.unflatten(dict(reversed(paths.items()))) == content
    assert all(isinstance(value, str | int) for value in paths.values())


@given(strategies.contents, strategies.contents)
@settings(max_examples=50)
def test_different_contents_have_different_paths(one: Any, other: Any) -> None:
    assert (flat.flatten(one) == flat.flatten(other)) == (one == other)


@given(strategies.names)
def test_names_survive_escaping(name: str) -> None:
    escaped = flat.escape(name)
    assert "/" not in escaped
    assert not escaped.startswith("=")
    assert flat.unescape(escaped) == name


@given(strategies.texts)
def test_members_survive_escaping(value: str) -> None:
    path = f"tags/{flat.member(value)}"
    assert flat.is_member(path)
    assert path.count("/") == 1
    assert flat.unflatten({path: True}) == {"tags": [value]}


@pytest.mark.parametrize(
    ("content", "paths"),
    [
        ({"title": "Falls"}, {"title": "Falls"}),
        ({"a/b": {"~c": 1}}, {"a~1b/~0c": 1}),
        ({"a": {"=b": 1}}, {"a/~2b": 1}),
        (
            {"a": {"b": [{"id": "position", "position": "i"}]}},
            {"a/b/position/position": "i"},
        ),
        ({"tags": ["=", "a/b"]}, {"tags/==": True, "tags/=a~1b": True}),
        (
            {"findings": [{"id": "x1", "position": "i", "sources": ["S"]}]},
            {"findings/x1/position": "i", "findings/x1/sources/=S": True},
        ),
    ],
)
def test_paths_are_as_the_format_says(content: Any, paths: dict[str, Any]) -> None:
    assert flat.flatten(content) == paths
    assert flat.unflatten(paths) == content


def test_items_are_listed_outer_first() -> None:
    content = {
        "questions": [
            {"id": "q", "position": "i", "answers": [{"id": "a", "position": "i", "text": "x"}]}
        ]
    }
    assert flat.item_prefixes(flat.flatten(content)) == ["questions/q", "questions/q/answers/a"]


@given(strategies.contents)
def test_what_comes_from_paths_is_canonical(content: Any) -> None:
    canonical.check(flat.unflatten(flat.flatten(content)))
