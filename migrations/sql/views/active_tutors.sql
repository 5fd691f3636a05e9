-- Tutors who may sign in and teach.
create view active_tutors with (security_invoker = true) as
select u.id, u.full_name, u.timezone, u.hue
from users u
where u.is_active and exists (select 1 from user_roles r where r.user_id = u.id and r.role = 'tutor');

grant select on active_tutors to app_admin;
