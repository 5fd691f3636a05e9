"""Words that the glossary replaced stay out of what people read."""

import ast
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
    r"\b[Ll]essons?\b": "session",
    r"\banew\b": "again",
    r"\b(put|take|took) (it |them |that )?back\b": "undo, move back",
    r"\b[Tt]hat comes along\b": "CorvEd’s",
    r"is past\b": "has passed",
    r"\b[Nn]ot needed meanwhile\b": "in the meantime",
    r"\bnoted as\b": "marked as",
    r"\bsell one\b": "add a month",
}


def read_by_people():
    """What templates and texts show, without their comments, and the sentences of the other modules."""
    for path in some((*PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("messages/texts/*.txt"))):
        yield path, re.sub(r"{#.*?#}", "", path.read_text(), flags=re.DOTALL)
    for path in some(PACKAGE.rglob("*.py")):
        yield path, "\n".join(sentences(path.read_text()))


def sentences(code):
    """The strings of a module that are sentences: not its docstrings, its SQL, or keys."""
    tree = ast.parse(code)
    bodies = [each.body for each in ast.walk(tree) if hasattr(each, "body") and isinstance(each.body, list)]
    docs = {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}
    for each in ast.walk(tree):
        is_text = isinstance(each, ast.Constant) and isinstance(each.value, str) and id(each) not in docs
        if not is_text or " " not in each.value or "select" in each.value or "\n  " in each.value:
            continue
        if each.value.strip()[:1].isupper() or each.value.rstrip()[-1:] in (".", ":", "?"):
            yield each.value


@pytest.mark.parametrize("pattern", BANNED)
def test_a_banned_word_is_on_no_page_and_in_no_text(pattern):
    found = [path.name for path, text in read_by_people() if re.search(pattern, text)]
    assert found == [], f"say “{BANNED[pattern]}”"
