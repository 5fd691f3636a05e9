"""Computes the messages that are due now. They are not stored: what is no longer true is no longer due."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from corved.messages.bulk_messages import InvitationLink, due_of_acts
from corved.messages.message import DueMessage
from corved.messages.package_messages import all_of_packages, due_of_packages
from corved.messages.session_messages import all_of_session, due_of_sessions
from corved.scheduling.time_limits import MESSAGE_LOOK_AHEAD


def due_messages(
    *,
    now: datetime,
    invitation_link: InvitationLink | None = None,
    look_ahead: timedelta = MESSAGE_LOOK_AHEAD,
    most_later: int | None = None,
) -> list[DueMessage]:
    """Return everything that is due, or will be in the next hours, the longest due first.

    look_ahead: reminders of sessions that start within so long are among it. most_later: of those that are not due yet,
    only the reminders of so many sessions.
    """
    due = [
        *due_of_sessions(now, look_ahead, most_later=most_later),
        *due_of_acts(now, invitation_link, of_everybody=True),
        *due_of_packages(now),
    ]
    due = [each for each in due if each.person.is_active]
    return sorted(due, key=lambda each: (each.due_at, each.situation, each.person.full_name))


def messages_about(
    *,
    now: datetime,
    session_id: UUID | None = None,
    match_id: UUID | None = None,
    request_id: UUID | None = None,
    person_id: UUID | None = None,
    invitation_link: InvitationLink | None = None,
) -> list[DueMessage]:
    """Return the messages about one session, match or request, or those due to one person."""
    if session_id is not None:
        return all_of_session(session_id, now)
    if person_id is not None:
        return [each for each in due_of_acts(now, invitation_link) if each.person.id == person_id]
    found = all_of_packages(now, match_id=match_id, request_id=request_id)
    if match_id is None:
        return found
    around = (*due_of_acts(now), *due_of_sessions(now, match_id=match_id))
    return [*(each for each in around if each.match_id == match_id), *found]
