create or replace trigger matches_keep_steps before update of status on matches
    for each row
    execute function app.keep_steps();
