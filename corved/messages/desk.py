"""The message desk: messages that are due with their text, what became of them, and which are corrections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID
from zlib import crc32

from corved.messages.bulk_messages import InvitationLink
from corved.messages.desk_state import DeskState, MessageState, desk_state
from corved.messages.due_messages import due_messages, messages_about
from corved.messages.message import NO_TIME, TUTOR, DueMessage, Fact
from corved.messages.rendering import fill_own_or_default
from corved.messages.situations import SITUATIONS, Situation
from corved.scheduling.time_limits import MESSAGE_LOOK_AHEAD, REMINDER_LEAD

# By which wider messages narrow ones are made needless. A month says nothing to somebody who has to be told that a
# time they know is another.
ACTS = ("closure", "tutor_changed", "schedule_changed")
MONTHS = ("sessions_generated", "match_confirmed")
WIDER = {
    **dict.fromkeys(("reschedule_", "times_changed", "back_on", "off_", "link_changed"), ACTS),
    "schedule_changed": (),
    "sessions_generated": ("tutor_changed",),
}
SENT_SHOWN = timedelta(days=1)


@dataclass(frozen=True)
class Correction:
    """What a correction corrects: something a person was told that has changed since.

    kind: start, mark, promise, tutor or link; see the table told.
    """

    what: str
    said: str
    told_at: datetime

    @property
    def kind(self) -> str:
        return self.what.partition(" ")[0]

    @property
    def mark(self) -> str:
        return self.said.partition(" ")[0]

    @property
    def start(self) -> datetime:
        return datetime.fromisoformat(self.said)

    @property
    def day(self) -> date:
        return date.fromisoformat(self.said)


@dataclass(frozen=True)
class Letter:
    """A message on the desk. Its text is written when somebody reads it.

    own: the academy's own text, or None. state: what became of it so far.
    """

    due: DueMessage
    situation: Situation
    own: str | None
    state: MessageState | None
    corrects: tuple[Correction, ...]

    @property
    def body(self) -> str:
        return self._filled[0]

    @property
    def is_own(self) -> bool:
        """Whether the academy's own text could be filled in, or there is none."""
        return self._filled[1]

    @cached_property
    def _filled(self) -> tuple[str, bool]:
        return fill_own_or_default(self.due.situation, self.own, self.due.words)

    @property
    def kept_body(self) -> str:
        """Return what is recorded of it: an invitation without its link, which is as good as a password."""
        if self.due.situation != "invitation":
            return self.body
        return fill_own_or_default(self.due.situation, self.own, {**self.due.words, "link": "…"})[0]

    @property
    def name(self) -> str:
        """Return the message's name in ids of the page."""
        version = crc32(self.due.version.encode())
        return f"{self.due.situation}-{self.due.about}-{self.due.person.id}-{version:08x}"

    @property
    def is_over(self) -> bool:
        """Whether somebody marked the message as sent or as not needed."""
        return self.state is not None and bool(self.state.sent_at or self.state.dropped_at)

    def is_open(self, now: datetime) -> bool:
        """Whether the message may be opened already. It may not while its action can still be undone."""
        return self.due.due_at <= now or not self.due.is_held


@dataclass(frozen=True)
class Desk:
    """The messages that the desk shows.

    letters: neither marked sent nor dismissed, the longest due first. lately: what became of others. more_later: how
    many reminders are due after all of these, and are only counted.
    """

    letters: tuple[Letter, ...]
    state: DeskState
    more_later: int = 0

    @property
    def lately(self) -> tuple[MessageState, ...]:
        return self.state.lately


def message_desk(
    *,
    now: datetime,
    invitation_link: InvitationLink | None = None,
    look_ahead: timedelta = MESSAGE_LOOK_AHEAD,
    most_later: int | None = None,
) -> Desk:
    """Return everything that is due, or will be in the next hours; reminders within `look_ahead`.

    most_later: of how many sessions the reminders that are not due yet are loaded, the first ones; None for all.
    """
    due = due_messages(now=now, invitation_link=invitation_link, look_ahead=look_ahead, most_later=most_later)
    if most_later is None:
        return _desk(due, now)
    desk = _desk(due, now, later=look_ahead)
    loaded = sum(is_reminder(each.due) and each.due.due_at > now for each in desk.letters)
    return replace(desk, more_later=max(desk.state.later_reminders - loaded, 0))


def due_now(*, now: datetime, invitation_link: InvitationLink | None = None) -> list[Letter]:
    """Return what is due already."""
    found = message_desk(now=now, invitation_link=invitation_link, look_ahead=REMINDER_LEAD).letters
    return [each for each in found if each.due.due_at <= now]


def desk_about(*, now: datetime, invitation_link: InvitationLink | None = None, **one: UUID) -> Desk:
    """Return all messages about one session, match, request or person, including those marked sent.

    one: session_id, match_id, request_id or person_id.
    """
    return _desk(messages_about(now=now, invitation_link=invitation_link, **one), now, everything=True)


def is_reminder(due: DueMessage) -> bool:
    return due.situation.startswith("reminder_")


def _desk(
    due: Sequence[DueMessage], now: datetime, *, everything: bool = False, later: timedelta = REMINDER_LEAD
) -> Desk:
    """later: of sessions that start within so long the reminders that are not due yet are counted."""
    state = desk_state(
        due, is_compared=lambda each: _narrow(each) is not None, since=now - SENT_SHOWN, now=now, until=now + later
    )
    open_ones = [each for each in due if everything or not state.is_over(each.key)]
    shown = open_ones if everything else _without_repeated(open_ones, state)
    return Desk(tuple(_letter(each, state) for each in shown), state)


def _letter(due: DueMessage, state: DeskState) -> Letter:
    own, corrections = state.texts.get(due.situation), tuple(_corrections(due, state))
    return Letter(due, SITUATIONS[due.situation], own, state.of(due.key), corrections)


def _corrections(due: DueMessage, state: DeskState) -> Iterator[Correction]:
    for (about, what), said in due.told.items():
        known = state.told.get(((about, what), due.person.id))
        if known is not None and known.said not in (NO_TIME, said) and what != TUTOR:
            yield Correction(what, known.said, known.at)


def _narrow(message: DueMessage) -> str | None:
    """Return the kind of a message whose news may be part of a wider one."""
    return next((each for each in WIDER if message.situation.startswith(each)), None)


def _without_repeated(due: Sequence[DueMessage], state: DeskState) -> list[DueMessage]:
    """Remove messages that tell nothing new, or whose news is part of another message to the same person."""
    waiting = {wide: _facts(due, wide) for wide in (*ACTS, *MONTHS)}

    def is_repeated(message: DueMessage) -> bool:
        narrow = _narrow(message)
        if narrow is None or not message.told:
            return False
        is_news = narrow != "sessions_generated" and not any(_corrections(message, state))
        of_them = ((fact, state.told.get((fact, message.person.id))) for fact in message.told)
        facts: dict[Fact, str] = {fact: known.said for fact, known in of_them if known is not None}
        for wide in WIDER[narrow] + (MONTHS if is_news else ()):
            facts |= waiting[wide].get(message.person.id, {})
        return message.told.items() <= facts.items()

    return [each for each in due if not is_repeated(each)]


def _facts(due: Iterable[DueMessage], situation: str) -> Mapping[UUID, dict[Fact, str]]:
    """Return what each person knows from their messages about one kind of fact."""
    found: dict[UUID, dict[Fact, str]] = {}
    for each in due:
        if each.situation.startswith(situation):
            found.setdefault(each.person.id, {}).update(each.told)
    return found
