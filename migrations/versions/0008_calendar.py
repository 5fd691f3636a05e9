"""Dated schedules, the kind of a package's window, days without lessons, and what they took.

The weekly pattern moves from matches to match_patterns: a match keeps every version with the day it begins on.
"""

from alembic import op

revision = "0008"
down_revision = "0007"

TABLES = ("match_patterns", "closures", "closure_sessions")
READ_HERE = ("matches", "sessions", "audit_logs")  # forced policies bind the owner, too, who is to see every row here


def upgrade() -> None:
    _force("no force")
    op.execute(
        """
        create type window_kind as enum ('one_month', 'calendar_month', '28_days');
        alter table packages add column window_kind window_kind not null default 'one_month';
        grant select (window_kind) on packages to app_tutor;
        alter table packages add column withdrawn_at timestamptz;
        comment on column packages.withdrawn_at is 'Its sessions were taken away: no run creates them again.';
        alter table tutor_profiles add column hours_timezone text;
        comment on column tutor_profiles.hours_timezone is 'By whose clock weekly_hours are; null: the tutor''s zone.';

        create table match_patterns (
            match_id uuid not null references matches,
            since date not null,
            pattern jsonb not null,
            created_by_user_id uuid references users,
            created_at timestamptz not null default now(),
            primary key (match_id, since)
        );
        comment on column match_patterns.since is 'The first day it holds on: a local date of the pattern''s zone.';
        insert into match_patterns (match_id, since, pattern)
        select m.id,
               coalesce((select min(s.local_start)::date from sessions s where s.match_id = m.id), date '2000-01-01'),
               m.pattern
        from matches m where m.pattern is not null;
        alter table matches drop column pattern;

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
            constraint closures_days check (last_day >= first_day)
        );
        comment on table closures is 'Whole days without lessons: of the academy, or a tutor''s leave (tutor_user_id).';
        comment on column closures.timezone is 'Whose days: the academy''s or the tutor''s when it was agreed.';
        create index closures_tutor on closures (tutor_user_id, first_day) where removed_at is null;

        create table closure_sessions (
            closure_id uuid not null references closures,
            session_id uuid not null references sessions on delete cascade,
            before jsonb not null,
            after jsonb not null,
            primary key (closure_id, session_id)
        );
        create index closure_sessions_session on closure_sessions (session_id);
        comment on table closure_sessions is 'What a closure took, as app.session_state, to be put back.';

        -- The log outlives what it speaks of: a session that is withdrawn keeps its history.
        alter table audit_logs drop constraint audit_logs_session_id_fkey;

        -- Only what nobody has touched and is still to come can be removed.
        create function app.keep_touched_sessions() returns trigger language plpgsql as $$
        begin
            if old.status <> 'scheduled' or old.original_start_utc is not null
               or old.scheduled_start_utc <= app.now() then
                raise exception 'a session that was held, marked or moved stays' using errcode = 'CE422';
            end if;
            return old;
        end $$;
        revoke execute on function app.keep_touched_sessions() from public;
        create trigger sessions_keep_touched before delete on sessions
            for each row execute function app.keep_touched_sessions();
        grant delete on sessions, match_patterns to app_admin;
        """
    )
    for table in TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy {table}_app_admin on {table} to app_admin using (true) with check (true)")
        op.execute(f"grant select, insert, update on {table} to app_admin")
    _force("force")


def downgrade() -> None:
    _force("no force")
    op.execute("alter table match_patterns no force row level security")
    op.execute(
        """
        revoke delete on sessions from app_admin;
        drop trigger sessions_keep_touched on sessions;
        drop function app.keep_touched_sessions();
        drop table closure_sessions, closures;

        alter table audit_logs disable trigger audit_logs_insert_only;
        update audit_logs a set session_id = null
        where session_id is not null and not exists (select 1 from sessions s where s.id = a.session_id);
        alter table audit_logs enable trigger audit_logs_insert_only;
        alter table audit_logs add foreign key (session_id) references sessions;

        alter table matches add column pattern jsonb;
        update matches m set pattern = (
            select v.pattern from match_patterns v where v.match_id = m.id order by v.since desc limit 1);
        drop table match_patterns;
        revoke select (window_kind) on packages from app_tutor;
        alter table packages drop column window_kind, drop column withdrawn_at;
        alter table tutor_profiles drop column hours_timezone;
        drop type window_kind;
        """
    )
    _force("force")


def _force(how: str) -> None:
    for table in READ_HERE:
        op.execute(f"alter table {table} {how} row level security")
