"""Whether a tutor still teaches here."""

from __future__ import annotations

# Of `users t`: may sign in, and is a tutor.
TEACHES = """(t.is_active and exists (
    select 1 from user_roles ur where ur.user_id = t.id and ur.role = 'tutor'))"""
