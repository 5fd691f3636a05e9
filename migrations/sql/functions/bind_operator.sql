-- Binds the operator, or a person in whose name the operator acts, for whoever has the key made of SECRET_KEY.
create or replace function app.bind_operator(operator_key bytea, wanted_role text, who uuid, wanted_now text, out role text)
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if not exists (select from app.keys k where k.operator = sha256(operator_key)) then
        raise exception 'this SECRET_KEY is not the one that corved migrate knows' using errcode = 'CE403';
    end if;
    bind_operator.role := wanted_role;
    perform app.prove(who, wanted_role, wanted_now);
end
$$;

alter function app.bind_operator(operator_key bytea, wanted_role text, who uuid, wanted_now text) owner to corved_definer;
revoke execute on function app.bind_operator(operator_key bytea, wanted_role text, who uuid, wanted_now text) from public;
grant execute on function app.bind_operator(operator_key bytea, wanted_role text, who uuid, wanted_now text) to corved_web;
