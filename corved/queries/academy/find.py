"""Finds anything by a few words: people, courses, payments and, where a word is a day, sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.queries.academy.search import number_in, part_of, words_in
from corved.queries.sessions.session_rows import SessionRow, session_rows
from corved.scheduling.local_time import local_date, to_utc
from corved.scheduling.time_limits import ONE_DAY
from corved.values.money import money

MOST = 20  # of each kind
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
NEAR = (-2, 5)  # weeks before and after, for a day of the week
ANYTHING = text(
    """
    with word as (select array(select app.plain(w) from unnest(cast(:words as text[])) w) as words,
                         app.word_patterns(cast(:words as text[])) as patterns)
    select * from (
        (select 'person' as kind, u.id, null::uuid as other_id, u.full_name as title,
                concat_ws(', ', array_to_string(array(
                    select r.role::text from user_roles r where r.user_id = u.id order by r.role), ', '),
                    (select 'learners: ' || string_agg(l.full_name, ', ' order by l.created_at)
                     from learners l where l.account_user_id = u.id and l.full_name <> u.full_name),
                    u.email, u.whatsapp) as facts
         from word, users u
         left join (select l.account_user_id as id, string_agg(l.full_name, ' ') as names
                    from learners l group by 1) f on f.id = u.id
         cross join lateral (select app.plain(concat_ws(' ', u.full_name, u.email, f.names)) as names) x
         where case when cast(:number as text) is not null then u.whatsapp like :number
                    else x.names like all (word.patterns) or :near and app.fits(word.words, x.names, true) end
         order by not u.is_active, u.full_name limit :most)
        union all
        (select 'course', r.id, m.id, l.full_name, concat_ws(' ', sub.name, 'with ' || t.full_name)
         from word, requests r
         join learners l on l.id = r.learner_id
         join subjects sub on sub.id = r.subject_id
         left join matches m on m.request_id = r.id
         left join users t on t.id = m.tutor_user_id
         cross join lateral (select app.plain(concat_ws(' ', l.full_name, sub.name, t.full_name)) as names) x
         where cast(:number as text) is null
           and (x.names like all (word.patterns) or :near and app.fits(word.words, x.names, true))
         order by r.status = 'ended', l.full_name limit :most)
        union all
        (select 'payment', y.id, p.request_id, y.bank_reference,
                concat_ws('|', y.amount, p.currency, l.full_name)
         from payments y join packages p on p.id = y.package_id
         join requests r on r.id = p.request_id join learners l on l.id = r.learner_id
         where y.bank_reference ilike :like and :like <> '%%'
         order by y.paid_on desc limit :most)) found
    """
)
SESSIONS = text(
    """
    with word as (select app.word_patterns(cast(:words as text[])) as patterns)
    select s.* from session_facts s, word
    where exists (select from unnest(cast(:begins as timestamptz[]), cast(:ends as timestamptz[])) d(begins, ends)
                  where s.start >= d.begins and s.start < d.ends)
      and app.plain(concat_ws(' ', s.learner, s.tutor, s.subject)) like all (word.patterns)
    order by abs(extract(epoch from s.start - cast(:now as timestamptz))), s.id
    limit :most
    """
)


@dataclass(frozen=True)
class Hit:
    """Something that was found.

    kind: person, course or payment. other_id: of a course its match, of a payment its request. facts: what tells it
    from others.
    """

    kind: str
    id: UUID
    other_id: UUID | None
    title: str
    facts: str


@dataclass(frozen=True)
class Found:
    """What was found: hits, and sessions in order of time. day: what the words say of a day, '' for nothing."""

    hits: tuple[Hit, ...] = ()
    sessions: tuple[SessionRow, ...] = ()
    day: str = ""

    def of(self, kind: str) -> list[Hit]:
        return [each for each in self.hits if each.kind == kind]


def find(*, typed: str, now: datetime, zone: str) -> Found:
    """Find what fits every word, in any order; accents, capitals and a wrong letter do not matter.

    zone: the reader's, for days. Digits alone are a part of a number.
    """
    words = words_in(typed)
    if not words:
        return Found()
    days, others = _days(words, local_date(now, zone))
    hits: tuple[Hit, ...] = ()
    if others or not days:
        values = {"words": others or words, "number": number_in(typed), "like": part_of(" ".join(words)), "most": MOST}
        hits = _hits(values, near=False) or (() if days else _hits(values, near=True))
    if not days:
        return Found(hits)
    begins = [to_utc(datetime.combine(day, time()), zone) for day in days]
    ends = [to_utc(datetime.combine(day + ONE_DAY, time()), zone) for day in days]
    near = {"words": others, "begins": begins, "ends": ends, "now": now, "most": MOST}
    sessions = sorted(session_rows(SESSIONS, near), key=lambda row: row.start)
    return Found(hits, tuple(sessions), " ".join(each for each in words if each not in others))


def _hits(values: dict[str, Any], *, near: bool) -> tuple[Hit, ...]:
    """Return what fits. near: also with a letter wrong, which takes twice as long."""
    return tuple(_hit(**row) for row in db.execute(ANYTHING, {**values, "near": near}).mappings())


def _hit(facts: str, **row: Any) -> Hit:
    if row["kind"] == "payment":
        amount, currency, learner = facts.split("|", 2)
        facts = f"{money(int(amount), currency)}, {learner}"
    return Hit(**row, facts=facts)


def _days(words: list[str], today: date) -> tuple[list[date], list[str]]:
    """Return the days that the words name, and the other words: `thu`, `tomorrow`, `3 dec`, `dec 3`."""
    days: list[date] = []
    others: list[str] = []
    rest = [word.lower().strip(",.") for word in words]
    number = 0
    while number < len(rest):
        word, after = rest[number], rest[number + 1] if number + 1 < len(rest) else ""
        one, other = (word, after) if word.isdecimal() else (after, word)
        month = next((at for at, name in enumerate(MONTHS, 1) if len(other) >= 3 and name.startswith(other)), None)
        if after and one.isdecimal() and len(one) <= 2 and month is not None:
            days += _dates(int(one), month, today)
            number += 2
            continue
        weekday = next((at for at, name in enumerate(WEEKDAYS) if len(word) >= 3 and name.startswith(word)), None)
        if word in ("today", "tomorrow", "yesterday"):
            days.append(today + {"today": 0, "tomorrow": 1, "yesterday": -1}[word] * ONE_DAY)
        elif weekday is not None:
            monday = today - today.weekday() * ONE_DAY
            days += [monday + (7 * week + weekday) * ONE_DAY for week in range(*NEAR)]
        else:
            others.append(words[number])
        number += 1
    return days, others


def _dates(day: int, month: int, today: date) -> list[date]:
    """Return the day in the year that is nearest to today; nothing where the month has no such day."""
    found = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return [min(found, key=lambda each: abs(each - today))] if found else []
