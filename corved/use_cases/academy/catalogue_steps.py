"""What the changes of the catalogue share: its kinds, and the rows of one kind under a lock."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from corved.database.session import db
from corved.models import Level, MonthSize, SessionLength, Subject
from corved.problems import NotHere, Problem
from corved.values.offer_names import offer_key
from corved.values.plurals import counted

# The kinds, as addresses name them.
KINDS: dict[str, type[Any]] = {"subjects": Subject, "levels": Level, "sizes": MonthSize, "lengths": SessionLength}
NAMED = ("subjects", "levels")
ONE = {"subjects": "subject", "levels": "level", "sizes": "month size", "lengths": "session length"}
KEYS = {"subjects": "id", "levels": "id", "sizes": "sessions", "lengths": "minutes"}


def locked_offers(kind: str) -> list[Any]:
    """Return all rows of a kind, in their order; nobody else changes them until this transaction ends."""
    model = KINDS[kind]
    order = (model.position, model.name) if kind in NAMED else (getattr(model, KEYS[kind]),)
    query = select(model).order_by(*order).with_for_update().execution_options(populate_existing=True)
    return list(db.scalars(query))


def offer_among(kind: str, offers: list[Any], key: UUID | int) -> Any:
    """Return the row with this id, or this number. Raises NotHere."""
    found = next((each for each in offers if getattr(each, KEYS[kind]) == key), None)
    if found is None:
        raise NotHere
    return found


def words_of(kind: str, offer: Any) -> str:
    """Return what people call it: a name, `8 sessions` or `45 minutes`."""
    return offer.name if kind in NAMED else counted(getattr(offer, KEYS[kind]), KEYS[kind].removesuffix("s"))


def refuse_same(kind: str, name: str, offers: list[Any], but: object = None) -> None:
    """Raise Problem where another row of the kind has this name, in whatever form."""
    for each in offers:
        if each is not but and offer_key(each.name) == offer_key(name):
            retired = " It is retired: bring it back instead." if each.retired_at else ""
            raise Problem(f"There is a {ONE[kind]} {each.name} already.{retired}", "name")
