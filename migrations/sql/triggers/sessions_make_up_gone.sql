create or replace trigger sessions_make_up_gone after delete on sessions
    for each row
    when (old.makes_up_id is not null)
    execute function app.keep_make_up();
