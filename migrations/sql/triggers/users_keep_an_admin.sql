create or replace trigger users_keep_an_admin after update of is_active on users
    for each statement
    execute function app.keep_an_admin();
