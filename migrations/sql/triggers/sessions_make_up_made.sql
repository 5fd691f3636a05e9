create or replace trigger sessions_make_up_made after insert on sessions
    for each row
    when (new.makes_up_id is not null)
    execute function app.keep_make_up();
