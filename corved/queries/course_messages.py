"""What packages call for: payments, the month that was created, its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, text

from corved.database.session import db
from corved.messages.moments import moment
from corved.models.people import LEVELS
from corved.queries.due_message import FOLLOWED_UP, DueMessage, Person
from corved.queries.due_message import person as whom
from corved.queries.match_calendar import timetable_from
from corved.scheduling.local_time import date_label
from corved.scheduling.month_turn import ENDING_DAYS
from corved.scheduling.windows import ONE_DAY

COURSES = text(
    f"""
    select p.id as package_id, m.id as match_id, p.tier, p.start_date, p.end_date, p.status::text, m.meet_link,
           l.full_name as learner, t.full_name as tutor, sub.name as subject, r.level::text,
           {whom("l.account_user_id")} as family, {whom("m.tutor_user_id")} as teacher, a.timezone as family_zone,
           t.timezone as tutor_zone, p.created_at,
           case p.tier when 8 then ac.price_8 when 12 then ac.price_12 else ac.price_20 end as price,
           (select json_build_array(y.id, y.amount_pkr, y.created_at) from payments y
            where y.package_id = p.id and y.status = 'paid' order by y.created_at desc limit 1) as paid,
           (select json_agg(json_build_array(v.since, v.pattern) order by v.since)
            from match_patterns v where v.match_id = m.id) as versions,
           (select min(at) from audit_logs g where g.match_id = m.id and g.entity_id = p.id
              and g.action = 'sessions.generated' and g.at > :lately) as generated_at,
           (select json_agg(s.scheduled_start_utc order by s.scheduled_start_utc) from sessions s
            where s.package_id = p.id and s.makes_up_id is null) as starts,
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
    left join users t on t.id = m.tutor_user_id
    cross join academy ac
    where p.end_date >= :today
      and (p.status = 'pending' or p.end_date <= :ending
           or exists (select 1 from payments y where y.package_id = p.id and y.created_at > :lately)
           or exists (select 1 from audit_logs g where g.match_id = m.id and g.entity_id = p.id
                        and g.action = 'sessions.generated' and g.at > :lately))
    order by p.start_date, p.id
    limit 1000
    """  # noqa: S608 - made of our own constants
)


def rows_for_messages(now: datetime) -> list[RowMapping]:
    """Packages that wait for their payment, end within days, or were paid or created in the last days."""
    days = {"today": now.date() - ONE_DAY, "ending": now.date() + ENDING_DAYS * ONE_DAY}
    return list(db.execute(COURSES, {**days, "lately": now - FOLLOWED_UP}).mappings())


def course_messages(row: RowMapping, now: datetime) -> Iterator[DueMessage]:
    """Of a row of rows_for_messages."""
    lately = now - FOLLOWED_UP
    family = Person.of(row["family"])
    package = {
        "name": family.first_name,
        "academy": row["academy"],
        "learner": row["learner"].split()[0],
        "subject": row["subject"],
        "level": LEVELS[row["level"]],
        "sessions": str(row["tier"]),
        "first_day": date_label(row["start_date"], now.date()),
        "last_day": date_label(row["end_date"], now.date()),
        "amount": f"{row['price']:,}",
    }
    about, match_id = row["package_id"], row["match_id"]
    if row["status"] == "pending":
        asked = max(row["created_at"], _a_week_before(row["start_date"], now))
        yield DueMessage("payment_instructions", about, family, package["amount"], asked, package, match_id)
    if row["paid"] is not None:
        key, amount, at = row["paid"]
        paid_at = datetime.fromisoformat(at)
        if paid_at > lately:
            words = package | {"amount": f"{amount:,}"}
            yield DueMessage("payment_received", about, family, key, paid_at, words, match_id)
    ends = row["end_date"] <= now.date() + ENDING_DAYS * ONE_DAY
    if ends and row["may_renew"] and row["status"] == "active" and match_id is not None:
        yield DueMessage("renewal", about, family, f"{row['end_date']}", now, package, match_id)
    if row["generated_at"] is not None and row["starts"] and row["versions"] and row["meet_link"]:
        yield from _of_month(row)


def _a_week_before(day: date, now: datetime) -> datetime:
    return now - timedelta(days=max(0, 7 - (day - now.date()).days))


def _of_month(row: RowMapping) -> Iterator[DueMessage]:
    """The match and its month, to both: the first month confirms the match, the others list their dates."""
    starts = [datetime.fromisoformat(each) for each in row["starts"]]
    pattern = timetable_from(row["versions"]).on(row["start_date"])
    for side, person in (("family", Person.of(row["family"])), ("tutor", Person.of(row["teacher"]))):
        other, other_zone = (
            (row["tutor"], row["tutor_zone"]) if side == "family" else (row["learner"], row["family_zone"])
        )
        said = [moment(each, person.reader, other.split()[0], other_zone) for each in starts]
        words: dict[str, Any] = {
            "name": person.first_name,
            "academy": row["academy"],
            "learner": row["learner"].split()[0] if side == "family" else row["learner"],
            "tutor": row["tutor"],
            "subject": row["subject"],
            "level": LEVELS[row["level"]],
            "schedule": pattern.in_words(hours_24=person.hours_24),
            "first": said[0],
            "link": row["meet_link"],
            "cutoff_hours": str(row["cutoff_hours"]),
            "sessions": str(len(said)),
            "dates": "\n".join(said),
        }
        if row["is_first"]:
            version = f"{words['schedule']} {row['meet_link']}"
            yield DueMessage(
                f"match_confirmed_{side}", row["match_id"], person, version, row["generated_at"], words, row["match_id"]
            )
        version = f"{starts[0].isoformat()} {len(starts)}"
        yield DueMessage(
            f"sessions_generated_{side}",
            row["package_id"],
            person,
            version,
            row["generated_at"],
            words,
            row["match_id"],
        )
