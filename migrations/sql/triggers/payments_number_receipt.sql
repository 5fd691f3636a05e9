create or replace trigger payments_number_receipt before insert on payments
    for each row
    when (new.status <> 'rejected')
    execute function app.number_receipt();
