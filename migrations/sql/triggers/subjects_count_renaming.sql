create or replace trigger subjects_count_renaming before update of name on subjects
    for each row
    when (old.name is distinct from new.name)
    execute function app.count_renaming();
