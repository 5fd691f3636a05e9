"""The command that erases a person."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

import click

from corved.cli.operations import academy_at_hand
from corved.cli.output import say
from corved.values.plurals import counted


@click.command()
@click.argument("person")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(person: str, yes: bool) -> None:
    """Erase PERSON (an e-mail address, a WhatsApp number or an id): names, addresses, notes and texts. Totals are kept.

    First deactivate them and resolve their upcoming sessions. This cannot be undone.
    """
    from sqlalchemy import select

    from corved.database.session import db
    from corved.models import User
    from corved.problems import Problem
    from corved.use_cases.people.erase_person import erase_person
    from corved.values.sign_in_addresses import sign_in_address

    with academy_at_hand():
        address = sign_in_address(person)
        where = (User.email == address) | (User.whatsapp == address)
        with suppress(ValueError):
            where |= User.id == UUID(person)
        found = db.scalars(select(User).where(where)).all()
        db.rollback()
        if len(found) != 1:
            raise Problem(f"{len(found)} people match. Give an id: it is in the address of their page.")
        if not yes:
            click.confirm(f"Erase {found[0].full_name} for ever?", abort=True)
        count = erase_person(person_id=found[0].id)
    say(f"Erased. Names, addresses, notes and texts were deleted from {counted(count, 'record')}.")
