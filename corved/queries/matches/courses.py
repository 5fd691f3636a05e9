"""Loads the list of courses: each request with its match, what stage it is at, its month and its money."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.queries.academy.search import part_of
from corved.queries.page import SIZE, Page
from corved.scheduling.local_time import local_date
from corved.scheduling.month_turn import ENDING_DAYS
from corved.scheduling.time_limits import ONE_DAY

# In the order of the list: what waits for somebody comes first.
STAGES = {
    "payment": "Awaiting payment",
    "tutor": "Needs tutor",
    "schedule": "Needs schedule",
    "sessions": "Needs sessions",
    "ending": "Ending soon",
    "active": "Active",
    "paused": "Paused",
    "ended": "Ended",
}
FEWEST_DIGITS = 3  # of a number
COURSES = text(
    """
    with course as (
        select r.id, m.id as match_id, l.full_name as learner, a.full_name as account, a.timezone as zone,
               a.whatsapp, sub.name as subject, v.name as level, t.full_name as tutor, coalesce(t.hue, 0) as hue,
               case when r.status = 'ended' or m.status = 'ended' then 'ended'
                    when m.status = 'paused' or r.status = 'paused' then 'paused'
                    when r.status in ('new', 'payment_pending') then 'payment'
                    when m.id is null then 'tutor'
                    when next.start is null and exists (
                        select from packages p join package_plans x on x.id = p.id
                        where p.request_id = r.id and p.status = 'active' and x.lacking > 0)
                        then case when exists (select from match_patterns v where v.match_id = m.id)
                                  then 'sessions' else 'schedule' end
                    when next.start is null and exists (
                        select from packages p join package_plans x on x.id = p.id
                        where p.request_id = r.id and p.status = 'pending' and x.lacking > 0) then 'payment'
                    when k.end_date <= :ending and later.id is null and k.not_renewing_at is null then 'ending'
                    else 'active' end as stage,
               next.start as next_start, k.id as package_id
        from requests r
        join learners l on l.id = r.learner_id
        join users a on a.id = l.account_user_id
        join subjects sub on sub.id = r.subject_id
        join levels v on v.id = r.level_id
        left join lateral (select m.id, m.status, m.tutor_user_id from matches m where m.request_id = r.id
                           order by m.status = 'ended', m.created_at desc limit 1) m on true
        left join users t on t.id = m.tutor_user_id
        left join lateral (select min(s.scheduled_start_utc) as start from sessions s
                           where s.match_id = m.id and s.scheduled_end_utc > :now and s.is_to_come) next on true
        left join lateral (select p.* from packages p where p.request_id = r.id and p.cancelled_at is null
                           order by p.start_date > :today, abs(p.start_date - cast(:today as date)) limit 1) k on true
        left join lateral (select p.id from packages p where p.request_id = r.id and p.cancelled_at is null
                             and p.start_date > k.end_date limit 1) later on true
        where :search = '' or a.whatsapp like :number
              or app.fits((select array_agg(app.plain(w)) from unnest(cast(:words as text[])) w),
                          app.plain(concat_ws(' ', l.full_name, a.full_name, t.full_name, sub.name)), false)
    ), shown as (
        select * from course where :stage = '' or stage = :stage
        order by array_position(cast(:stages as text[]), stage), next_start nulls last, learner, id
        limit :limit offset :offset)
    select c.id, c.match_id, c.learner, c.account, c.zone, c.subject, c.level, c.tutor, c.hue, c.stage, c.next_start,
           p.tier, p.start_date, p.end_date,
           (select array_agg(case when x.is_owed then 'owed' else x.status::text end
                             order by x.scheduled_start_utc, x.id)
            from sessions x where x.package_id = p.id and (x.is_owed or x.is_to_come
                              or x.status in ('done', 'no_show_student'))) as pips,
           (select json_build_array(y.due, y.currency) from packages d join package_money y on y.id = d.id
            where d.request_id = c.id and d.is_due order by d.start_date, d.id limit 1) as due,
           (select json_object_agg(stage, number)
            from (select stage, count(*) as number from course group by stage) each) as stages
    from shown c left join packages p on p.id = c.package_id
    order by array_position(cast(:stages as text[]), c.stage), c.next_start nulls last, c.learner, c.id
    """
)


@dataclass(frozen=True)
class CourseLine:
    """A course, as the list shows it.

    stage: a key of STAGES. zone: the account's. next_start: of its next session. tier, start_date, end_date: of the
    month that runs, or the nearest. pips: the states of that month's sessions in order. due: what the family is to
    pay.
    """

    id: UUID
    match_id: UUID | None
    learner: str
    account: str
    zone: str
    subject: str
    level: str
    tutor: str | None
    hue: int
    stage: str
    next_start: datetime | None
    tier: int | None
    start_date: date | None
    end_date: date | None
    pips: list[str] | None
    due: tuple[int, str] | None

    @property
    def used(self) -> int:
        """Return how many of the month's sessions are done or used."""
        return sum(each in ("done", "no_show_student") for each in self.pips or ())


@dataclass(frozen=True)
class Courses:
    """A page of courses. stages: how many courses are at each stage, whatever stage is shown."""

    page: Page[CourseLine]
    stages: dict[str, int]


def courses(*, search: str, stage: str, page: int, now: datetime, zone: str) -> Courses:
    """Return one page of the list of courses, those that wait for somebody first.

    search: parts of the names of learner, family, tutor and subject, in any order, or of a number. stage: a key of
    STAGES, '' for all. zone: the reader's; it decides what is today.
    """
    today = local_date(now, zone)
    digits = re.sub(r"\D", "", search).lstrip("0")
    number = part_of(digits) if len(digits) >= FEWEST_DIGITS and not re.search(r"[^\W\d]", search) else None
    values = {
        **{"search": search, "words": search.split(), "number": number, "stage": stage, "stages": list(STAGES)},
        **{"now": now, "today": today, "ending": today + ENDING_DAYS * ONE_DAY},
        **{"limit": SIZE + 1, "offset": (page - 1) * SIZE},
    }
    rows = db.execute(COURSES, values).mappings().all()
    stages = rows[0]["stages"] if rows else {}
    lines = tuple(CourseLine(**{name: row[name] for name in CourseLine.__dataclass_fields__}) for row in rows[:SIZE])
    total = stages.get(stage, 0) if stage else sum(stages.values())
    return Courses(Page(lines, page, len(rows) > SIZE, total), stages)
