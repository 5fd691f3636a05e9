create or replace trigger sessions_facts after update of package_id, makes_up_id on sessions
    for each row
    when (old.package_id <> new.package_id or old.makes_up_id is distinct from new.makes_up_id)
    execute function app.keep_package_facts();
