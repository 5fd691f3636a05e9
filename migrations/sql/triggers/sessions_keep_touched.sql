create or replace trigger sessions_keep_touched before delete on sessions
    for each row
    execute function app.keep_touched_sessions();
