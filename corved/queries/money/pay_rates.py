"""Loads the rates of a tutor, and the courses and currencies that a rate can be for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.problems import NotHere
from corved.values.pay import Rate

RATES = text(
    """
    select (select json_agg(json_build_array(r.kind, r.amount, r.currency, r.since, r.until, r.match_id,
                                             f.learner || ', ' || f.subject)
                            order by r.match_id is not null, f.learner, f.subject, r.since desc)
            from pay_rates r left join match_facts f on f.id = r.match_id where r.tutor_user_id = :tutor_id) as rates,
           (select json_agg(json_build_array(id, learner || ', ' || subject) order by learner, subject, id)
            from match_facts where tutor_id = :tutor_id and status <> 'ended') as courses,
           array(select c.code from currencies c, academy a order by c.code <> a.currency, c.added_at, c.code)
               as currencies
    where exists (select from tutor_profiles where user_id = :tutor_id)
    """
)


@dataclass(frozen=True)
class RateLine:
    """A rate of a tutor. course: whose it is, None for all courses."""

    course: str | None
    rate: Rate


@dataclass(frozen=True)
class TutorRates:
    """A tutor's rates: those for all courses before the courses' own, the latest first.

    courses: (match id, name) of those that can have a rate. currencies: the academy's.
    """

    lines: tuple[RateLine, ...]
    courses: tuple[tuple[str, str], ...]
    currencies: tuple[str, ...]


def rates_of(tutor_id: UUID) -> TutorRates:
    """Return the rates, or raise NotHere for who never taught."""
    row = db.execute(RATES, {"tutor_id": tutor_id}).one_or_none()
    if row is None:
        raise NotHere
    courses = tuple((key, name) for key, name in row.courses or ())
    return TutorRates(tuple(_line(*each) for each in row.rates or ()), courses, tuple(row.currencies))


def _line(*kept: Any) -> RateLine:
    kind, amount, currency, since, until, match_id, course = kept
    last = date.fromisoformat(until) if until else None
    of_course = UUID(match_id) if match_id else None
    return RateLine(course, Rate(kind, amount, currency, date.fromisoformat(since), last, of_course))
