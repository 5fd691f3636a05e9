-- Sessions whose make-up is due, and the package that owes it: its own, or the later one it was moved to.
-- make_up_by: promised by this day, so that the next month need not wait for it until then.
-- settled_into is what a carried one has; under row-level security the planner knows how rare that is, and not how rare
-- a status is.
create view owed_sessions with (security_invoker = true) as
select s.id, s.match_id, coalesce(s.settled_into, s.package_id) as owed_by, s.make_up_by
from sessions s
where (s.is_owed or s.settled_into is not null) and not exists (select 1 from sessions k where k.makes_up_id = s.id);

grant select on owed_sessions to app_admin;
