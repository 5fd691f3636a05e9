"""What the documentation names is there."""

import re

import pytest

from corved.cli.main import corved
from corved.config import PROJECT
from tests.some import some

COMMAND = re.compile(r"corved ((?:[a-z]+(?:-[a-z]+)*)(?: [a-z]+)?)")
QUOTED = re.compile(r"`corved ([a-z-]+)")
LINK = re.compile(r"\]\(([^)#:]+)\)")
PAGES = [*sorted(PROJECT.glob("*.md")), *sorted((PROJECT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_every_command_it_names_exists(page):
    for words in COMMAND.findall(page.read_text()):
        first, _, second = words.partition(" ")
        command = corved.commands.get(first)
        if command is not None and hasattr(command, "commands") and second:
            assert second in command.commands, f"{page.name}: corved {words}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_every_command_in_backquotes_is_one(page):
    for words in QUOTED.findall(page.read_text()):
        assert words in {*corved.commands, "--help", "--version"}, f"{page.name}: corved {words}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_every_file_it_links_to_is_there(page):
    for target in LINK.findall(page.read_text()):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_command_is_documented():
    documented = (PROJECT / "docs/operations.md").read_text()
    for name in some(corved.commands):
        assert f"corved {name}" in documented, name


@pytest.mark.parametrize("pattern", [COMMAND, QUOTED, LINK], ids=["commands", "in backquotes", "links"])
def test_there_is_something_to_look_at(pattern):
    assert len([found for page in PAGES for found in pattern.findall(page.read_text())]) > 8


def test_every_path_that_the_architecture_names_is_there():
    """A document names a file in corved without that folder: `messages/session_rules.py`."""
    text = (PROJECT / "docs/architecture.md").read_text() + (PROJECT / "CONTRIBUTING.md").read_text()
    paths = set(re.findall(r"`([a-z_]+/[a-z_/.0-9]+\.(?:py|sql|html))`", text))
    assert len(paths) > 12
    for path in paths:
        assert any((PROJECT / folder / path).exists() for folder in ("", "corved", "corved/templates")), path


def test_make_help_names_every_target():
    makefile = (PROJECT / "Makefile").read_text()
    phony = set(re.search(r"^\.PHONY: (.*)$", makefile, re.M)[1].split()) - {"help"}
    helped = set(re.findall(r'@echo "make (\w+)', makefile))
    assert helped == phony
