"""Creates somebody who signs in."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from corved.database.session import transaction
from corved.problems import Problem
from corved.use_cases.people.person_steps import NewPerson, add_person
from corved.values.passwords import hash_password, refuse_unfit


def create_person(
    *,
    full_name: str,
    email: str,
    timezone: str,
    roles: Iterable[str],
    password: str | None = None,
    whatsapp: str | None = None,
    learners: Iterable[str] = (),
    is_another: bool = False,
) -> UUID:
    """Create a person, and return their id. Without a password they cannot sign in yet.

    The arguments are those of NewPerson. Raises AskFirst, Problem (address taken, password too short), UnknownZone.
    """
    if password is not None and (unfit := refuse_unfit(password, (full_name, email))):
        raise Problem(unfit, "password")
    hashed = hash_password(password) if password is not None else None
    person = NewPerson(
        full_name, email, timezone, tuple(roles), whatsapp, tuple(learners), hashed, is_another=is_another
    )
    with transaction():
        return add_person(person)
