"""What tutors are paid: dated rates, adjustments, and months that are closed with their lines."""

from alembic import op

revision = "0133"
down_revision = "0132"


def upgrade() -> None:
    op.execute(
        """
        create table pay_rates (
            id uuid primary key default gen_random_uuid(),
            tutor_user_id uuid not null references tutor_profiles (user_id),
            match_id uuid references matches,
            kind text not null check (kind in ('hour', 'session', 'share')),
            amount integer not null check (amount > 0),
            currency text references currencies,
            since date not null,
            until date check (until >= since),
            check ((kind = 'share') = (currency is null)),
            check (kind <> 'share' or amount <= 100),
            constraint pay_rates_do_not_overlap exclude using gist (
                tutor_user_id with =, coalesce(match_id, '00000000-0000-0000-0000-000000000000'::uuid) with =,
                daterange(since, until, '[]') with &&)
        );
        create table pay_adjustments (
            id uuid primary key default gen_random_uuid(),
            tutor_user_id uuid not null references tutor_profiles (user_id),
            month date not null check (extract(day from month) = 1),
            amount integer not null check (amount <> 0),
            currency text not null references currencies,
            reason text not null check (btrim(reason) <> '' and char_length(reason) <= 200),
            created_by_user_id uuid references users,
            created_at timestamptz not null
        );
        create index pay_adjustments_month on pay_adjustments (month, tutor_user_id);
        create table pay_months (
            id uuid primary key default gen_random_uuid(),
            tutor_user_id uuid not null references tutor_profiles (user_id),
            month date not null check (extract(day from month) = 1),
            closed_at timestamptz not null,
            closed_by_user_id uuid references users,
            paid_on date,
            way text not null default '',
            reference text not null default '',
            constraint pay_months_once unique (tutor_user_id, month)
        );
        create table pay_lines (
            pay_month_id uuid not null references pay_months,
            number integer not null,
            session_id uuid,
            starts_at timestamptz,
            learner text not null,
            subject text not null,
            minutes integer not null,
            amount integer not null,
            currency text not null,
            words text not null,
            primary key (pay_month_id, number)
        );
        create index pay_lines_session on pay_lines (session_id);
        alter table academy add column student_absent_percent smallint not null default 100
            check (student_absent_percent between 0 and 100);
        """
    )
