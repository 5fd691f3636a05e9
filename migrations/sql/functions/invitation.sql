create or replace function app.invitation(hash bytea, out full_name text, out address text, out timezone text, out is_new boolean)
    language sql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
select u.full_name, coalesce(u.email, u.whatsapp), u.timezone, u.password_hash is null
from invitations i join users u on u.id = i.user_id
where i.token_hash = hash and i.used_at is null and i.revoked_at is null and i.expires_at > app.now() and u.is_active
$$;

alter function app.invitation(hash bytea) owner to corved_definer;
revoke execute on function app.invitation(hash bytea) from public;
grant execute on function app.invitation(hash bytea) to app_anonymous;
