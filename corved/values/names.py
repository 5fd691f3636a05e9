"""Reads the names of people and of academies: one line of visible text, without links."""

from __future__ import annotations

import re
import unicodedata

from corved.problems import Problem
from corved.values.contacts import contact_in

MOST_LENGTH = 100
# Inside a word of scripts like Urdu's they change how it looks; elsewhere they show nothing.
LETTER = "[\u0600-\u07ff\u0900-\u0dff\ufb50-\ufdff\ufe70-\ufefc]"
NEEDLESS_JOINER = re.compile(f"(?<!{LETTER})[\u200c\u200d]+|[\u200c\u200d]+(?!{LETTER})")
# Marks, letters and symbols that show nothing. Controls and formats, such as those of direction, are found by category.
BLANKS = frozenset(map(chr, range(0xFE00, 0xFE10))) | frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def clean_name(text: str | None) -> str:
    """Return a name in NFC, on one line with single spaces, without characters that show nothing."""
    shown = "".join(each for each in text or "" if each.isspace() or each in "\u200c\u200d" or not _is_invisible(each))
    words = " ".join(NEEDLESS_JOINER.sub("", shown).split())
    return unicodedata.normalize("NFC", words)


def refuse_unfit_name(name: str) -> str:
    """Return why a clean text cannot be a name, in a sentence; '' for one that can."""
    if not any(each.isalnum() for each in name):
        return "Enter a name."
    if len(name) > MOST_LENGTH:
        return f"A name has at most {MOST_LENGTH} characters."
    if contact_in(name):
        return "A name cannot contain a phone number, an address or a link. Enter only the name."
    return ""


def read_name(text: str | None, field: str = "full_name") -> str:
    """Return a clean name. Raises Problem, at this field, for a text that cannot be one."""
    name = clean_name(text)
    if unfit := refuse_unfit_name(name):
        raise Problem(unfit, field)
    return name


def _is_invisible(character: str) -> bool:
    return character in BLANKS or unicodedata.category(character) in ("Cc", "Cf", "Cn", "Co", "Cs")
