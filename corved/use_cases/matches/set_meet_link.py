"""Sets, changes or removes the Meet link of a match, for every session at once."""

from __future__ import annotations

from uuid import UUID

from corved.audit import record
from corved.database.session import transaction
from corved.use_cases.matches.meet_link_validation import refuse_bad_link
from corved.use_cases.timetable.locks import locked_match


def set_meet_link(*, match_id: UUID, meet_link: str | None) -> bool:
    """Set the link. True when it changed.

    meet_link: `https://meet.google.com/xxx-xxxx-xxx`, or None to remove it.
    """
    refuse_bad_link(meet_link)
    with transaction():
        match = locked_match(match_id)
        if match.meet_link == meet_link:
            return False
        record("match.meet_link_changed", match_id=match.id, details={"from": match.meet_link, "to": meet_link})
        match.meet_link = meet_link
    return True
