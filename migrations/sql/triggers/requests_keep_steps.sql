create or replace trigger requests_keep_steps before update of status on requests
    for each row
    execute function app.keep_steps();
