-- Records a sign-in after the password was right: the counters begin anew, and the device is known from now on.
create or replace function app.finish_sign_in(address text, network text, who uuid, device uuid, agent text) returns uuid
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform app.refuse_others();
    delete from sign_in_attempts a
    where a.address = finish_sign_in.address
      and a.network in (finish_sign_in.network, 'device ' || finish_sign_in.device);
    return app.open_sign_in(who, device, agent);
end
$$;

alter function app.finish_sign_in(address text, network text, who uuid, device uuid, agent text) owner to corved_definer;
revoke execute on function app.finish_sign_in(address text, network text, who uuid, device uuid, agent text) from public;
grant execute on function app.finish_sign_in(address text, network text, who uuid, device uuid, agent text) to app_admin;
