create or replace trigger sessions_facts after update of package_id, makes_up_id, tutor_user_id, account_user_id on sessions
    for each row
    when (old.package_id <> new.package_id or old.makes_up_id is distinct from new.makes_up_id
          or old.tutor_user_id <> new.tutor_user_id or old.account_user_id <> new.account_user_id)
    execute function app.keep_package_facts();
