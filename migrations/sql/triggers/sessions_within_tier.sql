create or replace trigger sessions_within_tier after insert on sessions
    referencing new table as added
    for each statement
    execute function app.keep_tier();
