"""What acts on many sessions call for, one message a person: closures, other tutors, schedules and links; and what
somebody knows a time of that is off. They are held for ten minutes where the act can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from corved.database.session import db
from corved.messages.moments import long_day, moment
from corved.models.people import LEVELS
from corved.queries.bulk_sql import BULK
from corved.queries.due_message import (
    FOLLOWED_UP,
    HELD,
    LINK,
    DueMessage,
    Fact,
    Person,
    start_said,
    starts_of,
)
from corved.scheduling.pattern import Pattern

InvitationLink = Callable[[UUID], str]  # salt → address


def due_of_acts(now: datetime, invitation_link: InvitationLink | None = None) -> list[DueMessage]:
    """invitation_link: the address that a salt stands for; None leaves invitations out."""
    found = db.execute(BULK, {"lately": now - FOLLOWED_UP, "now": now, "now_said": start_said(now)}).mappings()
    if invitation_link is None:
        return [MESSAGES[row["kind"]](row) for row in found if row["kind"] != "invitation"]
    return [
        _invitation(row, invitation_link) if row["kind"] == "invitation" else MESSAGES[row["kind"]](row)
        for row in found
    ]


def _invitation(row: RowMapping, invitation_link: InvitationLink) -> DueMessage:
    person = Person.of(row["person"])
    words = _who(row, person) | {"link": invitation_link(UUID(row["version"]))}
    notes = {"until": row["details"]["until"]} | ({"mail": "wanted"} if row["details"]["mail"] else {})
    return DueMessage("invitation", row["about"], person, "", row["at"], words, None, notes=notes)


@dataclass(frozen=True)
class _Taken:
    """A lesson that a closure took. after: its time now, or None. other: the other side's name and zone."""

    session_id: UUID
    learner: str
    subject: str
    before: datetime
    after: datetime | None
    other: tuple[str, str]

    @staticmethod
    def of(kept: list[Any]) -> _Taken:
        session_id, learner, subject, before, after, other, zone = kept
        at = datetime.fromisoformat(after) if after else None
        return _Taken(UUID(session_id), learner, subject, datetime.fromisoformat(before), at, (other.split()[0], zone))

    def named(self, words: str) -> str:
        return f"{self.learner.split()[0]}, {self.subject}: {words}"


def _closure(row: RowMapping) -> DueMessage:
    """Each lesson with the time it had and the one it has; told: the one it has."""
    person, taken = Person.of(row["person"]), [_Taken.of(each) for each in row["details"]["lessons"]]

    def line(each: _Taken) -> str:
        then = moment(each.before, person.reader, *each.other)
        later = f"now {moment(each.after, person.reader, *each.other)}" if each.after else "we find another time"
        return each.named(f"{then}: {later}")

    return _of_closure(row, person, taken, [line(each) for each in taken])


def _closure_lifted(row: RowMapping) -> DueMessage:
    person, taken = Person.of(row["person"]), [_Taken.of(each) for each in row["details"]["lessons"]]
    lines = [each.named(moment(each.before, person.reader, *each.other)) for each in taken]
    return _of_closure(row, person, taken, lines)


def _of_closure(row: RowMapping, person: Person, taken: list[_Taken], lines: list[str]) -> DueMessage:
    words = _who(row, person) | {"closure": row["details"]["name"], "lessons": "\n".join(lines)}
    told = starts_of((each.session_id, each.after) for each in taken)
    return _held(row, f"{row['kind']}_{row['side']}", person, words, told)


def _tutor_changed(row: RowMapping) -> DueMessage:
    """The tutor before knows afterwards that the lessons are another's; who follows, when they are and the link."""
    person, details = Person.of(row["person"]), row["details"]
    side, coming = row["side"], _coming(details)
    words = _who(row, person) | _course(row, details) | {"since": long_day(date.fromisoformat(details["since"]))}
    words |= {"dates": "\n".join(_lines(coming, person, side, details)), "link": details["link"] or ""}
    if side == "former":
        told = starts_of((UUID(each), None) for each in details["handed_over"])
        return _held(row, "tutor_changed_former", person, words, told, _undo(details))
    told = {} if side == "family" else starts_of(coming)
    return _held(row, f"tutor_changed_{side}", person, words, told | _link(row, details), _undo(details))


def _schedule_changed(row: RowMapping) -> DueMessage:
    person, details = Person.of(row["person"]), row["details"]
    coming = _coming(details)
    pattern = Pattern.from_json(details["pattern"])
    words = _who(row, person) | _course(row, details)
    words |= {
        "schedule": pattern.in_words(hours_24=person.hours_24),
        "since": long_day(date.fromisoformat(details["since"])),
        "dates": "\n".join(_lines(coming, person, row["side"], details)),
        "link": details["link"] or "",
    }
    return _held(row, f"schedule_changed_{row['side']}", person, words, starts_of(coming))


def _off(row: RowMapping) -> DueMessage:
    """Lessons that somebody knows a time of, and that are not held then, nor at another time."""
    person, details = Person.of(row["person"]), row["details"]
    known = [(UUID(session_id), datetime.fromisoformat(said)) for session_id, said in details["known"]]
    words = _who(row, person) | _course(row, details)
    words["lessons"] = "\n".join(_lines(known, person, row["side"], details))
    told = starts_of((session_id, None) for session_id, _at in known)
    situation = f"off_{row['side']}"
    return DueMessage(situation, row["about"], person, row["version"], row["at"], words, row["match_id"], told)


def _link_changed(row: RowMapping) -> DueMessage:
    person, details = Person.of(row["person"]), row["details"]
    words = _who(row, person) | _course(row, details) | {"link": details["link"]}
    situation, version = f"link_changed_{row['side']}", row["version"]
    return DueMessage(situation, row["about"], person, version, row["at"], words, row["match_id"], _link(row, details))


def _held(
    row: RowMapping,
    situation: str,
    person: Person,
    words: dict[str, str],
    told: dict[Fact, str],
    notes: dict[str, str] | None = None,
) -> DueMessage:
    due_at: datetime = row["at"] + HELD
    kept = row["about"], person, row["version"], due_at, words, row["match_id"], told
    return DueMessage(situation, *kept, is_held=True, notes=notes or {})


def _who(row: RowMapping, person: Person) -> dict[str, str]:
    return {"name": person.first_name, "academy": row["academy"] or ""}


def _course(row: RowMapping, details: dict[str, Any]) -> dict[str, str]:
    learner = details["learner"]
    return {
        "learner": learner.split()[0] if row["side"] == "family" else learner,
        "tutor": details["tutor"],
        "subject": details["subject"],
        "level": LEVELS[details["level"]],
    }


def _coming(details: dict[str, Any]) -> list[tuple[UUID, datetime]]:
    return [(UUID(session_id), datetime.fromisoformat(at)) for session_id, at in details["coming"] or ()]


def _lines(found: list[tuple[UUID, datetime]], person: Person, side: str, details: dict[str, Any]) -> Iterator[str]:
    """A line for each lesson, with the other side's day where it is another."""
    other, zone = (
        (details["tutor"], details["tutor_zone"]) if side == "family" else (details["learner"], details["learner_zone"])
    )
    for _session_id, at in found:
        yield moment(at, person.reader, other.split()[0], zone)


def _link(row: RowMapping, details: dict[str, Any]) -> dict[Fact, str]:
    return {(row["match_id"], LINK): details["link"]} if details["link"] else {}


def _undo(details: dict[str, Any]) -> dict[str, str]:
    """What the form of another tutor is filled with to give the match back."""
    return {"tutor": details["from"], "since": details["since"], "meet_link": details["link_retired"] or ""}


MESSAGES: dict[str, Callable[[RowMapping], DueMessage]] = {
    "closure": _closure,
    "closure_lifted": _closure_lifted,
    "tutor_changed": _tutor_changed,
    "schedule_changed": _schedule_changed,
    "off": _off,
    "link_changed": _link_changed,
}
