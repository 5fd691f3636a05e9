create or replace trigger refunds_facts after insert or update or delete on refunds
    for each row
    execute function app.keep_package_facts();
