create or replace trigger told_added_facts after insert on told
    referencing new table as changed
    for each statement
    execute function app.keep_package_facts();
