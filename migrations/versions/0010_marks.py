"""A tutor's mark says which session it means: one that changed meanwhile is not overwritten.

tutor_update_session takes the version that the page showed (corved.scheduling.statuses.version), and a refusal says
what the session is now and who changed it.
"""

from alembic import op

revision = "0010"
down_revision = "0009"

DEFINER = "security definer set search_path = pg_catalog, public, pg_temp"
OLD, NEW = (
    "app.tutor_update_session(uuid, session_status, text)",
    "app.tutor_update_session(uuid, session_status, text, text)",
)


def upgrade() -> None:
    op.execute(
        f"""
        create function app.session_version(s sessions) returns text language sql immutable
        set search_path = pg_catalog, public, pg_temp as $$
            select s.status || case when s.needs_new_time then '!' else '' end
                   || '@' || floor(extract(epoch from s.scheduled_start_utc))::bigint
        $$;

        -- Refuses with what the session is now and who changed it last, as JSON in the detail.
        create function app.refuse_changed(s sessions) returns void language plpgsql {DEFINER} as $$
        declare who text;
        begin
            select full_name into who from users where id = s.updated_by_user_id;
            raise exception 'changed meanwhile' using errcode = 'CE409', detail = jsonb_build_object(
                'status', s.status, 'needs_new_time', s.needs_new_time, 'by', who)::text;
        end $$;

        drop function {OLD};
        -- A tutor's mark. status null: only the note. notes null: the note stays. seen null: whatever it is now.
        -- True when something changed.
        create function app.tutor_update_session(session_id uuid, status session_status, notes text, seen text)
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
                if held.status not in ('scheduled', 'rescheduled') or held.needs_new_time
                   or (seen is not null and seen <> app.session_version(held)) then
                    perform app.refuse_changed(held);
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
        """
    )
    _hand_over(NEW, "app_tutor")
    for signature in ("app.session_version(sessions)", "app.refuse_changed(sessions)"):
        _hand_over(signature)


def downgrade() -> None:
    op.execute(
        f"""
        drop function {NEW};
        drop function app.refuse_changed(sessions);
        drop function app.session_version(sessions);
        """
    )
    op.execute(_before())
    _hand_over(OLD, "app_tutor")


def _hand_over(signature: str, caller: str = "") -> None:
    op.execute(f"alter function {signature} owner to corved_definer")
    op.execute(f"revoke execute on function {signature} from public")
    if caller:
        op.execute(f"grant execute on function {signature} to {caller}")


def _before() -> str:
    """The function of 0007."""
    return f"""
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
    """
