"""The match and the months that were created for it: one message a person for all that one act created."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from corved.messages.moments import moment
from corved.models.people import LEVELS
from corved.queries.due_message import (
    HELD,
    LINK,
    DueMessage,
    Fact,
    Person,
    Told,
    starts_of,
    told_from,
)
from corved.queries.lesson_rules import SIDES
from corved.queries.match_calendar import timetable_from
from corved.scheduling.pattern import Pattern

MOST_WITH_DATES = 3  # courses in one message: of more, each is one line


@dataclass(frozen=True)
class Month:
    """A package with its sessions by side: (id, start), in order of time; the tutor's without those of a tutor before.

    run_id: the run over many matches that created them. tutor_followed: another tutor was there first. told: what
    anybody was told of the sessions."""

    package_id: UUID
    match_id: UUID
    people: dict[str, Person]
    zones: dict[str, str]
    learner: str
    tutor: str
    subject: str
    level: str
    meet_link: str
    pattern: Pattern
    starts: dict[str, list[tuple[UUID, datetime]]]
    generated_at: datetime
    run_id: UUID | None
    is_first: bool
    tutor_followed: bool
    academy: str
    cutoff_hours: int
    told: dict[tuple[Fact, UUID], Told]

    @staticmethod
    def of(row: RowMapping) -> Month:
        first: date = row["start_date"]
        same = ("package_id", "match_id", "learner", "tutor", "subject", "meet_link", "generated_at", "run_id")
        more = ("is_first", "tutor_followed", "academy", "cutoff_hours")
        plain: dict[str, Any] = {name: row[name] for name in (*same, *more)}
        found = [(UUID(key), datetime.fromisoformat(at), is_mine) for key, at, is_mine in row["starts"] or ()]
        return Month(
            **plain,
            people={"family": Person.of(row["family"]), "tutor": Person.of(row["teacher"])},
            zones={"family": row["family_zone"], "tutor": row["tutor_zone"]},
            level=LEVELS[row["level"]],
            pattern=timetable_from(row["versions"]).on(first),
            starts={
                "family": [(key, at) for key, at, _is_mine in found],
                "tutor": [(key, at) for key, at, is_mine in found if is_mine],
            },
            told=told_from(row["told"]),
        )

    def is_told(self, side: str) -> bool:
        """Whether that side knows of every session when it is."""
        known = {fact: self.told.get((fact, self.people[side].id)) for fact in self.facts(side)}
        return {fact: each and each.said for fact, each in known.items()} == self.facts(side)

    def facts(self, side: str) -> dict[Fact, str]:
        return starts_of(self.starts[side])

    def when(self, side: str) -> list[str]:
        """Each start as that side reads it."""
        other = "tutor" if side == "family" else "family"
        name = (self.tutor if side == "family" else self.learner).split()[0]
        return [moment(at, self.people[side].reader, name, self.zones[other]) for _id, at in self.starts[side]]

    def names(self, side: str) -> dict[str, str]:
        return {
            "name": self.people[side].first_name,
            "academy": self.academy,
            "learner": self.learner.split()[0] if side == "family" else self.learner,
            "tutor": self.tutor,
            "subject": self.subject,
            "level": self.level,
            "link": self.meet_link,
        }


def match_confirmed(month: Month) -> Iterator[DueMessage]:
    """To both, with the schedule, the first lesson and the link."""
    for side in ("family",) if month.tutor_followed else SIDES:
        person = month.people[side]
        words = month.names(side) | {
            "schedule": month.pattern.in_words(hours_24=person.hours_24),
            "first": month.when(side)[0],
            "cutoff_hours": str(month.cutoff_hours),
        }
        told = starts_of(month.starts[side][:1]) | {(month.match_id, LINK): month.meet_link}
        about = f"match_confirmed_{side}", month.match_id, person, f"{month.package_id}"
        yield DueMessage(*about, month.generated_at, words, month.match_id, told)


def month_messages(months: Iterable[Month], *, everything: bool = False) -> Iterator[DueMessage]:
    """One message a person for what one run created, held while it can be taken back; of others one a package."""
    groups: dict[tuple[UUID, str, UUID], list[Month]] = {}
    for month in months:
        about = month.package_id if month.run_id is None or everything else month.run_id
        for side in SIDES:
            person = month.people[side]
            if month.starts[side] and (everything or not month.is_told(side)):
                groups.setdefault((about, side, person.id), []).append(month)
    for (about, side, _person_id), found in groups.items():
        yield _message(about, side, found, is_held=found[0].run_id == about)


def _message(about: UUID, side: str, months: list[Month], *, is_held: bool) -> DueMessage:
    created = max(each.generated_at for each in months)
    short = len(months) > MOST_WITH_DATES
    words = {
        "name": months[0].people[side].first_name,
        "academy": months[0].academy,
        "months": "\n\n".join(_in_words(each, side, short=short) for each in months),
    }
    told: dict[Fact, str] = {}
    for each in months:
        told |= each.facts(side) | {(each.match_id, LINK): each.meet_link}
    due_at = created + HELD if is_held else created
    match_id = months[0].match_id if len(months) == 1 else None
    kept = about, months[0].people[side], created.isoformat(), due_at, words, match_id, told
    return DueMessage(f"sessions_generated_{side}", *kept, is_held=is_held)


def _in_words(month: Month, side: str, *, short: bool) -> str:
    """The course, its dates one a line, or the first and the last, and the link."""
    names, when = month.names(side), month.when(side)
    with_whom = f", with {month.tutor}" if side == "family" else ""
    course = f"{names['learner']}, {month.subject}, {month.level}{with_whom}: {len(when)} lessons"
    if short:
        schedule = month.pattern.in_words(hours_24=month.people[side].hours_24)
        return f"{course}, {schedule}\nFirst: {when[0]}\nLast: {when[-1]}\nGoogle Meet: {month.meet_link}"
    return "\n".join([course, *when, f"Google Meet, the same every time: {month.meet_link}"])
