create or replace trigger matches_count_link_change before update of meet_link, tutor_user_id on matches
    for each row
    when (old.meet_link is distinct from new.meet_link or old.tutor_user_id is distinct from new.tutor_user_id)
    execute function app.count_link_change();
