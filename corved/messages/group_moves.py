"""Joins many moves of one match into one message per person, whatever caused them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID
from zlib import crc32

from corved.messages.message import DueMessage, Fact

MOVED = "reschedule_confirmed_"
MOST_ALONE = 3


def together(due: Iterable[DueMessage]) -> list[DueMessage]:
    """Join more than three moves of one match for the same person into one message."""
    found: list[DueMessage] = []
    moves: dict[tuple[str, UUID | None, UUID], list[DueMessage]] = {}
    for each in due:
        if each.situation.startswith(MOVED):
            moves.setdefault((each.situation, each.match_id, each.person.id), []).append(each)
        else:
            found.append(each)
    for some in moves.values():
        found += some if len(some) <= MOST_ALONE else [_one(some)]
    return found


def _one(moves: list[DueMessage]) -> DueMessage:
    first = moves[0]
    assert first.match_id is not None
    told: dict[Fact, str] = {}
    for each in moves:
        told |= each.told
    words = {**first.words, "times": "\n".join(f"{each.words['was']}: now {each.words['when']}" for each in moves)}
    situation = f"times_changed_{first.situation.removeprefix(MOVED)}"
    version = f"{crc32(' '.join(sorted(each.version for each in moves)).encode()):08x}"
    due_at = min(each.due_at for each in moves)
    return DueMessage(situation, first.match_id, first.person, version, due_at, words, first.match_id, told)
