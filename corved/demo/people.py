"""Who is in the demo academy. Names, numbers and links are invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

PASSWORD = "corved-demo-2026"  # noqa: S105 - printed at the start of every demo
OWNER_EMAIL = "amna@demo.corved.example"
KARACHI, DUBAI, LONDON = "Asia/Karachi", "Asia/Dubai", "Europe/London"
NEW_YORK, TORONTO, SYDNEY = "America/New_York", "America/Toronto", "Australia/Sydney"


@dataclass(frozen=True)
class Somebody:
    """A person of the demo academy.

    learners: whom the account is for; a student's own account has one learner of the same name.
    """

    key: str
    name: str
    timezone: str
    roles: tuple[str, ...]
    learners: tuple[str, ...] = ()
    teaches: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        return f"{self.key}@demo.corved.example"


ACADEMY_PEOPLE = (
    Somebody("amna", "Amna Rizvi", KARACHI, ("admin", "tutor"), teaches=("Urdu", "Islamiyat")),
    Somebody("sana", "Sana Qureshi", KARACHI, ("tutor",), teaches=("Math", "English")),
    Somebody("bilal", "Bilal Ahmed", KARACHI, ("tutor",), teaches=("Physics", "Math")),
    Somebody("hira", "Hira Malik", DUBAI, ("tutor",), teaches=("English", "Biology", "Pakistan Studies")),
    Somebody("usman", "Usman Tariq", LONDON, ("tutor",), teaches=("Chemistry", "Computer Science")),
)
FAMILIES = (
    Somebody("nadia", "Nadia Khan", LONDON, ("parent",), ("Zara Khan", "Yusuf Khan")),
    Somebody("ayaan", "Ayaan Sheikh", NEW_YORK, ("student",), ("Ayaan Sheikh",)),
    Somebody("imran", "Imran Mirza", NEW_YORK, ("parent",), ("Daniyal Mirza",)),
    Somebody("sofia", "Sofia Anwar", LONDON, ("student",), ("Sofia Anwar",)),
    Somebody("farah", "Farah Saleem", DUBAI, ("parent",), ("Maryam Saleem", "Rayyan Saleem")),
    Somebody("kamran", "Kamran Rahman", SYDNEY, ("parent",), ("Aisha Rahman", "Noah Rahman")),
    Somebody("hamza", "Hamza Iqbal", KARACHI, ("student",), ("Hamza Iqbal",)),
    Somebody("emaan", "Emaan Javed", SYDNEY, ("student",), ("Emaan Javed",)),
    Somebody("tariq", "Tariq Hussain", TORONTO, ("parent",), ("Inaya Hussain",)),
    Somebody("ibrahim", "Ibrahim Farooq", KARACHI, ("student",), ("Ibrahim Farooq",)),
)
EVERYBODY = ACADEMY_PEOPLE + FAMILIES


def print_sign_ins(say: Callable[[str], None]) -> None:
    """Print who can sign in to the demo."""
    say(f"Demo sign-ins, all with the password {PASSWORD}:")
    for key, what in (
        ("amna", "admin who also teaches, Karachi"),
        ("usman", "tutor, London"),
        ("bilal", "tutor, Karachi"),
        ("ayaan", "student, New York"),
        ("nadia", "parent of two, London"),
    ):
        somebody = next(each for each in EVERYBODY if each.key == key)
        say(f"  {somebody.email:<28} {somebody.name}, {what}")
