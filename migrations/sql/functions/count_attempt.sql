-- Counts an attempt to sign in, for 15 minutes, and returns how many there were.
create or replace function app.count_attempt(of_address text, of_network text) returns integer
    language sql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
insert into sign_in_attempts as a (address, network, attempts, first_at) values (of_address, of_network, 1, app.now())
on conflict (address, network) do update set
    attempts = case when a.first_at <= app.now() - interval '15 minutes' then 1 else a.attempts + 1 end,
    first_at = case when a.first_at <= app.now() - interval '15 minutes' then app.now() else a.first_at end
returning attempts
$$;

alter function app.count_attempt(of_address text, of_network text) owner to corved_definer;
revoke execute on function app.count_attempt(of_address text, of_network text) from public;
