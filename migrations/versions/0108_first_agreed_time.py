"""The wall clock and zone that a moved session had first, so that the tz repair can mend them too."""

from alembic import op

revision = "0108"
down_revision = "0107"


def upgrade() -> None:
    # The audit log has them for every move; without it, the first instant is read in the session's own zone.
    op.execute(
        """
        alter table sessions add column original_local_start timestamp, add column original_timezone text;
        alter table sessions disable trigger user;
        update sessions s
        set original_local_start = coalesce((first.was ->> 'local_start')::timestamp,
                                            s.original_start_utc at time zone s.timezone),
            original_timezone = coalesce(first.was ->> 'timezone', s.timezone)
        from sessions same
        left join lateral (
            select a.details -> 'from' as was
            from audit_logs a
            where a.session_id = same.id
              and a.details -> 'from' ->> 'local_start' is not null
              and a.details -> 'from' ->> 'original_start_utc' is null
              and a.details -> 'to' ->> 'original_start_utc' is not null
            order by a.id desc limit 1) first on true
        where same.id = s.id and s.original_start_utc is not null;
        alter table sessions enable trigger user;
        alter table sessions add constraint sessions_original_time_is_whole
            check (num_nonnulls(original_start_utc, original_local_start, original_timezone) in (0, 3));
        """
    )
