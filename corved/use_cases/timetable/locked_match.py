"""Loads a match with its people, and a package of it, under the locks that planning takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import RowMapping, func, select, text

from corved.database.session import db
from corved.problems import NotHere, Problem
from corved.scheduling.local_time import date_label
from corved.scheduling.windows import Window

CLOSURES_LOCK = 0x636C6F73  # any number that nothing else uses
COURSE = """
    select m.id as match_id, m.status, m.meet_link, m.request_id, m.tutor_user_id as tutor_id,
           t.full_name as tutor, l.id as learner_id, l.full_name as learner, l.account_user_id as account_id,
           (select s.name from subjects s where s.id = r.subject_id) as subject, m.tutor_since,
           exists (select 1 from active_tutors a where a.id = t.id) as tutor_teaches,
           pg_advisory_xact_lock_shared(:closures)
"""
PACKAGE = """
           , p.id, p.request_id as package_request_id, p.tier, p.start_date, p.end_date, p.window_kind,
           p.status as package_status, (select y.is_paid from package_money y where y.id = p.id) as is_paid,
           p.withdrawn_at is not null as is_withdrawn
"""
JOINS = """
    from matches m
    join requests r on r.id = m.request_id
    join learners l on l.id = r.learner_id
    join users t on t.id = m.tutor_user_id
"""
LOCKED = " where m.id = :id for no key update"
ALONE = text(COURSE + JOINS + LOCKED)
WITH_PACKAGE = text(COURSE + PACKAGE + JOINS + " join packages p on p.id = :package_id" + LOCKED)
MANY = text(
    COURSE
    + PACKAGE
    + JOINS
    + """
    join unnest(cast(:ids as uuid[]), cast(:package_ids as uuid[])) w (match_id, package_id) on w.match_id = m.id
    join packages p on p.id = w.package_id
    order by m.id for no key update of m, r, l, t, p
    """
)
SET_STATUS = text(
    """
    with match as (update matches set status = cast(cast(:status as text) as match_status) where id = :match_id)
    update requests set status = cast(cast(:status as text) as request_status) where id = :request_id
    """
)


@dataclass(frozen=True)
class LockedPackage:
    """A package, loaded under the locks that planning takes.

    request_id: of the package; the match's can be another. is_paid: by the view package_money.
    """

    id: UUID
    request_id: UUID
    tier: int
    start_date: date
    end_date: date
    window_kind: str
    status: str
    is_paid: bool
    is_withdrawn: bool

    @property
    def window(self) -> Window:
        return Window(self.start_date, self.end_date)


@dataclass(frozen=True)
class LockedMatch:
    """A match with its people, loaded under the locks that planning takes.

    account_id: who signs in for the learner. tutor_since: the first day of a tutor who was agreed later. tutor_teaches:
    whether that tutor is still here.
    """

    match_id: UUID
    status: str
    meet_link: str | None
    request_id: UUID
    tutor_id: UUID
    tutor: str
    learner_id: UUID
    learner: str
    account_id: UUID
    subject: str
    tutor_since: date | None
    tutor_teaches: bool

    def refuse_before_tutor(self, day: date) -> None:
        """Raise Problem for a new session on a day before the present tutor's first day."""
        if self.tutor_since is not None and day < self.tutor_since:
            since = date_label(self.tutor_since)
            raise Problem(f"{self.tutor} teaches from {since} on. Choose that day or a later one.")

    @property
    def title(self) -> str:
        return f"{self.learner} with {self.tutor}"


PACKAGE_FACTS = tuple(LockedPackage.__dataclass_fields__)


def locked_match(match_id: UUID) -> LockedMatch:
    """Lock the match, its tutor and its learner, so that nobody else plans for them at the same time.

    It also waits for a closure that is being added or removed, and the closure for it. Every use case that creates or
    moves several sessions begins with it, always in this order, so that two of them neither overlook each other nor
    wait for each other in a circle. Raises NotHere.
    """
    row = db.execute(ALONE, {"id": match_id, "closures": CLOSURES_LOCK}).mappings().one_or_none()
    if row is None:
        raise NotHere
    return _match(row)


def locked_match_and_package(match_id: UUID, package_id: UUID) -> tuple[LockedMatch, LockedPackage]:
    """Lock a match as `locked_match` does, and load a package, in one statement.

    Raises NotHere where one of them is missing.
    """
    values = {"id": match_id, "package_id": package_id, "closures": CLOSURES_LOCK}
    row = db.execute(WITH_PACKAGE, values).mappings().one_or_none()
    if row is None:
        raise NotHere
    return _match(row), _package(row)


def locked_matches_and_packages(pairs: Sequence[tuple[UUID, UUID]]) -> list[tuple[LockedMatch, LockedPackage]]:
    """Lock several matches, in the order of their ids, and load a package of each.

    pairs: (match, package). They are returned in this order. Raises NotHere where one is missing.
    """
    values = {
        "ids": [match_id for match_id, _package_id in pairs],
        "package_ids": [package_id for _match_id, package_id in pairs],
        "closures": CLOSURES_LOCK,
    }
    found = {(row["match_id"], row["id"]): row for row in db.execute(MANY, values).mappings()}
    if len(found) != len(pairs):
        raise NotHere
    return [(_match(found[pair]), _package(found[pair])) for pair in pairs]


def _package(row: RowMapping) -> LockedPackage:
    its_own = {"request_id": row["package_request_id"], "status": row["package_status"]}
    return LockedPackage(**{**{name: row[name] for name in PACKAGE_FACTS}, **its_own})


def _match(row: RowMapping) -> LockedMatch:
    return LockedMatch(**{name: row[name] for name in LockedMatch.__dataclass_fields__})


def lock_people(*user_ids: UUID) -> None:
    """Lock more people, in the order of their ids, so that nobody plans for them. Call it after locked_match."""
    query = text("select id from users where id = any(:ids) order by id for no key update")
    db.execute(query, {"ids": sorted(user_ids)})


def lock_closures() -> None:
    """Keep everybody from planning while days are being closed or opened."""
    db.execute(select(func.pg_advisory_xact_lock(CLOSURES_LOCK)))


def set_status(course: LockedMatch, status: str) -> None:
    """Set the status of the match and its request: matched or active."""
    db.execute(SET_STATUS, {"status": status, "match_id": course.match_id, "request_id": course.request_id})
