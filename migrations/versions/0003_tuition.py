"""Requests, packages and their payments, matches and the admin's notes on them."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute(
        """
        create type request_status as enum
            ('new', 'payment_pending', 'ready_to_match', 'matched', 'active', 'paused', 'ended');
        create type package_status as enum ('pending', 'active', 'expired');
        create type payment_status as enum ('paid', 'rejected', 'refunded');
        create type match_status as enum ('matched', 'active', 'paused', 'ended');

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
            constraint packages_window check (end_date >= start_date),
            constraint packages_do_not_overlap
                exclude using gist (request_id with =, daterange(start_date, end_date, '[]') with &&)
        );
        comment on column packages.end_date is 'Last day, inclusive: a local date of the match''s zone.';

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
            meet_link text check (meet_link ~ '^https://meet\\.google\\.com/[a-z]{3}-[a-z]{4}-[a-z]{3}$'),
            pattern jsonb,
            status match_status not null default 'matched',
            created_at timestamptz not null default now()
        );
        create unique index matches_one_open on matches (request_id) where status <> 'ended';
        create index matches_request on matches (request_id);
        create index matches_tutor on matches (tutor_user_id);

        create table match_notes (
            id uuid primary key default gen_random_uuid(),
            match_id uuid not null references matches,
            author_user_id uuid references users,
            body text not null check (btrim(body) <> ''),
            created_at timestamptz not null default now()
        );
        create index match_notes_match on match_notes (match_id);
        """
    )


def downgrade() -> None:
    op.execute(
        """
        drop table match_notes, matches, payments, packages, requests;
        drop type match_status;
        drop type payment_status;
        drop type package_status;
        drop type request_status;
        """
    )
