create or replace trigger matches_keep_meet_links after insert or update of meet_link, tutor_user_id on matches
    for each row
    execute function app.keep_meet_links();
