create or replace trigger sessions_removed_facts after delete on sessions
    referencing old table as changed
    for each statement
    execute function app.keep_package_facts();
