"""Names: one line of visible text in NFC, or refused."""

import pytest

from corved.problems import Problem
from corved.values.names import read_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Zara Khan", "Zara Khan"),
        ("  Zara \t\n Khan ", "Zara Khan"),
        ("Zara\u200b Khan", "Zara Khan"),
        ("Jose\u0301", "José"),
        ("Jose\u200b\u0301", "José"),
        ("\u202bفاطمہ علی\u202c", "فاطمہ علی"),
        ("فاطمہ علی\u200f", "فاطمہ علی"),
        ("\u2066Zara\u2069 \ufeffKhan", "Zara Khan"),
        ("بی\u200cبی گل", "بی\u200cبی گل"),
        ("\u200dZara\u200c Khan\u200d", "Zara Khan"),
        ("Zara\u2028Khan", "Zara Khan"),
        ("Zara\u3164\u2800 Khan", "Zara Khan"),
        ("M. Ali O'Neill-Khan", "M. Ali O'Neill-Khan"),
        ("Dr.Ayesha Siddiqui", "Dr.Ayesha Siddiqui"),
        ("李小龍", "李小龍"),
    ],
)
def test_a_name_is_one_line_of_visible_text(typed, kept):
    assert read_name(typed) == kept
    assert read_name(kept) == kept


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Enter a name."),
        (None, "Enter a name."),
        ("\u200b", "Enter a name."),
        ("\u202e \u200d\u3164", "Enter a name."),
        (".", "Enter a name."),
        ("x" * 101, "at most 100"),
        ("Bilal (new room https://meet.example.org/x)", "cannot contain"),
        ("Bilal meet.google.com/abc-defg-hij", "cannot contain"),
        ("Bilal WWW.x", "cannot contain"),
        ("bilal@mail.example", "cannot contain"),
    ],
)
def test_what_is_no_name_is_refused(typed, says):
    with pytest.raises(Problem, match=says):
        read_name(typed)
