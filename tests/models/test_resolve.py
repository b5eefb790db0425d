"""The merge, one case at a time."""

from dataclasses import dataclass, field

import pytest

from kmdesk.models import canonical
from kmdesk.models.flat import Flat, flatten, unflatten
from kmdesk.models.resolve import TRASHED, Resolution, heads_of, resolve, settled
from kmdesk.models.revision import Header
from kmdesk.store.revisions import Stamp
from tests.models.replicas import PLANS, World

TEXT = "findings/x/text"
ITEM: Flat = {"findings/x/position": "i", TEXT: "old", "findings/x/theme": "falls"}
START: Flat = {"title": "old", "why": "old", **ITEM}


@dataclass
class Story:
    """Revisions by name, such as ``story.save("ann", {"title": "new"}, "start")``."""

    world: World = field(default_factory=World)
    named: dict[str, str] = field(default_factory=dict)

    def save(
        self,
        name: str,
        sets: Flat | None = None,
        *on: str,
        without: tuple[str, ...] = (),
        clock: int = 0,
    ) -> None:
        """Save what somebody made who looked at some revisions, to be known by `name`."""
        known = self.world.closure([self.named[one] for one in on])
        before = self.world.view(known)
        flat = {p: v for p, v in before.flat.items() if not p.startswith(without or ("\0",))}
        moment = f"2026-01-01T00:{clock:02}:00.{len(self.named):06}Z"
        made = self.world.save(before, flat | (sets or {}), Stamp(name, name, moment))
        assert made, "nothing changed"
        self.named[name] = made

    def shows(self, *names: str) -> Resolution:
        """Return what a collection shows that holds these revisions and what they stand on."""
        known = self.world.closure([self.named[name] for name in names])
        shown = self.world.view(known)
        canonical.check(unflatten(shown.flat))
        return shown

    def disputed(self, *names: str) -> dict[str, list[str | int]]:
        """Return the values of each conflict."""
        return {c.path: [one.value for one in c.values] for c in self.shows(*names).conflicts}


@pytest.fixture
def story() -> Story:
    made = Story()
    made.save("start", START)
    return made


def test_one_revision_shows_its_content(story: Story) -> None:
    assert story.shows("start").flat == START


def test_different_fields_merge_silently(story: Story) -> None:
    story.save("ann", {"title": "ann's"}, "start")
    story.save("bob", {"why": "bob's", "findings/x/theme": "wards"}, "start")
    shown = story.shows("ann", "bob")
    assert shown.flat == START | {
        "title": "ann's",
        "why": "bob's",
        "findings/x/theme": "wards",
    }
    assert (shown.conflicts, shown.revived, shown.contested) == ((), (), frozenset())


def test_the_same_change_twice_is_no_conflict(story: Story) -> None:
    story.save("ann", {"title": "new"}, "start")
    story.save("bob", {"title": "new"}, "start")
    assert story.shows("ann", "bob").flat["title"] == "new"
    assert story.disputed("ann", "bob") == {}


def test_two_values_for_one_path_are_a_conflict(story: Story) -> None:
    story.save("ann", {"title": "ann's"}, "start", clock=1)
    story.save("bob", {"title": "bob's"}, "start", clock=2)
    assert story.disputed("ann", "bob") == {"title": ["bob's", "ann's"]}
    assert story.shows("ann", "bob").flat["title"] == "bob's"
    (conflict,) = story.shows("ann", "bob").conflicts
    assert [one.revision for one in conflict.values] == [story.named["bob"], story.named["ann"]]


def test_wrong_clocks_decide_only_what_is_displayed(story: Story) -> None:
    story.save("ann", {"title": "ann's"}, "start", clock=50)
    story.save("ann again", {"title": "ann's second"}, "ann", clock=1)
    assert story.shows("ann again").flat["title"] == "ann's second"
    story.save("bob", {"title": "bob's"}, "start", clock=30)
    assert story.disputed("ann again", "bob") == {"title": ["bob's", "ann's second"]}


def test_equal_times_are_decided_by_the_hash(story: Story) -> None:
    world = story.world
    for title in ("one", "two"):
        before = world.view({story.named["start"]})
        stamp = Stamp("", "", "2026-01-01T00:00:00.000000Z")
        story.named[title] = world.save(before, START | {"title": title}, stamp)
    last = max(("one", "two"), key=lambda title: story.named[title])
    assert story.shows("one", "two").flat["title"] == last


def test_three_people_three_values(story: Story) -> None:
    for clock, name in enumerate(("ann", "bob", "cy")):
        story.save(name, {"title": name}, "start", clock=clock)
    assert story.disputed("ann", "bob", "cy") == {"title": ["cy", "bob", "ann"]}


def test_an_edit_beats_the_removal_of_a_field(story: Story) -> None:
    story.save("ann", {"why": "ann's"}, "start")
    story.save("bob", {}, "start", without=("why",), clock=9)
    shown = story.shows("ann", "bob")
    assert shown.flat["why"] == "ann's"
    assert (shown.conflicts, shown.revived) == ((), ("why",))


def test_a_removal_is_remembered(story: Story) -> None:
    story.save("ann", {}, "start", without=("why",))
    story.save("bob", {"title": "bob's"}, "start", clock=9)
    assert "why" not in story.shows("ann", "bob").flat
    story.save("cy", {"title": "cy's"}, "ann", "bob")
    story.save("dee", {"title": "dee's"}, "start", clock=9)
    assert "why" not in story.shows("cy", "dee").flat


def test_an_item_that_was_edited_is_kept_whole(story: Story) -> None:
    story.save("ann", {TEXT: "ann's"}, "start")
    story.save("bob", {}, "start", without=("findings/x/",), clock=9)
    shown = story.shows("ann", "bob")
    assert shown.flat == START | {TEXT: "ann's"}
    assert (shown.conflicts, shown.revived) == ((), ("findings/x",))
    assert set(ITEM) <= shown.contested


def test_an_item_that_nobody_edited_goes(story: Story) -> None:
    story.save("ann", {"title": "ann's"}, "start", clock=9)
    story.save("bob", {}, "start", without=("findings/x/",))
    shown = story.shows("ann", "bob")
    assert shown.flat == {"title": "ann's", "why": "old"}
    assert shown.revived == ()


def test_an_item_that_others_do_not_know_yet_is_not_taken_for_one_they_took_away(
    story: Story,
) -> None:
    added: Flat = {"findings/y/position": "r", "findings/y/text": "new", "findings/y/theme": "t"}
    story.save("ann", added, "start")
    story.save("ann again", {}, "ann", without=("findings/y/theme",))
    story.save("amy", {"findings/y/text": "amy's"}, "ann")
    story.save("bob", {"title": "bob's"}, "start")
    shown = story.shows("ann again", "amy", "bob")
    assert shown.flat["findings/y/text"] == "amy's"
    assert (shown.conflicts, shown.revived, shown.contested) == ((), (), frozenset())
    story.save("cy", {"why": "cy's"}, "amy", "bob")
    story.save("dee", {"findings/y/text": "dee's"}, "amy")
    assert story.disputed("cy", "dee") == {}


def test_an_item_that_got_a_field_while_somebody_took_it_away_is_kept_whole(
    story: Story,
) -> None:
    story.save("ann", {"findings/x/note": "ann's"}, "start")
    story.save("bob", {}, "start", without=("findings/x/",), clock=9)
    shown = story.shows("ann", "bob")
    assert shown.flat == START | {"findings/x/note": "ann's"}
    assert shown.revived == ("findings/x",)


def test_an_item_that_was_put_back_is_as_it_was_put_back(story: Story) -> None:
    story.save("ann", {}, "start", without=("findings/x/",))
    story.save("ann again", ITEM | {TEXT: "anew"}, "ann")
    story.save("bob", {"title": "bob's"}, "ann")
    story.save("cy", {"why": "cy's"}, "start", clock=9)
    shown = story.shows("ann again", "bob", "cy")
    assert shown.flat[TEXT] == "anew"
    assert (shown.conflicts, shown.revived) == ((), ())


def test_an_item_inside_an_item_is_kept_with_it(story: Story) -> None:
    inner: Flat = {"findings/x/subs/s/position": "i", "findings/x/subs/s/text": "sub"}
    story.save("more", inner, "start")
    story.save("ann", {"findings/x/subs/s/text": "ann's"}, "more")
    story.save("bob", {}, "more", without=("findings/x/",), clock=9)
    shown = story.shows("ann", "bob")
    assert shown.flat == START | inner | {"findings/x/subs/s/text": "ann's"}
    assert "findings/x" in shown.revived


def test_a_second_removal_of_a_kept_item_holds(story: Story) -> None:
    story.save("ann", {TEXT: "ann's"}, "start")
    story.save("bob", {}, "start", without=("findings/x/",))
    story.save("cy", {}, "ann", "bob", without=("findings/x/",))
    story.save("dee", {"title": "dee's"}, "ann", clock=9)
    story.save("eve", {"title": "eve's"}, "bob", clock=9)
    for late in (("dee",), ("eve",), ("dee", "eve")):
        shown = story.shows("cy", *late)
        assert not any(path.startswith("findings") for path in shown.flat)
        assert shown.revived == ()


def test_an_edit_brings_a_record_out_of_the_trash(story: Story) -> None:
    story.save("ann", {TRASHED: True}, "start", clock=9)
    story.save("bob", {"title": "bob's"}, "start")
    shown = story.shows("ann", "bob")
    assert TRASHED not in shown.flat
    assert TRASHED in shown.revived
    assert shown.conflicts == ()


def test_a_record_that_all_put_in_the_trash_is_there(story: Story) -> None:
    story.save("ann", {TRASHED: True}, "start")
    story.save("bob", {TRASHED: True, "title": "bob's"}, "start")
    assert story.shows("ann", "bob").flat[TRASHED] is True
    story.save("cy", {"title": "cy's"}, "start")
    assert TRASHED not in story.shows("ann", "bob", "cy").flat


def test_a_record_taken_out_of_the_trash_stays_out(story: Story) -> None:
    story.save("ann", {TRASHED: True}, "start")
    story.save("bob", {}, "ann", without=(TRASHED,))
    story.save("cy", {"title": "cy's"}, "start", clock=9)
    assert TRASHED not in story.shows("bob", "cy").flat


def test_members_of_a_set_come_and_go_one_by_one(story: Story) -> None:
    story.save("tags", {"tags/=a": True, "tags/=b": True}, "start")
    story.save("ann", {"tags/=c": True}, "tags", without=("tags/=a",))
    story.save("bob", {"tags/=d": True}, "tags", without=("tags/=b",))
    shown = story.shows("ann", "bob")
    assert unflatten(shown.flat)["tags"] == ["c", "d"]
    assert (shown.conflicts, shown.revived) == ((), ())


def test_a_member_taken_away_and_put_back_stays(story: Story) -> None:
    story.save("tags", {"tags/=a": True}, "start")
    story.save("ann", {}, "tags", without=("tags/=a",))
    story.save("bob", {}, "tags", without=("tags/=a",))
    story.save("bob again", {"tags/=a": True}, "bob")
    assert story.shows("ann", "bob again").flat["tags/=a"] is True


def test_places_in_a_list_are_no_conflict(story: Story) -> None:
    story.save("ann", {"findings/x/position": "a"}, "start", clock=1)
    story.save("bob", {"findings/x/position": "z"}, "start", clock=2)
    assert story.disputed("ann", "bob") == {}
    assert story.shows("ann", "bob").flat["findings/x/position"] == "z"


def test_a_settled_conflict_stays_settled_with_either_value(story: Story) -> None:
    story.save("ann", {"title": "ann's"}, "start", clock=1)
    story.save("bob", {"title": "bob's"}, "start", clock=2)
    for name in ("ann", "bob"):
        story.save(f"{name} wins", {"title": f"{name}'s"}, "ann", "bob")
        for loser in ("ann", "bob"):
            story.save(f"{loser} late {name}", {"why": "late"}, loser, clock=9)
            late = story.shows(f"{name} wins", f"{loser} late {name}")
            assert late.conflicts == ()
            assert late.flat["title"] == f"{name}'s"
            assert late.flat["why"] == "late"


def test_criss_cross_merges_that_disagree_are_a_conflict(story: Story) -> None:
    story.save("ann", {"title": "ann's"}, "start")
    story.save("bob", {"title": "bob's"}, "start")
    story.save("one", {"title": "ann's"}, "ann", "bob", clock=1)
    story.save("two", {"title": "bob's"}, "ann", "bob", clock=2)
    assert story.disputed("one", "two") == {"title": ["bob's", "ann's"]}
    story.save("end", {"title": "both"}, "one", "two")
    assert story.shows("end").flat["title"] == "both"


def test_criss_cross_merges_that_agree_are_none(story: Story) -> None:
    story.save("ann", {"title": "ann's"}, "start")
    story.save("bob", {"why": "bob's"}, "start")
    story.save("one", {TEXT: "one's"}, "ann", "bob")
    story.save("two", {"findings/x/theme": "two's"}, "ann", "bob")
    shown = story.shows("one", "two")
    assert shown.conflicts == ()
    assert shown.flat["title"] == "ann's"
    assert shown.flat["why"] == "bob's"


def test_two_beginnings_of_one_record_merge() -> None:
    story = Story()
    story.save("ann", {"title": "same", "why": "ann's"}, clock=1)
    story.save("bob", {"title": "same", "tags/=b": True}, clock=2)
    shown = story.shows("ann", "bob")
    assert shown.flat == {"title": "same", "why": "ann's", "tags/=b": True}
    assert shown.conflicts == ()


@pytest.mark.parametrize("one", range(len(PLANS)))
@pytest.mark.parametrize("other", range(len(PLANS)))
def test_versions_that_disagree_about_a_field_lose_nothing(one: int, other: int) -> None:
    story = Story()
    story.save("start", {"title": "x"})
    story.save("ann", PLANS[one], "start", clock=1)
    story.save("bob", PLANS[other], "start", clock=2)
    shown = story.shows("ann", "bob")
    seen = {(p, v) for p, v in shown.flat.items()}
    seen |= {(c.path, value.value) for c in shown.conflicts for value in c.values}
    assert seen >= PLANS[one].items() | PLANS[other].items()
    for plan in (PLANS[one], PLANS[other]):
        choices = {c.path: plan[c.path] for c in shown.conflicts if c.path in plan}
        flat = settled(shown, choices)
        canonical.check(unflatten(flat))
        assert choices.items() <= flat.items()
    story.save("settled", {}, "ann", "bob")
    story.save("late ann", {"why": "late"}, "ann")
    story.save("late bob", {"why": "late"}, "bob")
    assert story.shows("settled", "late ann", "late bob").flat == shown.flat | {"why": "late"}


def test_a_field_that_became_a_list_shows_the_list_and_keeps_the_edit(story: Story) -> None:
    story.save("new", {"why/a/position": "i", "why/a/text": "x"}, "start", without=("why",))
    story.save("old", {"why": "edited"}, "start", clock=9)
    shown = story.shows("new", "old")
    assert unflatten(shown.flat)["why"] == [{"id": "a", "position": "i", "text": "x"}]
    assert story.disputed("new", "old") == {"why": ["edited"]}
    assert settled(shown, {"why": "edited"})["why"] == "edited"


def test_content_that_is_gone_is_not_shown(story: Story) -> None:
    story.save("ann", {"title": "ann's"}, "start")
    story.save("bob", {"title": "bob's"}, "start")
    contents = {r: f for r, f in story.world.flats.items() if r != story.named["bob"]}
    shown = resolve(story.world.headers, contents)
    assert shown.flat["title"] == "ann's"
    assert shown.heads == (story.named["ann"],)
    assert resolve(story.world.headers, {}) == Resolution((), {})


def test_a_value_that_its_header_hides_is_not_lost(story: Story) -> None:
    """A file may come from a program that leaves paths out of its headers."""
    story.save("ann", {"title": "ann's"}, "start")
    start = story.named["start"]
    flat = START | {"title": "hidden", "extra": "hidden"}
    header = Header(
        record=story.world.headers[start].record,
        kind="lesson",
        parents=(start,),
        device="x",
        time="2026-01-01T00:59:00.000000Z",
        content=canonical.sha256(canonical.encode(unflatten(flat))),
    )
    headers = story.world.headers | {header.id: header}
    shown = resolve(headers, story.world.flats | {header.id: flat})
    assert shown.flat["extra"] == "hidden"
    assert flatten(unflatten(shown.flat)) == shown.flat


def test_heads_are_what_nobody_built_on(story: Story) -> None:
    story.save("ann", {"title": "ann's"}, "start")
    story.save("bob", {"title": "bob's"}, "start")
    story.save("cy", {"title": "cy's"}, "ann")
    heads = heads_of(story.world.headers)
    assert set(heads) == {story.named["bob"], story.named["cy"]}
    assert list(heads) == sorted(heads)


def test_a_long_history_is_no_burden(story: Story) -> None:
    """Ancestry is walked without recursion."""
    last = "start"
    for number in range(1500):
        name = f"n{number}"
        before = Resolution((story.named[last],), story.world.flats[story.named[last]])
        stamp = Stamp("", "", f"2026-01-02T00:00:00.{number:06}Z")
        story.named[name] = story.world.save(before, START | {"title": name}, stamp)
        last = name
    story.save("bob", {"why": "bob's"}, "start")
    shown = story.shows(last, "bob")
    assert (shown.flat["title"], shown.flat["why"]) == ("n1499", "bob's")
