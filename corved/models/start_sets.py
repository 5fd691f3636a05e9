"""What a new academy can begin with: subjects, levels and lengths, for the usual kinds of academies."""

from __future__ import annotations

from dataclasses import dataclass

USUAL_SIZES = (8, 12, 20)


@dataclass(frozen=True)
class StartSet:
    """lengths: of a session, in minutes. sizes: sessions of a month."""

    title: str
    subjects: tuple[str, ...]
    levels: tuple[str, ...]
    lengths: tuple[int, ...] = (30, 45, 60, 90, 120)
    sizes: tuple[int, ...] = USUAL_SIZES


START_SETS = {
    "o_and_a_levels": StartSet(
        "O and A Levels",
        (
            *("Math", "Additional Math", "Physics", "Chemistry", "Biology", "Computer Science", "Economics"),
            *("Accounting", "Business Studies", "English", "Urdu", "Pakistan Studies", "Islamiyat"),
        ),
        ("O Levels", "A Levels"),
    ),
    "quran": StartSet(
        "Qur’an",
        ("Qaida", "Nazra", "Hifz", "Tajweed", "Arabic"),
        ("Beginner", "Intermediate", "Advanced"),
        lengths=(30,),
    ),
    "school": StartSet(
        "School",
        (
            *("Math", "English", "Urdu", "Science", "Physics", "Chemistry", "Biology", "Computer Science"),
            *("Social Studies", "Pakistan Studies", "Islamiyat"),
        ),
        (*(f"Grade {number}" for number in range(1, 13)), "Matric", "FSc"),
    ),
    "languages": StartSet(
        "Languages and tests",
        ("English", "Spoken English", "IELTS", "TOEFL", "SAT", "Arabic", "French", "German", "Chinese", "Urdu"),
        ("Beginner", "Elementary", "Intermediate", "Upper intermediate", "Advanced"),
    ),
    "empty": StartSet("Nothing yet", (), (), lengths=(60,)),
}
