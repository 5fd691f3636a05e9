"""Messages about bulk actions, one per person: closures, another tutor, schedule or link.

Also messages about times that somebody knows and that are off. They wait for ten minutes where the action can be
undone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, TextClause, text

from corved.database.query_files import query, sql
from corved.database.session import db
from corved.messages.bulk_wording import coming, course, held, lines, who
from corved.messages.message import TUTOR, DueMessage, Person, link_of, start_said, starts_of
from corved.messages.moments import long_day, moment
from corved.scheduling.pattern import Pattern
from corved.scheduling.time_limits import FOLLOW_UP
from corved.values.short_names import isolated

WHICH = query(__file__, "which_acts")
HEAD, *PARTS = re.split(r"^-- part: (\w+)\n", sql(__file__, "bulk_messages"), flags=re.MULTILINE)
ALL = "all"
PART = dict(zip(PARTS[::2], PARTS[1::2], strict=True))
InvitationLink = Callable[[UUID], str]  # salt → address


def due_of_acts(
    now: datetime, invitation_link: InvitationLink | None = None, *, of_everybody: bool = False
) -> list[DueMessage]:
    """Return the messages about bulk actions that are due.

    invitation_link: makes the address from a salt; None leaves invitations out. of_everybody: first ask in a statement
    of its own which kinds of acts there are, because most often there are few.
    """
    values = {"lately": now - FOLLOW_UP, "now": now, "now_said": start_said(now)}
    kinds = db.execute(WHICH, values).scalar_one() if of_everybody else [each for each in PART if each != ALL]
    if not kinds:
        return []
    found = db.execute(_asking(tuple(kinds)), values).mappings()
    if invitation_link is None:
        return [MESSAGES[row["kind"]](row) for row in found if _says_something(row)]
    return [
        _invitation(row, invitation_link) if row["kind"] == "invitation" else MESSAGES[row["kind"]](row)
        for row in found
        if row["kind"] == "invitation" or _says_something(row)
    ]


@cache
def _asking(kinds: tuple[str, ...]) -> TextClause:
    """Return the statement for some kinds of acts: all of them are so many joins that they take longer to plan."""
    union = " union all ".join(f"table {kind}" for kind in kinds)
    return text(",\n".join((HEAD, *(PART[kind] for kind in kinds))) + PART[ALL].replace("PARTS", union))


def _says_something(row: RowMapping) -> bool:
    """Say whether the message has anything to tell; a schedule change without sessions has not."""
    return row["kind"] != "invitation" and (row["kind"] != "schedule_changed" or bool(row["details"]["coming"]))


def _invitation(row: RowMapping, invitation_link: InvitationLink) -> DueMessage:
    person = Person.of(row["person"])
    words = who(row, person) | {"link": invitation_link(UUID(row["version"]))}
    notes = {"until": row["details"]["until"]} | ({"mail": "wanted"} if row["details"]["mail"] else {})
    return DueMessage("invitation", row["about"], person, "", row["at"], words, None, notes=notes)


@dataclass(frozen=True)
class _Taken:
    """A session that was affected by a closure.

    after: its time now, or None. learner, other: as the reader calls them, the other side with its zone.
    """

    session_id: UUID
    learner: str
    subject: str
    before: datetime
    after: datetime | None
    other: tuple[str, str]

    @staticmethod
    def of(kept: list[Any], reader: Person) -> _Taken:
        session_id, learner, subject, before, after, other, zone = kept
        at = datetime.fromisoformat(after) if after else None
        then, name = datetime.fromisoformat(before), reader.calls(learner)
        return _Taken(UUID(session_id), name, subject, then, at, (reader.calls(other), zone))

    def named(self, words: str) -> str:
        return f"{self.learner}, {self.subject}: {words}"


def _closure(row: RowMapping) -> DueMessage:
    """Return the message about a closure: each session with the time it had and the one it has."""
    person = Person.of(row["person"])
    taken = [_Taken.of(each, person) for each in row["details"]["sessions"]]

    def line(each: _Taken) -> str:
        then = moment(each.before, person.reader, *each.other)
        later = f"now {moment(each.after, person.reader, *each.other)}" if each.after else "we will find another time"
        return each.named(f"{then}: {later}")

    return _of_closure(row, person, taken, [line(each) for each in taken])


def _closure_lifted(row: RowMapping) -> DueMessage:
    person = Person.of(row["person"])
    taken = [_Taken.of(each, person) for each in row["details"]["sessions"]]
    said = [each.named(moment(each.before, person.reader, *each.other)) for each in taken]
    return _of_closure(row, person, taken, said)


def _of_closure(row: RowMapping, person: Person, taken: list[_Taken], said: list[str]) -> DueMessage:
    """Return the name of the closure; a leave is named after the tutor: its own name is for the academy."""
    away = row["details"]["away"]
    leave = "your leave" if row["side"] == "tutor" else f"{isolated(away or '')}'s leave"
    words = who(row, person) | {"closure": leave if away else row["details"]["name"], "times": "\n".join(said)}
    told = starts_of((each.session_id, each.after) for each in taken)
    return held(row, f"{row['kind']}_{row['side']}", person, words, told)


def _tutor_changed(row: RowMapping) -> DueMessage:
    """Return the message that says the match's tutor has changed.

    The earlier tutor learns that the sessions are no longer theirs; the others learn the tutor, times and link.
    """
    person, details = Person.of(row["person"]), row["details"]
    side, found = row["side"], coming(details)
    words = who(row, person) | course(row, details) | {"since": long_day(date.fromisoformat(details["since"]))}
    words |= {"dates": "\n".join(lines(found, person, side, details)), "link": details["link"] or ""}
    told = {(row["match_id"], TUTOR): details["tutor_id"]}
    if side == "former":
        told |= starts_of((UUID(each), None) for each in details["handed_over"] or ())
    else:
        told[row["match_id"], link_of(details["tutor_id"])] = details["link"] or ""
    if side == "tutor":
        told |= starts_of(found)
    return held(row, f"tutor_changed_{side}", person, words, told, {"tutor": details["from"]})


def _substitute(row: RowMapping) -> DueMessage:
    """Return the message that another tutor teaches some sessions, or that they are with the course's tutor again.

    Whoever taught them before learns that they do not.
    """
    person, details, side = Person.of(row["person"]), row["details"], row["side"]
    known = [(UUID(session_id), datetime.fromisoformat(at)) for session_id, at in details["known"]]
    words = who(row, person) | course(row, details) | {"link": details["link"] or ""}
    words["times"] = "\n".join(lines(known, person, "tutor" if side == "former" else side, details))
    told = {(session_id, TUTOR): details["tutor_id"] for session_id, _at in known}
    if side == "former":
        told |= starts_of((session_id, None) for session_id, _at in known)
    else:
        told[row["match_id"], link_of(details["tutor_id"])] = details["link"] or ""
    if side == "tutor":
        told |= starts_of(known)
    return held(row, f"substitute_{side}", person, words, told)


def _schedule_changed(row: RowMapping) -> DueMessage:
    """Return the message that says the schedule has changed, with the sessions from its first to its last day."""
    person, details = Person.of(row["person"]), row["details"]
    found = coming(details)
    words = who(row, person) | course(row, details)
    pattern, since = Pattern.from_json(details["pattern"]), date.fromisoformat(details["since"])
    words |= {
        "schedule": pattern.in_words(hours_24=person.hours_24, zone=person.timezone, week_of=since),
        "since": long_day(since),
        "until": long_day(date.fromisoformat(details["until"])) if details["until"] else "",
        "dates": "\n".join(lines(found, person, row["side"], details)),
        "link": details["link"] or "",
    }
    return held(row, f"schedule_changed_{row['side']}", person, words, starts_of(found))


def _off(row: RowMapping) -> DueMessage:
    """Return the message that sessions at times somebody knows do not take place."""
    person, details = Person.of(row["person"]), row["details"]
    known = [(UUID(session_id), datetime.fromisoformat(said)) for session_id, said in details["known"]]
    words = who(row, person) | course(row, details)
    words["times"] = "\n".join(lines(known, person, row["side"], details))
    told = starts_of((session_id, None) for session_id, _at in known)
    situation = f"off_{row['side']}"
    return DueMessage(situation, row["about"], person, row["version"], row["at"], words, row["match_id"], told)


def _link_changed(row: RowMapping) -> DueMessage:
    """Return the message that the Meet link has changed.

    was: the link that they know, or nothing where there was none.
    """
    person, details = Person.of(row["person"]), row["details"]
    words = who(row, person) | course(row, details) | {"link": details["link"], "was": details["was"]}
    told = {(row["match_id"], link_of(details["tutor_id"])): details["link"]}
    situation, version = f"link_changed_{row['side']}", row["version"]
    return DueMessage(situation, row["about"], person, version, row["at"], words, row["match_id"], told)


def _sign_in_changed(row: RowMapping) -> DueMessage:
    """Return the message that the password, the number or the second step of somebody without e-mail has changed."""
    person = Person.of(row["person"])
    words = who(row, person) | {"what": " and ".join(row["details"]["what"])}
    return DueMessage("sign_in_changed", row["about"], person, row["version"], row["at"], words, None)


MESSAGES: dict[str, Callable[[RowMapping], DueMessage]] = {
    "closure": _closure,
    "closure_lifted": _closure_lifted,
    "tutor_changed": _tutor_changed,
    "substitute": _substitute,
    "schedule_changed": _schedule_changed,
    "off": _off,
    "link_changed": _link_changed,
    "sign_in_changed": _sign_in_changed,
}
