create or replace trigger users_revoke_links after update of email, whatsapp on users
    for each row
    when ((old.email, old.whatsapp) is distinct from (new.email, new.whatsapp))
    execute function app.revoke_links();
