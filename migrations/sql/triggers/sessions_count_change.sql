create or replace trigger sessions_count_change before update on sessions
    for each row
    when (old.scheduled_start_utc is distinct from new.scheduled_start_utc or old.scheduled_end_utc is distinct from new.scheduled_end_utc or old.timezone is distinct from new.timezone or old.status is distinct from new.status or old.needs_new_time is distinct from new.needs_new_time or old.tutor_user_id is distinct from new.tutor_user_id)
    execute function app.count_change();
