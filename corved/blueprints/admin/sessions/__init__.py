"""The pages of sessions: today, the week, marks, moves, notes, statements."""

from corved.blueprints.admin.sessions import (  # noqa: F401 - each adds its views to `admin`
    bulk_marks,
    marks,
    move_parts,
    moves,
    new_sessions,
    notes,
    reports,
    rows,
    sessions,
    settlements,
    statements,
    swaps,
    today,
    week,
)
