"""Exports everything an academy keeps, or what it keeps of one person, as CSV files in one zip."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.queries.academy.csv_cells import BYTE_ORDER_MARK, no_formula

# Instants in UTC, local times with their zone. of: the condition that leaves one person's rows.
PEOPLE = "select id, full_name, email, whatsapp, timezone, currency, is_active, created_at from users"
FILES = {
    "people": (f"{PEOPLE} u", "u.id = :id"),
    "academy": ("select * from academy", "true"),
    "roles": ("select user_id, role from user_roles u", "u.user_id = :id"),
    "learners": ("select * from learners l", "l.account_user_id = :id"),
    "subjects": ("select * from subjects", "true"),
    "levels": ("select * from levels", "true"),
    "month_sizes": ("select * from month_sizes", "true"),
    "session_lengths": ("select * from session_lengths", "true"),
    "currencies": ("select * from currencies", "true"),
    "prices": ("select * from prices", "true"),
    "ways_to_pay": ("select * from ways_to_pay", "true"),
    "tutors": ("select * from tutor_profiles u", "u.user_id = :id"),
    "tutor_hours": ("select * from tutor_hours u", "u.tutor_user_id = :id"),
    "tutor_requests": ("select * from tutor_requests u", "u.tutor_user_id = :id"),
    "handovers": ("select * from handovers u", "u.tutor_user_id = :id"),
    "tutor_subjects": ("select * from tutor_subjects u", "u.tutor_user_id = :id"),
    "requests": (
        "select r.* from requests r join learners l on l.id = r.learner_id",
        "l.account_user_id = :id",
    ),
    "packages": (
        "select p.* from packages p join requests r on r.id = p.request_id join learners l on l.id = r.learner_id",
        "l.account_user_id = :id",
    ),
    "payments": (
        """select y.* from payments y join packages p on p.id = y.package_id
           join requests r on r.id = p.request_id join learners l on l.id = r.learner_id""",
        "l.account_user_id = :id",
    ),
    "refunds": (
        """select f.* from refunds f join packages p on p.id = f.package_id
           join requests r on r.id = p.request_id join learners l on l.id = r.learner_id""",
        "l.account_user_id = :id",
    ),
    "payment_claims": (
        """select c.* from payment_claims c join packages p on p.id = c.package_id
           join requests r on r.id = p.request_id join learners l on l.id = r.learner_id""",
        "l.account_user_id = :id",
    ),
    "pay_rates": ("select * from pay_rates t", "t.tutor_user_id = :id"),
    "pay_adjustments": ("select * from pay_adjustments t", "t.tutor_user_id = :id"),
    "pay_months": ("select * from pay_months t", "t.tutor_user_id = :id"),
    "pay_lines": (
        "select l.* from pay_lines l join pay_months m on m.id = l.pay_month_id",
        "m.tutor_user_id = :id",
    ),
    "matches": (
        "select m.* from matches m join requests r on r.id = m.request_id join learners l on l.id = r.learner_id",
        "(l.account_user_id = :id or m.tutor_user_id = :id)",
    ),
    "schedules": (
        """select v.* from match_patterns v join matches m on m.id = v.match_id
           join requests r on r.id = m.request_id join learners l on l.id = r.learner_id""",
        "(l.account_user_id = :id or m.tutor_user_id = :id)",
    ),
    "sessions": ("select * from sessions s", "(s.account_user_id = :id or s.tutor_user_id = :id)"),
    "closures": ("select * from closures c", "(c.tutor_user_id = :id)"),
    "messages": ("select * from messages g", "g.user_id = :id"),
    "told": ("select * from told k", "k.user_id = :id"),
    "message_texts": ("select * from message_texts", "true"),
    "audit": ("select * from audit_logs a", "(a.actor_user_id = :id or a.entity_id = :id)"),
}


def export_zip(person_id: UUID | None = None) -> bytes:
    """Return a zip with one CSV file per table.

    person_id: only what is kept of this person.
    """
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (query, of_person) in FILES.items():
            if person_id is not None and of_person == "true":
                continue
            where = f" where {of_person}" if person_id is not None else ""
            archive.writestr(f"{name}.csv", _csv(query + where, person_id))
    return whole.getvalue()


# Computed by the database from the other columns.
GENERATED = {"is_live", "is_to_come", "is_owed"}


def _csv(query: str, person_id: UUID | None) -> str:
    found = db.execute(text(query), {"id": person_id} if person_id is not None else {})
    file = io.StringIO(BYTE_ORDER_MARK)
    file.seek(0, io.SEEK_END)
    write = csv.writer(file)
    names = [name for name in found.keys() if name not in GENERATED]  # noqa: SIM118 - a result is no dict
    write.writerow(names)
    write.writerows([_cell(row[name]) for name in names] for row in found.mappings())
    return file.getvalue()


def _cell(value: object) -> object:
    """Return a value as CSV text that no spreadsheet takes for a formula.

    Instants in ISO 8601, structures as JSON.
    """
    if isinstance(value, str):
        return no_formula(value)
    if isinstance(value, dict | list):
        return json.dumps(value, default=str, ensure_ascii=False)
    return value.isoformat() if hasattr(value, "isoformat") else value
