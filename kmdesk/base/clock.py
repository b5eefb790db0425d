"""Time, in one form: UTC to the microsecond, as RFC 3339 text that sorts as it runs."""

from datetime import UTC, date, datetime


def now() -> str:
    """Return the present moment, such as ``2026-11-23T10:42:07.123456Z``."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def local(moment: str) -> datetime:
    """Return a moment written by `now` in the time zone of this PC.

    Raises:
        ValueError: the text is not such a moment.
    """
    return datetime.fromisoformat(moment).astimezone()


def today() -> date:
    """Return the calendar day on this PC."""
    return datetime.now().astimezone().date()


def day_in_words(day: date) -> str:
    """Return a day as NHS style writes it, ``6 August 2018``."""
    return f"{day.day} {day:%B %Y}"
