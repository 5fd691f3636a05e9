"""The admin's pages: one module per noun."""

from flask import Blueprint

admin = Blueprint("admin", __name__, url_prefix="/admin")

from corved.blueprints.admin import (  # noqa: E402, F401 - each module adds its views to `admin`
    academy,
    added_sessions,
    audit,
    bulk_marks,
    closures,
    decisions,
    enrolments,
    exports,
    imports,
    invitations,
    mailing,
    marks,
    matches,
    meet_links,
    message_acts,
    message_texts,
    messages,
    month,
    moves,
    notes,
    payments,
    people,
    people_list,
    person_changes,
    reassignments,
    renewals,
    requests,
    schedule_changes,
    schedules,
    sessions,
    statements,
    stops,
    swaps,
    today,
    week,
    withdrawals,
)
