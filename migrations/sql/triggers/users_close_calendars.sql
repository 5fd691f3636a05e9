create or replace trigger users_close_calendars after update of is_active on users
    for each row
    when (old.is_active and not new.is_active)
    execute function app.close_calendars();
