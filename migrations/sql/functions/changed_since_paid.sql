-- Sessions of closed months before a month that were changed since, with what was paid for them: for an admin those of
-- every tutor or of one; for a tutor their own, with a price only where a share of it is theirs.
create or replace function app.changed_since_paid(before_month date, before timestamptz, tutor uuid)
    returns table (payee uuid, id uuid, match_id uuid, tutor_id uuid, starts_at timestamptz, minutes integer, status text,
                   learner text, subject text, price integer, tier integer, currency text, paid json,
                   absent_percent integer)
    language sql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
select x.tutor_user_id, s.id, s.match_id, s.tutor_user_id, s.scheduled_start_utc,
       (extract(epoch from s.scheduled_end_utc - s.scheduled_start_utc) / 60)::integer,
       s.status::text, l.full_name, sub.name,
       case when app.is_admin() or exists (
           select from pay_rates v where v.tutor_user_id = x.tutor_user_id and v.kind = 'share'
             and coalesce(v.match_id, s.match_id) = s.match_id) then p.price end,
       p.tier, p.currency,
       (select json_object_agg(k.currency, k.amount) from (
            select n.currency, sum(n.amount) as amount from pay_lines n join pay_months c on c.id = n.pay_month_id
            where n.session_id = s.id and c.tutor_user_id = x.tutor_user_id and c.month < before_month
            group by n.currency) k),
       coalesce(
           (select c.absent_percent from pay_lines n join pay_months c on c.id = n.pay_month_id
            where n.session_id = s.id and c.tutor_user_id = x.tutor_user_id order by c.month limit 1), x.absent_percent)
from (select c.tutor_user_id, max(c.closed_at) as closed_at,
             (array_agg(c.absent_percent order by c.month desc))[1] as absent_percent
      from pay_months c
      where c.month < before_month and (tutor is null or c.tutor_user_id = tutor)
        and (app.is_admin() or c.tutor_user_id = app.uid())
      group by c.tutor_user_id) x
join sessions s on s.updated_at > x.closed_at and s.scheduled_start_utc < before
    and (s.tutor_user_id = x.tutor_user_id or exists (
        select from pay_lines n join pay_months c on c.id = n.pay_month_id
        where n.session_id = s.id and c.tutor_user_id = x.tutor_user_id))
join packages p on p.id = s.package_id
join matches m on m.id = s.match_id
join requests r on r.id = m.request_id
join subjects sub on sub.id = r.subject_id
join learners l on l.id = s.learner_id
order by s.scheduled_start_utc, s.id
$$;

alter function app.changed_since_paid(date, timestamptz, uuid) owner to corved_definer;
revoke execute on function app.changed_since_paid(date, timestamptz, uuid) from public;
grant execute on function app.changed_since_paid(date, timestamptz, uuid) to app_admin, app_tutor;
