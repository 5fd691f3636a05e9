"""The wall clock and zone that a moved session had first, so that the tz repair can mend them too."""

from alembic import op
from sqlalchemy import text

from corved.scheduling.local_time import local

revision = "0108"
down_revision = "0107"

# The audit log has the time before the first move; without it, the first instant is read in the session's own zone.
MOVED = """
    select s.id, s.original_start_utc, s.timezone, first.was ->> 'local_start' as local_start,
           first.was ->> 'timezone' as was_in
    from sessions s
    left join lateral (
        select a.details -> 'from' as was
        from audit_logs a
        where a.session_id = s.id
          and a.details -> 'from' ->> 'local_start' is not null
          and a.details -> 'from' ->> 'original_start_utc' is null
          and a.details -> 'to' ->> 'original_start_utc' is not null
        order by a.id desc limit 1) first on true
    where s.original_start_utc is not null
"""
KEEP = "update sessions set original_local_start = :local_start, original_timezone = :timezone where id = :id"


def upgrade() -> None:
    op.execute(
        "alter table sessions add column original_local_start timestamp, add column original_timezone text;"
        "alter table sessions disable trigger user;"
    )
    connection = op.get_bind()
    for row in connection.execute(text(MOVED)).all():
        local_start = row.local_start or local(row.original_start_utc, row.timezone).replace(tzinfo=None).isoformat()
        kept = {"id": row.id, "local_start": local_start, "timezone": row.was_in or row.timezone}
        connection.execute(text(KEEP), kept)
    op.execute(
        """
        alter table sessions enable trigger user;
        alter table sessions add constraint sessions_original_time_is_whole
            check (num_nonnulls(original_start_utc, original_local_start, original_timezone) in (0, 3));
        """
    )
