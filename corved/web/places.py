"""The places of each area: what the sidebar, the bar under the thumb and its "More" lead to."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A page that is always at hand. icon: its symbol. due: the field of Shell with what waits there."""

    endpoint: str
    icon: str
    words: str
    due: str = ""
    due_words: str = ""


# Groups of places, with a heading over all but the first.
PLACES: dict[str, tuple[tuple[str, tuple[Place, ...]], ...]] = {
    "admin": (
        (
            "",
            (
                Place("admin.today", "inbox", "Today", "to_decide", "to mark or resolve"),
                Place("admin.week", "calendar-days", "Week"),
                Place("admin.learners", "graduation-cap", "Learners"),
                Place("admin.messages", "message-circle", "Messages"),
                Place("admin.tutors", "presentation", "Tutors"),
                Place("admin.families", "users-round", "Families"),
                Place("admin.payments", "wallet", "Payments"),
            ),
        ),
        (
            "Month",
            (
                Place("admin.month", "calendar-range", "Next month"),
                Place("admin.closures", "calendar-off", "Closures & leave"),
                Place("admin.pay", "receipt-text", "Tutors’ pay"),
                Place("admin.reports", "chart-column", "Reports"),
            ),
        ),
        (
            "Academy",
            (
                Place("admin.academy_page", "settings", "Settings"),
                Place("admin.import_page", "arrow-down-up", "Import & export"),
                Place("admin.audit", "history", "History"),
            ),
        ),
    ),
    "tutor": (
        (
            "",
            (
                Place("tutor.today", "house", "Today", "to_decide", "to mark"),
                Place("tutor.week", "calendar-days", "Week"),
                Place("tutor.month", "calendar-range", "My month"),
                Place("tutor.hours", "clock", "Hours"),
                Place("tutor.calendar", "calendar-plus", "Calendar"),
            ),
        ),
    ),
    "student": (
        (
            "",
            (
                Place("student.sessions", "house", "Sessions"),
                Place("student.payments", "wallet", "Payments"),
                Place("student.availability", "clock", "Availability"),
                Place("student.calendar", "calendar-plus", "Calendar"),
            ),
        ),
    ),
}
SHORT = 4  # so many of an admin's stand in the bar under the thumb; the others under "More"
