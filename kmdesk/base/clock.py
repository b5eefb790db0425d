"""Time, in one form: UTC to the microsecond, as RFC 3339 text that sorts as it runs."""

from datetime import UTC, date, datetime


def now() -> str:
    """Return the present moment, such as ``2026-11-23T10:42:07.123456Z``."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def local(moment: str) -> datetime:
    """Return a moment written by `now` in the time zone of this PC.

    A moment at the very end or beginning of the calendar, which only a wrong clock writes, stays
    in UTC where the time zone would lead beyond it.

    Raises:
        ValueError: the text is not such a moment.
    """
    found = datetime.fromisoformat(moment)
    try:
        return found.astimezone()
    except (OverflowError, OSError):
        return found


def today() -> date:
    """Return the calendar day on this PC."""
    return datetime.now().astimezone().date()


def day_in_words(day: date) -> str:
    """Return a day as NHS style writes it, ``6 August 2018``."""
    return f"{day.day} {day:%B %Y}"
