create or replace trigger sessions_keep_cancelled after delete on sessions
    for each row
    execute function app.keep_cancelled();
