"""Renames a subject or a level."""

from __future__ import annotations

from uuid import UUID

from corved.audit import record
from corved.database.session import transaction
from corved.use_cases.academy.catalogue_steps import locked_offers, offer_among, refuse_same
from corved.values.offer_names import read_offer_name


def rename_offer(*, kind: str, offer_id: UUID, typed: str) -> bool:
    """Rename it, for every course that has it; the database tells calendars of it. False when nothing changed.

    kind: subjects or levels. Raises Problem for what cannot be a name, or is another's; NotHere.
    """
    name = read_offer_name(typed)
    with transaction():
        offers = locked_offers(kind)
        offer = offer_among(kind, offers, offer_id)
        refuse_same(kind, name, offers, but=offer)
        if offer.name == name:
            return False
        record("academy.offer_renamed", details={"from": {"name": offer.name}, "to": {"name": name}})
        offer.name = name
    return True
