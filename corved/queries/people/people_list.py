"""Loads the people of the academy, by name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from corved.queries.academy.search import part_of
from corved.queries.page import Page, page_of

FEWEST_DIGITS = 3  # of a number
PEOPLE = text(
    """
    select u.id, u.full_name, u.email, u.whatsapp, u.timezone, u.is_active,
           array(select r.role::text from user_roles r where r.user_id = u.id order by r.role) as roles,
           array(select l.full_name from learners l where l.account_user_id = u.id order by l.created_at) as learners,
           exists (select 1 from invitations i where i.user_id = u.id and i.used_at is null
                     and i.revoked_at is null and i.expires_at > app.now()) as is_invited
    from users u
    where (:search = '' or u.full_name ilike :like or u.email ilike :like or u.whatsapp like :number
           or exists (select 1 from learners l where l.account_user_id = u.id and l.full_name ilike :like))
      and (:role = '' or exists (select 1 from user_roles r where r.user_id = u.id and r.role::text = :role))
    order by not u.is_active, u.full_name, u.id
    limit :limit offset :offset
    """
)


@dataclass(frozen=True)
class PersonLine:
    """A person, as the list shows them.

    is_invited: an invitation is pending.
    """

    id: UUID
    full_name: str
    email: str | None
    whatsapp: str | None
    timezone: str
    is_active: bool
    roles: list[str]
    learners: list[str]
    is_invited: bool


def people_list(*, search: str, role: str, page: int) -> Page[PersonLine]:
    """Return one page of the list of people.

    search: part of a name, of a learner's name or an address, or of a number, however it is typed. role: '' for all.
    """
    digits = re.sub(r"\D", "", search).lstrip("0")
    number = part_of(digits) if len(digits) >= FEWEST_DIGITS and not re.search(r"[^\W\d]", search) else None
    values = {"search": search, "like": part_of(search), "number": number, "role": role}
    return page_of(PEOPLE, values, page, PersonLine)
