"""Loads what tutors are paid for a month: computed while it is open, and as it was kept once it is closed.

A month is a calendar month in the academy's zone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import RowMapping, text

from corved.database.session import db
from corved.queries.page import Page, page_of
from corved.scheduling.local_time import local_date, to_utc
from corved.scheduling.time_limits import ONE_DAY
from corved.values.money import money
from corved.values.pay import CORRECTION, PAID_STATUSES, Line, Rate, Taught, line_for

# The tutors of a month, by name: who taught in it, has an adjustment or a correction, or closed it.
WHO = text(
    """
    select u.id, count(*) over () as total
    from users u
    where exists (select from sessions s where s.tutor_user_id = u.id and s.scheduled_start_utc >= :first
                    and s.scheduled_start_utc < :after and (s.is_to_come and s.scheduled_end_utc <= :now
                         or s.status in ('done', 'no_show_student', 'no_show_tutor')))
       or exists (select from pay_months m where m.tutor_user_id = u.id and m.month = :month)
       or exists (select from pay_adjustments a where a.tutor_user_id = u.id and a.month = :month)
       or u.id in (select c.payee from app.changed_since_paid(:month, :first, null) c)
          and :month_before = (select max(c.month) from pay_months c where c.tutor_user_id = u.id and c.month <> :month)
    order by u.full_name, u.id limit :limit offset :offset
    """
)
TUTORS = text(
    """
    select u.id, u.full_name, u.hue, m.id as month_id, m.closed_at, m.paid_on, m.way, m.reference,
           (select max(c.month) from pay_months c where c.tutor_user_id = u.id and c.month <> :month) as last_closed,
           (select max(c.closed_at) from pay_months c
            where c.tutor_user_id = u.id and c.month < :month) as last_closed_at,
           (select json_agg(json_build_array(r.kind, r.amount, r.currency, r.since, r.until, r.match_id))
            from pay_rates r where r.tutor_user_id = u.id) as rates,
           (select json_agg(json_build_array(a.amount, a.currency, a.reason) order by a.created_at)
            from pay_adjustments a where a.tutor_user_id = u.id and a.month = :month) as adjustments,
           (select json_agg(json_build_array(l.amount, l.currency, l.words, l.minutes, l.session_id, l.starts_at,
                                             l.learner, l.subject) order by l.number)
            from pay_lines l where l.pay_month_id = m.id) as kept
    from users u
    left join pay_months m on m.tutor_user_id = u.id and m.month = :month
    where u.id = any(:tutors)
    order by u.full_name, u.id
    """
)
TAUGHT = """
    select s.id, s.match_id, s.tutor_user_id as tutor_id, s.scheduled_start_utc as starts_at,
           (extract(epoch from s.scheduled_end_utc - s.scheduled_start_utc) / 60)::integer as minutes,
           s.status::text, s.is_to_come, s.scheduled_end_utc as ends_at, l.full_name as learner, sub.name as subject,
           MONEY
    from sessions s
    join matches m on m.id = s.match_id
    join requests r on r.id = m.request_id
    join subjects sub on sub.id = r.subject_id
    join learners l on l.id = s.learner_id
    SOURCE
    where s.tutor_user_id = any(:tutors) and s.scheduled_start_utc >= :first and s.scheduled_start_utc < :after
    order by s.scheduled_start_utc, s.id"""
OF_ADMIN = text(
    TAUGHT.replace("MONEY", "p.price, p.tier, p.currency").replace("SOURCE", "join packages p on p.id = s.package_id")
)
# A tutor does not see prices: only those of which a share is theirs, through a function.
OF_TUTOR = text(
    TAUGHT.replace("MONEY", "p.price, coalesce(p.tier, 1) as tier, coalesce(p.currency, '') as currency").replace(
        "SOURCE", "left join app.own_session_prices(:first, :after) p on p.session_id = s.id"
    )
)
# Sessions of closed months that were changed since then, with what was paid for them.
CHANGED = text("select * from app.changed_since_paid(:month, :first, :only)")
ACADEMY = text("select timezone, student_absent_percent from academy")


class Bounds(NamedTuple):
    """A calendar month in the academy's zone, as instants [first, after), and what a missed session pays."""

    month: date
    zone: str
    first: datetime
    after: datetime
    absent_percent: int

    def midnight(self, day: date) -> datetime:
        """Return when a local day of the academy begins."""
        return to_utc(datetime.combine(day, time()), self.zone)

    @property
    def next_month(self) -> date:
        return local_date(self.after, self.zone)

    @property
    def month_before(self) -> date:
        return (self.month - ONE_DAY).replace(day=1)


@dataclass(frozen=True)
class TutorPay:
    """A tutor's month. lines: sessions, corrections of closed months, and adjustments.

    unmarked: sessions of the month that are over and not marked, so not in it. without_rate: marked ones for which no
    rate holds. month_id: of a closed month.
    """

    id: UUID
    full_name: str
    hue: int
    month_id: UUID | None
    closed_at: datetime | None
    paid_on: date | None
    way: str
    reference: str
    lines: tuple[Line, ...]
    unmarked: int = 0
    without_rate: tuple[Taught, ...] = ()

    @property
    def sums(self) -> list[tuple[str, int]]:
        """Return (currency, amount) of each currency."""
        sums: Counter[str] = Counter()
        for line in self.lines:
            sums[line.currency] += line.amount
        return sorted(sums.items())

    @property
    def sums_in_words(self) -> list[str]:
        return [money(amount, currency) for currency, amount in self.sums]

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.lines)

    @property
    def sessions(self) -> int:
        """Return how many were held or missed in the month: a correction of an earlier one is no session of it."""
        return sum(line.session_id is not None and not line.is_correction for line in self.lines)

    @property
    def seen(self) -> str:
        """Return a mark of the lines that the page shows. A month with other lines is not closed with it."""
        return f"{len(self.lines)}-{'-'.join(f'{amount}' for _currency, amount in self.sums)}"


def bounds(month: date) -> Bounds:
    """Return the bounds of the month with this day."""
    row = db.execute(ACADEMY).one()
    first = month.replace(day=1)
    after = (first + 31 * ONE_DAY).replace(day=1)
    begins, ends = (to_utc(datetime.combine(day, time()), row.timezone) for day in (first, after))
    return Bounds(first, row.timezone, begins, ends, row.student_absent_percent)


def pay_page(month: Bounds, page: int, *, now: datetime) -> Page[TutorPay]:
    """Return a page of the tutors of a month, by name."""
    values = {**_dates(month), "month_before": month.month_before, "now": now}
    who = page_of(WHO, values, page, lambda **row: row["id"], is_counted=True)
    return Page(tuple(_pay_of(month, who.lines, now=now)), who.page, who.has_more, who.total)


def pay_of_all(month: Bounds, *, now: datetime) -> list[TutorPay]:
    """Return the month of every tutor who has one, by name."""
    values = {**_dates(month), "month_before": month.month_before, "now": now, "limit": None, "offset": 0}
    return _pay_of(month, db.scalars(WHO, values).all(), now=now)


def pay_of(month: Bounds, tutor_id: UUID, *, now: datetime, for_tutor: bool = False) -> TutorPay | None:
    """Return a tutor's month. for_tutor: asked by the tutor, who sees no prices."""
    return next(iter(_pay_of(month, [tutor_id], now=now, for_tutor=for_tutor)), None)


def _dates(month: Bounds) -> dict[str, Any]:
    return {"month": month.month, "first": month.first, "after": month.after}


def _pay_of(month: Bounds, ids: Sequence[UUID], *, now: datetime, for_tutor: bool = False) -> list[TutorPay]:
    values = {**_dates(month), "tutors": list(ids), "only": ids[0] if len(ids) == 1 else None}
    tutors = db.execute(TUTORS, values).mappings().all()
    rows = db.execute(OF_TUTOR if for_tutor else OF_ADMIN, values).mappings().all()
    changed = db.execute(CHANGED, values).mappings().all()
    by_tutor: dict[UUID, list[RowMapping]] = defaultdict(list)
    for row in rows:
        by_tutor[row["tutor_id"]].append(row)
    corrections: dict[UUID, list[RowMapping]] = defaultdict(list)
    for row in changed:
        corrections[row["payee"]].append(row)
    return [_pay(row, by_tutor[row["id"]], corrections[row["id"]], month, now) for row in tutors]


def _pay(row: RowMapping, rows: list[RowMapping], changed: list[RowMapping], month: Bounds, now: datetime) -> TutorPay:
    known = ("id", "full_name", "hue", "month_id", "closed_at", "paid_on", "way", "reference")
    found = TutorPay(
        **{name: row[name] for name in known if name not in ("way", "reference")},
        way=row["way"] or "",
        reference=row["reference"] or "",
        lines=(),
    )
    unmarked = sum(each["is_to_come"] and each["ends_at"] <= now for each in rows)
    if row["month_id"] is not None:
        return replace(found, lines=tuple(map(_kept, row["kept"] or ())), unmarked=unmarked)
    rates = [_rate(each) for each in row["rates"] or ()]
    taught = [_taught(each, month.zone) for each in rows if each["status"] in PAID_STATUSES]
    lines = [(each, line_for(each, rates, absent_percent=month.absent_percent)) for each in taught]
    is_next = row["last_closed"] is not None and row["last_closed"] < month.month
    fixed = _corrections(changed, rates, month) if is_next and _follows(row["last_closed"], month) else []
    adjusted = [Line(amount, currency, reason) for amount, currency, reason in row["adjustments"] or ()]
    return replace(
        found,
        lines=(*(line for _each, line in lines if line is not None), *fixed, *adjusted),
        unmarked=unmarked,
        without_rate=tuple(each for each, line in lines if line is None and each.status != "no_show_tutor"),
    )


def _follows(last_closed: date, month: Bounds) -> bool:
    """Whether the month is the first one after the last that was closed, in which corrections stand."""
    return (last_closed + 31 * ONE_DAY).replace(day=1) == month.month


def _corrections(changed: Iterable[RowMapping], rates: list[Rate], month: Bounds) -> list[Line]:
    """Return what sessions of closed months pay by now, less what was paid for them."""
    found = []
    for row in changed:
        taught = _taught(row, month.zone)
        is_theirs = row["tutor_id"] == row["payee"] and taught.status in PAID_STATUSES
        line = line_for(taught, rates, absent_percent=row["absent_percent"]) if is_theirs else None
        owed: Counter[str] = Counter({line.currency: line.amount} if line else {})
        for currency, amount in (row["paid"] or {}).items():
            owed[currency] -= int(amount)
        what = line.words if line else "not paid any more"
        for currency, amount in owed.items():
            paid = int((row["paid"] or {}).get(currency, 0))
            if amount:
                words = f"{CORRECTION} {taught.day:%-d %B %Y}: {what}, {money(paid, currency)} was paid"
                where = (0, taught.session_id, taught.starts_at, taught.learner, taught.subject)
                found.append(Line(amount, currency, words, *where))
    return found


def _taught(row: RowMapping, zone: str) -> Taught:
    known = {name: row[name] for name in ("match_id", "starts_at", "minutes", "status", "learner", "subject")}
    money_of = {name: row[name] for name in ("price", "tier", "currency")}
    return Taught(session_id=row["id"], day=local_date(row["starts_at"], zone), **known, **money_of)


def _rate(kept: list[Any]) -> Rate:
    kind, amount, currency, since, until, match_id = kept
    last = date.fromisoformat(until) if until else None
    return Rate(kind, amount, currency, date.fromisoformat(since), last, UUID(match_id) if match_id else None)


def _kept(kept: list[Any]) -> Line:
    amount, currency, words, minutes, session_id, starts_at, learner, subject = kept
    at = datetime.fromisoformat(starts_at) if starts_at else None
    return Line(amount, currency, words, minutes, UUID(session_id) if session_id else None, at, learner, subject)
