create or replace function app.keep_steps() returns trigger
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if old.status <> new.status and (old.status::text, new.status::text) not in (('new', 'payment_pending'), ('new', 'matched'), ('new', 'ended'), ('payment_pending', 'ready_to_match'), ('payment_pending', 'matched'), ('payment_pending', 'ended'), ('payment_pending', 'new'), ('ready_to_match', 'payment_pending'), ('ready_to_match', 'matched'), ('ready_to_match', 'ended'), ('matched', 'active'), ('matched', 'paused'), ('matched', 'ended'), ('active', 'matched'), ('active', 'paused'), ('active', 'ended'), ('ended', 'new'), ('ended', 'payment_pending'), ('ended', 'ready_to_match'), ('paused', 'active'), ('paused', 'matched'), ('paused', 'ended')) then
        raise exception '% cannot become %', old.status, new.status using errcode = 'CE427';
    end if;
    return new;
end
$$;
revoke execute on function app.keep_steps() from public;
