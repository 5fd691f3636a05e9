-- Gives a new tutor the next of eight colours.
create or replace function app.give_hue() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    update users u set hue = (select count(*) from users x where x.hue > 0) % 8 + 1 where u.id = new.user_id and u.hue = 0;
    return null;
end
$$;

alter function app.give_hue() owner to corved_definer;
revoke execute on function app.give_hue() from public;
