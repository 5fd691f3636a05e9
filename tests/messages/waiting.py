"""What waits on the desk, as tests ask for it."""

from __future__ import annotations

from uuid import UUID

from corved import clock
from corved.messages.desk import Letter, due_now, message_desk
from corved.messages.record_message import Act, record_message
from tests import given


def letters() -> list[Letter]:
    """Everything that is on the desk now, held ones too. What is due already is the same where it is asked alone."""
    now = clock.now()
    found = list(message_desk(now=now, invitation_link=link).letters)
    due = {each.due.key: each.body for each in found if each.due.due_at <= now}
    assert {each.due.key: each.body for each in due_now(now=now, invitation_link=link)} == due
    first = message_desk(now=now, invitation_link=link, most_later=1)
    assert len(first.letters) + first.more_later == len(found)
    given.db.rollback()
    return found


def link(salt: UUID) -> str:
    return f"https://academy.example/{salt}"


def waiting(about: UUID | None = None) -> dict[str, Letter]:
    """By situation, of one thing; nothing waits twice."""
    found: dict[str, Letter] = {}
    for each in letters():
        if about in (None, each.due.about):
            assert each.due.situation not in found, f"{each.due.situation} twice"
            found[each.due.situation] = each
    return found


def for_person(person: UUID) -> dict[str, Letter]:
    """By situation, of one person; nothing waits twice."""
    found: dict[str, Letter] = {}
    for each in letters():
        if each.due.person.id == person:
            assert each.due.situation not in found, f"{each.due.situation} twice"
            found[each.due.situation] = each
    return found


def send(*found: Letter) -> None:
    """Somebody says that these are sent."""
    for each in found:
        assert record_message(key=each.due.key, act=Act.SENT, body=each.kept_body, told=each.due.told)


def send_everything() -> None:
    send(*letters())
