"""Runs that create the sessions of many matches: what each was to do, and what became of it."""

from alembic import op

revision = "0009"
down_revision = "0008"

TABLES = ("generation_runs", "generation_run_matches")


def upgrade() -> None:
    op.execute(
        """
        create type generation_outcome as enum ('waiting', 'created', 'short', 'blocked');

        create table generation_runs (
            id uuid primary key default gen_random_uuid(),
            started_at timestamptz not null,
            started_by_user_id uuid references users
        );

        create table generation_run_matches (
            run_id uuid not null references generation_runs,
            number integer not null,
            match_id uuid not null references matches,
            package_id uuid not null references packages,
            outcome generation_outcome not null default 'waiting',
            created integer not null default 0 check (created >= 0),
            why text not null default '',
            primary key (run_id, package_id)
        );
        comment on column generation_run_matches.number is 'Its place in the run, from 1.';
        create index generation_run_matches_waiting on generation_run_matches (run_id, number)
            where outcome = 'waiting';
        """
    )
    for table in TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy {table}_app_admin on {table} to app_admin using (true) with check (true)")
        op.execute(f"grant select, insert, update on {table} to app_admin")


def downgrade() -> None:
    op.execute("drop table generation_run_matches, generation_runs; drop type generation_outcome;")
