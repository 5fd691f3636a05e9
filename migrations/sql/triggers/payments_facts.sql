create or replace trigger payments_facts after insert or update or delete on payments
    for each row
    execute function app.keep_package_facts();
