create or replace trigger learners_count_renaming before update of full_name on learners
    for each row
    when (old.full_name is distinct from new.full_name)
    execute function app.count_renaming();
