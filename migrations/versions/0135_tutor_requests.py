"""Tutors ask for other hours and for leave; the academy says whether their hours wait for a yes."""

from alembic import op

revision = "0135"
down_revision = "0134"


def upgrade() -> None:
    op.execute(
        """
        create table tutor_requests (
            id uuid primary key default gen_random_uuid(),
            tutor_user_id uuid not null references users,
            kind text not null check (kind in ('hours', 'leave')),
            first_day date not null,
            last_day date check (last_day >= first_day),
            timezone text not null,
            weekly_hours jsonb check (jsonb_typeof(weekly_hours) = 'array'),
            reason text not null default '' check (char_length(reason) <= 200),
            asked_at timestamptz not null,
            outcome text check (outcome in ('accepted', 'rejected', 'withdrawn')),
            answered_at timestamptz,
            answer text not null default '' check (char_length(answer) <= 500),
            closure_id uuid references closures,
            check ((kind = 'hours') = (weekly_hours is not null)),
            check (kind = 'hours' or last_day is not null),
            check ((outcome is null) = (answered_at is null))
        );
        create unique index tutor_requests_open_hours on tutor_requests (tutor_user_id)
        where kind = 'hours' and outcome is null;
        create unique index tutor_requests_open_leave on tutor_requests (tutor_user_id, first_day, last_day)
        where kind = 'leave' and outcome is null;
        create index tutor_requests_tutor on tutor_requests (tutor_user_id, asked_at desc);
        create index tutor_requests_open on tutor_requests (asked_at) where outcome is null;
        alter table academy add column hours_wait boolean not null default true;
        alter table tutor_hours add check (jsonb_typeof(weekly_hours) = 'array');
        """
    )
