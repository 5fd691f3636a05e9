"""The icon and the words of each status on pages."""

STATUS_WORDS = {
    "scheduled": ("calendar-days", "Scheduled"),
    "now": ("radio", "On now"),
    "unmarked": ("circle-dashed", "To be marked"),
    "done": ("circle-check", "Done"),
    "rescheduled": ("arrow-right", "Moved"),
    "needs_new_time": ("calendar-clock", "Needs a new time"),
    "no_show_student": ("user-x", "Student absent"),
    "no_show_tutor": ("video-off", "Tutor absent"),
}
REQUEST_WORDS = {
    "new": "New",
    "payment_pending": "Awaiting payment",
    "ready_to_match": "Needs tutor",
    "matched": "Needs schedule",
    "active": "Active",
    "paused": "Paused",
    "ended": "Ended",
}
# Why a date gives no session: the tone of its row, its icon, its word.
LOST_WORDS = {
    "past": ("is-scheduled", "x", "Past"),
    "closure": ("is-needs_new_time", "calendar-clock", "Closed"),
    "leave": ("is-needs_new_time", "user-x", "Tutor on leave"),
    "clash": ("is-error", "triangle-alert", "Taken"),
    "window_ends": ("is-scheduled", "x", "After the last day"),
}
