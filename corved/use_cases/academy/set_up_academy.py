"""Creates the owner's account and the academy, once, on an empty database."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.dialects.postgresql import insert as upsert

from corved.audit import record
from corved.database.session import Identity, db, speak_for, transaction
from corved.models import Academy, Currency, Level, MonthSize, SessionLength, Subject, User, UserRole
from corved.models.start_sets import START_SETS
from corved.problems import Changed, Problem
from corved.scheduling.time_limits import DEFAULT_NOTICE
from corved.scheduling.zones import agreed_zone
from corved.values.email_addresses import is_an_address
from corved.values.names import read_name
from corved.values.passwords import hash_password, refuse_unfit
from corved.values.phone_numbers import e164

FIRST_CURRENCY = "PKR"
ONCE = 0x73657475  # any number that nothing else uses


def set_up_academy(
    *,
    full_name: str,
    email: str,
    password: str,
    timezone: str,
    academy: str,
    whatsapp: str,
    start_set: str = "o_and_a_levels",
) -> UUID:
    """Create the owner and the academy; return the owner's id. The caller has checked that they are the operator.

    whatsapp: the academy's, E.164. start_set: a key of START_SETS. Raises Changed when somebody is there already
    (nothing is written), Problem, UnknownZone.
    """
    agreed_zone(timezone)
    academy, full_name = read_name(academy, "academy"), read_name(full_name)
    if unfit := refuse_unfit(password, (full_name, email, academy)):
        raise Problem(unfit, "password")
    address = email.strip().lower()
    if not is_an_address(address):
        raise Problem("That is not an e-mail address.", "email")
    if e164(whatsapp) != whatsapp:
        raise Problem("A WhatsApp number starts with + and the country code, like +922100000000.", "whatsapp")
    speak_for(Identity("app_admin"))
    with transaction():
        db.execute(text("select pg_advisory_xact_lock(:key)"), {"key": ONCE})
        if db.scalar(text("select exists (select 1 from users)")):
            raise Changed("Somebody set this academy up already. Sign in.")
        values = {"full_name": full_name, "email": address, "timezone": timezone}
        hashed = hash_password(password)
        user_id = db.scalars(insert(User).returning(User.id), [{**values, "password_hash": hashed}]).one()
        db.add(UserRole(user_id=user_id, role="admin"))
        db.execute(upsert(Currency).values(code=FIRST_CURRENCY).on_conflict_do_nothing())
        db.add(
            Academy(
                name=academy,
                timezone=timezone,
                whatsapp=whatsapp,
                currency=FIRST_CURRENCY,
                cutoff_hours=DEFAULT_NOTICE // timedelta(hours=1),
            )
        )
        begins = START_SETS[start_set]
        db.add_all(Subject(name=name, position=place) for place, name in enumerate(begins.subjects, start=1))
        db.add_all(Level(name=name, position=place) for place, name in enumerate(begins.levels, start=1))
        db.add_all(SessionLength(minutes=minutes) for minutes in begins.lengths)
        db.add_all(MonthSize(sessions=sessions) for sessions in begins.sizes)
        db.flush()
        record("academy.founded", entity_id=user_id, details={"name": academy, "owner": full_name})
    owner: UUID = user_id
    return owner
