"""What an import needs of what the academy teaches, and what it would add to it."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from uuid import uuid4

from sqlalchemy import select

from corved.database.session import db
from corved.models import Base, Currency, Level, MonthSize, SessionLength, Subject
from corved.problems import Problem
from corved.values.offer_names import offer_key

COLUMNS = {"sessions": "tier", "minutes": "minutes"}
Say = Callable[[str], None]


class Offers:
    """The academy's subjects, levels, sizes of a month and lengths of a session, as rows name them.

    unknown: what the academy does not offer yet, by kind (subject, level, sessions, minutes, currency). It is added.
    """

    def __init__(self) -> None:
        self.unknown: dict[str, list[str]] = {}
        self._named: dict[str, dict[str, Subject | Level]] = {
            "subject": {offer_key(each.name): each for each in db.scalars(select(Subject))},
            "level": {offer_key(each.name): each for each in db.scalars(select(Level))},
        }
        self._numbers: dict[str, dict[int, MonthSize | SessionLength]] = {
            "sessions": {each.sessions: each for each in db.scalars(select(MonthSize))},
            "minutes": {each.minutes: each for each in db.scalars(select(SessionLength))},
        }

    def named(self, kind: str, typed: str, say: Say) -> Subject | Level:
        """Return the subject or level with this name, or add it. Raises Problem for a retired one."""
        known = self._named[kind]
        found = known.get(offer_key(typed))
        if found is None:
            near = get_close_matches(offer_key(typed), known, 1, cutoff=0.7)
            meant = f" Did you mean {known[near[0]].name}?" if near else ""
            say(f"The academy has no {kind} “{typed}” yet.{meant}")
            last = max((each.position for each in known.values()), default=0)
            new = {"id": uuid4(), "name": typed, "position": last + 1}
            found = Subject(**new) if kind == "subject" else Level(**new)
            known[offer_key(typed)] = found
            self._add(kind, typed, found)
        if found.retired_at is not None:
            raise Problem(f"{found.name} is retired. Use another {kind}, or bring it back in Settings.", kind)
        return found

    def numbered(self, unit: str, number: int, say: Say) -> None:
        """Add a month of so many sessions, or a session of so many minutes. Raises Problem for a retired one."""
        known = self._numbers[unit]
        found = known.get(number)
        what = f"{'months' if unit == 'sessions' else 'sessions'} of {number} {unit}"
        if found is None:
            say(f"The academy has no {what} yet.")
            found = known[number] = MonthSize(sessions=number) if unit == "sessions" else SessionLength(minutes=number)
            self._add(unit, f"{number}", found)
        if found.retired_at is not None:
            raise Problem(f"{what.capitalize()} are retired. Bring them back in Settings.", COLUMNS[unit])

    def add_currency(self, code: str, say: Say) -> None:
        """Add a currency in which the academy is not paid yet."""
        say(f"The academy is not paid in {code} yet.")
        self._add("currency", code, Currency(code=code))

    def _add(self, kind: str, typed: str, new: Base) -> None:
        self.unknown.setdefault(kind, []).append(typed)
        db.add(new)
