"""Adds a currency in which the academy is paid."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Currency
from corved.problems import Problem
from corved.values.money import CURRENCIES


def add_currency(*, code: str) -> bool:
    """Add it. False when it is there already. Raises Problem for a code that CorvEd does not know."""
    if code not in CURRENCIES:
        raise Problem("Choose a currency.", "code")
    with transaction():
        added = insert(Currency).values(code=code).on_conflict_do_nothing().returning(Currency.code)
        if db.scalar(added) is None:
            return False
        record("academy.currency_added", details={"currency": code})
    return True
