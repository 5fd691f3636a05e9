create or replace trigger told_facts after update of is_told on told
    for each row
    when (old.what = 'start' and old.is_told <> new.is_told)
    execute function app.keep_package_facts();
