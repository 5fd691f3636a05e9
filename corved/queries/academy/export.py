"""Exports everything an academy keeps, or what it keeps of one person, as CSV files in one zip."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
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


# Computed by the database from the other columns.
GENERATED = {"is_live", "is_to_come", "is_owed"}
AT_ONCE = 2000  # rows in memory


def export_zip(person_id: UUID | None = None) -> Iterator[bytes]:
    """Yield a zip with one CSV file per table, in parts: so much memory is enough, whatever the academy has.

    person_id: only what is kept of this person.
    """
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (query, of_person) in FILES.items():
            if person_id is not None and of_person == "true":
                continue
            where = f" where {of_person}" if person_id is not None else ""
            with archive.open(f"{name}.csv", "w", force_zip64=True) as file:
                for part in _csv(query + where, person_id):
                    file.write(part.encode())
                    yield from pipe.written()
    yield from pipe.written()


class _Pipe:
    """A target for a zip file. It hands on each part and keeps nothing."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Do nothing: everything is passed on."""

    def close(self) -> None:
        """Do nothing: there is nothing to close."""

    def written(self) -> Iterator[bytes]:
        """Yield what was written since the last call."""
        parts, self._parts = self._parts, []
        yield from parts


def _csv(query: str, person_id: UUID | None) -> Iterator[str]:
    values = {"id": person_id} if person_id is not None else {}
    found = db.execute(text(query), values, execution_options={"yield_per": AT_ONCE})
    file = io.StringIO()
    file.write(BYTE_ORDER_MARK)
    write = csv.writer(file)
    names = [name for name in found.keys() if name not in GENERATED]  # noqa: SIM118 - a result is no dict
    write.writerow(names)
    for rows in found.mappings().partitions(AT_ONCE):
        write.writerows([_cell(row[name]) for name in names] for row in rows)
        yield file.getvalue()
        file.seek(0)
        file.truncate()
    yield file.getvalue()


def _cell(value: object) -> object:
    """Return a value as CSV text that no spreadsheet takes for a formula.

    Instants in ISO 8601, structures as JSON.
    """
    if isinstance(value, str):
        return no_formula(value)
    if isinstance(value, dict | list):
        return json.dumps(value, default=str, ensure_ascii=False)
    return value.isoformat() if hasattr(value, "isoformat") else value
