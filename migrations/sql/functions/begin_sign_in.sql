create or replace function app.begin_sign_in(address text, out blocked boolean, out user_id uuid, out stamp uuid, out hash text)
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare made integer;
begin
    insert into sign_in_attempts as a (email, attempts, first_at) values (address, 1, app.now())
    on conflict (email) do update set
        attempts = case when a.first_at <= app.now() - interval '15 minutes' then 1 else a.attempts + 1 end,
        first_at = case when a.first_at <= app.now() - interval '15 minutes' then app.now() else a.first_at end
    returning attempts into made;
    blocked := made > 10;
    if not blocked then
        select u.id, u.session_stamp, u.password_hash into user_id, stamp, hash
        from users u where (u.email = address or u.email is null and u.whatsapp = address) and u.is_active;
    end if;
end
$$;

alter function app.begin_sign_in(address text) owner to corved_definer;
revoke execute on function app.begin_sign_in(address text) from public;
grant execute on function app.begin_sign_in(address text) to app_anonymous;
