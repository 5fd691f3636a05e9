"""People: accounts, roles, learners and tutors, sign-in, calendar links, and the academy itself."""

from alembic import op

revision = "0102"
down_revision = "0101"


def upgrade() -> None:
    op.execute(
        r"""
        create type person_role as enum ('student', 'parent', 'tutor', 'admin');

        create table users (
            id uuid primary key default gen_random_uuid(),
            full_name text not null check (btrim(full_name) <> ''),
            email text not null unique
                check (email = lower(email) and email ~ '^[^@[:space:],;:<>()"\\[\]]+@[^@[:space:],;:<>()"\\[\]]+$'),
            whatsapp text check (whatsapp ~ '^\+[1-9][0-9]{6,14}$'),
            timezone text not null,
            password_hash text,
            is_active boolean not null default true,
            session_stamp uuid not null default gen_random_uuid(),
            created_at timestamptz not null default now(),
            hours_24 boolean not null default true,
            renamed_at timestamptz,
            constraint users_full_name_one_line check (full_name !~ '[[:cntrl:]]')
        );

        create table user_roles (
            user_id uuid not null references users,
            role person_role not null,
            primary key (user_id, role)
        );

        create table invitations (
            id uuid primary key default gen_random_uuid(),
            user_id uuid not null references users,
            token_hash bytea not null unique,
            created_by_user_id uuid references users,
            created_at timestamptz not null,
            expires_at timestamptz not null,
            used_at timestamptz,
            revoked_at timestamptz,
            salt uuid,
            mail_wanted_at timestamptz
        );
        create index invitations_user on invitations (user_id);

        create table sign_in_attempts (
            email text primary key,
            attempts integer not null check (attempts > 0),
            first_at timestamptz not null
        );

        create table calendar_feeds (
            user_id uuid not null references users,
            area text not null check (area in ('student', 'tutor')),
            salt uuid not null,
            token_hash bytea not null unique,
            created_at timestamptz not null,
            fetched_at timestamptz,
            fetched_by text,
            primary key (user_id, area)
        );

        create table learners (
            id uuid primary key default gen_random_uuid(),
            account_user_id uuid not null references users,
            full_name text not null check (btrim(full_name) <> ''),
            created_at timestamptz not null default now(),
            renamed_at timestamptz,
            constraint learners_id_account_user_id_key unique (id, account_user_id),
            constraint learners_full_name_one_line check (full_name !~ '[[:cntrl:]]')
        );
        create index learners_account on learners (account_user_id);

        create table tutor_profiles (
            user_id uuid primary key references users,
            is_approved boolean not null default false,
            weekly_hours jsonb not null default '[]',
            hours_timezone text
        );

        create table academy (
            id boolean primary key default true check (id),
            name text not null check (btrim(name) <> ''),
            timezone text not null,
            whatsapp text not null check (whatsapp ~ '^\+[1-9][0-9]{6,14}$'),
            cutoff_hours integer not null default 24 check (cutoff_hours >= 0 and cutoff_hours <= 168),
            price_8 integer not null check (price_8 >= 0),
            price_12 integer not null check (price_12 >= 0),
            price_20 integer not null check (price_20 >= 0),
            mails_since timestamptz,
            constraint academy_name_one_line check (name !~ '[[:cntrl:]]')
        );
        """
    )
