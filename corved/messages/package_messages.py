"""What packages call for: payments, the match and its month, the month's end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from uuid import UUID

from sqlalchemy import RowMapping, text

from corved.database.session import db
from corved.messages.message import FOLLOWED_UP, DueMessage, Person, told_of, whose
from corved.messages.message import person as whom
from corved.messages.month_messages import match_confirmed, month_messages, months_of
from corved.models.people import LEVELS
from corved.scheduling.local_time import date_label
from corved.scheduling.month_turn import ENDING_DAYS
from corved.scheduling.windows import ONE_DAY

GENERATED = "from audit_logs g where g.match_id = m.id and g.entity_id = p.id and g.action = 'sessions.generated'"
COMING = """
    from sessions s where s.package_id = p.id and s.match_id = m.id and s.makes_up_id is null
      and (s.status in ('scheduled', 'done') or (s.status = 'rescheduled' and not s.needs_new_time))"""
DUE = f"""
    p.end_date >= :today
    and (p.status = 'pending' or p.end_date <= :ending
         or exists (select 1 from payments y where y.package_id = p.id and y.created_at > :lately)
         or exists (select 1 {GENERATED} and g.at > :lately))"""  # noqa: S608 - made of our own constants


def _select(which: str) -> str:
    return f"""
    select p.id as package_id, m.id as match_id, p.tier, p.start_date, p.end_date, p.status::text,
           l.full_name as learner, sub.name as subject, r.level::text,
           {whom("l.account_user_id")} as family, a.timezone as family_zone, p.created_at,
           case p.tier when 8 then ac.price_8 when 12 then ac.price_12 else ac.price_20 end as price,
           (select json_build_array(y.id, y.amount_pkr, y.created_at) from payments y
            where y.package_id = p.id and y.status = 'paid' order by y.created_at desc limit 1) as paid,
           (select json_agg(json_build_array(v.since, v.pattern) order by v.since)
            from match_patterns v where v.match_id = m.id) as versions,
           (select max(g.at) {GENERATED}) as generated_at,
           (select k.run_id from generation_run_matches k where k.package_id = p.id and k.outcome = 'created'
              and k.created > 0 order by k.run_id limit 1) as run_id,
           (select json_agg(json_build_array(s.id, s.scheduled_start_utc, s.tutor_user_id, s.original_start_utc)
                            order by s.scheduled_start_utc)
            {COMING}) as starts,
           (select json_object_agg(x.id, json_build_array(
                       {whom("x.id")}, x.full_name, x.timezone,
                       (select k.meet_link from meet_links k where k.match_id = m.id and k.tutor_user_id = x.id)))
            from users x where x.id in (select s.tutor_user_id {COMING})) as tutors,
           {told_of(f"select s.id {COMING}")} as told, m.tutor_since is not null as tutor_followed,
           (select json_agg(json_build_array(k.user_id, k.said))
            from told k join cancelled_sessions c on c.session_id = k.about and c.user_id = k.user_id
            where c.match_id = m.id and k.what = 'start' and k.is_last) as known_starts,
           not exists (select 1 from packages o where o.request_id = r.id and o.start_date < p.start_date) as is_first,
           p.not_renewing_at is null and not exists (
               select 1 from packages n where n.request_id = r.id and n.start_date > p.end_date) as may_renew,
           ac.name as academy, ac.cutoff_hours
    from packages p
    join requests r on r.id = p.request_id and r.status <> 'ended'
    join learners l on l.id = r.learner_id
    join users a on a.id = l.account_user_id
    join subjects sub on sub.id = r.subject_id
    left join matches m on m.request_id = r.id and m.status in ('matched', 'active')
    cross join academy ac
    where {which}
    order by p.start_date, p.id
    limit 2000
    """  # noqa: S608 - made of our own constants


EVERY_DUE, OF_MATCH, OF_REQUEST = (
    text(_select(each)) for each in (DUE, "m.id = :id and p.end_date >= :today", "r.id = :id and p.end_date >= :today")
)


def due_of_packages(now: datetime) -> list[DueMessage]:
    """Packages that wait for their payment, end within days, or were paid or created in the last days."""
    days = {"today": now.date() - ONE_DAY, "ending": now.date() + ENDING_DAYS * ONE_DAY}
    rows = db.execute(EVERY_DUE, {**days, "lately": now - FOLLOWED_UP}).mappings().all()
    return [*(each for row in rows for each in _of_money(row, now)), *_of_months(rows, now)]


def all_of_packages(now: datetime, *, match_id: UUID | None = None, request_id: UUID | None = None) -> list[DueMessage]:
    """Whatever an admin may write about the packages of one match, or of one request, due or not."""
    query, of = (OF_MATCH, match_id) if match_id else (OF_REQUEST, request_id)
    rows = db.execute(query, {"id": of, "today": now.date() - ONE_DAY}).mappings().all()
    return [
        *(each for row in rows for each in _of_money(row, now, everything=True)),
        *_of_months(rows, now, everything=True),
    ]


def _of_money(row: RowMapping, now: datetime, *, everything: bool = False) -> Iterator[DueMessage]:
    family = Person.of(row["family"])
    package = {
        "name": family.first_name,
        "academy": row["academy"],
        "learner": row["learner"].split()[0],
        "whose": whose(row["learner"], family),
        "subject": row["subject"],
        "level": LEVELS[row["level"]],
        "sessions": str(row["tier"]),
        "first_day": date_label(row["start_date"], now.date()),
        "last_day": date_label(row["end_date"], now.date()),
        "amount": f"{row['price']:,}",
    }
    about, match_id = row["package_id"], row["match_id"]
    if row["status"] == "pending":
        yield DueMessage("payment_instructions", about, family, package["amount"], row["created_at"], package, match_id)
    if row["paid"] is not None:
        key, amount, at = row["paid"]
        paid_at = datetime.fromisoformat(at)
        if everything or paid_at > now - FOLLOWED_UP:
            words = package | {"amount": f"{amount:,}"}
            yield DueMessage("payment_received", about, family, key, paid_at, words, match_id)
    ends = row["end_date"] <= now.date() + ENDING_DAYS * ONE_DAY
    if ends and row["may_renew"] and row["status"] == "active" and match_id is not None:
        asked = datetime.combine(row["end_date"] - ENDING_DAYS * ONE_DAY, time(), UTC)
        yield DueMessage("renewal", about, family, f"{row['end_date']}", asked, package, match_id)


def _of_months(rows: Sequence[RowMapping], now: datetime, *, everything: bool = False) -> Iterator[DueMessage]:
    months = [month for row in rows if row["generated_at"] and row["versions"] for month in months_of(row)]
    if not everything:
        months = [each for each in months if each.generated_at > now - FOLLOWED_UP and each.starts[-1][1] > now]
    for month in months:
        if month.is_first:
            yield from match_confirmed(month)
    yield from month_messages(months, everything=everything)
