"""Reads one row of an import: a tutor for a subject, or a learner's course with its schedule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from corved.forms.timetable.pattern_form import FIRST_YEAR, LAST_YEAR
from corved.models.people import LEVELS
from corved.models.tuition import TIERS
from corved.scheduling.pattern import DAY_NAMES, BadPattern, Pattern, parse_time
from corved.scheduling.zones import UnknownZone, agreed_zone, named
from corved.values.amounts import MOST_PKR, rupees
from corved.values.email_addresses import is_an_address
from corved.values.meet_links import meet_link
from corved.values.phone_numbers import e164

PERSON = ("name", "email", "whatsapp", "zone")
COURSE = (
    *("learner", "subject", "level", "tier", "first_day", "paid_pkr"),
    *("tutor_email", "meet_link", "days", "time", "minutes", "schedule_zone"),
)
COLUMNS = ("kind", *PERSON, *COURSE)
EXAMPLES = (
    "tutor,Sana Qureshi,sana@example.org,0300 1234567,Asia/Karachi,,Math,O Levels,,,,,,,,,",
    "course,Nadia Khan,nadia@example.org,+447700900123,Europe/London,Zara Khan,Math,O Levels,8,2026-03-02,24000,"
    "sana@example.org,https://meet.google.com/abc-defg-hij,Mon Wed,19:00,60,Asia/Karachi",
)
Value = TypeVar("Value")


@dataclass
class ImportRow:
    """One row of an imported spreadsheet.

    kind: tutor or course. problems: (column, what to do). Everything else is None or '' where it could not be read.
    """

    number: int
    kind: str
    name: str = ""
    email: str = ""
    whatsapp: str | None = None
    zone: str = ""
    learner: str = ""
    subject: str = ""
    level: str = ""
    tier: int = 0
    first_day: date | None = None
    paid_pkr: int = 0
    tutor_email: str = ""
    meet_link: str | None = None
    pattern: Pattern | None = None
    problems: list[tuple[str, str]] = field(default_factory=list)


def import_row(number: int, cells: Mapping[str, str]) -> ImportRow:
    """Check one row of an imported spreadsheet, and convert it; every error is in its `problems`."""
    row = ImportRow(number, cells.get("kind", "").lower())
    if row.kind not in ("tutor", "course"):
        row.problems.append(("kind", "Write tutor or course."))
        return row

    def read(column: str, reader: Callable[[str], Value], words: str) -> Value | None:
        try:
            return reader(cells.get(column, ""))
        except (ValueError, KeyError, UnknownZone, BadPattern):
            row.problems.append((column, words))
            return None

    row.name = read("name", _something, "Write the name.") or ""
    row.email = (read("email", _email, "Write an e-mail address.") or "").lower()
    row.whatsapp = read("whatsapp", _phone, "Write a number like 0300 1234567, or nothing.")
    row.zone = read("zone", _zone, "Write a time zone like Asia/Karachi.") or ""
    row.subject = read("subject", _something, "Write the subject.") or ""
    row.level = read("level", _level, f"Write {' or '.join(LEVELS.values())}.") or ""
    if row.kind == "course":
        row.learner = read("learner", lambda text: _something(text or row.name), "Write the name of the learner.") or ""
        row.tier = read("tier", _tier, "Write 8, 12 or 20.") or 0
        row.first_day = read("first_day", _day, "Write the first day like 2026-03-02.")
        row.paid_pkr = read("paid_pkr", _rupees, "Write whole rupees, or nothing while it is not paid.") or 0
        row.tutor_email = (read("tutor_email", _email, "Write the tutor's e-mail address.") or "").lower()
        row.meet_link = read("meet_link", _link, "Write a link like https://meet.google.com/abc-defg-hij, or nothing.")
        if any(cells.get(column) for column in ("days", "time", "schedule_zone", "minutes")):
            days = read("days", _days, "Write days like Mon Wed.")
            at = read("time", parse_time, "Write a time like 19:00.")
            leads = read("schedule_zone", lambda text: _zone(text or row.zone), "Write a time zone like Asia/Karachi.")
            minutes = read("minutes", lambda text: int(text or "60"), "Write a number of minutes.")
            if days and at is not None and leads and minutes is not None:
                row.pattern = read("minutes", lambda _text: Pattern(leads, days, at, minutes), "Write 15 to 240.")
    return row


def _something(text: str) -> str:
    if not text.strip() or len(text) > 100:
        raise ValueError(text)
    return text.strip()


def _email(text: str) -> str:
    if not is_an_address(text.strip()):
        raise ValueError(text)
    return text.strip()


def _phone(text: str) -> str | None:
    if text and e164(text) is None:
        raise ValueError(text)
    return e164(text) if text else None


def _zone(text: str) -> str:
    name = named(text.strip())
    agreed_zone(name)
    return name


def _level(text: str) -> str:
    known = {name.casefold(): key for key, name in LEVELS.items()} | {key: key for key in LEVELS}
    return known[text.strip().casefold()]


def _tier(text: str) -> int:
    if int(text) not in TIERS:
        raise ValueError(text)
    return int(text)


def _day(text: str) -> date:
    day = date.fromisoformat(text.strip())
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(text)
    return day


def _rupees(text: str) -> int:
    amount = rupees(text or "0")
    if amount is None or amount > MOST_PKR:
        raise ValueError(text)
    return amount


def _link(text: str) -> str | None:
    link = meet_link(text)
    if text and link is None:
        raise ValueError(text)
    return link


def _days(text: str) -> tuple[int, ...]:
    names = {name[:3].casefold(): number for number, name in enumerate(DAY_NAMES)}
    days = sorted({names[each[:3].casefold()] for each in text.replace(",", " ").split()})
    if not days:
        raise ValueError(text)
    return tuple(days)
