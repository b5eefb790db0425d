"""A process that is killed while it reads attached files goes on where it was, the next time."""

import os
import subprocess
import sys
from pathlib import Path

from kmdesk.base.progress import Progress
from kmdesk.exchange import file_index
from kmdesk.store.collection import Collection
from kmdesk.store.views import Query
from tests.factory import lesson

FILES = 5


def test_what_was_read_before_the_end_is_not_read_again(tmp_path: Path) -> None:
    path = tmp_path / "ours.kmdesk"
    with Collection.open(path, create=True, author="AP") as collection:
        [record] = collection.add([lesson()]).ids
        for number in range(FILES):
            file = tmp_path / f"{number}.txt"
            file.write_text(f"file{number} " + " ".join(f"word{n}" for n in range(30_000)))
            collection.attach(record, file)
    command = [sys.executable, "-m", "kmdesk", "index-files", "--collection", str(path)]
    environment = {**os.environ, "KMDESK_HOME": str(tmp_path / "home")}
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("3 of 5"):
                process.kill()
                break
    with Collection.open(path, author="AP") as collection:
        assert collection.check().problems == ()
        left = len(file_index.waiting(collection))
        assert left <= FILES - 2
        assert file_index.index_files(collection, Progress()).read == left
        assert file_index.waiting(collection) == []
        for number in range(FILES):
            assert collection.count(Query(text=f"file{number}")) == 1
        assert collection.check().problems == ()
