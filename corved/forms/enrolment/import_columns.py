"""Checks the columns of an imported spreadsheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

PERSON = ("name", "email", "whatsapp", "zone")
COURSE = (
    *("learner", "subject", "level", "tier", "first_day", "paid"),
    *("tutor_email", "meet_link", "days", "time", "minutes", "schedule_zone"),
    *("price", "held_before", "currency"),
)
COLUMNS = ("kind", *PERSON, *COURSE)
EXAMPLES = (
    "tutor,Sana Qureshi,sana@example.org,0300 1234567,Asia/Karachi,,Math,O Levels,,,,,,,,,,,,",
    "course,Nadia Khan,nadia@example.org,+447700900123,Europe/London,Zara Khan,Math,O Levels,8,2026-03-02,24000,"
    "sana@example.org,https://meet.google.com/abc-defg-hij,Mon Wed,19:00,60,Asia/Karachi,24000,0,PKR",
)
REQUIRED = ("kind", "name", "email", "zone", "subject", "level")
REQUIRED_FOR_COURSES = ("learner", "tier", "first_day", "tutor_email")
# Names that people give to a column, and ours.
MEANT = {
    **dict.fromkeys(("duration", "length"), "minutes"),
    **dict.fromkeys(("student", "child", "pupil"), "learner"),
    **dict.fromkeys(("phone", "mobile", "number", "phone_number"), "whatsapp"),
    **dict.fromkeys(("tutor", "teacher"), "tutor_email"),
    **dict.fromkeys(("amount", "fee"), "paid"),
    **dict.fromkeys(("held", "already_held"), "held_before"),
    **dict.fromkeys(("start", "start_date", "from"), "first_day"),
    **dict.fromkeys(("sessions", "package"), "tier"),
    **dict.fromkeys(("link", "meet"), "meet_link"),
    "timezone": "zone",
    "role": "kind",
}
# Columns of older templates, whose amounts are in rupees.
IN_RUPEES = {"paid_pkr": "paid", "price_pkr": "price"}


def column_problems(columns: Sequence[str], kinds: Iterable[str]) -> list[tuple[str, str]]:
    """Return what is wrong with the columns, as (name, sentence): unknown, missing, or there twice.

    kinds: what the rows say in the column kind.
    """
    wrong = []
    for column, times in Counter(columns).items():
        if column not in COLUMNS:
            near = MEANT.get(column) or next(iter(get_close_matches(column, COLUMNS, 1, cutoff=0.7)), None)
            meant = f" Did you mean {near}?" if near else ""
            wrong.append((column, f"Unknown column “{column}”.{meant}"))
        elif times > 1:
            wrong.append((column, f"The column “{column}” appears twice. Delete one."))
    has_courses = any(kind.lower() == "course" for kind in kinds)
    required = (*REQUIRED, *(REQUIRED_FOR_COURSES if has_courses else ()))
    missing = [(column, f"The column “{column}” is missing. Add it.") for column in required if column not in columns]
    return [*wrong, *missing]
