"""Moves a subject or a level one place up or down in its list."""

from __future__ import annotations

from uuid import UUID

from corved.database.session import transaction
from corved.use_cases.academy.catalogue_steps import locked_offers, offer_among


def reorder_offer(*, kind: str, offer_id: UUID, up: bool) -> bool:
    """Let it change places with the one before or after it that is not retired. False at the end of the list.

    kind: subjects or levels. Raises NotHere.
    """
    with transaction():
        offers = locked_offers(kind)
        offer = offer_among(kind, offers, offer_id)
        shown = [each for each in offers if each.retired_at is None or each is offer]
        place = shown.index(offer) + (-1 if up else 1)
        if not 0 <= place < len(shown):
            return False
        here, there = offers.index(offer), offers.index(shown[place])
        offers.insert(there, offers.pop(here))
        for position, each in enumerate(offers, start=1):
            each.position = position
    return True
