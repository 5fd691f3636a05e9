"""Messages about a new match and about months that were created, one per person and action."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import RowMapping

from corved.messages.message import (
    START,
    TUTOR,
    DueMessage,
    Fact,
    Knowledge,
    Person,
    link_of,
    start_said,
    starts_of,
    told_from,
    whose,
)
from corved.messages.moments import moment
from corved.messages.session_rules import SIDES
from corved.queries.timetable.match_calendar import timetable_from
from corved.scheduling.local_time import local_date
from corved.scheduling.pattern import Pattern
from corved.scheduling.time_limits import BULK_MESSAGE_HOLD
from corved.values.money import money
from corved.values.short_names import isolated

MOST_WITH_DATES = 3  # courses in one message: of more, each is one line
LATER = "We will send you the Google Meet link."


@dataclass(frozen=True)
class Month:
    """The sessions of a package with one tutor, for the message that announces them.

    sessions: (id, start), in order of time. run_id: the run over many matches that created them. is_first: the first
    month of the match, and the first tutor in it. is_only: no other tutor in it. is_substitutes: its tutor only teaches
    some sessions of the course, and has a message of their own about these. received: what arrived for it. known: what
    people were told of them. known_starts: (person, start) of deleted sessions of the match. first_agreed: their
    starts before any move.
    """

    package_id: UUID
    match_id: UUID
    tutor_id: UUID
    people: dict[str, Person]
    zones: dict[str, str]
    learner: str
    tutor: str
    subject: str
    level: str
    meet_link: str | None
    pattern: Pattern
    starts: tuple[tuple[UUID, datetime], ...]
    first_agreed: dict[UUID, datetime]
    generated_at: datetime
    run_id: UUID | None
    is_first: bool
    is_only: bool
    is_substitutes: bool
    tutor_followed: bool
    academy: str
    cutoff_hours: int
    received: int
    currency: str
    known: Knowledge
    known_starts: frozenset[tuple[UUID, str]]

    def is_told(self, side: str) -> bool:
        """Say whether a person was told about every session of the month, at whatever time.

        side: family or tutor. Later changes have messages of their own.
        """
        person = self.people[side].id
        return all(
            ((session_id, START), person) in self.known.told
            or (person, start_said(self.first_agreed[session_id])) in self.known_starts
            for session_id, _at in self.starts
        )

    @property
    def facts_of_match(self) -> dict[Fact, str]:
        tutor = {(self.match_id, TUTOR): f"{self.tutor_id}"} if self.is_only else {}
        return {(self.match_id, link_of(self.tutor_id)): self.meet_link or "", **tutor}

    def when(self, side: str) -> list[str]:
        """Return the sessions' starts as text, in the zone of the family or the tutor."""
        other = "tutor" if side == "family" else "family"
        name = self.people[side].calls(self.tutor if side == "family" else self.learner)
        return [moment(at, self.people[side].reader, name, self.zones[other]) for _id, at in self.starts]

    def schedule(self, side: str) -> str:
        """Return the weekly schedule in words, in the zone of the family or the tutor."""
        reader = self.people[side]
        begins = local_date(self.starts[0][1], self.pattern.timezone)
        return self.pattern.in_words(hours_24=reader.hours_24, zone=reader.timezone, week_of=begins)

    def names(self, side: str) -> dict[str, str]:
        return {
            "name": self.people[side].short_name,
            "academy": self.academy,
            "learner": self.people[side].calls(self.learner) if side == "family" else isolated(self.learner),
            "whose": whose(self.learner, self.people[side]),
            "tutor": isolated(self.tutor),
            "subject": self.subject,
            "level": self.level,
            "link": self.meet_link or "",
        }


def months_of(row: RowMapping) -> Iterator[Month]:
    """Split a package's sessions by tutor, the first tutor's first."""
    starts = row["starts"] or ()
    found = [(UUID(key), datetime.fromisoformat(at), tutor_id) for key, at, tutor_id, _first, _is_other in starts]
    first_agreed = {UUID(key): datetime.fromisoformat(first or at) for key, at, _tutor, first, _is_other in starts}
    substitutes = {tutor_id for _key, _at, tutor_id, _first, is_other in starts if is_other}
    first = next((tutor_id for _key, _at, tutor_id in found if tutor_id not in substitutes), None)
    by_tutor = groupby(sorted(found, key=lambda each: (each[2] != first, each[2], each[1])), lambda each: each[2])
    same = ("package_id", "match_id", "learner", "subject", "generated_at", "run_id", "tutor_followed", "academy")
    for tutor_id, sessions in by_tutor:
        person, name, zone, meet_link = row["tutors"][tutor_id]
        yield Month(
            **{name: row[name] for name in same},
            tutor_id=UUID(tutor_id),
            people={"family": Person.of(row["family"]), "tutor": Person.of(person)},
            zones={"family": row["family_zone"], "tutor": zone},
            tutor=name,
            level=row["level"],
            meet_link=meet_link,
            pattern=timetable_from(row["versions"]).on(row["start_date"]),
            starts=tuple((session_id, at) for session_id, at, _tutor in sessions),
            first_agreed=first_agreed,
            is_first=row["is_first"] and tutor_id == first,
            is_only=len(row["tutors"]) == 1,
            is_substitutes=tutor_id in substitutes,
            cutoff_hours=row["cutoff_hours"],
            received=row["received"],
            currency=row["currency"],
            known=told_from(row["told"]),
            known_starts=frozenset((UUID(user_id), said) for user_id, said in row["known_starts"] or ()),
        )


def match_confirmed(month: Month, *, everything: bool = False) -> Iterator[DueMessage]:
    """Return the message to both sides about a new course: schedule, every session, link, and what was paid.

    It is the only one at enrolment. A tutor who followed another gets a message about that instead.
    """
    for side in ("family",) if month.tutor_followed else SIDES:
        if month.is_told(side) and not everything:
            continue
        person = month.people[side]
        words = month.names(side) | {
            "schedule": month.schedule(side),
            "first": month.when(side)[0],
            "dates": "\n".join(month.when(side)),
            "paid": money(month.received, month.currency) if month.received and side == "family" else "",
            "cutoff_hours": str(month.cutoff_hours),
        }
        told = month.facts_of_match | starts_of(month.starts)
        version = f"{month.package_id} {month.generated_at.isoformat()}"
        about = f"match_confirmed_{side}", month.match_id, person, version
        yield DueMessage(*about, month.generated_at, words, month.match_id, told)


def month_messages(months: Iterable[Month], *, everything: bool = False) -> Iterator[DueMessage]:
    """Return the messages that announce months: one per person for each run, and one for each other package.

    They are held back while the run can be undone. The first month of a course is told by match_confirmed.
    """
    groups: dict[tuple[UUID, str, UUID], list[Month]] = {}
    for month in months:
        about = month.package_id if month.run_id is None or everything else month.run_id
        for side in SIDES:
            is_in_the_first = month.is_first and (side == "family" or not month.tutor_followed)
            is_elsewhere = is_in_the_first or (month.is_substitutes and side == "tutor")
            if everything or not (is_elsewhere or month.is_told(side)):
                groups.setdefault((about, side, month.people[side].id), []).append(month)
    for (about, side, _person_id), found in groups.items():
        yield _message(about, side, found, is_held=found[0].run_id == about)


def _message(about: UUID, side: str, months: list[Month], *, is_held: bool) -> DueMessage:
    created = max(each.generated_at for each in months)
    short = len(months) > MOST_WITH_DATES
    words = {
        "name": months[0].people[side].short_name,
        "academy": months[0].academy,
        "months": "\n\n".join(_in_words(each, side, short=short) for each in months),
    }
    told: dict[Fact, str] = {}
    for each in months:
        told |= starts_of(each.starts) | each.facts_of_match
    due_at = created + BULK_MESSAGE_HOLD if is_held else created
    match_id = months[0].match_id if len({each.match_id for each in months}) == 1 else None
    kept = about, months[0].people[side], created.isoformat(), due_at, words, match_id, told
    return DueMessage(f"sessions_generated_{side}", *kept, is_held=is_held)


def _in_words(month: Month, side: str, *, short: bool) -> str:
    """Return the text of a month: the course, its dates or only the first and the last, and the link."""
    names, when = month.names(side), month.when(side)
    with_whom = f", with {isolated(month.tutor)}" if side == "family" else ""
    count = f"{len(when)} session{'s' if len(when) > 1 else ''}"
    course = f"{names['learner']}, {month.subject}, {month.level}{with_whom}: {count}"
    link = f"Google Meet, always with this link: {month.meet_link}" if month.meet_link else LATER
    if short:
        return f"{course}, {month.schedule(side)}\nFirst: {when[0]}\nLast: {when[-1]}\n{link}"
    return "\n".join([course, *when, link])
