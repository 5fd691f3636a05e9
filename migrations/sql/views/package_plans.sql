-- What a package still has to plan. used: the dates that its sessions stand for, and those whose session an admin
-- removed. lacking: how many of its own sessions do not exist, apart from those held before CorvEd and those removed.
-- make_ups: the make-ups that were moved into it and have no session yet.
create view package_plans with (security_invoker = true) as
select p.id, x.existing, x.dates || p.removed_dates as used,
       p.tier - p.held_before - cardinality(p.removed_dates) - x.existing as lacking,
       array(select s.id from sessions s
             where s.settled_into = p.id and not exists (select 1 from sessions k where k.makes_up_id = s.id)
             order by s.scheduled_start_utc, s.id) as make_ups
from packages p
cross join lateral (
    select count(*)::integer as existing, coalesce(array_agg(s.nominal_date), '{}') as dates
    from sessions s where s.package_id = p.id and s.makes_up_id is null) x;

grant select on package_plans to app_admin, corved_definer;
