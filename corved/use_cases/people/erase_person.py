"""Erases a person: who they are is replaced everywhere, and the account's sums stay."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from corved import clock
from corved.audit import record
from corved.database.session import db, transaction
from corved.models import User
from corved.problems import NotHere, Problem
from corved.queries.people.what_hangs_on import what_hangs_on

# Their id, and those of their learners, requests, months, matches and sessions.
ABOUT = text(
    """
    with recursive learner(id) as (
             select id from learners where account_user_id = :id
             union select entity_id from audit_logs
                   where action = 'learner.removed' and details ->> 'account' = cast(:id as text)
             union select a.entity_id from audit_logs a join learner l on a.details ->> 'into' = cast(l.id as text)
                   where a.action = 'learner.merged'),
         request as (select id from requests where learner_id in (select id from learner)),
         match as (select id from matches where request_id in (select id from request) or tutor_user_id = :id)
    select :id union select id from learner union select id from request union select id from match
    union select id from packages where request_id in (select id from request)
    union select id from closures where tutor_user_id = :id
    union select id from sessions where account_user_id = :id or tutor_user_id = :id
    """
)
NAMES = text("select full_name from learners where account_user_id = :id")
ERASED = "Erased"
# What is replaced in each table, in this order: what refers to names comes before the names.
STEPS = (
    "update messages set body = 'Erased' where user_id = :id or about = any(:about)",
    "update match_notes set body = 'Erased' where match_id = any(:about) or author_user_id = :id",
    "update generation_run_matches set why = '' where match_id = any(:about)",
    """update sessions set tutor_notes = null, settled_why = case when settled_why is null then null else 'Erased' end
       where id = any(:about) and (tutor_notes is not null or settled_why is not null)""",
    "update payments set bank_reference = '', note = '' where package_id = any(:about)",
    "update refunds set reason = '' where package_id = any(:about)",
    "update requests set board = null, goals = null, availability = '[]' where id = any(:about)",
    "update closures set name = 'Leave' where tutor_user_id = :id",
    "update learners set full_name = 'Erased' where account_user_id = :id",
    """update users set full_name = 'Erased', email = :address, whatsapp = null, erased_at = :now where id = :id""",
)
HISTORY = text("select app.erase_history(:id, :about, :words)")
# Where others' texts may name them; what is sure to mean nobody else is taken out of these.
TEXTS = (
    ("sessions", "tutor_notes"), ("sessions", "settled_why"), ("match_notes", "body"), ("requests", "goals"),
    ("requests", "board"), ("payments", "note"), ("refunds", "reason"), ("generation_run_matches", "why"),
    ("closures", "name"),
)  # fmt: skip
OTHERS = tuple(
    text(
        f"update {table} set {column} = app.without_words({column}, :sure) where exists "  # noqa: S608 - our own words
        f"(select from unnest(cast(:sure as text[])) each where strpos({column}, each) > 0)"
    )
    for table, column in TEXTS
)


def erase_person(*, person_id: UUID) -> int:
    """Replace a person's name, number, address, notes and texts everywhere, and return how many things were theirs.

    Sessions, payments and marks stay, so that every account adds up. It cannot be undone. Raises Problem while they can
    sign in or something is to come, NotHere.
    """
    with transaction():
        person = db.get(User, person_id, with_for_update={"key_share": True}, populate_existing=True)
        if person is None:
            raise NotHere
        hangs = what_hangs_on(person_id, now=clock.now())
        if person.is_active or hangs.seen != "0-0-0-0":
            raise Problem("Deactivate them first and resolve their upcoming sessions. Then their data can be erased.")
        names = db.scalars(NAMES, {"id": person_id}).all()
        words = [each for each in (person.full_name, person.email, person.whatsapp, *names) if each and each != ERASED]
        about = list(db.scalars(ABOUT, {"id": person_id}))
        values = {"id": person_id, "about": about, "now": clock.now(), "address": f"{person_id}@erased.invalid"}
        for step in STEPS:
            db.execute(text(step), values)
        record("person.erased", entity_id=person_id)
        db.flush()
        sure = db.scalar(HISTORY, {"id": person_id, "about": about, "words": words})
        for other in OTHERS:
            db.execute(other, {"sure": sure})
        db.expire_all()
    return len(about)
