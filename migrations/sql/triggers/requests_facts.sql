create or replace trigger requests_facts after update of status on requests
    for each row
    when (old.status <> new.status)
    execute function app.keep_package_facts();
