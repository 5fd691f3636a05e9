"""Loads the admin's list of matches, those that need a schedule first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text

from corved.models.people import LEVELS
from corved.queries.academy.search import part_of
from corved.queries.page import Page, page_of

# `ready`: the earliest paid package that lacks sessions.
MATCHES = text(
    """
    select m.id, m.learner, m.learner_zone, m.tutor, m.tutor_zone, m.subject, m.level, m.status,
           m.meet_link is not null as has_link,
           ready.tier as ready_tier, ready.start_date as ready_from,
           coming.start as next_start, coming.to_come,
           count(*) over () as total
    from match_facts m
    left join lateral (
        select p.tier, p.start_date from packages p join package_plans x on x.id = p.id
        where p.request_id = m.request_id and p.status = 'active' and m.status in ('matched', 'active')
          and x.lacking > 0 and not exists (select 1 from match_patterns v where v.match_id = m.id)
        order by p.start_date limit 1) ready on true
    left join lateral (
        select min(s.scheduled_start_utc) as start, count(*) as to_come from sessions s
        where s.match_id = m.id and s.scheduled_end_utc > :now
          and s.is_to_come) coming on true
    where (:search = '' or m.learner ilike :like or m.tutor ilike :like or m.subject ilike :like)
      and (:status = '' or m.status::text = :status or (:status = 'ready' and ready.tier is not null))
    order by (ready.tier is null), m.status, coming.start nulls last, m.learner, m.id
    limit :limit offset :offset
    """
)


@dataclass(frozen=True)
class MatchLine:
    """A match, as the list shows it.

    ready_tier: the size of a paid package that needs its schedule, or None.
    """

    id: UUID
    learner: str
    learner_zone: str
    tutor: str
    tutor_zone: str
    subject: str
    level: str
    status: str
    has_link: bool
    ready_tier: int | None
    ready_from: date | None
    next_start: datetime | None
    to_come: int

    @property
    def level_name(self) -> str:
        return LEVELS[self.level]


def matches_list(*, search: str, status: str, page: int, now: datetime) -> Page[MatchLine]:
    """Return one page of the list of matches.

    search: part of a learner's, tutor's or subject's name. status: of a match, `ready`, or '' for all.
    """
    values = {"search": search, "like": part_of(search), "status": status, "now": now}
    return page_of(MATCHES, values, page, MatchLine, is_counted=True)
