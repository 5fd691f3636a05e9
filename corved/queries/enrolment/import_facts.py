"""Loads what an import needs to know of what the academy has already: people, learners, courses, Meet links."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db

PEOPLE = text(
    """
    select u.id, u.full_name, u.email, u.whatsapp, u.timezone, coalesce(u.currency, a.currency) as currency,
           array(select r.role::text from user_roles r where r.user_id = u.id) as roles,
           coalesce((select p.is_approved from tutor_profiles p where p.user_id = u.id), false) as is_approved,
           array(select s.subject_id::text || ' ' || s.level_id from tutor_levels s where s.tutor_id = u.id)
               as teaches
    from users u cross join academy a
    where coalesce(u.email, u.whatsapp) = any(:addresses) or u.whatsapp = any(:numbers)
    """
)
LEARNERS = text("select id, account_user_id, full_name from learners where account_user_id = any(:ids)")
OPEN = text("select learner_id, subject_id, level_id from requests where status <> 'ended' and learner_id = any(:ids)")
LINKS = text(
    """
    select m.meet_link, min(f.learner || ' with ' || f.tutor) as course
    from matches m join match_facts f on f.id = m.id
    where m.status in ('matched', 'active') and m.meet_link = any(:links)
    group by m.meet_link
    """
)


@dataclass
class KnownPerson:
    """A person whom an import names: kept already, or new with one of its rows.

    row: the row that they are new with, None for somebody kept. teaches: (subject id, level id).
    """

    id: UUID
    full_name: str
    email: str | None
    whatsapp: str | None
    timezone: str
    currency: str
    roles: set[str] = field(default_factory=set)
    is_approved: bool = False
    teaches: set[tuple[UUID, UUID]] = field(default_factory=set)
    row: int | None = None


@dataclass(frozen=True)
class ImportFacts:
    """What is kept already.

    people: by e-mail address, or by number for those without one. learners: (account, name) → id. courses: (learner,
    subject, level) with an open request. links: Meet link → a running course that has it.
    """

    people: dict[str, KnownPerson]
    learners: dict[tuple[UUID, str], UUID]
    courses: set[tuple[UUID, UUID, UUID]]
    links: dict[str, str]


def import_facts(*, addresses: Collection[str], numbers: Collection[str], links: Collection[str]) -> ImportFacts:
    """Return what is kept of these people and Meet links, in four statements."""
    people = {
        row.email or row.whatsapp: KnownPerson(
            row.id,
            row.full_name,
            row.email,
            row.whatsapp,
            row.timezone,
            row.currency,
            set(row.roles),
            row.is_approved,
            {(UUID(each.split()[0]), UUID(each.split()[1])) for each in row.teaches},
        )
        for row in db.execute(PEOPLE, {"addresses": list(addresses), "numbers": list(numbers)})
    }
    rows = db.execute(LEARNERS, {"ids": [each.id for each in people.values()]}).all()
    learners = {(row.account_user_id, row.full_name): row.id for row in rows}
    courses = {tuple(row) for row in db.execute(OPEN, {"ids": list(learners.values())})}
    shared = {row.meet_link: row.course for row in db.execute(LINKS, {"links": list(links)})}
    return ImportFacts(people, learners, courses, shared)
