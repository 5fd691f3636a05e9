create or replace trigger sessions_nominal_date before insert on sessions
    for each row
    execute function app.give_nominal_date();
