-- What tutors ask for and nobody answered yet. starts: of a leave, the sessions to come from two days before its first to
-- two days after its last; the days of its zone are counted by whoever reads it.
create view waiting_requests with (security_invoker = true) as
select r.id, r.kind, r.tutor_user_id as tutor_id, u.full_name as tutor, u.hue, r.first_day, r.last_day, r.timezone,
       r.weekly_hours, r.reason, r.asked_at, r.outcome, r.answer,
       case when r.kind = 'leave' then array(
           select s.scheduled_start_utc from sessions s
           where s.tutor_user_id = r.tutor_user_id and s.is_to_come and s.scheduled_start_utc > app.now()
             and s.scheduled_start_utc >= r.first_day - interval '2 days'
             and s.scheduled_start_utc < r.last_day + interval '3 days') end as starts
from tutor_requests r join users u on u.id = r.tutor_user_id and u.is_active
where r.outcome is null;

grant select on waiting_requests to app_admin;
