"""Checks the form of a Meet link, wherever one is set."""

from __future__ import annotations

from corved.models.match import MEET_LINK
from corved.problems import Problem


def refuse_bad_link(meet_link: str | None) -> None:
    """Refuse a link that is none. None is no link yet."""
    if meet_link is not None and not MEET_LINK.fullmatch(meet_link):
        raise Problem("A Meet link looks like https://meet.google.com/abc-defg-hij.", "meet_link")
