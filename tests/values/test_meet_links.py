"""Meet links: taken as people copy them, and nothing else."""

import pytest

from corved.values.meet_links import MEET_LINK, meet_link

KEPT = "https://meet.google.com/abc-defg-hij"


@pytest.mark.parametrize(
    "typed",
    [
        KEPT,
        f" {KEPT} ",
        f"{KEPT}/",
        f"{KEPT}?authuser=0",
        f"{KEPT}?hs=122&authuser=1#x",
        "meet.google.com/abc-defg-hij",
        "http://meet.google.com/abc-defg-hij",
        "HTTPS://Meet.Google.com/ABC-DEFG-HIJ",
    ],
)
def test_a_link_is_taken_as_it_is_copied(typed):
    assert meet_link(typed) == KEPT
    assert MEET_LINK.fullmatch(KEPT)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "abc-defg-hij",
        "https://meet.google.com.example.org/abc-defg-hij",
        "https://example.org/meet.google.com/abc-defg-hij",
        "https://user@meet.google.com/abc-defg-hij",
        "https://meet.google.com/abcd-efg-hij",
        "https://meet.google.com/abc-defg-hij-klm",
        "https://meet.google.com/lookup/abc-defg-hij",
        f"Join: {KEPT}",
        f"{KEPT} {KEPT}",
        "ftp://meet.google.com/abc-defg-hij",
        "https://zoom.us/j/123",
    ],
)
def test_everything_else_is_refused(typed):
    assert meet_link(typed) is None
