"""The courses of the demo, one line each, dated from today."""

from __future__ import annotations

from dataclasses import dataclass

from corved.demo.people import DUBAI, KARACHI, LONDON, NEW_YORK


@dataclass(frozen=True)
class Course:
    """A course of the demo, as one line that describes its past and present.

    starts: the package's first day, in days from today. days: weekdays counted from today's (0 is today's). state:
    where it stands, see corved.demo.academy. past: how its past sessions went, oldest first, one letter each: d done, s
    student absent, t tutor absent, m moved and then done; the last letter repeats; u is unmarked.
    """

    learner: str
    subject: str
    level: str
    tutor: str = ""
    tier: int = 8
    starts: int = 0
    days: tuple[int, ...] = (0, 3)
    time: str = "19:00"
    timezone: str = KARACHI
    state: str = "running"
    past: str = "d"
    leave_unmarked: int = 0


COURSES = (
    # Running: held, missed by the student, missed by the tutor, moved, unmarked.
    Course("Zara Khan", "Math", "O Levels", "sana", 8, -14, (0, 2), "19:00", past="dsdd"),
    Course("Yusuf Khan", "Math", "O Levels", "sana", 8, -10, (0, 3), "20:30", past="dd"),
    Course(
        "Ayaan Sheikh",
        "Physics",
        "A Levels",
        "bilal",
        12,
        -16,
        (0, 2, 5),
        "06:00",
        past="ddsdtdm",
        leave_unmarked=1,
    ),
    Course("Daniyal Mirza", "Math", "O Levels", "bilal", 8, -9, (1, 4), "17:00", NEW_YORK, past="td"),
    Course(
        "Sofia Anwar",
        "Chemistry",
        "O Levels",
        "usman",
        12,
        -12,
        (0, 2, 4),
        "17:30",
        LONDON,
        past="dmsd",
        leave_unmarked=1,
    ),
    Course(
        "Maryam Saleem",
        "Biology",
        "O Levels",
        "hira",
        20,
        -18,
        (0, 1, 2, 4, 5),
        "16:00",
        DUBAI,
        past="ddddsdddtdd",
        leave_unmarked=2,
    ),
    Course("Aisha Rahman", "English", "O Levels", "hira", 12, -8, (0, 2, 4), "11:00", DUBAI, past="d"),
    Course("Hamza Iqbal", "Urdu", "O Levels", "amna", 8, -6, (0, 4), "18:00", past="d"),
    # Ends within five days.
    Course(
        "Inaya Hussain",
        "English",
        "A Levels",
        "sana",
        8,
        -27,
        (2, 5),
        "22:00",
        past="dddsddm",
        leave_unmarked=1,
    ),
    # Paid, matched, no sessions yet.
    Course("Noah Rahman", "Computer Science", "O Levels", "usman", 8, 1, (1, 4), "10:00", state="ready"),
    Course("Emaan Javed", "Physics", "A Levels", "bilal", 12, 2, (1, 3, 5), "14:00", state="ready"),
    Course(
        "Ibrahim Farooq",
        "Chemistry",
        "O Levels",
        "usman",
        20,
        3,
        (0, 1, 2, 3, 4),
        "15:00",
        state="ready without link",
    ),
    Course("Rayyan Saleem", "Pakistan Studies", "O Levels", "hira", 8, 1, (2, 5), "18:00", state="ready"),
    # Everything else a match and a request can be.
    Course("Ibrahim Farooq", "Islamiyat", "O Levels", "amna", 8, 4, state="matched, not paid"),
    Course("Hamza Iqbal", "Math", "O Levels", "bilal", 8, -62, (1, 3), "16:00", state="paused", past="d"),
    Course(
        "Sofia Anwar",
        "Biology",
        "O Levels",
        "hira",
        8,
        -70,
        (0, 3),
        "19:30",
        LONDON,
        state="ended",
        past="dds",
    ),
    Course("Emaan Javed", "Chemistry", "A Levels", state="ready to match", tier=8, starts=5),
    Course("Noah Rahman", "Math", "O Levels", state="payment pending", tier=12, starts=6),
    Course("Daniyal Mirza", "English", "O Levels", state="new"),
)
