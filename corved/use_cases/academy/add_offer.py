"""Adds a subject, a level, a size of a month or a length of a session to what the academy teaches."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from corved.audit import record
from corved.database.session import db, transaction
from corved.models.catalogue import LONGEST_OFFERED, MOST_SESSIONS, SHORTEST_OFFERED
from corved.problems import Problem
from corved.use_cases.academy.catalogue_steps import KEYS, KINDS, NAMED, ONE, locked_offers, refuse_same, words_of
from corved.values.offer_names import read_offer_name

LIMITS = {"sizes": (1, MOST_SESSIONS), "lengths": (SHORTEST_OFFERED, LONGEST_OFFERED)}
ADDING = 0x63617461  # any number that nothing else uses


def add_offer(*, kind: str, typed: str) -> str:
    """Add what was typed, last in its list, and return what people call it.

    kind: a key of KINDS. Raises Problem for what cannot be read, and for what is there already, retired or not.
    """
    with transaction():
        db.execute(select(func.pg_advisory_xact_lock(ADDING)))
        offers = locked_offers(kind)
        offer = _named(kind, typed, offers) if kind in NAMED else _numbered(kind, typed, offers)
        db.add(offer)
        db.flush()
        record("academy.offer_added", details={ONE[kind]: words_of(kind, offer)})
        return words_of(kind, offer)


def _named(kind: str, typed: str, offers: list[Any]) -> Any:
    name = read_offer_name(typed)
    refuse_same(kind, name, offers)
    return KINDS[kind](name=name, position=max((each.position for each in offers), default=0) + 1)


def _numbered(kind: str, typed: str, offers: list[Any]) -> Any:
    least, most = LIMITS[kind]
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else 0
    if not least <= number <= most:
        shown = f"“{typed}” is not one. " if typed else ""
        raise Problem(f"{shown}Enter a whole number of {KEYS[kind]} from {least} to {most}.", "name")
    for each in offers:
        if getattr(each, KEYS[kind]) == number:
            retired = " It is retired: bring it back instead." if each.retired_at else ""
            raise Problem(f"There is a {ONE[kind]} of {number} {KEYS[kind]} already.{retired}", "name")
    return KINDS[kind](**{KEYS[kind]: number})
