"""Weekly hours have versions: from a day on, and back after the last day."""

from alembic import op

revision = "0134"
down_revision = "0133"


def upgrade() -> None:
    op.execute(
        """
        create table tutor_hours (
            tutor_user_id uuid not null references users,
            since date not null,
            timezone text not null,
            weekly_hours jsonb not null,
            primary key (tutor_user_id, since)
        );
        insert into tutor_hours (tutor_user_id, since, timezone, weekly_hours)
        select p.user_id, date '0001-01-01', coalesce(p.hours_timezone, u.timezone), p.weekly_hours
        from tutor_profiles p join users u on u.id = p.user_id
        where p.weekly_hours <> '[]';
        drop view if exists match_calendars cascade;
        alter table tutor_profiles drop column weekly_hours, drop column hours_timezone;
        """
    )
