-- Records a sign-in after the password was right: the counters begin anew, and the device is known from now on. Of whom
-- a second step is asked needs the counter of a later code than the last, or the number of an unused recovery code; null
-- is returned without one.
create or replace function app.finish_sign_in(address text, network text, who uuid, device uuid, agent text, counter bigint, recovery_code integer) returns uuid
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform app.refuse_others();
    update second_steps s
    set last_counter = coalesce(counter, s.last_counter),
        used_codes = case when counter is null then s.used_codes || recovery_code else s.used_codes end
    where s.user_id = who and (counter > s.last_counter
                               or counter is null and recovery_code between 0 and 9 and recovery_code <> all (s.used_codes));
    if not found and exists (select from second_steps s where s.user_id = who) then
        return null;
    end if;
    delete from sign_in_attempts a
    where a.address = finish_sign_in.address
      and a.network in (finish_sign_in.network, 'device ' || finish_sign_in.device);
    return app.open_sign_in(who, device, agent);
end
$$;

alter function app.finish_sign_in(address text, network text, who uuid, device uuid, agent text, counter bigint, recovery_code integer) owner to corved_definer;
revoke execute on function app.finish_sign_in(address text, network text, who uuid, device uuid, agent text, counter bigint, recovery_code integer) from public;
grant execute on function app.finish_sign_in(address text, network text, who uuid, device uuid, agent text, counter bigint, recovery_code integer) to app_admin;
