"""The nominal date of a session: the date of the schedule that it stands for, wherever it is moved to."""

from alembic import op

revision = "0106"
down_revision = "0105"


def upgrade() -> None:
    # Before its first move a session stood on its nominal date; the audit log has it for those that were moved.
    op.execute(
        """
        alter table sessions add column nominal_date date;
        alter table sessions disable trigger user;
        update sessions s set nominal_date = coalesce(
            (select (a.details -> 'from' ->> 'local_start')::timestamp::date
             from audit_logs a
             where a.session_id = s.id and s.original_start_utc is not null
               and a.details -> 'from' ->> 'local_start' is not null
               and a.details -> 'from' ->> 'original_start_utc' is null
               and a.details -> 'to' ->> 'original_start_utc' is not null
             order by a.id desc limit 1),
            s.local_start::date);
        alter table sessions enable trigger user;
        alter table sessions alter column nominal_date set not null;
        """
    )
