"""The academy, people and their roles, learners, subjects, tutors, and sign-in attempts."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute(
        """
        create type person_role as enum ('student', 'parent', 'tutor', 'admin');
        create type level as enum ('o_level', 'a_level');

        create table academy (
            id boolean primary key default true check (id),
            name text not null check (btrim(name) <> ''),
            timezone text not null,
            whatsapp text not null check (whatsapp ~ '^\\+[1-9][0-9]{6,14}$'),
            cutoff_hours integer not null default 24 check (cutoff_hours between 0 and 168),
            price_8 integer not null check (price_8 >= 0),
            price_12 integer not null check (price_12 >= 0),
            price_20 integer not null check (price_20 >= 0)
        );
        comment on table academy is 'One row. Prices in PKR a package.';

        create table users (
            id uuid primary key default gen_random_uuid(),
            full_name text not null check (btrim(full_name) <> ''),
            email text not null check (email = lower(email) and email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
            whatsapp text check (whatsapp ~ '^\\+[1-9][0-9]{6,14}$'),
            timezone text not null,
            password_hash text,
            is_active boolean not null default true,
            session_stamp uuid not null default gen_random_uuid(),
            created_at timestamptz not null default now(),
            constraint users_email_key unique (email)
        );
        comment on column users.session_stamp is 'In every cookie; a new one ends sign-in on every device.';

        create table user_roles (
            user_id uuid not null references users,
            role person_role not null,
            primary key (user_id, role)
        );

        create table learners (
            id uuid primary key default gen_random_uuid(),
            account_user_id uuid not null references users,
            full_name text not null check (btrim(full_name) <> ''),
            created_at timestamptz not null default now(),
            unique (id, account_user_id)
        );
        create index learners_account on learners (account_user_id);

        create table subjects (
            id uuid primary key default gen_random_uuid(),
            name text not null unique check (btrim(name) <> '')
        );

        create table tutor_profiles (
            user_id uuid primary key references users,
            is_approved boolean not null default false,
            weekly_hours jsonb not null default '[]'
        );

        create table tutor_subjects (
            tutor_user_id uuid not null references tutor_profiles,
            subject_id uuid not null references subjects,
            level level not null,
            primary key (tutor_user_id, subject_id, level)
        );

        create table sign_in_attempts (
            email text primary key,
            attempts integer not null check (attempts > 0),
            first_at timestamptz not null
        );
        comment on table sign_in_attempts is 'Attempts per e-mail address since first_at; gone after a success.';
        """
    )


def downgrade() -> None:
    op.execute(
        """
        drop table sign_in_attempts, tutor_subjects, tutor_profiles, subjects, learners, user_roles, users, academy;
        drop type level;
        drop type person_role;
        """
    )
