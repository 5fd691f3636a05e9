create or replace trigger sessions_added_facts after insert on sessions
    referencing new table as changed
    for each statement
    execute function app.keep_package_facts();
