create or replace trigger user_roles_keep_an_admin after delete on user_roles
    for each statement
    execute function app.keep_an_admin();
