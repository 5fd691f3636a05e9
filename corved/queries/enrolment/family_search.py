"""Finds the family of a learner who is to be enrolled."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.queries.academy.search import number_in, words_in

MOST = 8
FAMILIES = text(
    """
    with word as (select app.word_patterns(cast(:words as text[])) as patterns)
    select u.id, u.full_name, u.timezone as zone,
           (select json_agg(json_build_array(l.id, l.full_name) order by l.created_at)
            from learners l where l.account_user_id = u.id) as learners
    from users u, word
    where u.is_active and exists (select 1 from user_roles r where r.user_id = u.id and r.role in ('student', 'parent'))
      and case when cast(:number as text) is not null then u.whatsapp like :number
               else app.plain(concat_ws(' ', u.full_name, u.email, (
                   select string_agg(l.full_name, ' ') from learners l where l.account_user_id = u.id)))
                   like all (word.patterns)
          end
    order by u.full_name, u.id limit :most
    """
)
CHOSEN = text(
    """
    select u.id as account_id, u.full_name as account, u.timezone as zone, coalesce(u.currency, a.currency) as currency,
           l.id as learner_id, l.full_name as learner,
           (select m.meet_link from matches m join requests r on r.id = m.request_id
            where r.learner_id = l.id and m.tutor_user_id = :tutor_id and m.meet_link is not null
            order by m.created_at desc limit 1) as meet_link,
           (select array_agg(r.subject_id::text || ' ' || r.level_id) from requests r
            where r.learner_id = l.id and r.status <> 'ended') as courses
    from users u cross join academy a left join learners l on l.account_user_id = u.id and l.id = :id
    where u.is_active and (u.id = :id or l.id = :id)
    """
)


@dataclass(frozen=True)
class FamilyChoice:
    """A family or an adult student. learners: id and name."""

    id: UUID
    full_name: str
    zone: str
    learners: tuple[tuple[UUID, str], ...]

    @property
    def is_one_person(self) -> bool:
        """Whether the account is the learner's own."""
        return [name for _id, name in self.learners] == [self.full_name]


@dataclass(frozen=True)
class Chosen:
    """A learner who was chosen; learner_id and learner are None for another child of the family.

    meet_link: of the learner's last course with the tutor who was asked about. courses: subject and level of those that
    have not ended.
    """

    account_id: UUID
    account: str
    zone: str
    currency: str
    learner_id: UUID | None
    learner: str | None
    meet_link: str | None
    courses: list[str] | None


def families(typed: str) -> tuple[list[FamilyChoice], bool]:
    """Return the families whose names, address or number fit, at most MOST of them, and whether there are more."""
    values = {"words": words_in(typed), "number": number_in(typed), "most": MOST + 1}
    found = [
        FamilyChoice(
            row["id"], row["full_name"], row["zone"], tuple((UUID(key), name) for key, name in row["learners"] or ())
        )
        for row in db.execute(FAMILIES, values).mappings()
    ]
    return found[:MOST], len(found) > MOST


def chosen(key: UUID, tutor_id: UUID | None = None) -> Chosen | None:
    """Return the learner with this id, or the family whose account it is."""
    row = db.execute(CHOSEN, {"id": key, "tutor_id": tutor_id}).mappings().one_or_none()
    return Chosen(**row) if row is not None else None
