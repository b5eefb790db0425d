"""What is like a record that is being begun."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QPushButton

from tests.ui import stories
from tests.ui.desktop import Desktop, click_on

LESSON = {**stories.LESSON, "title": "Bed alarms", "statement": "Alarms tire the night staff."}
ALARMS = {"kind": "evidence-summary", "title": "Bed alarms and falls on acute wards"}
OTHER = {"kind": "evidence-summary", "title": "Reminders by text message"}

TITLE = "Do bed alarms prevent falls at night?"


class TestSeenBefore:
    """The card below the heading of a new record."""

    @pytest.fixture(autouse=True)
    def fill(self, filled: Callable[..., list[str]]) -> None:
        self.ids = filled(LESSON, ALARMS, OTHER)

    def wait(self, desktop: Desktop) -> list[str]:
        """Wait for the card and return what can be opened."""
        card = desktop.window.seen_before.card
        desktop.qtbot.waitUntil(card.isVisible)
        desktop.settle()
        buttons = [b for b in card.findChildren(QPushButton) if b.isVisible()]
        names = [b.accessibleName() for b in buttons]
        return [name.split(".")[0] for name in names if name.startswith("Open ")]

    def test_a_title_finds_the_closest_lessons_first(self, desktop: Desktop) -> None:
        desktop.begin("evidence-summary")
        assert not desktop.window.seen_before.card.isVisible()
        desktop.write(TITLE)
        assert self.wait(desktop) == [f"Open {LESSON['title']}", f"Open {ALARMS['title']}"]
        assert desktop.window.focusWidget() is desktop.window.page.title

    def test_one_click_links(self, desktop: Desktop) -> None:
        desktop.begin("evidence-summary")
        desktop.write(TITLE)
        self.wait(desktop)
        desktop.press_named(f"Link to {LESSON['title']}")
        desktop.press_named(f"Link to {ALARMS['title']}")
        links = desktop.window.page.fields()["links"]
        assert [(link["record"], link["relation"]) for link in links] == [
            (self.ids[0], "related"),
            (self.ids[1], "related"),
        ]
        desktop.do("save")
        assert len(desktop.saved(desktop.view().id).document["links"]) == 2
        assert not desktop.window.seen_before.card.isVisible()

    def test_one_click_opens_and_the_new_record_is_kept(self, desktop: Desktop) -> None:
        desktop.begin("evidence-summary")
        desktop.write(TITLE)
        self.wait(desktop)
        new = desktop.window.session.record_id
        buttons = desktop.window.seen_before.card.findChildren(QPushButton)
        click_on(next(b for b in buttons if b.accessibleName().startswith("Open Bed alarms and")))
        desktop.settle()
        assert desktop.view().id == self.ids[1]
        assert desktop.saved(new).title == TITLE

    def test_it_can_be_hidden_for_this_record(self, desktop: Desktop) -> None:
        desktop.begin("lesson")
        desktop.write("Bed alarms")
        self.wait(desktop)
        desktop.press_named("Hide what is like this record")
        desktop.write(" and falls")
        desktop.window.seen_before.ask()
        desktop.settle()
        assert not desktop.window.seen_before.card.isVisible()
        desktop.begin("lesson")
        desktop.write("Bed alarms")
        assert self.wait(desktop)

    def test_a_before_action_review_shows_lessons_alone(self, desktop: Desktop) -> None:
        desktop.begin("review")
        fields = desktop.window.page.fields()
        desktop.window.session.begin("review", {**fields, "technique": "before-action-review"})
        desktop.write("Bed alarms on the wards against falls")
        assert self.wait(desktop) == [f"Open {LESSON['title']}"]
        desktop.press_named(f"Link to {LESSON['title']}")
        assert desktop.window.page.fields()["links"][0]["relation"] == "based-on"

    def test_a_saved_record_is_left_alone(self, desktop: Desktop) -> None:
        desktop.go("lesson")
        desktop.open(str(LESSON["title"]))
        desktop.write(" and falls on wards", desktop.window.page.title)
        desktop.window.seen_before.ask()
        desktop.settle()
        assert not desktop.window.seen_before.card.isVisible()
