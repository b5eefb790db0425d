"""Somebody at work in a process of their own, who tells of each save once it is done."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal

from kmdesk.models.ids import new_record_id
from kmdesk.store.collection import Collection
from kmdesk.store.views import Draft


@dataclass(frozen=True)
class Report:
    """Words were saved into a record, as a revision; or were typed and kept as a draft."""

    what: Literal["saved", "typed"]
    record: str
    words: str
    revision: str = ""


def work(path: str, seed: int, reports: Connection) -> None:
    """Save and type until somebody puts an end to it."""
    choose = random.Random(seed)
    with Collection.open(Path(path), author=f"saver {seed}") as collection:
        mine: list[str] = []
        for number in count():
            words = f"Words, number {number} of {seed}" + " and more" * choose.randrange(200)
            if mine and choose.random() < 0.3:
                reports.send(_type(collection, choose.choice(mine), words))
            elif mine and choose.random() < 0.6:
                reports.send(_save(collection, choose.choice(mine), words))
            else:
                mine.append(new_record_id())
                reports.send(_save(collection, mine[-1], words))


def _save(collection: Collection, record: str, words: str) -> Report:
    known = collection.rows([record])
    base = collection.get(record).heads if known else ()
    collection.save(record, "lesson", _fields(words), base)
    return Report("saved", record, words, collection.get(record).heads[0])


def _type(collection: Collection, record: str, words: str) -> Report:
    base = collection.get(record).heads
    collection.put_draft(Draft(record, "lesson", base, _fields(words), author="saver"))
    return Report("typed", record, words)


def _fields(words: str) -> Mapping[str, Any]:
    return {"title": words[:40], "statement": words, "tags": [words[:20]]}
