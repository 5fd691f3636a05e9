"""The functions that cross row-level security: who is this, signing in, and a tutor's marks.

Each runs as corved_definer with a pinned search_path, and its execution is granted to named roles only.
Refusals carry an SQLSTATE of class CE; corved/problems.py says what page each becomes.
"""

from alembic import op

revision = "0007"
down_revision = "0006"

FUNCTIONS = (
    # (signature, who may execute it)
    ("app.person(uuid, uuid)", "corved_web"),
    ("app.begin_sign_in(text)", "app_anonymous"),
    ("app.finish_sign_in(text)", "app_anonymous"),
    ("app.sign_out()", "app_anonymous"),
    ("app.session_state(sessions)", ""),
    ("app.own_session_for_update(uuid)", ""),
    ("app.log_session_change(text, uuid, jsonb, jsonb, bigint)", ""),
    ("app.tutor_update_session(uuid, session_status, text)", "app_tutor"),
    ("app.tutor_undo_session(uuid)", "app_tutor"),
)
DEFINER = "security definer set search_path = pg_catalog, public, pg_temp"


def upgrade() -> None:
    op.execute(
        f"""
        -- Who a cookie belongs to, with their roles; nothing for a stale stamp or a deactivated person.
        create function app.person(
            wanted uuid, stamp uuid,
            out id uuid, out full_name text, out timezone text, out roles text[]
        ) language sql stable {DEFINER} as $$
            select u.id, u.full_name, u.timezone,
                   array(select r.role::text from user_roles r where r.user_id = u.id order by r.role)
            from users u
            where u.id = wanted and u.session_stamp = stamp and u.is_active
        $$;

        -- Counts the attempt first, so that parallel guesses are counted too: at most 10 in 15 minutes per
        -- address, known or not. `hash` is null when there is nothing to compare with.
        create function app.begin_sign_in(
            address text, out blocked boolean, out user_id uuid, out stamp uuid, out hash text
        ) language plpgsql {DEFINER} as $$
        declare made integer;
        begin
            insert into sign_in_attempts as a (email, attempts, first_at) values (address, 1, app.now())
            on conflict (email) do update set
                attempts = case when a.first_at <= app.now() - interval '15 minutes' then 1 else a.attempts + 1 end,
                first_at = case when a.first_at <= app.now() - interval '15 minutes' then app.now() else a.first_at end
            returning attempts into made;
            blocked := made > 10;
            if not blocked then
                select u.id, u.session_stamp, u.password_hash into user_id, stamp, hash
                from users u where u.email = address and u.is_active;
            end if;
        end $$;

        create function app.finish_sign_in(address text) returns void language sql {DEFINER} as $$
            delete from sign_in_attempts where email = address
        $$;

        -- A new stamp: every cookie of the person is dead, on every device, a copied one too.
        create function app.sign_out() returns void language sql {DEFINER} as $$
            update users set session_stamp = gen_random_uuid() where id = app.uid()
        $$;

        -- What a mark or a move can change, as the audit log keeps it.
        create function app.session_state(s sessions) returns jsonb language sql stable
        set search_path = pg_catalog, public, pg_temp as $$
            select jsonb_build_object(
                'status', s.status, 'needs_new_time', s.needs_new_time, 'tutor_notes', s.tutor_notes,
                'scheduled_start_utc', s.scheduled_start_utc, 'scheduled_end_utc', s.scheduled_end_utc,
                'local_start', s.local_start, 'timezone', s.timezone,
                'original_start_utc', s.original_start_utc,
                'marked_at', s.marked_at, 'marked_by_user_id', s.marked_by_user_id)
        $$;

        -- The caller's own session, locked; refused without an identity, and like a missing one when not theirs.
        create function app.own_session_for_update(wanted uuid) returns sessions language plpgsql {DEFINER} as $$
        declare found_session sessions;
        begin
            if app.uid() is null then
                raise exception 'nobody is signed in' using errcode = 'CE401';
            end if;
            select * into found_session from sessions
            where id = wanted and tutor_user_id is not distinct from app.uid() for update;
            if not found then
                raise exception 'no such session' using errcode = 'CE404';
            end if;
            return found_session;
        end $$;

        create function app.log_session_change(
            action text, session_id uuid, state_before jsonb, state_after jsonb, undoes bigint
        ) returns void language sql {DEFINER} as $$
            insert into audit_logs (at, actor_user_id, action, match_id, session_id, details)
            select app.now(), app.uid(), log_session_change.action, s.match_id, s.id,
                   jsonb_strip_nulls(jsonb_build_object('undoes', undoes))
                   || jsonb_build_object('from', state_before, 'to', state_after)
            from sessions s where s.id = log_session_change.session_id
        $$;

        -- A tutor's mark. status null: only the note. notes null: the note stays. True when something changed.
        create function app.tutor_update_session(session_id uuid, status session_status, notes text)
        returns boolean language plpgsql {DEFINER} as $$
        #variable_conflict use_column
        declare
            held sessions := app.own_session_for_update(tutor_update_session.session_id);
            wanted session_status := tutor_update_session.status;
            note text := case when notes is null then held.tutor_notes else nullif(btrim(notes), '') end;
            flags boolean := wanted is not distinct from 'rescheduled';
            same boolean := wanted is null or (wanted = held.status and flags = held.needs_new_time);
            after_change sessions;
        begin
            if wanted = 'scheduled' then
                raise exception 'a tutor cannot set scheduled' using errcode = 'CE422';
            end if;
            if same and note is not distinct from held.tutor_notes then
                return false;
            end if;
            if not same then
                if held.status not in ('scheduled', 'rescheduled') or held.needs_new_time then
                    raise exception 'already marked' using errcode = 'CE409';
                end if;
                if not flags and held.scheduled_start_utc > app.now() then
                    raise exception 'not started yet' using errcode = 'CE425';
                end if;
            end if;
            update sessions set
                status = case when same then held.status else wanted end,
                needs_new_time = case when same then held.needs_new_time else flags end,
                tutor_notes = note,
                marked_at = case when same then held.marked_at else app.now() end,
                marked_by_user_id = case when same then held.marked_by_user_id else app.uid() end,
                updated_at = app.now(), updated_by_user_id = app.uid()
            where id = held.id returning * into after_change;
            perform app.log_session_change(
                case when same then 'session.noted' else 'session.marked' end,
                held.id, app.session_state(held), app.session_state(after_change), null);
            return true;
        end $$;

        -- Takes back the caller's own last mark, for 24 hours: status and note are again what they were before.
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
        """
    )
    for signature, callers in FUNCTIONS:
        op.execute(f"alter function {signature} owner to corved_definer")
        op.execute(f"revoke execute on function {signature} from public")
        if callers:
            op.execute(f"grant execute on function {signature} to {callers}")


def downgrade() -> None:
    for signature, _callers in reversed(FUNCTIONS):
        op.execute(f"drop function {signature}")
