"""A withdrawn quote stays silent, whatever is saved and swapped, by whom and in which order."""

import datetime as dt
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from kmdesk.models import consent
from kmdesk.store.collection import Collection
from tests.factory import case_study
from tests.store.exchange import send

DAY = dt.date(2026, 11, 20)
QUOTES = ("q1", "q2")
DEEDS = ("say", "say", "remove", "title", "withdraw", "restore", "stale", "send", "send")

steps = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.integers(0, 2), st.integers(0, 7)), min_size=4, max_size=14
)


def said(quote: str, number: int) -> dict[str, str]:
    return {"id": quote, "text": f"secret {number}", "name": "B. Shah", "consent": "public-named"}


class Office:
    """Three people with one case study."""

    def __init__(self, people: Sequence[Collection]) -> None:
        self.people = people
        [self.record] = people[0].add([case_study(quotes=[said(q, 0) for q in QUOTES])]).ids
        self.first = people[0].get(self.record)
        self.withdrawn: set[str] = set()
        for other in people[1:]:
            send(people[0], other, [self.record], with_history=True)

    def quotes(self, person: Collection) -> dict[str, dict[str, str]]:
        return {q["id"]: q for q in person.get(self.record).document.get("quotes", [])}

    def act(self, deed: str, who: int, number: int) -> None:
        person, quote = self.people[who], QUOTES[number % 2]
        quotes = self.quotes(person)
        match deed:
            case "say":
                quotes[quote] = said(quote, number)
                person.edit(self.record, {"quotes": list(quotes.values())})
            case "remove":
                quotes.pop(quote, None)
                person.edit(self.record, {"quotes": list(quotes.values()) or None})
            case "title":
                person.edit(self.record, {"title": f"Title {number}"})
            case "withdraw" if quote in quotes:
                person.withdraw(self.record, quote, DAY)
                self.withdrawn.add(quote)
            case "restore":
                history = [one for one in person.history(self.record) if one.readable]
                person.restore(self.record, history[number % len(history)].id)
            case "stale":
                fields = {k: v for k, v in self.first.document.items() if k not in ("kind", "id")}
                person.save(self.record, "case-study", fields, self.first.heads)
            case "send":
                self.send(who, (who + 1 + number) % len(self.people), history=number > 3)

    def send(self, source: int, target: int, *, history: bool) -> None:
        if source != target:
            send(self.people[source], self.people[target], [self.record], with_history=history)


@settings(max_examples=6)
@given(script=steps)
def test_what_was_withdrawn_is_neither_shown_nor_sent(
    empty_file: Path, script: list[tuple[str, int, int]]
) -> None:
    with TemporaryDirectory() as folder, ExitStack() as stack:
        files = [Path(shutil.copyfile(empty_file, Path(folder) / f"{n}.kmdesk")) for n in range(3)]
        people = [stack.enter_context(Collection.open(file)) for file in files]
        office = Office(people)
        for deed, who, number in script:
            office.act(deed, who, number)
        for _ in range(2):
            for source in range(3):
                for target in range(3):
                    office.send(source, target, history=True)
        documents = [person.get(office.record).document for person in people]
        assert documents[0] == documents[1] == documents[2]
        assert not consent.speaks(documents[0], office.withdrawn)
        for person in people:
            bundle = person.outgoing([office.record], with_history=True)
            for content in bundle.contents.values():
                assert not consent.speaks(msgspec.json.decode(content), office.withdrawn)
            assert person.check().problems == ()
