"""Creates somebody who signs in."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Learner, TutorProfile, User, UserRole
from corved.problems import AskFirst, Problem
from corved.scheduling.zones import agreed_zone
from corved.use_cases.people.taken_addresses import as_taken
from corved.values.names import read_name
from corved.values.passwords import hash_password, refuse_unfit
from corved.values.short_names import look_alike
from corved.values.sign_in_addresses import email_or_number


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

    email: may be "" for somebody who signs in with their number. learners: names of those who learn on this account.
    whatsapp: E.164. timezone: IANA name. is_another: somebody was asked about the same number and about names that are
    alike, and they are different people. Raises AskFirst, Problem (address taken, password too short), UnknownZone.
    """
    agreed_zone(timezone)
    if password is not None and (unfit := refuse_unfit(password, (full_name, email))):
        raise Problem(unfit, "password")
    full_name = read_name(full_name)
    learners = [read_name(name, "learners") for name in learners]
    if twice := next((name for name in learners if learners.count(name) > 1), None):
        raise Problem(f"{twice} stands there twice. Write each learner once.", "learners")
    if not is_another:
        _ask_about(full_name, whatsapp, learners)
    address = email_or_number(email, whatsapp)
    try:
        with transaction():
            values = {
                "full_name": full_name,
                "email": address,
                "timezone": timezone,
                "whatsapp": whatsapp,
            }
            hashed = hash_password(password) if password is not None else None
            user_id = db.scalars(insert(User).returning(User.id), [{**values, "password_hash": hashed}]).one()
            db.add_all(UserRole(user_id=user_id, role=role) for role in set(roles))
            db.add_all(Learner(account_user_id=user_id, full_name=name) for name in learners)
            if "tutor" in roles:
                db.add(TutorProfile(user_id=user_id))
            record("person.created", entity_id=user_id, details={"full_name": full_name, "roles": sorted(roles)})
    except IntegrityError as error:
        raise as_taken(error, address) from error
    return user_id


def _ask_about(full_name: str, whatsapp: str | None, learners: Iterable[str]) -> None:
    """Raise AskFirst where somebody else has the number, or two of the learners may be one."""
    if alike := next((pair for pair in combinations(learners, 2) if look_alike(*pair)), None):
        raise AskFirst(f"{alike[0]} and {alike[1]} may be one learner. Are they two?", "learners")
    known = select(User.full_name).where(User.whatsapp == whatsapp).order_by(User.created_at).limit(1)
    if whatsapp is not None and (other := db.scalar(known)) is not None:
        raise AskFirst(f"{other} has this number already. Is {full_name} another person?", "whatsapp")
