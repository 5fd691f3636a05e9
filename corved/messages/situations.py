"""The situations in which the academy writes to people: for whom, and which words the text may use."""

from __future__ import annotations

from dataclasses import dataclass

SESSIONS, CHANGES, ABSENCES, MONTHS, PAYMENTS, SIGN_IN = (
    "sessions",
    "changes",
    "absences",
    "months",
    "payments",
    "sign-in",
)
# The desk's filters, in their order.
GROUPS = {
    SESSIONS: "Sessions",
    CHANGES: "Changes",
    ABSENCES: "Absences",
    MONTHS: "Months",
    PAYMENTS: "Payments",
    SIGN_IN: "Sign-in",
}
EVERYBODY = {"name": "Nadia", "academy": "Iqra Academy"}
LINK = {"link": "https://meet.google.com/abc-defg-hij"}
COURSE = {"learner": "Zara", "whose": "Zara's", "tutor": "Bilal Ahmed", "subject": "Math", "level": "O Levels"}
SESSION = {**COURSE, "when": "Tuesday 20 October, 15:00 London, UTC+1", "minutes": "60", **LINK}
MOVED = {**SESSION, "was": "Monday 19 October, 15:00 London, UTC+1"}
DATES = "Monday 5 October, 15:00 London, UTC+1\nWednesday 7 October, 15:00 London, UTC+1"
CONFIRMED = {
    **COURSE,
    "schedule": "Mondays and Wednesdays, 19:00 Karachi",
    "first": "Monday 5 October, 15:00 London, UTC+1",
    **LINK,
    "cutoff_hours": "24",
    "dates": DATES,
    "paid": "24,000 PKR",
}
MONTH = {
    "months": "Zara, Math, O Levels, with Bilal Ahmed: 8 sessions\n"
    f"{DATES}\nGoogle Meet, always with this link: https://meet.google.com/abc-defg-hij",
}
AGREED = {
    **COURSE,
    "schedule": CONFIRMED["schedule"],
    "since": "Monday 5 October",
    "until": "",
    "dates": DATES,
    **LINK,
}
TIMES = {**SESSION, "times": "Monday 5 October, 15:00 London, UTC+1: now Tuesday 6 October, 15:00 London, UTC+1"}
PACKAGE = {
    "learner": "Zara",
    "whose": "Zara's",
    "subject": "Math",
    "level": "O Levels",
    "sessions": "8",
    "first_day": "Mon 5 Oct",
    "last_day": "Wed 4 Nov",
    "amount": "24,000 PKR",
    "price": "24,000 PKR",
    "paid": "",
    "ways": "HBL, bank transfer: Bulbul Academy, PK36 HABB 0000 0000 0000 0000",
}
CLOCKS = {
    "clocks": "In London the clocks go back one hour on Sunday 25 October.",
    "changes": "Zara, Math with Bilal Ahmed: from Monday 26 October at 14:00 instead of 15:00. No change for Bilal. "
    "First session: Monday 26 October, 14:00 London, UTC+0",
}
CLOSED = {
    "closure": "Eid ul-Fitr",
    "times": "Zara, Math: Friday 20 March, 15:00 London, UTC+0: now Saturday 21 March, 15:00 London, UTC+0",
}
LIFTED = {"closure": "Eid ul-Fitr", "times": "Zara, Math: Friday 20 March, 15:00 London, UTC+0"}
HANDED_OVER = {**COURSE, "since": "Monday 26 October", "dates": DATES, "link": "https://meet.google.com/xyz-wxyz-xyz"}
SUBSTITUTE = {**COURSE, "times": DATES, "link": "https://meet.google.com/xyz-wxyz-xyz"}
UNMARKED = {"times": "Zara Khan, Math: Tuesday 20 October, 19:00 Karachi, UTC+5", "count": "1"}


@dataclass(frozen=True)
class Situation:
    """One situation in which the academy writes to somebody.

    key: also names its text. to: family or tutor. example: every word that the text may use, with an example.
    """

    key: str
    title: str
    to: str
    group: str
    example: dict[str, str]

    @property
    def topic(self) -> str:
        """Return its title without whom it is to, for pages that show the person."""
        return self.title.partition(", to the")[0]


def _for_both(key: str, title: str, group: str, example: dict[str, str]) -> tuple[Situation, Situation]:
    return (
        Situation(f"{key}_family", f"{title}, to the family", "family", group, EVERYBODY | example),
        Situation(f"{key}_tutor", f"{title}, to the tutor", "tutor", group, EVERYBODY | example),
    )


def _for_family(key: str, title: str, group: str, example: dict[str, str]) -> Situation:
    return Situation(key, title, "family", group, EVERYBODY | example)


def _for_tutor(key: str, title: str, group: str, example: dict[str, str]) -> Situation:
    return Situation(key, title, "tutor", group, EVERYBODY | example)


SITUATIONS = {
    each.key: each
    for each in (
        *_for_both("reminder", "Reminder, an hour before", SESSIONS, SESSION),
        *_for_both("late_join", "Not joined ten minutes after the start", SESSIONS, SESSION),
        _for_tutor("unmarked", "Sessions to be marked, to the tutor", SESSIONS, UNMARKED),
        *_for_both("reschedule_acknowledged", "Needs a new time", CHANGES, SESSION),
        *_for_both("reschedule_confirmed", "Session moved: old and new time", CHANGES, MOVED),
        *_for_both("times_changed", "Sessions moved: several new times", CHANGES, TIMES),
        *_for_both("back_on", "Session is on again", CHANGES, SESSION),
        *_for_both("schedule_changed", "New schedule", CHANGES, AGREED),
        *_for_both("off", "Sessions cancelled", CHANGES, {**COURSE, "times": DATES}),
        *_for_both("closure", "Closure or leave: no sessions", CHANGES, CLOSED),
        *_for_both("closure_lifted", "Closure removed: sessions are on again", CHANGES, LIFTED),
        *_for_both("tutor_changed", "New tutor", CHANGES, HANDED_OVER),
        _for_tutor("tutor_changed_former", "New tutor, to the previous tutor", CHANGES, HANDED_OVER),
        *_for_both("substitute", "Another tutor for some sessions", CHANGES, SUBSTITUTE),
        _for_tutor("substitute_former", "Another tutor for some sessions, to the usual tutor", CHANGES, SUBSTITUTE),
        *_for_both("link_changed", "New Meet link", CHANGES, {**COURSE, **LINK, "was": "https://meet.google.com/xyz"}),
        *_for_both("clock_change", "The clocks change", CHANGES, CLOCKS),
        _for_family("student_absent", "Student absent", ABSENCES, SESSION),
        _for_family("tutor_absent", "Tutor absent: apology", ABSENCES, SESSION),
        _for_family("absence_corrected", "Absence corrected", ABSENCES, SESSION),
        _for_family("owed", "Make-up: last day for it", ABSENCES, {**SESSION, "by": "Saturday 31 October"}),
        *_for_both("match_confirmed", "Course confirmed, with schedule and link", MONTHS, CONFIRMED),
        *_for_both("sessions_generated", "Sessions of the month", MONTHS, MONTH),
        _for_family("payment_instructions", "How to pay", PAYMENTS, PACKAGE),
        _for_family("payment_received", "Payment received", PAYMENTS, PACKAGE),
        _for_family("renewal", "Month ends: continue?", PAYMENTS, PACKAGE),
        _for_family("invitation", "Invitation to sign in", SIGN_IN, {"link": "https://academy.example/…"}),
        _for_family("sign_in_changed", "Sign-in changed", SIGN_IN, {"what": "the password"}),
    )
}
