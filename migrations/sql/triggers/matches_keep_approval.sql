create or replace trigger matches_keep_approval before insert or update of tutor_user_id on matches
    for each row
    execute function app.keep_approval();
