"""Loads the families, and the tutors and admins, by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from corved.queries.academy.search import number_in, words_in
from corved.queries.page import Page, page_of

PEOPLE = text(
    """
    select u.id, u.full_name, u.email, u.whatsapp, u.timezone, u.is_active,
           array(select r.role::text from user_roles r where r.user_id = u.id order by r.role) as roles,
           array(select l.full_name from learners l where l.account_user_id = u.id order by l.created_at) as learners,
           (select string_agg(distinct s.name, ', ') from tutor_subjects ts join subjects s on s.id = ts.subject_id
            where ts.tutor_user_id = u.id) as teaches,
           (select count(distinct r.learner_id) from matches m join requests r on r.id = m.request_id
            where m.tutor_user_id = u.id and m.status in ('matched', 'active')) as taught,
           (select count(*) from sessions x where x.tutor_user_id = u.id and x.scheduled_start_utc < app.now()
              and x.scheduled_end_utc <= app.now() and x.is_to_come) as to_mark,
           count(*) over () as total,
           exists (select 1 from invitations i where i.user_id = u.id and i.used_at is null
                     and i.revoked_at is null and i.expires_at > app.now()) as is_invited
    from users u
    where (:search = '' or u.whatsapp like :number
           or app.plain(concat_ws(' ', u.full_name, u.email, (
                  select string_agg(l.full_name, ' ') from learners l where l.account_user_id = u.id)))
              like all (cast((select app.word_patterns(cast(:words as text[]))) as text[])))
      and exists (select 1 from user_roles r where r.user_id = u.id and r.role::text = any (:roles))
    order by not u.is_active, u.full_name, u.id
    limit :limit offset :offset
    """
)


@dataclass(frozen=True)
class PersonLine:
    """A person, as the list shows them.

    is_invited: an invitation is pending. Of tutors, teaches: names of subjects; taught: how many learners; to_mark:
    sessions without a mark.
    """

    id: UUID
    full_name: str
    email: str | None
    whatsapp: str | None
    timezone: str
    is_active: bool
    roles: list[str]
    learners: list[str]
    teaches: str | None
    taught: int
    to_mark: int
    is_invited: bool


FAMILIES = ("student", "parent")
STAFF = ("tutor", "admin")


def people_list(*, search: str, roles: Sequence[str], page: int) -> Page[PersonLine]:
    """Return one page of the people who hold one of the roles.

    search: parts of the name, of learners' names or the address, in any order, or of a number, however it is typed.
    """
    values = {"search": search, "words": words_in(search), "number": number_in(search), "roles": list(roles)}
    return page_of(PEOPLE, values, page, PersonLine, is_counted=True)
