"""How long things may take or wait: each window, lead and notice named once.

Use cases, queries, pages, messages and docs read them here. The functions app.tutor_undo_window and
app.join_record_lead say the same in the database; a test compares them.
"""

from __future__ import annotations

from datetime import timedelta

ONE_DAY = timedelta(days=1)

# Marks and moves.
TUTOR_UNDO_WINDOW = timedelta(hours=24)  # a tutor may undo their own mark for so long; an admin always
DEFAULT_NOTICE = timedelta(hours=24)  # notice needed to move a session, in a new academy
SLIP_WINDOW = timedelta(hours=1)  # a move is undone without a reason for so long, even inside the notice period

# Around a session.
LONGEST_SESSION = timedelta(hours=4)
JOIN_RECORD_LEAD = timedelta(minutes=30)  # opening the Meet link counts as joining from so long before the start
JOIN_BUTTON_LEAD = timedelta(minutes=15)  # joining is the main thing on the page from so long before the start
LATE_TO_JOIN = timedelta(minutes=10)  # both should have joined so long after the start
JOINS_KEPT = timedelta(days=30)

SOONEST_SUGGESTION = timedelta(minutes=15)  # no suggested time starts sooner

# What pages show.
NEXT_HOURS = timedelta(hours=24)  # the admin's "next"
TUTOR_LOOK_AHEAD = timedelta(days=14)
JUST_MARKED = timedelta(hours=1)  # a mark stays on the admin's day for so long

# Messages.
REMINDER_LEAD = timedelta(hours=1)
MESSAGE_LOOK_AHEAD = timedelta(hours=3)  # the desk shows messages that become due within so long
TONIGHT = timedelta(hours=12)  # reminders of all that starts within so long can be sent in one go
BULK_MESSAGE_HOLD = timedelta(minutes=10)  # messages about many sessions wait so long, so that the act can be undone
FOLLOW_UP = timedelta(days=14)  # a change is worth a message for so long


def in_hours(limit: timedelta) -> str:
    """Return the words for a limit of whole hours: "24 hours"."""
    hours = limit // timedelta(hours=1)
    return "1 hour" if hours == 1 else f"{hours} hours"
