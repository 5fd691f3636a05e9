"""What the documentation names is there."""

import re

import pytest

from corved.cli import corved
from corved.config import PROJECT

PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_it_names_exists(page):
    for words in re.findall(r"corved ((?:[a-z]+(?:-[a-z]+)*)(?: [a-z]+)?)", page.read_text()):
        first, _, second = words.partition(" ")
        command = corved.commands.get(first)
        if command is not None and hasattr(command, "commands") and second:
            assert second in command.commands, f"{page.name}: corved {words}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_in_backquotes_is_one(page):
    for words in re.findall(r"`corved ([a-z-]+)", page.read_text()):
        assert words in corved.commands, f"{page.name}: corved {words}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_it_links_to_is_there(page):
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_command_is_documented():
    documented = (PROJECT / "docs/operations.md").read_text()
    for name in corved.commands:
        assert f"corved {name}" in documented, name
