"""Tuition: subjects, requests, packages and payments, matches and schedules, closures, generation runs."""

from alembic import op

revision = "0103"
down_revision = "0102"


def upgrade() -> None:
    op.execute(
        r"""
        create type generation_outcome as enum
            ('waiting', 'created', 'short', 'blocked', 'undoing', 'undone', 'kept');
        create type level as enum ('o_level', 'a_level');
        create type match_status as enum ('matched', 'active', 'paused', 'ended');
        create type package_status as enum ('pending', 'active', 'expired');
        create type payment_status as enum ('paid', 'rejected', 'refunded');
        create type request_status as enum
            ('new', 'payment_pending', 'ready_to_match', 'matched', 'active', 'paused', 'ended');
        create type window_kind as enum ('one_month', 'calendar_month', '28_days');

        create table subjects (
            id uuid primary key default gen_random_uuid(),
            name text not null unique check (btrim(name) <> ''),
            renamed_at timestamptz
        );

        create table tutor_subjects (
            tutor_user_id uuid not null references tutor_profiles,
            subject_id uuid not null references subjects,
            level level not null,
            primary key (tutor_user_id, subject_id, level)
        );

        create table requests (
            id uuid primary key default gen_random_uuid(),
            learner_id uuid not null references learners,
            subject_id uuid not null references subjects,
            level level not null,
            board text,
            goals text,
            preferred_start date,
            availability jsonb not null default '[]',
            status request_status not null default 'new',
            created_at timestamptz not null default now()
        );
        create index requests_learner on requests (learner_id);
        create index requests_subject on requests (subject_id);

        create table packages (
            id uuid primary key default gen_random_uuid(),
            request_id uuid not null references requests,
            tier integer not null check (tier in (8, 12, 20)),
            start_date date not null,
            end_date date not null,
            status package_status not null default 'pending',
            created_at timestamptz not null default now(),
            window_kind window_kind not null default 'one_month',
            withdrawn_at timestamptz,
            not_renewing_at timestamptz,
            constraint packages_do_not_overlap
                exclude using gist (request_id with =, daterange(start_date, end_date, '[]') with &&),
            constraint packages_window check (end_date >= start_date)
        );
        create index packages_end on packages (end_date) where status = 'active';

        create table payments (
            id uuid primary key default gen_random_uuid(),
            package_id uuid not null references packages,
            amount_pkr integer not null check (amount_pkr > 0),
            bank_reference text not null default '',
            paid_on date not null,
            note text not null default '',
            status payment_status not null,
            created_by_user_id uuid references users,
            created_at timestamptz not null default now()
        );
        create index payments_package on payments (package_id);

        create table matches (
            id uuid primary key default gen_random_uuid(),
            request_id uuid not null references requests,
            tutor_user_id uuid not null references users,
            meet_link text check (meet_link ~ '^https://meet\.google\.com/[a-z]{3}-[a-z]{4}-[a-z]{3}$'),
            status match_status not null default 'matched',
            created_at timestamptz not null default now(),
            tutor_since date,
            link_changes integer not null default 0,
            link_changed_at timestamptz not null default app.now()
        );
        create unique index matches_one_open on matches (request_id) where status <> 'ended';
        create index matches_request on matches (request_id);
        create index matches_tutor on matches (tutor_user_id);

        create table match_patterns (
            match_id uuid not null references matches,
            since date not null,
            pattern jsonb not null,
            created_by_user_id uuid references users,
            created_at timestamptz not null default now(),
            primary key (match_id, since)
        );

        create table match_notes (
            id uuid primary key default gen_random_uuid(),
            match_id uuid not null references matches,
            author_user_id uuid references users,
            body text not null check (btrim(body) <> ''),
            created_at timestamptz not null default now()
        );
        create index match_notes_match on match_notes (match_id);

        create table meet_links (
            match_id uuid not null references matches on delete cascade,
            tutor_user_id uuid not null references users,
            account_user_id uuid not null references users,
            meet_link text not null,
            primary key (match_id, tutor_user_id)
        );

        create table closures (
            id uuid primary key default gen_random_uuid(),
            tutor_user_id uuid references users,
            name text not null check (btrim(name) <> ''),
            first_day date not null,
            last_day date not null,
            timezone text not null,
            created_by_user_id uuid references users,
            created_at timestamptz not null default now(),
            removed_at timestamptz,
            constraint closures_days check (last_day >= first_day),
            constraint closures_name_one_line check (name !~ '[[:cntrl:]]')
        );
        create index closures_tutor on closures (tutor_user_id, first_day) where removed_at is null;

        create table generation_runs (
            id uuid primary key default gen_random_uuid(),
            started_at timestamptz not null,
            started_by_user_id uuid references users
        );
        create index generation_runs_started on generation_runs (started_at);

        create table generation_run_matches (
            run_id uuid not null references generation_runs,
            number integer not null,
            match_id uuid not null references matches,
            package_id uuid not null references packages,
            outcome generation_outcome not null default 'waiting',
            created integer not null default 0 check (created >= 0),
            why text not null default '',
            session_ids uuid[] not null default '{}'::uuid[],
            primary key (run_id, package_id)
        );
        create index generation_run_matches_to_do on generation_run_matches (run_id, number)
            where outcome in ('waiting', 'undoing');
        """
    )
