-- The price and size of the months of the signed-in tutor's sessions that are paid as a share of it.
create or replace function app.own_session_prices(first timestamptz, after timestamptz)
    returns table (session_id uuid, price integer, tier integer, currency text)
    language sql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
select s.id, p.price, p.tier, p.currency
from sessions s join packages p on p.id = s.package_id
where s.tutor_user_id = app.uid() and s.scheduled_start_utc >= first and s.scheduled_start_utc < after
  and exists (select from pay_rates r where r.tutor_user_id = s.tutor_user_id and r.kind = 'share'
                and coalesce(r.match_id, s.match_id) = s.match_id)
$$;

alter function app.own_session_prices(first timestamptz, after timestamptz) owner to corved_definer;
revoke execute on function app.own_session_prices(first timestamptz, after timestamptz) from public;
grant execute on function app.own_session_prices(first timestamptz, after timestamptz) to app_tutor;
