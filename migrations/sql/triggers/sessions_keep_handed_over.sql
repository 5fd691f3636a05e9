create or replace trigger sessions_keep_handed_over after update of tutor_user_id on sessions
    for each row
    when (old.tutor_user_id <> new.tutor_user_id)
    execute function app.keep_cancelled();
