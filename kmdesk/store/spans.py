"""Days, months and years as people type them, and as words of the full-text index.

Each record is indexed under the day, the month and the year of its dates. A span of time is then
a few words: whole years, else whole months, else days.
"""

import datetime as dt
import re
from calendar import month_abbr, month_name, monthrange
from collections.abc import Iterator

from kmdesk.base import clock

Span = tuple[dt.date, dt.date]

ONE_DAY = dt.timedelta(1)
FIRST, LAST = dt.date(1990, 1, 1), dt.date(2100, 12, 31)
"""Beyond these nothing is looked for."""

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_BRITISH = re.compile(r"(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})")
_NAMED = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?([a-z]+)\.?,?\s+(\d{4})")
_MONTHS = {
    name.casefold(): number
    for names in (month_name, month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}


def read(text: str) -> Span | None:
    """Return the first and last day that a text means, None if it is no date.

    Read are ``2026``, ``2026-05``, ``5/2026``, ``May 2026``, ``2026-05-01``, ``1/5/2026``,
    ``1 May 2026``, ``today``, ``yesterday``, ``week`` (the seven days from today), ``month`` and
    ``year`` (those that today is in).
    """
    text = " ".join(text.casefold().split())
    if word := _in_words(text):
        return word
    if match := _ISO.fullmatch(text):
        return _span(match[1], match[2], match[3])
    if match := _BRITISH.fullmatch(text):
        return _span(match[3], match[2], match[1])
    if (match := _NAMED.fullmatch(text)) and match[2] in _MONTHS:
        return _span(match[3], str(_MONTHS[match[2]]), match[1])
    return None


def yesterday() -> dt.date:
    """Return the last day that is over."""
    return clock.today() - ONE_DAY


def _in_words(text: str) -> Span | None:
    today = clock.today()
    match text.removeprefix("this "):
        case "today":
            return today, today
        case "yesterday":
            return yesterday(), yesterday()
        case "week":
            return today, today + dt.timedelta(6)
        case "month":
            return _span(str(today.year), str(today.month), None)
        case "year":
            return _span(str(today.year), None, None)
    return None


def _span(year: str, month: str | None, day: str | None) -> Span | None:
    try:
        if month is None:
            return dt.date(int(year), 1, 1), dt.date(int(year), 12, 31)
        if day is None:
            last = monthrange(int(year), int(month))[1]
            return dt.date(int(year), int(month), 1), dt.date(int(year), int(month), last)
        one = dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return one, one


def names(day: dt.date) -> tuple[str, str, str]:
    """Return what a day is indexed under: its year, its month, itself."""
    name = day.isoformat().replace("-", "")
    return name[:4], name[:6], name


def cover(first: dt.date, last: dt.date) -> list[str]:
    """Return the fewest names of years, months and days that make up a span."""
    return list(_cover(max(first, FIRST), min(last, LAST)))


def _cover(day: dt.date, last: dt.date) -> Iterator[str]:
    while day <= last:
        year, month, single = names(day)
        end_of_year = dt.date(day.year, 12, 31)
        end_of_month = dt.date(day.year, day.month, monthrange(day.year, day.month)[1])
        if (day.month, day.day) == (1, 1) and end_of_year <= last:
            end, name = end_of_year, year
        elif day.day == 1 and end_of_month <= last:
            end, name = end_of_month, month
        else:
            end, name = day, single
        yield name
        day = end + ONE_DAY
