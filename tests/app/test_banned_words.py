"""Words that the glossary replaced stay out of what people read."""

import re

import pytest

from corved.config import PROJECT
from tests.some import some

PACKAGE = PROJECT / "corved"
# The word that is not to be read, as a pattern, and what is said instead.
BANNED = {
    r"Month turn": "Next month",
    r"Leave (it|them)</a>": "Cancel",
    r"\b(is|are) like that\b": "No … match",
    r"taken back": "undone",
    r"teaches no more": "no longer teaches",
    r"Waiting for a mark": "To be marked",
    r"\bWrite an? ": "Enter",
    r"Whose clock": "Which time zone stays fixed?",
    r"Everything was so": "No changes to save",
    r"all the same\b": "anyway",
    r"Empty: ": "Leave blank if …",
    r"Sell this": "Add this month",
    r"Audit log": "History",
    r"May be written now": "To send",
    r"Open these days": "Remove closure",
    r"\bOwed\b": "Make-up due",
    r"\bWithdraw\b": "Delete upcoming sessions",
}


def read_by_people():
    """What templates and texts show: without their comments and what stands in braces and tags."""
    for path in some((*PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("messages/texts/*.txt"))):
        yield path, re.sub(r"{#.*?#}", "", path.read_text(), flags=re.DOTALL)


@pytest.mark.parametrize("pattern", BANNED)
def test_a_banned_word_is_on_no_page_and_in_no_text(pattern):
    found = [path.name for path, text in read_by_people() if re.search(pattern, text)]
    assert found == [], f"say “{BANNED[pattern]}”"
