create or replace trigger users_count_renaming before update of full_name on users
    for each row
    when (old.full_name is distinct from new.full_name)
    execute function app.count_renaming();
