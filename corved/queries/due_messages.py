"""What is to be written to whom now. Computed from what is so, never kept: what is no longer so is no longer due."""

from __future__ import annotations

from datetime import datetime

from corved.queries import bulk_messages, course_messages, session_messages
from corved.queries.due_message import DueMessage


def due_messages(*, now: datetime) -> list[DueMessage]:
    """Everything that is due or will be in the next hours, the longest due first."""
    sessions = session_messages.rows_for_messages(now)
    courses = course_messages.rows_for_messages(now)
    due = [
        *session_messages.session_messages(sessions, now),
        *(bulk_messages.bulk_message(row) for row in bulk_messages.rows_for_messages(now)),
        *(each for row in courses for each in course_messages.course_messages(row, now)),
    ]
    return sorted(due, key=lambda each: (each.due_at, each.situation, each.person.full_name))
