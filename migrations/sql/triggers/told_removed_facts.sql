create or replace trigger told_removed_facts after delete on told
    referencing old table as changed
    for each statement
    execute function app.keep_package_facts();
