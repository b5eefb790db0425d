"""Clocks that are beyond the calendar stop no command, in whatever time zone."""

import time
from pathlib import Path

import pytest

from tests.cli.conftest import Kmdesk
from tests.exchange.newer import header, write
from tests.exchange.test_kmx import rewritten, set_manifest


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "Europe/London"])
@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00.000000Z"])
@pytest.mark.skipif(not hasattr(time, "tzset"), reason="needs a time zone of its own")
def test_a_clock_beyond_the_calendar_stops_nothing(
    kmdesk: Kmdesk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
    zone: str,
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    content = {"title": "From afar", "bottom_line": "Later", "review_by": moment[:10]}
    made = header(content, kind="evidence-summary", time=moment)
    path = tmp_path / "afar.kmx"
    write(path, [made], [content])
    rewritten(path, path, set_manifest(made=moment))
    try:
        for arguments in (
            ("import", path, "--preview"),
            ("import", path),
            ("list",),
            ("show", made.record),
            ("history", made.record),
            ("search", "afar"),
            ("export", tmp_path / "out.kmx", "--with-page"),
            (
                "brief",
                made.record,
                "--template",
                "rapid-evidence-summary",
                "-o",
                tmp_path / "out.pdf",
            ),
            ("check", "--rebuild"),
        ):
            outcome = kmdesk(*arguments)
            assert outcome.code in (0, 3), (arguments, outcome.err)
    finally:
        monkeypatch.undo()
        time.tzset()
