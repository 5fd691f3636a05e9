-- Signs who is bound: the settings app.user_id, app.role and app.now, for this connection and transaction alone.
create or replace function app.proof() returns text
    language sql stable security definer parallel restricted
    set search_path = pg_catalog, public, pg_temp
as $$
select encode(sha256(k.secret || sha256(k.secret || convert_to(concat_ws('|',
           current_setting('app.user_id', true), current_setting('app.role', true), current_setting('app.now', true),
           pg_backend_pid(), extract(epoch from transaction_timestamp())), 'UTF8'))), 'hex')
from app.keys k
$$;

alter function app.proof() owner to corved_definer;
revoke execute on function app.proof() from public;
