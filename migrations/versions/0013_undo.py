"""A tutor's undo says which mark it means; a match's tutor has a first day; tutors read their sessions' history.

A session's version holds the moment of its mark, so that the same status set again by somebody else is another one.
"""

from alembic import op

revision = "0013"
down_revision = "0012"

DEFINER = "security definer set search_path = pg_catalog, public, pg_temp"
FUNCTIONS = (
    ("app.state_version(jsonb)", ""),
    ("app.session_version(sessions)", ""),
    ("app.tutor_undo_session(uuid, text)", "app_tutor"),
    ("app.tutor_session_history(uuid)", "app_tutor"),
)


def upgrade() -> None:
    op.execute(
        f"""
        alter table matches add column tutor_since date;
        comment on column matches.tutor_since is 'The first day of a tutor who was agreed later; null: always.';

        -- The same as corved.scheduling.statuses.version, of a state as the audit log keeps it.
        create function app.state_version(state jsonb) returns text language sql immutable
        set search_path = pg_catalog, public, pg_temp as $$
            select (state ->> 'status') || case when (state ->> 'needs_new_time')::boolean then '!' else '' end
                   || '@' || floor(extract(epoch from (state ->> 'scheduled_start_utc')::timestamptz))::bigint
                   || '/' || coalesce(floor(extract(epoch from (state ->> 'marked_at')::timestamptz))::bigint, 0)
        $$;
        create or replace function app.session_version(s sessions) returns text language sql immutable
        set search_path = pg_catalog, public, pg_temp as $$
            select s.status || case when s.needs_new_time then '!' else '' end
                   || '@' || floor(extract(epoch from s.scheduled_start_utc))::bigint
                   || '/' || coalesce(floor(extract(epoch from s.marked_at))::bigint, 0)
        $$;

        drop function app.tutor_undo_session(uuid);
        -- Takes back the caller's own last mark, for 24 hours: status and note are again what they were before.
        -- seen: the version that the page showed; null: whatever it is now. A second press takes back nothing more.
        create function app.tutor_undo_session(session_id uuid, seen text)
        returns boolean language plpgsql {DEFINER} as $$
        #variable_conflict use_column
        declare
            held sessions := app.own_session_for_update(tutor_undo_session.session_id);
            mark audit_logs;
            happened audit_logs;
            old jsonb;
            after_change sessions;
        begin
            if seen <> app.session_version(held) then
                select a.* into happened from audit_logs a
                where a.session_id = held.id and a.action <> 'session.noted' order by a.id desc limit 1;
                if happened.action = 'session.unmarked' and app.state_version(happened.details -> 'from') = seen then
                    return false;
                end if;
                perform app.refuse_changed(held);
            end if;
            select a.* into mark from audit_logs a
            where a.session_id = held.id
              and a.action in ('session.marked', 'session.moved', 'session.set_aside', 'session.put_back')
              and not exists (
                  select 1 from audit_logs u
                  where u.session_id = held.id and u.action in ('session.unmarked', 'session.unmoved')
                    and (u.details ->> 'undoes')::bigint = a.id)
            order by a.id desc limit 1;
            if mark.id is null or mark.action <> 'session.marked' then
                return false;
            end if;
            if mark.actor_user_id is distinct from app.uid() then
                raise exception 'not the caller''s mark' using errcode = 'CE403';
            end if;
            if mark.at < app.now() - interval '24 hours' then
                raise exception 'too late to undo' using errcode = 'CE410';
            end if;
            old := mark.details -> 'from';
            update sessions set
                status = (old ->> 'status')::session_status,
                needs_new_time = (old ->> 'needs_new_time')::boolean,
                tutor_notes = case
                    when held.tutor_notes is not distinct from mark.details #>> '{{to,tutor_notes}}'
                    then old ->> 'tutor_notes' else held.tutor_notes end,
                marked_at = (old ->> 'marked_at')::timestamptz,
                marked_by_user_id = (old ->> 'marked_by_user_id')::uuid,
                updated_at = app.now(), updated_by_user_id = app.uid()
            where id = held.id returning * into after_change;
            perform app.log_session_change(
                'session.unmarked', held.id, app.session_state(held), app.session_state(after_change), mark.id);
            return true;
        end $$;

        -- What happened to a session of the caller's own. Others of the academy have no name here, and reasons,
        -- which admins write for each other, are left out.
        create function app.tutor_session_history(wanted uuid)
        returns table (at timestamptz, action text, details jsonb, reason text, actor text)
        language sql stable rows 10 {DEFINER} as $$
            select a.at, a.action, a.details, null::text,
                   case when a.actor_user_id = app.uid() then u.full_name else 'the academy' end
            from sessions s
            join audit_logs a on a.session_id = s.id
            left join users u on u.id = a.actor_user_id
            where s.id = wanted and s.tutor_user_id = app.uid()
            order by a.id desc
        $$;
        """
    )
    for signature, caller in FUNCTIONS:
        op.execute(f"alter function {signature} owner to corved_definer")
        op.execute(f"revoke execute on function {signature} from public")
        if caller:
            op.execute(f"grant execute on function {signature} to {caller}")


def downgrade() -> None:
    op.execute(
        f"""
        drop function app.tutor_session_history(uuid);
        drop function app.tutor_undo_session(uuid, text);
        drop function app.state_version(jsonb);
        alter table matches drop column tutor_since;
        create or replace function app.session_version(s sessions) returns text language sql immutable
        set search_path = pg_catalog, public, pg_temp as $$
            select s.status || case when s.needs_new_time then '!' else '' end
                   || '@' || floor(extract(epoch from s.scheduled_start_utc))::bigint
        $$;
        create function app.tutor_undo_session(session_id uuid)
        returns boolean language plpgsql {DEFINER} as $$
        #variable_conflict use_column
        declare
            held sessions := app.own_session_for_update(tutor_undo_session.session_id);
            mark audit_logs;
            old jsonb;
            after_change sessions;
        begin
            select a.* into mark from audit_logs a
            where a.session_id = held.id and a.action in ('session.marked', 'session.moved')
              and not exists (
                  select 1 from audit_logs u
                  where u.session_id = held.id and u.action = 'session.unmarked'
                    and (u.details ->> 'undoes')::bigint = a.id)
            order by a.id desc limit 1;
            if mark.id is null or mark.action <> 'session.marked' then
                return false;
            end if;
            if mark.actor_user_id is distinct from app.uid() then
                raise exception 'not the caller''s mark' using errcode = 'CE403';
            end if;
            if mark.at < app.now() - interval '24 hours' then
                raise exception 'too late to undo' using errcode = 'CE410';
            end if;
            old := mark.details -> 'from';
            update sessions set
                status = (old ->> 'status')::session_status,
                needs_new_time = (old ->> 'needs_new_time')::boolean,
                tutor_notes = case
                    when held.tutor_notes is not distinct from mark.details #>> '{{to,tutor_notes}}'
                    then old ->> 'tutor_notes' else held.tutor_notes end,
                marked_at = (old ->> 'marked_at')::timestamptz,
                marked_by_user_id = (old ->> 'marked_by_user_id')::uuid,
                updated_at = app.now(), updated_by_user_id = app.uid()
            where id = held.id returning * into after_change;
            perform app.log_session_change(
                'session.unmarked', held.id, app.session_state(held), app.session_state(after_change), mark.id);
            return true;
        end $$;
        alter function app.tutor_undo_session(uuid) owner to corved_definer;
        revoke execute on function app.tutor_undo_session(uuid) from public;
        grant execute on function app.tutor_undo_session(uuid) to app_tutor;
        """
    )
