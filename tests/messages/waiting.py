"""What waits on the desk, as tests ask for it."""

from __future__ import annotations

from uuid import UUID

from corved import clock
from corved.messages.desk import Letter, message_desk
from corved.messages.record_message import Act, record_message
from tests import given


def letters() -> list[Letter]:
    """Everything that is on the desk now, held ones too."""
    found = list(message_desk(now=clock.now(), invitation_link=lambda salt: f"https://academy.example/{salt}").letters)
    given.db.rollback()
    return found


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
