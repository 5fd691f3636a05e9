create or replace trigger sessions_first_agreed_time before update of original_start_utc on sessions
    for each row
    execute function app.keep_first_agreed_time();
