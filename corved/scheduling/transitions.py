"""The table of every way a session's status may change: from what, to what, by whom, when, and what it needs.

Use cases and buttons ask it. The database functions tutor_update_session and tutor_undo_session and docs/statuses.md
are tested against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from corved.scheduling.statuses import CONSUMING
from corved.scheduling.time_limits import TUTOR_UNDO_WINDOW


class State(StrEnum):
    """The state of a session, as people speak of it.

    The status `rescheduled` is two states, with a time and without.
    """

    SCHEDULED = "scheduled"
    MOVED = "moved"
    NEEDS_NEW_TIME = "needs a new time"
    DONE = "done"
    STUDENT_ABSENT = "student absent"
    TUTOR_ABSENT = "tutor absent"


class When(StrEnum):
    ANY_TIME = "at any time"
    FROM_START = "from its start on"


TUTOR, ADMIN = "tutor", "admin"
MARK, MOVE = "mark", "move"
# For how long each may undo a mark, the tutor only their own; None: always.
UNDO_WINDOWS = {TUTOR: TUTOR_UNDO_WINDOW, ADMIN: None}
TO_COME = frozenset({State.SCHEDULED, State.MOVED})
FREED = frozenset({State.NEEDS_NEW_TIME, State.STUDENT_ABSENT, State.TUTOR_ABSENT})
SLOT_FREE = "its time is free"
NOTHING_INSTEAD = "no make-up and no decision in its place"
NEW_TIME = "a time to come that is free; a reason inside the cut-off, outside the package or on closed days"


@dataclass(frozen=True)
class Transition:
    """One way in which a session's state may change.

    status: what the database keeps. needs: conditions besides the time, in words.
    """

    by: str
    how: str
    before: frozenset[State]
    after: State
    when: When
    needs: str = ""

    @property
    def status(self) -> str:
        return STATUS_OF[self.after]

    @property
    def consumes(self) -> bool:
        return self.status in CONSUMING


STATUS_OF = {
    State.SCHEDULED: "scheduled",
    State.MOVED: "rescheduled",
    State.NEEDS_NEW_TIME: "rescheduled",
    State.DONE: "done",
    State.STUDENT_ABSENT: "no_show_student",
    State.TUTOR_ABSENT: "no_show_tutor",
}


def _others(*states: State) -> frozenset[State]:
    return frozenset(State) - frozenset(states)


TRANSITIONS = (
    Transition(TUTOR, MARK, TO_COME, State.DONE, When.FROM_START),
    Transition(TUTOR, MARK, TO_COME, State.STUDENT_ABSENT, When.FROM_START),
    Transition(TUTOR, MARK, TO_COME, State.TUTOR_ABSENT, When.FROM_START),
    Transition(TUTOR, MARK, TO_COME, State.NEEDS_NEW_TIME, When.ANY_TIME),
    Transition(ADMIN, MARK, TO_COME, State.DONE, When.FROM_START),
    Transition(ADMIN, MARK, FREED, State.DONE, When.FROM_START, f"{SLOT_FREE}; {NOTHING_INSTEAD}"),
    Transition(ADMIN, MARK, _others(State.STUDENT_ABSENT), State.STUDENT_ABSENT, When.ANY_TIME, NOTHING_INSTEAD),
    Transition(ADMIN, MARK, _others(State.TUTOR_ABSENT), State.TUTOR_ABSENT, When.ANY_TIME),
    Transition(ADMIN, MARK, _others(State.NEEDS_NEW_TIME), State.NEEDS_NEW_TIME, When.ANY_TIME),
    Transition(ADMIN, MARK, frozenset({State.MOVED, State.DONE}), State.SCHEDULED, When.ANY_TIME),
    Transition(ADMIN, MARK, FREED, State.SCHEDULED, When.ANY_TIME, f"{SLOT_FREE}; {NOTHING_INSTEAD}"),
    Transition(
        ADMIN,
        MOVE,
        frozenset({State.SCHEDULED, State.MOVED, State.NEEDS_NEW_TIME, State.TUTOR_ABSENT}),
        State.MOVED,
        When.ANY_TIME,
        f"{NEW_TIME}; {NOTHING_INSTEAD}",
    ),
)
MOVABLE = frozenset(state for each in TRANSITIONS if each.how == MOVE for state in each.before)


def state_of(status: str, needs_new_time: bool) -> State:
    """Return the state that the database keeps as a status and a flag."""
    if needs_new_time:
        return State.NEEDS_NEW_TIME
    return next(state for state, kept in STATUS_OF.items() if kept == status and state != State.NEEDS_NEW_TIME)


def marked_state(status: str) -> State:
    """Return the state of a session after a mark. `rescheduled` as a mark means "needs a new time"."""
    return state_of(status, status == "rescheduled")


def mark(by: str, before: State, status: str, start: datetime, now: datetime) -> Transition | None:
    """Return the transition for marking a session with a status, or None if this role may not do it now.

    A mark that changes nothing is no transition.
    """
    after = marked_state(status)
    for each in TRANSITIONS:
        if each.how == MARK and each.by == by and each.after == after and before in each.before:
            return each if each.when == When.ANY_TIME or start <= now else None
    return None


def may_undo(by: str, marked_at: datetime, now: datetime, *, is_own: bool) -> bool:
    """Say whether somebody may undo a mark now. Undo restores exactly what was before.

    is_own: they made the mark.
    """
    window = UNDO_WINDOWS[by]
    return window is None or (is_own and now - marked_at <= window)
