"""What the academy writes to people about: each situation with whom it is for and the words its text may use."""

from __future__ import annotations

from dataclasses import dataclass

EVERYBODY = {"name": "Nadia", "academy": "Iqra Academy"}
LESSON = {
    "learner": "Zara",
    "tutor": "Bilal Ahmed",
    "subject": "Math",
    "level": "O Levels",
    "when": "Tuesday 20 October, 15:00 London, UTC+1",
    "minutes": "60",
    "link": "https://meet.google.com/abc-defg-hij",
}
MOVED = {**LESSON, "was": "Monday 19 October, 15:00 London, UTC+1"}
COURSE = {
    "learner": "Zara",
    "tutor": "Bilal Ahmed",
    "subject": "Math",
    "level": "O Levels",
    "schedule": "Mondays and Wednesdays, 19:00 Karachi",
    "first": "Monday 5 October, 15:00 London, UTC+1",
    "link": "https://meet.google.com/abc-defg-hij",
    "cutoff_hours": "24",
}
MONTH = {
    **COURSE,
    "sessions": "8",
    "dates": "Monday 5 October, 15:00 London, UTC+1\nWednesday 7 October, 15:00 London, UTC+1",
}
PACKAGE = {
    "learner": "Zara",
    "subject": "Math",
    "level": "O Levels",
    "sessions": "8",
    "first_day": "Mon 5 Oct",
    "last_day": "Wed 4 Nov",
    "amount": "24,000",
}
CLOCKS = {
    **LESSON,
    "change": "From Monday 26 October the lesson is at 14:00 instead of 15:00",
    "other": "Bilal's hour stays",
}


CLOSED = {
    "closure": "Eid ul-Fitr",
    "lessons": "Zara, Math: Friday 20 March, 15:00 London, UTC+0: now Saturday 21 March, 15:00 London, UTC+0",
}
HANDED_OVER = {"learner": "Zara", "subject": "Math", "tutor": "Bilal Ahmed", "since": "Mon 26 Oct"}


@dataclass(frozen=True)
class Situation:
    """key names its text, too. to: family or tutor. example: every word that the text may use, as it may look."""

    key: str
    title: str
    to: str
    example: dict[str, str]


def _for_both(key: str, title: str, example: dict[str, str]) -> tuple[Situation, Situation]:
    return (
        Situation(f"{key}_family", f"{title}, to the family", "family", EVERYBODY | example),
        Situation(f"{key}_tutor", f"{title}, to the tutor", "tutor", EVERYBODY | example),
    )


def _for_family(key: str, title: str, example: dict[str, str]) -> Situation:
    return Situation(key, title, "family", EVERYBODY | example)


SITUATIONS = {
    each.key: each
    for each in (
        *_for_both("reminder", "Reminder, an hour before", LESSON),
        *_for_both("late_join", "Not there ten minutes into the lesson", LESSON),
        _for_family("reschedule_acknowledged", "Another time is being looked for", LESSON),
        *_for_both("reschedule_confirmed", "Moved: old time and new", MOVED),
        _for_family("owed", "A lesson is owed, with a promised day", {**LESSON, "by": "Saturday 31 October"}),
        Situation("unmarked", "A mark is missing, to the tutor", "tutor", EVERYBODY | LESSON),
        Situation("invitation", "Invitation to sign in", "family", EVERYBODY | {"link": "https://academy.example/…"}),
        _for_family("student_absent", "The student was absent", LESSON),
        _for_family("tutor_absent", "The tutor was absent: an apology", LESSON),
        *_for_both("match_confirmed", "Match confirmed, with schedule and link", MONTH),
        *_for_both("sessions_generated", "The month's sessions", MONTH),
        _for_family("payment_instructions", "How to pay", PACKAGE),
        _for_family("payment_received", "Payment received", PACKAGE),
        _for_family("renewal", "The month ends: shall we go on?", PACKAGE),
        *_for_both("clock_change", "The clocks change", CLOCKS),
        *_for_both("closure", "No lessons: a closure or a leave", CLOSED),
        *_for_both("tutor_changed", "Another tutor", HANDED_OVER),
        Situation("tutor_changed_former", "Another tutor, to the one before", "tutor", EVERYBODY | HANDED_OVER),
    )
}
