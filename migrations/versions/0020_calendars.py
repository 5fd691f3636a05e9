"""Calendar feeds: whose address opens what, how often a session has changed, and which ones are off.

A feed's address holds a token made of SECRET_KEY and the row's salt; the database keeps its SHA-256 only. Whoever
holds the token is nobody yet, so a function answers it.
"""

from alembic import op

revision = "0020"
down_revision = "0019"

DEFINER = "security definer set search_path = pg_catalog, public, pg_temp"
FUNCTIONS = (
    ("app.calendar_owner(bytea)", ("app_anonymous",)),
    ("app.calendar_fetched(bytea, text)", ("app_anonymous",)),
    ("app.set_calendar(text, uuid, bytea)", ("app_student", "app_tutor")),
    ("app.count_change()", ()),
    ("app.keep_cancelled()", ()),
    ("app.count_link_change()", ()),
)


def upgrade() -> None:
    op.execute(
        f"""
        alter table sessions
            add column sequence integer not null default 0,
            add column changed_at timestamptz not null default app.now();
        comment on column sessions.sequence is 'How often it has changed for those who have it in a calendar.';
        alter table sessions no force row level security;
        alter table sessions disable trigger user;
        update sessions set changed_at = updated_at;
        alter table sessions enable trigger user;
        alter table sessions force row level security;
        alter table matches
            add column link_changes integer not null default 0,
            add column link_changed_at timestamptz not null default app.now();

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
        comment on table cancelled_sessions is
            'Sessions that were somebody''s, the family''s or the tutor''s, and are no more. Names as they were.';

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

        create function app.count_change() returns trigger language plpgsql
        set search_path = pg_catalog, public, pg_temp as $$
        begin
            new.sequence := old.sequence + 1;
            new.changed_at := app.now();
            return new;
        end $$;
        create trigger sessions_count_change before update on sessions for each row
            when ((old.scheduled_start_utc, old.scheduled_end_utc, old.timezone, old.status, old.needs_new_time,
                   old.tutor_user_id)
                  is distinct from (new.scheduled_start_utc, new.scheduled_end_utc, new.timezone, new.status,
                                    new.needs_new_time, new.tutor_user_id))
            execute function app.count_change();

        create function app.count_link_change() returns trigger language plpgsql
        set search_path = pg_catalog, public, pg_temp as $$
        begin
            new.link_changes := old.link_changes + 1;
            new.link_changed_at := app.now();
            return new;
        end $$;
        create trigger matches_count_link_change before update of meet_link on matches for each row
            when (old.meet_link is distinct from new.meet_link) execute function app.count_link_change();

        -- Off for the family and the tutor when it is removed; for the tutor before when another takes it over.
        create function app.keep_cancelled() returns trigger language plpgsql {DEFINER} as $$
        begin
            insert into cancelled_sessions as c
                (session_id, user_id, match_id, learner, tutor, subject, scheduled_start_utc, scheduled_end_utc,
                 timezone, sequence, changed_at)
            select old.id, whose.user_id, old.match_id, l.full_name, t.full_name, sub.name, old.scheduled_start_utc,
                   old.scheduled_end_utc, old.timezone, old.sequence + m.link_changes + 1, app.now()
            from matches m
            join requests r on r.id = m.request_id
            join subjects sub on sub.id = r.subject_id
            join learners l on l.id = old.learner_id
            join users t on t.id = old.tutor_user_id
            cross join lateral (
                select old.tutor_user_id as user_id
                union select old.account_user_id where tg_op = 'DELETE') whose
            where m.id = old.match_id
            on conflict (user_id, session_id) do update
                set sequence = excluded.sequence, changed_at = excluded.changed_at,
                    scheduled_start_utc = excluded.scheduled_start_utc, scheduled_end_utc = excluded.scheduled_end_utc,
                    timezone = excluded.timezone;
            return null;
        end $$;
        create trigger sessions_keep_cancelled after delete on sessions
            for each row execute function app.keep_cancelled();
        create trigger sessions_keep_handed_over after update of tutor_user_id on sessions for each row
            when (old.tutor_user_id <> new.tutor_user_id) execute function app.keep_cancelled();

        -- Whose calendar a token opens, as long as they may sign in and hold a role of that part of the site.
        create function app.calendar_owner(hash bytea, out user_id uuid, out area text, out timezone text)
        language sql stable {DEFINER} as $$
            select f.user_id, f.area, u.timezone
            from calendar_feeds f join users u on u.id = f.user_id and u.is_active
            where f.token_hash = hash and exists (
                select 1 from user_roles r where r.user_id = f.user_id
                  and r.role::text = any (
                      case f.area when 'tutor' then array['tutor'] else array['student', 'parent'] end))
        $$;

        create function app.calendar_fetched(hash bytea, agent text) returns void language sql {DEFINER} as $$
            update calendar_feeds set fetched_at = app.now(), fetched_by = agent where token_hash = hash
        $$;

        -- The caller's own, made or replaced: the address before opens nothing from now on.
        create function app.set_calendar(of_area text, new_salt uuid, hash bytea) returns void
        language plpgsql {DEFINER} as $$
        begin
            if app.uid() is null then
                raise exception 'nobody is signed in' using errcode = 'CE401';
            end if;
            insert into calendar_feeds (user_id, area, salt, token_hash, created_at)
            values (app.uid(), of_area, new_salt, hash, app.now())
            on conflict (user_id, area) do update
                set salt = excluded.salt, token_hash = excluded.token_hash, created_at = excluded.created_at,
                    fetched_at = null, fetched_by = null;
            insert into audit_logs (at, actor_user_id, action, entity_id, details)
            values (app.now(), app.uid(), 'person.calendar_made', app.uid(), jsonb_build_object('area', of_area));
        end $$;

        grant select, insert, update on calendar_feeds to corved_definer;
        grant insert, select, update on cancelled_sessions to corved_definer;
        grant select on subjects to corved_definer;
        create policy subjects_corved_definer on subjects to corved_definer using (true);
        """
    )
    for table in ("calendar_feeds", "cancelled_sessions"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy {table}_corved_definer on {table} to corved_definer using (true) with check (true)")
        for role in ("app_student", "app_tutor"):
            op.execute(
                f"create policy {table}_{role} on {table} for select to {role} using (user_id = (select app.uid()))"
            )
    op.execute("grant select on cancelled_sessions to app_student, app_tutor")
    op.execute(
        "grant select (user_id, area, salt, created_at, fetched_at, fetched_by) on calendar_feeds "
        "to app_student, app_tutor"
    )
    for signature, callers in FUNCTIONS:
        op.execute(f"alter function {signature} owner to corved_definer")
        op.execute(f"revoke execute on function {signature} from public")
        for caller in callers:
            op.execute(f"grant execute on function {signature} to {caller}")


def downgrade() -> None:
    op.execute(
        """
        drop trigger sessions_count_change on sessions;
        drop trigger sessions_keep_cancelled on sessions;
        drop trigger sessions_keep_handed_over on sessions;
        drop trigger matches_count_link_change on matches;
        drop table calendar_feeds, cancelled_sessions;
        drop policy if exists subjects_corved_definer on subjects;
        revoke select on subjects from corved_definer;
        alter table sessions drop column sequence, drop column changed_at;
        alter table matches drop column link_changes, drop column link_changed_at;
        """
    )
    for signature, _callers in FUNCTIONS:
        op.execute(f"drop function {signature}")
