"""Sessions, and the rule that nobody is in two live sessions at once."""

from alembic import op

revision = "0004"
down_revision = "0003"

LIVE = "(status in ('scheduled', 'done') or (status = 'rescheduled' and not needs_new_time))"


def upgrade() -> None:
    op.execute(
        f"""
        create type session_status as enum
            ('scheduled', 'done', 'rescheduled', 'no_show_student', 'no_show_tutor');

        create table sessions (
            id uuid primary key default gen_random_uuid(),
            match_id uuid not null references matches,
            package_id uuid not null references packages,
            tutor_user_id uuid not null references users,
            learner_id uuid not null,
            account_user_id uuid not null references users,
            scheduled_start_utc timestamptz not null,
            scheduled_end_utc timestamptz not null,
            local_start timestamp not null,
            timezone text not null,
            status session_status not null default 'scheduled',
            needs_new_time boolean not null default false,
            original_start_utc timestamptz,
            tutor_notes text check (char_length(tutor_notes) <= 4000),
            marked_at timestamptz,
            marked_by_user_id uuid references users,
            updated_by_user_id uuid references users,
            updated_at timestamptz not null default now(),
            created_at timestamptz not null default now(),
            constraint sessions_learner_account
                foreign key (learner_id, account_user_id) references learners (id, account_user_id),
            constraint sessions_end_after_start check (scheduled_end_utc > scheduled_start_utc),
            constraint sessions_new_time_only_rescheduled check (not needs_new_time or status = 'rescheduled'),
            constraint sessions_tutor_free exclude using gist
                (tutor_user_id with =, tstzrange(scheduled_start_utc, scheduled_end_utc) with &&)
                where {LIVE} deferrable initially immediate,
            constraint sessions_learner_free exclude using gist
                (learner_id with =, tstzrange(scheduled_start_utc, scheduled_end_utc) with &&)
                where {LIVE} deferrable initially immediate
        );
        comment on column sessions.local_start is 'The wall clock agreed, in timezone; the instants follow it.';
        comment on column sessions.tutor_user_id is 'Who teaches or taught it, whoever the match''s tutor is later.';

        -- One index for each page's query: student, tutor, match and package, the academy in time order.
        create index sessions_account_start on sessions (account_user_id, scheduled_start_utc);
        create index sessions_tutor_start on sessions (tutor_user_id, scheduled_start_utc);
        create index sessions_match_start on sessions (match_id, scheduled_start_utc);
        create index sessions_package_start on sessions (package_id, scheduled_start_utc);
        -- And for the policies: whom somebody is or was taught by, and which matches somebody teaches or taught.
        create index sessions_account_tutor on sessions (account_user_id, tutor_user_id);
        create index sessions_tutor_match on sessions (tutor_user_id, match_id);
        create index sessions_learner on sessions (learner_id);
        create index sessions_start on sessions (scheduled_start_utc);
        """
    )


def downgrade() -> None:
    op.execute("drop table sessions; drop type session_status;")
