"""Reads weekdays, times of day and dates as people write them in a spreadsheet."""

from __future__ import annotations

import re
from datetime import date, datetime, time

DAY_NUMBERS = {
    name: number
    for number, day in enumerate(("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"))
    for name in (day[:2], day[:3], day, f"{day}s")
} | {"tues": 2, "weds": 3, "thur": 4, "thurs": 4}
DAY = re.compile(rf"({'|'.join(sorted(DAY_NUMBERS, key=len, reverse=True))})\.?", re.IGNORECASE)
TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?::00)?)?\s*(?P<half>[ap]\.?m\.?)?(?![\d:.])", re.IGNORECASE
)
BETWEEN = re.compile(r"(?:[\s,;/&+|]|\band\b)*", re.IGNORECASE)
HYPHEN = re.compile(r"\s*[-\u2010-\u2015]\s*|\s+to\s+", re.IGNORECASE)
DATE = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
IN_WORDS = ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")


class Unclear(ValueError):
    """A text that cannot be read with certainty. The message says what to write instead."""


def weekly_times(text: str) -> dict[int, time | None]:
    """Return the wall-clock time of each day in a list of weekdays, 0=Sunday..6=Saturday; None for a day without one.

    `Mon Wed`, `Mon/Wed`, `Mon-Wed-Fri`, `TueThu`, `Mon 19:00, Wed 20:00` and `Mon(19:00)/Wed(20:00)` are lists. Raises
    Unclear for a range such as `Mon-Wed` or `Mon to Wed`, a day that is written twice, and everything else.
    """
    found: dict[int, time | None] = {}
    rest = text.strip()
    hyphens, says_to = 0, False
    while rest:
        at = DAY.match(rest)
        if at is None:
            raise Unclear("Enter the days like Mon Wed.")
        day = DAY_NUMBERS[at[1].casefold()]
        rest = rest[at.end() :]
        found_time, rest = _time_beside_a_day(rest)
        if day in found:
            raise Unclear(f"{at[1]} appears twice. Enter each day once.")
        found[day] = found_time
        hyphen = HYPHEN.match(rest)
        hyphens += hyphen is not None
        says_to |= hyphen is not None and "to" in hyphen.group().casefold()
        rest = rest[(hyphen or BETWEEN.match(rest)).end() :]  # type: ignore[union-attr]
    if not found:
        raise Unclear("Enter the days like Mon Wed.")
    if says_to or (hyphens and hyphens < len(found) - 1) or hyphens == 1:
        raise Unclear("This looks like a range of days. Enter each day, like Mon Tue Wed.")
    return found


def time_of_day(text: str) -> time:
    """Return a wall-clock time, of `19:00`, `9:00`, `7:00 PM`, `7pm` or `19:00:00`. Raises Unclear for other texts."""
    found = TIME.fullmatch(text.strip())
    if found is None or not (found["minute"] or found["half"]):
        raise Unclear("Enter a time like 19:00.")
    if text.strip().startswith("0."):
        raise Unclear("This is a number, not a time. Enter a time like 19:00.")  # a spreadsheet's 06:00 is 0.25
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            raise Unclear("Enter a time like 19:00.")
        hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
    if hour > 23 or minute > 59:
        raise Unclear("Enter a time like 19:00, from 00:00 to 23:59.")
    return time(hour, minute)


def calendar_date(text: str) -> date:
    """Return a date that is written with the year first, or with the month in words and four digits of the year.

    Raises Unclear for everything else, such as `02/03/2027`, which is 2 March or 3 February.
    """
    found = DATE.fullmatch(text.strip())
    try:
        if found:
            return date(int(found[1]), int(found[3]), int(found[4]))
        words = " ".join(re.sub(r"[-,/.]", " ", text).split())
        for form in IN_WORDS:
            if re.search(r"\d{4}$", words) and (read := _read(words, form)):
                return read
    except ValueError:
        raise Unclear("There is no such day. Enter a date like 2027-03-02.") from None
    if re.fullmatch(r"\s*\d{1,2}\D\d{1,2}\D\d{2,4}\s*", text):
        raise Unclear("Which number is the month? Enter the year first, like 2027-03-02.")
    raise Unclear("Enter a date like 2027-03-02.")


def _time_beside_a_day(text: str) -> tuple[time | None, str]:
    """Return the time at the beginning of a text, with or without brackets, and what follows it."""
    opened = re.match(r"\s*(?:(\()|at\b|@|:)?\s*(?=\d)", text)
    if opened is None:
        return None, text
    found = TIME.match(text, opened.end())
    if found is None:
        raise Unclear("Enter the time of each day like Mon 19:00, Wed 20:00.")
    rest = text[found.end() :]
    if opened[1]:
        if not rest.lstrip().startswith(")"):
            raise Unclear("Enter the time of each day like Mon 19:00, Wed 20:00.")
        rest = rest.lstrip()[1:]
    return time_of_day(found.group()), rest


def _read(words: str, form: str) -> date | None:
    try:
        return datetime.strptime(words, form).date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        return None
