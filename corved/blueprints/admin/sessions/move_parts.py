"""The move form of a session, and what a new time would mean for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from werkzeug.datastructures import MultiDict

from corved import clock
from corved.forms.checks import FIRST_YEAR, LAST_YEAR
from corved.forms.sessions.move_form import MoveForm
from corved.queries.sessions.free_time_search import with_surroundings
from corved.queries.sessions.session_rows import SessionRow
from corved.queries.timetable.busy_times import Slot, busy_times
from corved.queries.timetable.move_rules import move_rules
from corved.scheduling.generator import Occurrence
from corved.scheduling.local_time import local, to_utc
from corved.scheduling.obstacles import Busy
from corved.scheduling.replacements import suggestions
from corved.scheduling.statuses import TUTOR_ABSENT
from corved.scheduling.time_limits import SOONEST_SUGGESTION
from corved.scheduling.zones import UnknownZone
from corved.web.access import signed_in


@dataclass(frozen=True)
class MovePreview:
    """The effect of moving a session: the new time (UTC), what is in its way, and why a reason is needed.

    See MoveRules.exceptions.
    """

    start: datetime
    end: datetime
    busy: tuple[Busy, ...]
    exceptions: tuple[str, ...]
    is_past: bool


def move_form(session: SessionRow, sent: MultiDict[str, str] | None = None) -> MoveForm:
    """Return the form with the submitted values, or with the session's present time in the admin's zone.

    The token was checked before the view; the form is also read from the address.
    """
    zone = signed_in().timezone
    here = local(session.start, zone)
    seen = session.version
    present = {"date": here.date(), "time": here.time(), "timezone": zone, "seen": seen}
    form = MoveForm(sent or None, data=present, meta={"csrf": False})
    form.timezone.choices = list(dict.fromkeys((zone, session.learner_zone, session.tutor_zone)))
    return form


def suggestions_for(session: SessionRow) -> list[Occurrence]:
    """Return the free times that the form offers, best first."""
    [taken] = with_surroundings([session], now=clock.now(), margin=SOONEST_SUGGESTION)
    return suggestions(taken)


def preview_of_move(session: SessionRow, form: MoveForm) -> MovePreview | None:
    """Return the effect of moving the session to the time in the form, or None if it has none."""
    if not form.date.data or not form.time.data or not FIRST_YEAR <= form.date.data.year <= LAST_YEAR:
        return None
    now = clock.now()
    try:
        start = to_utc(form.local_start(), form.timezone.data)
    except UnknownZone:
        return None
    end = start + (session.end - session.start)
    busy = busy_times(Slot(session.tutor_id, session.learner_id, start, end, (session.id,)))
    exceptions = move_rules(session.id, now=now).exceptions(
        session.start, start, is_make_up=session.status == TUTOR_ABSENT
    )
    return MovePreview(start, end, tuple(busy), exceptions, start <= now)
