"""Reads one row of an import: a tutor for a subject, or a learner's course with its schedule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

from corved.forms.checks import FIRST_YEAR, LAST_YEAR
from corved.forms.fields import MEET_LINK_WORDS, NUMBER_WORDS
from corved.models.catalogue import LONGEST_OFFERED, MOST_SESSIONS, SHORTEST_OFFERED
from corved.problems import Problem
from corved.scheduling.local_time import date_label
from corved.scheduling.pattern import BadPattern, Pattern
from corved.scheduling.zones import UnknownZone, agreed_zone, named
from corved.values.days_and_times import Unclear, calendar_date, time_of_day, weekly_times
from corved.values.email_addresses import is_an_address
from corved.values.meet_links import meet_link
from corved.values.money import CURRENCIES, example_of, money, most, read_amount
from corved.values.names import read_name
from corved.values.offer_names import read_offer_name
from corved.values.phone_numbers import e164, international
from corved.values.sign_in_addresses import sign_in_address

Value = TypeVar("Value")
CURRENCY_WORDS = "Enter the code of a currency, like GBP."
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


class CellProblem(NamedTuple):
    """What is wrong with a cell: its column, what was typed, and what to write instead."""

    column: str
    typed: str
    message: str


@dataclass
class ImportRow:
    """One row of an imported spreadsheet.

    kind: tutor or course. Everything is None, 0 or '' where it could not be read, and `problems` says why. price: None
    for the price list's. Amounts are in the minor unit of currency. held_before: of its sessions, how many were held
    before CorvEd.
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
    paid: int = 0
    price: int | None = None
    currency: str = ""
    held_before: int = 0
    tutor_email: str = ""
    meet_link: str | None = None
    pattern: Pattern | None = None
    problems: list[CellProblem] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Return what the person signs in with: the e-mail address or, without one, the number."""
        return self.email or self.whatsapp or ""

    @property
    def is_read(self) -> bool:
        return not self.problems

    def understood(self) -> dict[str, object]:
        """Return what was read, as plain values. What was not read, or has no place in this kind of row, is absent."""
        found: dict[str, object] = {
            "name": self.name,
            "email": self.email,
            "whatsapp": self.whatsapp,
            "zone": self.zone,
            "subject": self.subject,
            "level": self.level,
            "learner": self.learner,
            "tier": self.tier,
            "first_day": self.first_day and self.first_day.isoformat(),
            "paid": self.paid if self.kind == "course" else None,
            "price": self.price,
            "held_before": self.held_before,
            "tutor_email": self.tutor_email,
            "meet_link": self.meet_link,
        }
        read = {
            name: value for name, value in found.items() if value or (name in ("paid", "price") and value is not None)
        }
        if self.pattern is None:
            return read
        agreed = self.pattern
        times = {WEEKDAYS[day]: f"{agreed.times.get(day, agreed.time):%H:%M}" for day in agreed.days}
        read |= {"days": list(times), "times": times, "minutes": agreed.duration_mins}
        return read | {"schedule_zone": agreed.timezone}

    def as_read(self) -> str:
        """Return what was read from the cells that can be written in several ways, in words."""
        said = [
            international(self.whatsapp) if self.whatsapp else "",
            self.zone,
            f"first day {date_label(self.first_day)} {self.first_day.year}" if self.first_day else "",
            f"paid {money(self.paid, self.currency)}" if self.paid else "",
            f"price {money(self.price, self.currency)}" if self.price is not None else "",
            f"{self.held_before} done before CorvEd" if self.held_before else "",
            f"{self.pattern.in_words()}, {self.pattern.duration_mins} minutes" if self.pattern else "",
            self.meet_link or "",
        ]
        return "; ".join(filter(None, said))

    def refuse(self, column: str, typed: str, words: str) -> None:
        """Keep a problem, with what was typed."""
        self.problems.append(CellProblem(column, typed, f"“{typed}” cannot be read. {words}" if typed else words))


def import_row(number: int, cells: Mapping[str, str], currency: str) -> ImportRow:
    """Check one row of an imported spreadsheet, and convert it; every error is in its `problems`.

    currency: the academy's, for a row that says none.
    """
    row = ImportRow(number, cells.get("kind", "").lower())
    if row.kind not in ("tutor", "course"):
        row.refuse("kind", cells.get("kind", ""), "Enter tutor or course.")
        return row

    def read(column: str, reader: Callable[[str], Value], words: str = "") -> Value | None:
        typed = cells.get(column, "")
        try:
            return reader(typed)
        except (Unclear, UnknownZone, BadPattern, Problem) as error:
            row.refuse(column, typed, str(error))
        except (ValueError, KeyError):
            row.refuse(column, typed, words)
        return None

    row.name = read("name", read_name) or ""
    row.whatsapp = read("whatsapp", _phone, f"{NUMBER_WORDS} Or leave it empty.")
    if cells.get("email") or not row.whatsapp:
        row.email = (read("email", _email, "Enter an e-mail address, or a WhatsApp number instead.") or "").lower()
    row.zone = read("zone", _zone) or ""
    row.subject = read("subject", read_offer_name) or ""
    row.level = read("level", read_offer_name) or ""
    if row.kind == "course":
        row.learner = read("learner", lambda text: read_name(text or row.name)) or ""
        row.tier = read("tier", _tier, f"Enter how many sessions the month has, 1 to {MOST_SESSIONS}.") or 0
        row.first_day = read("first_day", _day)
        row.currency = read("currency", lambda text: _currency(text or currency), CURRENCY_WORDS) or currency

        def amount(text: str) -> int | None:
            return _amount(text, row.currency)

        example = f"Enter an amount in {row.currency}, like {example_of(row.currency)},"
        row.paid = (
            read("paid", lambda text: amount(text) or 0, f"{example} or leave it empty if it is not paid yet.") or 0
        )
        row.price = read("price", amount, f"{example} or leave it empty to use the price from Settings.")
        row.held_before = read("held_before", _held, "Enter how many sessions were done before CorvEd, like 3.") or 0
        words = "Enter the tutor's e-mail address, or the number of a tutor without one."
        row.tutor_email = read("tutor_email", _address, words) or ""
        row.meet_link = read("meet_link", _link, f"{MEET_LINK_WORDS} Or leave it empty.")
        if any(cells.get(column) for column in ("days", "time", "schedule_zone", "minutes")):
            row.pattern = _pattern(row, cells, read)
    return row


class Read(Protocol):
    """Reads one cell of a row; None where it cannot be read, and the problem is kept."""

    def __call__(self, column: str, reader: Callable[[str], Value], words: str = "", /) -> Value | None: ...


def _pattern(row: ImportRow, cells: Mapping[str, str], read: Read) -> Pattern | None:
    """Return the schedule of a course. Each day may have its time beside it; `time` is that of the others."""
    times = read("days", weekly_times)
    zone = read("schedule_zone", _zone) if cells.get("schedule_zone") else row.zone
    minutes = read("minutes", _minutes, f"Enter whole minutes, from {SHORTEST_OFFERED} to {LONGEST_OFFERED}.")
    have_times = times is not None and None not in times.values()
    if have_times and cells.get("time"):
        row.refuse("time", cells["time"], "Each day has its own time. Leave this empty.")
        return None
    if times is None and not cells.get("time"):
        return None  # the times may stand beside the days, which could not be read
    usual = next(iter(times.values())) if times is not None and have_times else read("time", time_of_day)
    if not times or usual is None or minutes is None or not zone:
        return None
    others = {day: at for day, at in times.items() if at is not None and at != usual}
    return Pattern(zone, tuple(sorted(times)), usual, minutes, others)


def _address(text: str) -> str:
    address = sign_in_address(text)
    if address.startswith("+"):
        return address
    return _email(address)


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


def _tier(text: str) -> int:
    tier = _whole_number(text)
    if not 1 <= tier <= MOST_SESSIONS:
        raise ValueError(text)
    return tier


def _day(text: str) -> date:
    day = calendar_date(text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Unclear(f"Enter a day from {FIRST_YEAR} to {LAST_YEAR}.")
    return day


def _whole_number(text: str) -> int:
    if not text.isdecimal():  # int() takes 6_0 and +60, too
        raise ValueError(text)
    return int(text)


def _minutes(text: str) -> int:
    minutes = _whole_number(text or "60")
    if not SHORTEST_OFFERED <= minutes <= LONGEST_OFFERED:
        raise ValueError(text)
    return minutes


def _currency(text: str) -> str:
    if text.strip().upper() not in CURRENCIES:
        raise ValueError(text)
    return text.strip().upper()


def _amount(text: str, currency: str) -> int | None:
    """Return an amount, or None for an empty cell."""
    amount = read_amount(text, currency)
    if text and (amount is None or amount > most(currency)):
        raise ValueError(text)
    return amount


def _held(text: str) -> int:
    held = _whole_number(text or "0")
    if held >= MOST_SESSIONS:
        raise ValueError(text)
    return held


def _link(text: str) -> str | None:
    link = meet_link(text)
    if text and link is None:
        raise ValueError(text)
    return link
