"""Checks the form of a Meet link, wherever one is set."""

from __future__ import annotations

from corved.problems import Problem
from corved.values.meet_links import MEET_LINK


def refuse_bad_link(meet_link: str | None) -> None:
    """Raise Problem for a text that is not a Meet link. None is allowed."""
    if meet_link is not None and not MEET_LINK.fullmatch(meet_link):
        raise Problem("A Meet link looks like https://meet.google.com/abc-defg-hij.", "meet_link")
