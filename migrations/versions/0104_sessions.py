"""Sessions, what closures and removals did to them, who joined, and the history of everything."""

from alembic import op

revision = "0104"
down_revision = "0103"


def upgrade() -> None:
    op.execute(
        r"""
        create type session_status as enum ('scheduled', 'done', 'rescheduled', 'no_show_student', 'no_show_tutor');
        create type settlement as enum ('made_up', 'carried', 'written_off');

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
            makes_up_id uuid references sessions,
            settled_as settlement,
            settled_into uuid references packages,
            settled_why text check (char_length(settled_why) <= 500),
            make_up_by date,
            sequence integer not null default 0,
            changed_at timestamptz not null default app.now(),
            -- It holds its time: nobody else can have it.
            is_live boolean not null generated always as (
                status in ('scheduled', 'done') or (status = 'rescheduled' and not needs_new_time)) stored,
            -- It is agreed, and still to be held and marked.
            is_to_come boolean not null generated always as (
                status in ('scheduled', 'rescheduled') and not needs_new_time) stored,
            -- A make-up is due, and nothing has become of it yet.
            is_owed boolean not null generated always as (
                (needs_new_time or status = 'no_show_tutor') and settled_as is null) stored,
            constraint sessions_learner_free
                exclude using gist (learner_id with =, tstzrange(scheduled_start_utc, scheduled_end_utc) with &&)
                where (is_live) deferrable,
            constraint sessions_tutor_free
                exclude using gist (tutor_user_id with =, tstzrange(scheduled_start_utc, scheduled_end_utc) with &&)
                where (is_live) deferrable,
            constraint sessions_learner_account
                foreign key (learner_id, account_user_id) references learners(id, account_user_id),
            constraint sessions_carried_somewhere
                check ((settled_into is not null) = (settled_as is not distinct from 'carried')),
            constraint sessions_end_after_start check (scheduled_end_utc > scheduled_start_utc),
            constraint sessions_new_time_only_rescheduled check (not needs_new_time or status = 'rescheduled'),
            constraint sessions_settled_is_owed
                check (settled_as is null or needs_new_time or status = 'no_show_tutor'),
            constraint sessions_written_off_with_a_reason
                check (settled_as is distinct from 'written_off' or coalesce(btrim(settled_why), '') <> '')
        );
        create index sessions_account_start on sessions (account_user_id, scheduled_start_utc);
        create index sessions_account_tutor on sessions (account_user_id, tutor_user_id);
        create index sessions_learner on sessions (learner_id);
        create unique index sessions_makes_up on sessions (makes_up_id) where makes_up_id is not null;
        create index sessions_marked on sessions (marked_at) where marked_at is not null;
        create index sessions_match_start on sessions (match_id, scheduled_start_utc);
        create index sessions_moved on sessions (scheduled_start_utc) where status = 'rescheduled';
        create index sessions_owed on sessions (scheduled_start_utc) where is_owed or settled_as = 'carried';
        create index sessions_package_start on sessions (package_id, scheduled_start_utc);
        create index sessions_promised on sessions (id) where make_up_by is not null and settled_as is null;
        create index sessions_settled_into on sessions (settled_into) where settled_into is not null;
        create index sessions_start on sessions (scheduled_start_utc);
        create index sessions_to_mark on sessions (scheduled_end_utc) where is_to_come;
        create index sessions_to_place on sessions (scheduled_start_utc) where needs_new_time;
        create index sessions_tutor_match on sessions (tutor_user_id, match_id);
        create index sessions_tutor_start on sessions (tutor_user_id, scheduled_start_utc);

        create table closure_sessions (
            closure_id uuid not null references closures,
            session_id uuid not null references sessions on delete cascade,
            before jsonb not null,
            after jsonb not null,
            primary key (closure_id, session_id)
        );
        create index closure_sessions_session on closure_sessions (session_id);

        create table cancelled_sessions (
            session_id uuid not null,
            user_id uuid not null references users,
            match_id uuid not null references matches,
            learner text not null,
            tutor text not null,
            subject text not null,
            scheduled_start_utc timestamptz not null,
            scheduled_end_utc timestamptz not null,
            timezone text not null,
            sequence integer not null,
            changed_at timestamptz not null,
            primary key (user_id, session_id)
        );
        create index cancelled_sessions_match on cancelled_sessions (match_id);

        create table session_joins (
            session_id uuid not null references sessions on delete cascade,
            user_id uuid not null references users,
            side text not null check (side in ('family', 'tutor')),
            first_at timestamptz not null,
            last_at timestamptz not null,
            primary key (session_id, side, user_id)
        );
        create index session_joins_last on session_joins (last_at);

        create table audit_logs (
            id bigint generated always as identity primary key,
            at timestamptz not null,
            actor_user_id uuid references users,
            action text not null check (action ~ '^[a-z_]+\.[a-z_]+$'),
            match_id uuid references matches,
            session_id uuid,
            entity_id uuid,
            details jsonb not null default '{}',
            reason text
        );
        create index audit_logs_acts on audit_logs (action, at)
            where action in ('match.tutor_changed', 'schedule.changed');
        create index audit_logs_match on audit_logs (match_id, id) where match_id is not null;
        create index audit_logs_moves on audit_logs (at) where action = 'session.moved';
        create index audit_logs_session on audit_logs (session_id, id) where session_id is not null;
        """
    )
