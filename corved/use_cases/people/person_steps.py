"""The steps that add a person and a learner, each inside the transaction of its caller."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID, uuid4

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from corved.audit import record
from corved.database.session import db
from corved.models import Learner, TutorProfile, User, UserRole
from corved.problems import AskFirst, NotHere, Problem
from corved.scheduling.zones import agreed_zone
from corved.use_cases.people.taken_addresses import as_taken
from corved.values.names import read_name
from corved.values.short_names import look_alike
from corved.values.sign_in_addresses import email_or_number


@dataclass(frozen=True)
class NewPerson:
    """Somebody who is to sign in.

    email: may be "" for somebody who signs in with their number. timezone: IANA name. password_hash: None for somebody
    who cannot sign in yet. whatsapp: E.164. learners: names of those who learn on this account. currency: in which the
    family pays, None for the academy's. is_another: somebody was asked about the same number and about names that are
    alike, and they are different people.
    """

    full_name: str
    email: str
    timezone: str
    roles: tuple[str, ...]
    whatsapp: str | None = None
    learners: tuple[str, ...] = ()
    password_hash: str | None = None
    currency: str | None = None
    is_another: bool = False


def add_person(person: NewPerson) -> UUID:
    """Add somebody, and return their id. Raises AskFirst, Problem (address taken, no name), UnknownZone."""
    agreed_zone(person.timezone)
    full_name = read_name(person.full_name)
    learners = [read_name(name, "learners") for name in person.learners]
    if twice := next((name for name in learners if learners.count(name) > 1), None):
        raise Problem(f"{twice} is in the list twice. Enter each learner once.", "learners")
    if not person.is_another:
        _ask_about(full_name, person.whatsapp, learners)
    address = email_or_number(person.email, person.whatsapp)
    values = {
        "full_name": full_name,
        "email": address,
        "timezone": person.timezone,
        "whatsapp": person.whatsapp,
        "password_hash": person.password_hash,
        "currency": person.currency,
    }
    try:
        user_id = db.scalars(insert(User).returning(User.id), [values]).one()
    except IntegrityError as error:
        raise as_taken(error, address) from error
    db.add_all(UserRole(user_id=user_id, role=role) for role in set(person.roles))
    db.add_all(Learner(account_user_id=user_id, full_name=name) for name in learners)
    if "tutor" in person.roles:
        db.add(TutorProfile(user_id=user_id))
    record("person.created", entity_id=user_id, details={"full_name": full_name, "roles": sorted(person.roles)})
    db.flush()
    return user_id


def add_learner_of(account_user_id: UUID, full_name: str, *, is_another: bool = False) -> UUID:
    """Add a learner to an account, and return the learner's id.

    is_another: somebody was asked, and it is not one of the learners with a name like it. Raises AskFirst, Problem (no
    name, the name of another learner of the account), NotHere.
    """
    name = read_name(full_name)
    if db.scalar(select(User.id).where(User.id == account_user_id).with_for_update(key_share=True)) is None:
        raise NotHere
    others = db.scalars(select(Learner.full_name).where(Learner.account_user_id == account_user_id)).all()
    if name in others:
        raise Problem(f"{name} is a learner of this family already.", "full_name")
    alike = next((other for other in others if look_alike(name, other)), None)
    if alike is not None and not is_another:
        raise AskFirst(f"{alike} may be the same learner. Is {name} a different learner?", "full_name")
    learner = Learner(id=uuid4(), account_user_id=account_user_id, full_name=name)
    db.add(learner)
    db.flush()
    record("learner.added", entity_id=learner.id, details={"account_user_id": str(account_user_id)})
    return learner.id


def _ask_about(full_name: str, whatsapp: str | None, learners: Iterable[str]) -> None:
    """Raise AskFirst where somebody else has the number, or two of the learners may be one."""
    if alike := next((pair for pair in combinations(learners, 2) if look_alike(*pair)), None):
        raise AskFirst(f"{alike[0]} and {alike[1]} may be the same learner. Are they different people?", "learners")
    known = select(User.full_name).where(User.whatsapp == whatsapp).order_by(User.created_at).limit(1)
    if whatsapp is not None and (other := db.scalar(known)) is not None:
        raise AskFirst(f"{other} has this number already. Is {full_name} a different person?", "whatsapp")
