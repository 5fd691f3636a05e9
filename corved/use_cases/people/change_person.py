"""Changes a person's name, e-mail, number and roles, for an admin."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from corved import clock
from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Learner, TutorProfile, User, UserRole
from corved.models.people import ROLES
from corved.problems import LAST_ADMIN, LAST_ADMIN_WORDS, Changed, NotHere, Problem, sqlstate
from corved.queries.people.what_hangs_on import WhatHangs, what_hangs_on
from corved.use_cases.people.taken_addresses import as_taken
from corved.values.names import read_name
from corved.values.sign_in_addresses import email_or_number


@dataclass(frozen=True)
class Details:
    """What an admin changes about a person.

    email: "" for somebody who signs in with their number. whatsapp: E.164, or None. currency: in which
    a family pays for new months, None for the academy's.
    """

    full_name: str
    email: str
    whatsapp: str | None
    currency: str | None = None


def change_person(
    *,
    person_id: UUID,
    details: Details,
    roles: Collection[str],
    seen: Collection[str] | None = None,
    confirmed: str | None = None,
) -> bool:
    """Change a person's details and roles. False if nothing changed.

    The learner of a student's own account, who has the same name, is renamed with it. A role that is removed closes its
    pages at once; what they did stays. seen: the roles that the page showed; where they differ by now, Changed.
    confirmed: what hung on them when the admin was asked about a role that goes (WhatHangs.seen). Raises AskAboutRoles
    where something hangs on it, Problem (no name, the address is taken, the last admin), NotHere.
    """
    read_name(details.full_name)
    email = email_or_number(details.email, details.whatsapp)
    if unknown := set(roles) - set(ROLES):
        raise Problem(f"There is no role {', '.join(sorted(unknown))}.", "roles")
    try:
        with transaction():
            return _change(person_id, details, set(roles), seen, confirmed)
    except DBAPIError as error:
        if sqlstate(error) == LAST_ADMIN:
            raise Problem(LAST_ADMIN_WORDS, "roles") from error
        raise as_taken(error, email) from error


class AskAboutRoles(Problem):
    """Sessions to come hang on a role that is to go. `seen` confirms it."""

    def __init__(self, hangs: WhatHangs, words: str) -> None:
        super().__init__(
            f"With this role, they have {words}. If you remove it, these sessions have no tutor or no family.", "roles"
        )
        self.seen = hangs.seen


def _change(
    person_id: UUID, details: Details, roles: set[str], seen: Collection[str] | None, confirmed: str | None
) -> bool:
    person = db.get(User, person_id, with_for_update={"key_share": True}, populate_existing=True)
    if person is None:
        raise NotHere
    had = set(db.scalars(select(UserRole.role).where(UserRole.user_id == person_id)))
    if seen is not None and set(seen) != had and roles != had:
        raise Changed("Somebody else changed their roles in the meantime. Check them again.", "roles")
    hangs = what_hangs_on(person_id, now=clock.now())
    if (words := hangs.of_roles(had - roles)) and confirmed != hangs.seen:
        raise AskAboutRoles(hangs, words)
    before = _facts(person, had)
    _rename_own_learner(person, read_name(details.full_name))
    person.full_name, person.whatsapp = read_name(details.full_name), details.whatsapp
    person.email = details.email.strip().lower() or None
    person.currency = details.currency
    after = _facts(person, roles)
    if before == after:
        return False
    if gone := had - roles:
        db.execute(delete(UserRole).where(UserRole.user_id == person_id, UserRole.role.in_(gone)))
    db.add_all(UserRole(user_id=person_id, role=role) for role in roles - had)
    if "tutor" in roles - had:
        db.execute(insert(TutorProfile).values(user_id=person_id).on_conflict_do_nothing())
    db.flush()
    record("person.changed", entity_id=person_id, details={"from": before, "to": after})
    return True


def _rename_own_learner(person: User, name: str) -> None:
    """Rename the learner that a student is in their own account, so that both names stay one."""
    own = select(Learner).where(Learner.account_user_id == person.id, Learner.full_name == person.full_name)
    for learner in db.scalars(own.with_for_update()) if name != person.full_name else ():
        record("learner.renamed", entity_id=learner.id, details={"from": learner.full_name, "to": name})
        learner.full_name = name


def _facts(person: User, roles: Collection[str]) -> dict[str, Any]:
    """Return what an admin changes about a person, for the log."""
    details = Details(person.full_name, person.email or "", person.whatsapp, person.currency)
    return asdict(details) | {"roles": sorted(roles)}
